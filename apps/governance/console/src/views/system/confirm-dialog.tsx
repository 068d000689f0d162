import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/texts.js';
import type { Action } from './action.js';

interface ConfirmDialogProps {
  readonly action: Action;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Names what will be done, and to what. The focus stays in it, and goes back to where it was. */
export function ConfirmDialog({ action, onConfirm, onCancel }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const { name, subject } = action;
  return (
    <dialog ref={dialog} aria-labelledby="confirm" onCancel={onCancel}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <h2 id="confirm">{t(`action.${name}.ask`)}</h2>
        {subject !== undefined && <code>{subject}</code>}
        <p class="soft">{t(`action.${name}.note`)}</p>
        <div class="buttons">
          <button type="submit" class="primary">
            {t(`action.${name}`)}
          </button>
          <button type="button" autofocus onClick={onCancel}>
            {t('action.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
