/** Values for the storage of the asset hub, as `dev_setStorage` takes them: keys, then the value. */
type Entry = readonly [keys: readonly unknown[], value: object];

export function accounts(number: number): Entry[] {
  return numbered(number, (i) => [[accountId(i)], { providers: 1, data: { free: i } }]);
}

/** Holdings of an asset, and why the accounts that hold it exist. */
export function holdings(asset: number, number: number, reason: string | object): Entry[] {
  return numbered(number, (i) => [[asset, accountId(i)], { balance: i, isFrozen: false, reason }]);
}

function numbered(number: number, entry: (i: number) => Entry): Entry[] {
  return Array.from({ length: number }, (_, index) => entry(index + 1));
}

export function accountId(number: number): string {
  return `0x${number.toString(16).padStart(64, '0')}`;
}
