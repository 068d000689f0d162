import { ScaleReader } from '../scale/scale-reader.js';
import { ScaleError } from '../scale/scale.error.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const OPTION = [false, true];

/** Metadata of 161 KB has 6,000 parts, and names of up to 50 bytes: far more is an attack. */
const MAX_PARTS = 100_000;
const MAX_NAME_BYTES = 512;

/** What metadata is made of, in SCALE: names, ids of types, lists of anything. */
export class MetadataReader {
  private readonly scale: ScaleReader;
  private parts = 0;

  constructor(bytes: Uint8Array) {
    this.scale = new ScaleReader(bytes);
  }

  byte(): number {
    return this.scale.byte();
  }

  bytes(length: number): Uint8Array {
    return this.scale.take(length);
  }

  /** The id of a type, or another number of up to 32 bits, compact. */
  id(): number {
    return this.scale.compactNumber();
  }

  name(): string {
    const length = this.scale.length();
    if (length > MAX_NAME_BYTES) throw new ScaleError(`a name has ${length} bytes`);
    const bytes = this.scale.take(length);
    try {
      return UTF8.decode(bytes);
    } catch (cause) {
      throw new ScaleError('a name is not UTF-8', { cause });
    }
  }

  /** So many bytes, behind their number. */
  vector(): Uint8Array {
    return this.scale.take(this.scale.length());
  }

  /** Goes past a text or a vector of bytes. */
  skipBytes(): void {
    this.vector();
  }

  skipTexts(): void {
    this.list(() => this.skipBytes());
  }

  list<T>(read: () => T): T[] {
    const length = this.scale.length();
    this.parts += length;
    if (this.parts > MAX_PARTS) throw new ScaleError(`it has more than ${MAX_PARTS} parts`);
    return Array.from({ length }, read);
  }

  option<T>(read: () => T): T | undefined {
    return this.pick('an option', OPTION) ? read() : undefined;
  }

  /** What stands for the variant of an enum that follows. */
  pick<T>(what: string, variants: readonly T[]): T {
    const index = this.scale.byte();
    const variant = variants[index];
    if (variant === undefined) throw new ScaleError(`${what} has no variant ${index}`);
    return variant;
  }
}
