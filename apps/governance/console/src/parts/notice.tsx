import type { ComponentChildren } from 'preact';
import type { AskError } from '../api/ask.js';
import { t, tCode } from '../i18n/texts.js';

interface NoticeProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** In place of what is not there. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <div class="notice">
      <p class="notice-title">{title}</p>
      {children}
    </div>
  );
}

export function Loading() {
  return (
    <p class="loading" role="status">
      {t('loading')}
    </p>
  );
}

interface FailureProps {
  readonly error: AskError;
  readonly onRetry: () => void;
}

/** What could not be loaded, why, and the way to try again. */
export function Failure({ error, onRetry }: FailureProps) {
  return (
    <div class="notice" role="alert">
      <p class="notice-title">{t('failure.title')}</p>
      <p>{failureText(error)}</p>
      <button type="button" onClick={onRetry}>
        {t('retry')}
      </button>
    </div>
  );
}

/** Of an error that nobody foresaw: what the server said. */
export function failureText({ code, message }: AskError): string {
  return tCode('failure', code, `${message} (${code})`);
}
