interface ChipsProps<T extends string> {
  readonly legend: string;
  readonly name: string;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

/** One of a few. */
export function Chips<T extends string>({
  legend,
  name,
  choices,
  chosen,
  onChoose,
}: ChipsProps<T>) {
  return (
    <fieldset class="chips">
      <legend class="unseen">{legend}</legend>
      {choices.map(({ value, label }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
