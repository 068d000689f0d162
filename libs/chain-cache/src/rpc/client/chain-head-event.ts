import type { AnswerReader } from './answers.js';
import { RpcCallError } from './rpc-call.error.js';

/** What a node tells of an operation that it has begun. */
export type OperationEvent =
  | {
      readonly event: 'operationStorageItems';
      readonly operation: string;
      /** By key. */
      readonly merkleValues: ReadonlyMap<string, string>;
    }
  | { readonly event: 'operationStorageDone'; readonly operation: string }
  | {
      readonly event: 'operationFailed';
      readonly operation: string;
      readonly error: RpcCallError;
    };

/** What a node tells those who follow the head of its chain, as far as it matters here. */
export type ChainHeadEvent =
  | { readonly event: 'initialized'; readonly finalized: readonly string[] }
  | { readonly event: 'newBlock'; readonly block: string }
  | {
      readonly event: 'finalized';
      readonly finalized: readonly string[];
      readonly pruned: readonly string[];
    }
  | { readonly event: 'stop' }
  | OperationEvent;

/** No node keeps more blocks pinned, and no more items are ever asked for. */
const MOST_AT_ONCE = 512;

/** The event of a notification; undefined where it is of no concern. */
export function readChainHeadEvent(value: unknown, read: AnswerReader): ChainHeadEvent | undefined {
  const told = read.record(value);
  const { event } = told;
  switch (event) {
    case 'initialized':
      return { event, finalized: hashes(told['finalizedBlockHashes'], read) };
    case 'newBlock':
      return { event, block: read.hash(told['blockHash']) };
    case 'finalized': {
      const finalized = hashes(told['finalizedBlockHashes'], read);
      return { event, finalized, pruned: hashes(told['prunedBlockHashes'], read) };
    }
    case 'stop':
      return { event };
    case 'operationStorageItems': {
      const merkleValues = new Map(bounded(told['items'], read).map((item) => entry(item, read)));
      return { event, operation: read.name(told['operationId']), merkleValues };
    }
    case 'operationStorageDone':
      return { event, operation: read.name(told['operationId']) };
    case 'operationError':
    case 'operationInaccessible':
    // Of what is asked for here there is never so much.
    case 'operationWaitingForContinue': {
      const error = read.failure('NODE_ERROR', `an operation came to ${event}`);
      return { event: 'operationFailed', operation: read.name(told['operationId']), error };
    }
    default:
      return undefined;
  }
}

function hashes(value: unknown, read: AnswerReader): string[] {
  return bounded(value, read).map((hash) => read.hash(hash));
}

/**
 * A Merkle value is a hash, or the node of the trie itself where that is shorter. What else is given
 * in its place tells nothing: chopsticks counts changes, which begin anew when its head is set back.
 */
function entry(value: unknown, read: AnswerReader): [key: string, merkleValue: string] {
  const { key, closestDescendantMerkleValue: merkleValue } = read.record(value);
  const good = typeof merkleValue === 'string' && /^0x(?:[\da-f]{2}){1,32}$/i.test(merkleValue);
  return good ? [read.hex(key), merkleValue.toLowerCase()] : read.refuse('a Merkle value');
}

function bounded(value: unknown, read: AnswerReader): readonly unknown[] {
  const list = read.list(value);
  return list.length <= MOST_AT_ONCE ? list : read.refuse('of a size that can be');
}
