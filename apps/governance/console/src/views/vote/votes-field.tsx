import { useId } from 'preact/hooks';
import { formatNumber } from '../../format/numbers.js';
import { wholeNumber } from './vote-terms.js';

interface VotesFieldProps {
  readonly label: string;
  /** How many could vote; undefined: not known. */
  readonly most: number | undefined;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number of votes: moved by a slider, or typed exactly. */
export function VotesField({ label, most, value, onChange }: VotesFieldProps) {
  const id = useId();
  const take = (event: { currentTarget: HTMLInputElement }) =>
    onChange(wholeNumber(event.currentTarget.value));
  return (
    <div class="votes-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={0}
        value={value}
        aria-invalid={most !== undefined && value > most}
        onInput={take}
      />
      {most !== undefined && (
        <input
          type="range"
          min={0}
          max={most}
          value={value}
          aria-label={label}
          aria-valuetext={`${formatNumber(value)} / ${formatNumber(most)}`}
          onInput={take}
        />
      )}
    </div>
  );
}
