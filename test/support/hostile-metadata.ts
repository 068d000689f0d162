/** Metadata V14 that no node has: small, and a lot of work to whoever takes it seriously. */

/** So many times the same part: each is the smallest that there is of its kind. */
export const hostileMetadata = {
  types: (times: number) => metadata([], repeated(times, [0, 0, 0, 5, 5, 0])),
  variants: (times: number) => committeeOf([1, ...repeated(times, [0, 0, 7, 0])]),
  fields: (times: number) => committeeOf([0, ...repeated(times, [0, 0, 0, 0])]),
  parts: (times: number) => committeeOf([4, ...repeated(times, [0])]),
  documentation: (times: number) => metadata([], [4, 0, ...repeated(times, [0]), 0, 5, 5, 0]),
  items: (times: number) =>
    metadata(pallet([...text('x'), ...repeated(times, [0, 0, 0, 0, 0, 0])]), U32_ONLY),
  /** The bytes of a name, rather than parts. */
  name: (times: number) => metadata(pallet([...text('x'.repeat(times)), 0]), U32_ONLY),
};

/** The committee has members that consist of so many parts of a type with a long id. */
export function committeeOfParts(times: number): Buffer {
  const id = compact(2 ** 30 - 1);
  return committeeOf([4, ...repeated(times, id)], [...id, 0, 0, 5, 5, 0]);
}

const U32 = [0, 0, 0, 5, 5, 0];
const U32_ONLY = [4, ...U32];

/** Type 2 is a vector of type 1, which is of the given definition. */
function committeeOf(definition: readonly number[], another: readonly number[] = []): Buffer {
  const members = [...text('Members'), 0, 0, ...compact(2), 0, 0];
  const types = [...U32, 4, 0, 0, ...definition, 0, 8, 0, 0, 2, 4, 0, ...another];
  const count = another.length === 0 ? 3 : 4;
  return metadata(pallet([...text('TechnicalCommittee'), 4, ...members]), [
    ...compact(count),
    ...types,
  ]);
}

function pallet(storage: readonly number[]): number[] {
  return [...text('TechnicalCommittee'), 1, ...storage, 0, 0, 0, 0, 0];
}

function metadata(onlyPallet: readonly number[], types: readonly number[]): Buffer {
  const pallets = onlyPallet.length === 0 ? [0] : [4, ...onlyPallet];
  return Buffer.concat([Buffer.from('meta\x0e', 'latin1'), Buffer.from([...types, ...pallets])]);
}

function repeated(times: number, part: readonly number[]): number[] {
  return [...compact(times), ...Array.from({ length: times }, () => part).flat()];
}

function text(words: string): number[] {
  return [...compact(words.length), ...Buffer.from(words)];
}

/** SCALE's compact integers below 2^30, in their shortest form. */
function compact(value: number): number[] {
  if (value < 2 ** 6) return [value * 4];
  if (value < 2 ** 14) return bytesOf(value * 4 + 1, 2);
  return bytesOf(value * 4 + 2, 4);
}

function bytesOf(value: number, length: number): number[] {
  return Array.from({ length }, (_, place) => Math.floor(value / 256 ** place) % 256);
}
