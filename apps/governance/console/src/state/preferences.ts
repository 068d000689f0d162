/** What was chosen on an earlier visit; undefined: nothing, or the browser keeps nothing. */
export function readPreference<T extends string>(name: string, known: readonly T[]): T | undefined {
  const kept = storage()?.getItem(`chain-cache.${name}`);
  return known.find((value) => value === kept);
}

export function writePreference(name: string, value: string): void {
  storage()?.setItem(`chain-cache.${name}`, value);
}

/** Browsers that keep nothing throw at the mere sight of it: the choice then lasts for the visit. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
