// SCALE as hexadecimal text without 0x: every value leaves the node as hexadecimal anyway, and
// concatenation is all that encoding needs.

/** A whole number of 0 or more in a fixed number of bytes, least significant first. */
export function littleEndian(value: number | bigint, bytes: number): string {
  const bigEndian = BigInt(value)
    .toString(16)
    .padStart(bytes * 2, '0');
  if (bigEndian.length > bytes * 2) throw new RangeError(`${value} does not fit in ${bytes} bytes`);
  return reverseBytes(bigEndian);
}

/** A whole number in the compact form: the two lowest bits say how many bytes follow. */
export function compact(value: number | bigint): string {
  const big = BigInt(value);
  if (big < 1n << 6n) return littleEndian(big << 2n, 1);
  if (big < 1n << 14n) return littleEndian((big << 2n) | 1n, 2);
  if (big < 1n << 30n) return littleEndian((big << 2n) | 2n, 4);
  const bytes = Math.max(4, Math.ceil(big.toString(16).length / 2));
  return littleEndian(((bytes - 4) << 2) | 3, 1) + littleEndian(big, bytes);
}

/** UTF-8 text behind its length in bytes. */
export function text(value: string): string {
  return byteString(Buffer.from(value, 'utf8').toString('hex'));
}

/** Bytes behind their number. */
export function byteString(hex: string): string {
  return compact(hex.length / 2) + hex;
}

/** Items, already encoded, behind their number. */
export function sequence(items: readonly string[]): string {
  return compact(items.length) + items.join('');
}

/** Reads what `littleEndian` wrote. */
export function readLittleEndian(hex: string): number {
  return Number.parseInt(reverseBytes(hex), 16);
}

function reverseBytes(hex: string): string {
  return Buffer.from(Buffer.from(hex, 'hex').toReversed()).toString('hex');
}
