/** Freezes a JSON value and all that is in it; returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // Quicker than a list of its members; JSON inherits none.
    for (const name in value) deepFreeze(value[name]);
  }
  return value;
}
