import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { asAskError } from '../../api/ask.js';
import { t } from '../../i18n/texts.js';
import { failureText } from '../../parts/notice.js';
import { lock } from '../../state/operator.js';
import type { Action } from './action.js';
import { ConfirmDialog } from './confirm-dialog.js';

export interface Actions {
  /** Does nothing before it is confirmed. */
  readonly ask: (action: Action) => void;
  /** The question and the result. */
  readonly view: VNode;
}

/** @param onDone something has changed */
export function useActions(onDone: () => void): Actions {
  const [asked, setAsked] = useState<Action>();
  const [result, setResult] = useState('');
  const confirm = async (action: Action) => {
    setAsked(undefined);
    setResult(await resultOf(action));
    onDone();
  };
  const view = (
    <>
      {asked !== undefined && (
        <ConfirmDialog
          action={asked}
          onConfirm={() => void confirm(asked)}
          onCancel={() => setAsked(undefined)}
        />
      )}
      <p class="result" role="status">
        {result}
      </p>
    </>
  );
  return {
    ask: (action) => {
      setResult('');
      setAsked(action);
    },
    view,
  };
}

async function resultOf(action: Action): Promise<string> {
  try {
    return await action.run();
  } catch (thrown) {
    const error = asAskError(thrown);
    if (error.code === 'UNAUTHORIZED') lock();
    return t('action.failed', { why: failureText(error) });
  }
}
