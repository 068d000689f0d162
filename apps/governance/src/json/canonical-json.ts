/**
 * JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives a value: members sorted
 * by the UTF-16 code units of their names, no white space, numbers and strings as ECMAScript
 * writes them, so that only the order is left to see to.
 * @throws TypeError for what JSON can't carry
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (isRecord(value)) {
    const names = Object.keys(value).toSorted();
    return `{${names.map((name) => `${scalar(name)}:${canonicalJson(value[name])}`).join(',')}}`;
  }
  return scalar(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function scalar(value: unknown): string {
  const carried =
    value === null ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value.isWellFormed());
  if (!carried) throw new TypeError(`JSON can't carry this ${typeof value}`);
  return JSON.stringify(value);
}
