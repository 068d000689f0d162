import { blake2_256 } from '../../encoding/hashes.js';
import { encodeHeader } from '../../ledger/header.js';
import type { BlockState } from '../../storage/block-state.js';
import type { ChainHeadFollow } from '../chain-head-follow.js';
import type { CallContext, Method, MethodTable } from '../method.js';
import type { Params } from '../params.js';
import { duplicateHashes, internalError, invalidBlock, invalidParams } from '../rpc-error.js';
import type { Subscriptions } from '../subscriptions.js';

interface StorageQuery {
  readonly key: string;
  readonly type: string;
}

/** What is told of one key, but for the key: nothing where nothing is stored. */
type Finding = (state: BlockState, key: string) => object | undefined;

const FINDINGS: Readonly<Record<string, Finding>> = {
  value: (state, key) => found(state.valueOf(key), (value) => ({ value: `0x${value}` })),
  hash: (state, key) => found(state.valueOf(key), (value) => ({ hash: `0x${blake2_256(value)}` })),
  closestDescendantMerkleValue: (state, key) =>
    found(state.merkleValueBelow(key), (value) => ({
      closestDescendantMerkleValue: `0x${value}`,
    })),
};

/** Queries of which each descendant has a finding of its own. */
const OF_DESCENDANTS: Readonly<Record<string, string>> = {
  descendantsValues: 'value',
  descendantsHashes: 'hash',
};

const follow: Method = (params, context) => subscriptionsOf(context).openChainHead(params.flag(0));

const unfollow: Method = (params, context) => {
  subscriptionsOf(context).close(params.text(0));
  return null;
};

const header: Method = (params, context) => {
  const followed = followOf(params, context);
  if (followed === undefined) return null;
  return `0x${encodeHeader(pinnedBlock(followed, params.raw(1)).header)}`;
};

const storage: Method = (params, context) => {
  const queries = params.list(2).map(readQuery);
  const childTrie = params.optionalHex(3);
  const followed = followOf(params, context);
  if (followed === undefined) return { result: 'limitReached' };
  const block = pinnedBlock(followed, params.raw(1));
  const operation = followed.operation((operationId) => {
    const state = context.node.ledger.stateOf(block);
    // There are no child tries.
    const batches = childTrie === undefined ? answersTo(queries, state) : [];
    const items = batches.map((batch) => ({
      event: 'operationStorageItems',
      operationId,
      items: batch,
    }));
    return [...items, { event: 'operationStorageDone', operationId }];
  });
  subscriptionsOf(context).afterAnswer(operation.tell);
  return { result: 'started', operationId: operation.id, discardedItems: 0 };
};

const unpin: Method = (params, context) => {
  const wanted = params.raw(1);
  const hashes = Array.isArray(wanted) ? wanted : [wanted];
  const followed = followOf(params, context);
  if (followed === undefined) return null;
  if (new Set(hashes).size < hashes.length) throw duplicateHashes();
  const blocks = hashes.map((hash) => pinnedBlock(followed, hash));
  for (const block of blocks) followed.unpin(block.hash);
  return null;
};

/** No operation ever waits, or goes on for long enough to be stopped. */
const nothingToDo: Method = (params, context) => {
  followOf(params, context);
  return null;
};

export const chainHeadMethods: MethodTable = {
  chainHead_v1_continue: nothingToDo,
  chainHead_v1_follow: follow,
  chainHead_v1_header: header,
  chainHead_v1_stopOperation: nothingToDo,
  chainHead_v1_storage: storage,
  chainHead_v1_unfollow: unfollow,
  chainHead_v1_unpin: unpin,
};

/** In one go what is asked of single keys, then the descendants of each one. */
function answersTo(queries: readonly StorageQuery[], state: BlockState): object[][] {
  const single = queries.filter(({ type }) => OF_DESCENDANTS[type] === undefined);
  const below = queries.flatMap(({ key, type }) => {
    const each = OF_DESCENDANTS[type];
    if (each === undefined) return [];
    return state.keysBelow(key).map((descendant) => itemsOf(state, descendant, each));
  });
  const first = single.flatMap(({ key, type }) => itemsOf(state, key, type));
  return [first, ...below].filter(({ length }) => length > 0);
}

function itemsOf(state: BlockState, key: string, type: string): object[] {
  const finding = FINDINGS[type]?.(state, key);
  return finding === undefined ? [] : [{ key: `0x${key}`, ...finding }];
}

function found(value: string | null, tell: (value: string) => object): object | undefined {
  return value === null ? undefined : tell(value);
}

function readQuery(value: unknown): StorageQuery {
  const { key, type } = (value ?? {}) as Record<string, unknown>;
  const known = typeof type === 'string' && (type in FINDINGS || type in OF_DESCENDANTS);
  if (!known || typeof key !== 'string' || !/^0x(?:[\da-f]{2})*$/i.test(key)) {
    throw invalidParams('expected a key and what is wanted of it');
  }
  return { key: key.slice(2).toLowerCase(), type };
}

function pinnedBlock(followed: ChainHeadFollow, hash: unknown) {
  if (typeof hash !== 'string') throw invalidParams('expected the hash of a block');
  const block = followed.pinned(hash.toLowerCase());
  if (block === undefined) throw invalidBlock();
  return block;
}

/** `undefined`: there is no such subscription, or not any more. */
function followOf(params: Params, context: CallContext): ChainHeadFollow | undefined {
  return subscriptionsOf(context).chainHead(params.text(0));
}

function subscriptionsOf({ subscriptions }: CallContext): Subscriptions {
  if (subscriptions === undefined) throw internalError('there is nothing to push to');
  return subscriptions;
}
