import type { Answer, Notification } from './json-rpc.js';
import { RpcCallError } from './rpc-call.error.js';

/** Largest answer that is read, in bytes: a node's own limit is 15 MB. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Of whatever is small by nature, notifications too: headers carry digests, of tens of KB at most. */
const MAX_SMALL_BYTES = 1024 * 1024;

/** What is as large as what a chain keeps. */
const LARGE_ANSWERS: ReadonlySet<string> = new Set([
  'state_getMetadata',
  'state_getKeysPaged',
  'state_queryStorageAt',
  'state_getStorage',
]);

/** Parsing keeps everything else waiting: no more is parsed of an answer than it may hold. */
export function maxAnswerBytes(method: string): number {
  return LARGE_ANSWERS.has(method) ? MAX_ANSWER_BYTES : MAX_SMALL_BYTES;
}

export function tooLarge(endpoint: string, maxBytes: number): RpcCallError {
  const reason = `a message of more than ${maxBytes} bytes`;
  return new RpcCallError('ANSWER_TOO_LARGE', endpoint, reason);
}

/** How large messages may be where only reading one tells which call it answers. */
export class MessageLimits {
  /** The answers to come that may be large, those to calls that were given up among them. */
  private readonly large = new Set<number>();

  asked(id: number, method: string): void {
    if (maxAnswerBytes(method) > MAX_SMALL_BYTES) this.large.add(id);
  }

  /** Of any message that comes now. */
  get maxBytes(): number {
    return this.large.size > 0 ? MAX_ANSWER_BYTES : MAX_SMALL_BYTES;
  }

  /** Of this message, which has come: an answer comes once. */
  maxBytesOf(message: Answer | Notification): number {
    return 'id' in message && this.large.delete(message.id) ? MAX_ANSWER_BYTES : MAX_SMALL_BYTES;
  }
}
