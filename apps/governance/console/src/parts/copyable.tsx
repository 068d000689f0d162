import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/texts.js';
import { Icon } from './icon.js';

interface CopyableProps {
  readonly text: string;
  /** Names it, as in `Copy the block hash`. */
  readonly what: string;
}

const SHOWN_MS = 2500;

/** A long text, shown short, that can be copied whole. */
export function Copyable({ text, what }: CopyableProps) {
  const [result, setResult] = useState<'done' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return undefined;
    const timer = setTimeout(() => setResult(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  return (
    <span class="copyable">
      <code title={text}>{shortened(text)}</code>
      <button
        type="button"
        class="quiet"
        aria-label={t('copy.label', { what })}
        onClick={() => void copy(text).then(setResult)}
      >
        <Icon name={result === 'done' ? 'fresh' : 'copy'} />
      </button>
      <span class="copy-result" role="status">
        {result === undefined ? '' : t(`copy.${result}`)}
      </span>
    </span>
  );
}

function shortened(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 12)}…${text.slice(-8)}`;
}

async function copy(text: string): Promise<'done' | 'failed'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'done';
  } catch {
    // Refused, or no secure context: the result says so beside the button.
    return 'failed';
  }
}
