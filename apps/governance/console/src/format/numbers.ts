/** In the way of the browser's own locale, whatever the language of the texts. */
const LOCALES = [...navigator.languages];

const plain = new Intl.NumberFormat(LOCALES);
const percent = new Intl.NumberFormat(LOCALES, { style: 'percent', maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(LOCALES, { minimumFractionDigits: 2 });

/** A count; or an amount, as decimal text. */
export type Value = number | string;

/** Amounts that are in hundredths of what people reckon in. */
const IN_HUNDREDTHS: ReadonlySet<string> = new Set(['monetaryMass']);

export function formatNumber(value: number): string {
  return plain.format(value);
}

/** @param share 1 is all */
export function formatShare(share: number): string {
  return percent.format(share);
}

/** @param name of the count */
export function formatValue(name: string, value: Value): string {
  return IN_HUNDREDTHS.has(name)
    ? hundredths.format(decimal(BigInt(value)))
    : plain.format(BigInt(value));
}

/** With its sign. Undefined: there is none. */
export function formatChange(name: string, from: Value, to: Value): string | undefined {
  const change = BigInt(to) - BigInt(from);
  if (change === 0n) return undefined;
  const sign = change > 0n ? '+' : '−';
  return sign + formatValue(name, String(change > 0n ? change : -change));
}

/** Exactly, though a number would not hold all digits. */
function decimal(amount: bigint): Intl.StringNumericLiteral {
  return `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}` as Intl.StringNumericLiteral;
}

/** What the values of a count are drawn as, each times this. */
export function scaleOf(name: string): number {
  return IN_HUNDREDTHS.has(name) ? 0.01 : 1;
}
