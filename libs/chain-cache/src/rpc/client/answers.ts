import { isRecord } from './json-rpc.js';
import { RpcCallError, type RpcErrorCode } from './rpc-call.error.js';

/** Reads answers of one call: each member as what it must be, or an error that says what it is not. */
export class AnswerReader {
  constructor(
    private readonly endpoint: string,
    private readonly method: string,
  ) {}

  record(value: unknown): Record<string, unknown> {
    return isRecord(value) ? value : this.refuse('an object');
  }

  list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : this.refuse('a list');
  }

  flag(value: unknown): boolean {
    return typeof value === 'boolean' ? value : this.refuse('a boolean');
  }

  /** Printable text that fits a log line. */
  name(value: unknown): string {
    const good = typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(value);
    return good ? value : this.refuse('a name');
  }

  /** A whole number of 0 or more. */
  count(value: unknown): number {
    const good = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    return good ? value : this.refuse('a whole number');
  }

  /** A number as Substrate writes it in headers: hexadecimal, as short as can be. */
  quantity(value: unknown): number {
    const good = typeof value === 'string' && /^0x[\da-f]{1,13}$/i.test(value);
    return good ? Number(value) : this.refuse('a hexadecimal number');
  }

  hash(value: unknown): string {
    const good = typeof value === 'string' && /^0x[\da-f]{64}$/i.test(value);
    return good ? value.toLowerCase() : this.refuse('a hash');
  }

  /** Bytes in hexadecimal, in lower case. */
  hex(value: unknown): string {
    const good = typeof value === 'string' && /^0x(?:[\da-f]{2})*$/i.test(value);
    return good ? value.toLowerCase() : this.refuse('hexadecimal bytes');
  }

  refuse(what: string): never {
    throw this.failure('ANSWER_MALFORMED', `the answer to ${this.method} is not ${what}`);
  }

  /** What an answer of the right shape may say. */
  failure(code: RpcErrorCode, reason: string): RpcCallError {
    return new RpcCallError(code, this.endpoint, reason);
  }
}
