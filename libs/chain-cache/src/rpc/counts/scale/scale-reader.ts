import { ScaleError } from './scale.error.js';

/** A struct of one byte in a newtype in a newtype … : more than any real type has. */
const MAX_STEPS_A_BYTE = 10;

/**
 * Reads SCALE strictly: what no encoder would have written is an error.
 * Layout: https://docs.polkadot.com/polkadot-protocol/parachain-basics/data-encoding/
 */
export class ScaleReader {
  private offset = 0;
  private steps = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Counts a part of the value: parts of no size must not make a small value take for ever. */
  step(): void {
    if (++this.steps > MAX_STEPS_A_BYTE * (this.bytes.length + 100)) {
      throw new ScaleError('the value has too many parts for its size');
    }
  }

  get left(): number {
    return this.bytes.length - this.offset;
  }

  take(length: number): Uint8Array {
    if (length > this.left) {
      throw new ScaleError(`the value ends ${length - this.left} bytes too early`);
    }
    this.offset += length;
    return this.bytes.subarray(this.offset - length, this.offset);
  }

  /** The byte that comes next; undefined at the end. */
  peek(): number | undefined {
    return this.bytes[this.offset];
  }

  byte(): number {
    const byte = this.peek();
    if (byte === undefined) throw new ScaleError('the value ends 1 bytes too early');
    this.offset++;
    return byte;
  }

  /** An unsigned integer of so many bytes, little-endian. */
  uint(length: number): bigint {
    let value = 0n;
    for (const byte of this.take(length).toReversed()) value = (value << 8n) | BigInt(byte);
    return value;
  }

  /** A compact integer of at most so many bits, in the shortest form, which is the only one. */
  compact(bits: number): bigint {
    const first = this.byte();
    const mode = first & 0b11;
    if (mode === 0) return BigInt(first >> 2);
    const value = mode === 3 ? this.bigCompact(first >> 2) : this.smallCompact(first, mode);
    if (value >> BigInt(bits) !== 0n) throw new ScaleError(`a compact is above ${bits} bits`);
    return value;
  }

  /** The same of at most 32 bits, which most often is one byte. */
  compactNumber(): number {
    const first = this.peek() ?? 1;
    if ((first & 0b11) !== 0) return Number(this.compact(32));
    this.offset++;
    return first >> 2;
  }

  /** The number of elements that follow: no more than there are bytes for. */
  length(): number {
    const length = this.compactNumber();
    if (length > this.left) throw new ScaleError(`a length of ${length} is beyond the value's end`);
    return length;
  }

  end(): void {
    if (this.left > 0) throw new ScaleError(`${this.left} bytes are left over`);
  }

  /** Modes 1 and 2: two or four bytes, the mode in the lowest two bits. */
  private smallCompact(first: number, mode: number): bigint {
    const rest = this.uint((1 << mode) - 1);
    const value = (rest << 6n) | BigInt(first >> 2);
    if (value < 1n << BigInt(2 ** (mode + 2) - 2)) throw notShortest();
    return value;
  }

  /** Mode 3: the number of bytes less four, then the bytes. */
  private bigCompact(lengthLess4: number): bigint {
    const length = lengthLess4 + 4;
    const value = this.uint(length);
    const shortest = length === 4 ? 1n << 30n : 1n << BigInt(8 * (length - 1));
    if (value < shortest) throw notShortest();
    return value;
  }
}

function notShortest(): ScaleError {
  return new ScaleError('a compact is not in its shortest form');
}
