import type { ChainNode } from '../node/chain-node.js';
import type { Params } from './params.js';
import type { Subscriptions } from './subscriptions.js';

/** What a call is about: the node that is asked, and what its connection is subscribed to. */
export interface CallContext {
  readonly node: ChainNode;
  /** Unset where nothing can be pushed: over plain HTTP. */
  readonly subscriptions?: Subscriptions;
}

/** Answers a call, with a JSON value, or throws an `RpcError`. */
export type Method = (params: Params, context: CallContext) => unknown;

export type MethodTable = Readonly<Record<string, Method>>;
