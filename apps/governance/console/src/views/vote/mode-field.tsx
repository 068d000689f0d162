import type { ModeFault } from '../../../../src/thresholds/vote-mode.js';
import { t } from '../../i18n/texts.js';
import { faultText } from './judged.js';
import { MODES } from './vote-terms.js';

interface ModeFieldProps {
  readonly text: string;
  readonly fault: ModeFault | undefined;
  readonly onChange: (text: string) => void;
}

const NAMES = Object.keys(MODES) as (keyof typeof MODES)[];

/** A mode picked or typed; what is wrong with it is marked where it is. */
export function ModeField({ text, fault, onChange }: ModeFieldProps) {
  const known = NAMES.find((name) => MODES[name] === text);
  const choice = (name: keyof typeof MODES | 'own') => (
    <label key={name}>
      <input
        type="radio"
        name="mode"
        value={name}
        checked={(known ?? 'own') === name}
        disabled={name === 'own' && known !== undefined}
        onChange={() => name !== 'own' && onChange(MODES[name])}
      />
      {t(`vote.mode.${name}`)}
    </label>
  );
  return (
    <>
      <fieldset class="chips">
        <legend>{t('vote.mode')}</legend>
        {NAMES.map(choice)}
        {known === undefined && choice('own')}
      </fieldset>
      <div class="field">
        <label for="mode-text">{t('vote.mode.text')}</label>
        <input
          id="mode-text"
          class="mode-text"
          type="text"
          value={text}
          maxLength={100}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby="mode-note"
          onInput={(event) => onChange(event.currentTarget.value)}
        />
        <div id="mode-note" aria-live="polite">
          {fault === undefined ? (
            <p class="small soft">{t('vote.mode.hint')}</p>
          ) : (
            <Fault text={text} fault={fault} />
          )}
        </div>
      </div>
    </>
  );
}

/** The text once more, with the part that is wrong marked, and what is wrong with it. */
function Fault({ text, fault }: { readonly text: string; readonly fault: ModeFault }) {
  return (
    <p class="fault">
      {'at' in fault && (
        <code>
          {text.slice(0, fault.at)}
          <mark>{fault.part}</mark>
          {text.slice(fault.at + fault.part.length)}
        </code>
      )}
      {faultText(fault)}
    </p>
  );
}
