import { invalidParams } from './rpc-error.js';

/** The positional parameters of a call, each read as what it has to be. */
export class Params {
  readonly #values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  /** A block's hash, or `undefined` for the best block's. */
  hash(place: number): string | undefined {
    const value = this.#values[place] ?? undefined;
    return value === undefined ? undefined : blockHash(value, place);
  }

  /** Bytes as hexadecimal text, without its 0x. */
  hex(place: number): string {
    return hexText(this.#values[place], place);
  }

  optionalHex(place: number): string | undefined {
    return this.#isAbsent(place) ? undefined : this.hex(place);
  }

  hexList(place: number): string[] {
    return this.list(place).map((entry) => hexText(entry, place));
  }

  optionalHexList(place: number): string[] | undefined {
    return this.#isAbsent(place) ? undefined : this.hexList(place);
  }

  flag(place: number): boolean {
    const value = this.#values[place];
    if (typeof value !== 'boolean') throw invalidParams(`parameter ${place}: expected a boolean`);
    return value;
  }

  list(place: number): readonly unknown[] {
    const value = this.#values[place];
    if (!Array.isArray(value)) throw invalidParams(`parameter ${place}: expected a list`);
    return value;
  }

  /** A whole number that fits in 32 bits. */
  u32(place: number): number {
    const value = this.#values[place];
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > 0xffff_ffff) {
      throw invalidParams(`parameter ${place}: expected u32`);
    }
    return Number(value);
  }

  text(place: number): string {
    const value = this.#values[place];
    if (typeof value !== 'string') throw invalidParams(`parameter ${place}: expected a string`);
    return value;
  }

  /** Whatever was given, to be narrowed by the method. */
  raw(place: number): unknown {
    return this.#values[place];
  }

  #isAbsent(place: number): boolean {
    return this.#values[place] === undefined || this.#values[place] === null;
  }
}

function blockHash(value: unknown, place: number): string {
  const hex = hexText(value, place);
  if (hex.length !== 64) throw invalidParams(`parameter ${place}: expected 32 bytes`);
  return `0x${hex}`;
}

function hexText(value: unknown, place: number): string {
  if (typeof value !== 'string' || !/^0x(?:[\da-f]{2})*$/i.test(value)) {
    throw invalidParams(`parameter ${place}: expected bytes as 0x-prefixed hexadecimal text`);
  }
  return value.slice(2).toLowerCase();
}
