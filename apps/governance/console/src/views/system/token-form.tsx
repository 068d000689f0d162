import { useRef, useState } from 'preact/hooks';
import { asAskError, type AskError } from '../../api/ask.js';
import { t } from '../../i18n/texts.js';
import { failureText } from '../../parts/notice.js';
import { unlock } from '../../state/operator.js';

/** Takes the admin token, and forgets it with the page. */
export function TokenForm() {
  const token = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<AskError>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await unlock(token.current?.value ?? '');
    } catch (error) {
      setRefusal(asAskError(error));
    }
  };
  return (
    <section class="panel" aria-labelledby="token">
      <h2 id="token">{t('token.title')}</h2>
      <p class="soft">{t('token.note')}</p>
      <form class="token" onSubmit={(event) => void submit(event)}>
        <label for="token-text">{t('token.label')}</label>
        <input
          id="token-text"
          ref={token}
          type="password"
          autocomplete="off"
          required
          pattern="[!-~]+"
          aria-describedby="token-refusal"
        />
        <button type="submit" class="primary">
          {t('token.use')}
        </button>
        <p id="token-refusal" class="fault" role="status">
          {refusal !== undefined && refusalText(refusal)}
        </p>
      </form>
    </section>
  );
}

function refusalText(error: AskError): string {
  if (error.code === 'UNAUTHORIZED') return t('token.refused');
  if (error.code === 'NOT_FOUND') return t('token.off');
  return failureText(error);
}
