import { unexpected } from '../unexpected.js';
import type { CountDecoder } from './count-definition.js';
import type { ReadableCount } from './count-plan.js';
import { skipValue } from './scale/skip-value.js';
import { ScaleError } from './scale/scale.error.js';
import { ScaleReader } from './scale/scale-reader.js';
import type { TypeTable } from './scale/type-layout.js';

/** What the values for a consumer's decoder may come to, in bytes, with what it takes to hold one. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
const HOLDING_BYTES = 100;

/** What became of a count: its value, or why it has none. */
export type Outcome = { readonly value: bigint } | { readonly unavailable: string };

/** One count in the making: is given what is stored, key by key, and tells what it amounts to. */
export class Tally {
  private total = 0n;
  private keys = 0;
  private trouble: string | undefined;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;

  constructor(
    readonly count: ReadableCount,
    private readonly types: TypeTable,
    private readonly decoder: CountDecoder | undefined,
  ) {}

  /** Whether it is made of the entries of a map, rather than of one value. */
  get ofMap(): boolean {
    const { read } = this.count;
    return read.how === 'decode' ? read.of === 'entries' : read.how.startsWith('entries');
  }

  /** Whether it looks at values, rather than at how many keys there are. */
  get needsValues(): boolean {
    return this.count.read.how !== 'entries';
  }

  /** Where an earlier runtime kept what a map without entries may lack. */
  get suspectKeys(): readonly string[] {
    return this.ofMap && this.keys === 0 ? this.count.formerKeys : [];
  }

  addKeys(number: number): void {
    this.keys += number;
    if (!this.needsValues) this.total += BigInt(number);
  }

  /** @param value 0x-prefixed; `null`: nothing is stored under the key */
  addValue(key: string, value: string | null): void {
    if (this.trouble !== undefined || !this.needsValues) return;
    if (value === null) return this.fail(`nothing is stored under ${key}`);
    try {
      this.total += this.worth(Buffer.from(value.slice(2), 'hex'));
    } catch (error) {
      if (!(error instanceof ScaleError)) throw error;
      this.fail(`the value under ${key} does not decode: ${error.message}`);
    }
  }

  /** @param value under one of the suspect keys */
  addFormer(key: string, value: string | null): void {
    const counted = value !== null && !/^0x0*$/.test(value);
    if (counted) this.fail(`no entries yet, and what an earlier runtime counted is under ${key}`);
  }

  outcome(): Outcome {
    if (this.trouble === undefined && this.decoder !== undefined) this.decode(this.decoder);
    return this.trouble === undefined ? { value: this.total } : { unavailable: this.trouble };
  }

  private worth(bytes: Uint8Array): bigint {
    const { read } = this.count;
    const reader = new ScaleReader(bytes);
    switch (read.how) {
      case 'value':
        return finished(reader, reader.uint(read.bytes));
      case 'length': {
        const length = reader.length();
        for (let i = 0; i < length; i++) skipValue(reader, this.types, read.element);
        return finished(reader, BigInt(length));
      }
      case 'entriesWhere': {
        const found = this.variantOf(reader, read.fields, read.field);
        return finished(reader, found === read.variant ? 1n : 0n);
      }
      case 'decode':
        this.keep(bytes);
        return 0n;
      case 'entries':
        return 0n;
      default:
        return unexpected(read);
    }
  }

  /** Reads an entry, all of it, and tells the variant of one of its fields. */
  private variantOf(
    reader: ScaleReader,
    fields: readonly number[],
    field: number,
  ): number | undefined {
    let found: number | undefined;
    for (const [position, type] of fields.entries()) {
      if (position === field) found = reader.peek();
      skipValue(reader, this.types, type);
    }
    return found;
  }

  private keep(bytes: Uint8Array): void {
    this.keptBytes += bytes.length + HOLDING_BYTES;
    this.kept.push(bytes);
    if (this.keptBytes <= MAX_KEPT_BYTES) return;
    this.kept = [];
    this.fail(`its values take more than ${MAX_KEPT_BYTES} bytes`);
  }

  private decode(decoder: CountDecoder): void {
    try {
      const given: unknown = decoder(this.kept);
      // Of other things, too, BigInt makes numbers: 0 of '' and of [].
      if (typeof given !== 'number' && typeof given !== 'bigint') {
        return this.fail('its decoder gave neither a number nor a bigint');
      }
      this.total = BigInt(given);
      if (this.total < 0n) this.fail('its decoder gave less than 0');
    } catch (error) {
      this.fail(`its decoder failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private fail(trouble: string): void {
    this.trouble ??= `${this.count.place}: ${trouble}`;
  }
}

function finished<T>(reader: ScaleReader, result: T): T {
  reader.end();
  return result;
}
