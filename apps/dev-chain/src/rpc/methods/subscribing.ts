import type { Block } from '../../ledger/block.js';
import type { ChainNode } from '../../node/chain-node.js';
import type { Runtime } from '../../runtime/runtime.js';
import { headerJson } from '../header-json.js';
import type { CallContext, Method, MethodTable } from '../method.js';
import { internalError, unsafeCall } from '../rpc-error.js';
import type { Subscriptions, Topic } from '../subscriptions.js';

const subscribeNewHeads = heads('best', 'chain_newHead');
const subscribeAllHeads = heads('best', 'chain_allHead');
const subscribeFinalizedHeads = heads('finalized', 'chain_finalizedHead');

const subscribeRuntimeVersion: Method = (_, context) =>
  subscriptionsOf(context).open(runtimeVersions(context.node));

const subscribeStorage: Method = (params, context) => {
  const keys = params.optionalHexList(0);
  if (keys === undefined) throw unsafeCall();
  return subscriptionsOf(context).open(storageChanges(context.node, keys));
};

const unsubscribe: Method = (params, context) => subscriptionsOf(context).close(params.text(0));

export const subscribingMethods: MethodTable = {
  chain_subscribeAllHeads: subscribeAllHeads,
  chain_unsubscribeAllHeads: unsubscribe,
  chain_subscribeNewHeads: subscribeNewHeads,
  chain_subscribeNewHead: subscribeNewHeads,
  subscribe_newHead: subscribeNewHeads,
  chain_unsubscribeNewHeads: unsubscribe,
  chain_unsubscribeNewHead: unsubscribe,
  unsubscribe_newHead: unsubscribe,
  chain_subscribeFinalizedHeads: subscribeFinalizedHeads,
  chain_subscribeFinalisedHeads: subscribeFinalizedHeads,
  chain_unsubscribeFinalizedHeads: unsubscribe,
  chain_unsubscribeFinalisedHeads: unsubscribe,
  state_subscribeRuntimeVersion: subscribeRuntimeVersion,
  chain_subscribeRuntimeVersion: subscribeRuntimeVersion,
  state_unsubscribeRuntimeVersion: unsubscribe,
  chain_unsubscribeRuntimeVersion: unsubscribe,
  state_subscribeStorage: subscribeStorage,
  state_unsubscribeStorage: unsubscribe,
};

function heads(event: 'best' | 'finalized', notification: string): Method {
  return (_, context) =>
    subscriptionsOf(context).open({
      notification,
      event,
      initial: () => headerJson(context.node.ledger[event].header),
      next: (block) => headerJson(block.header),
    });
}

function runtimeVersions({ ledger }: ChainNode): Topic {
  let told: Runtime = ledger.best.content.inForce.runtime;
  return {
    notification: 'state_runtimeVersion',
    event: 'best',
    initial: () => told.version,
    next: ({ content }) => {
      const { runtime } = content.inForce;
      if (runtime === told) return undefined;
      told = runtime;
      return runtime.version;
    },
  };
}

/** Tells the values that differ from those told before. */
function storageChanges(node: ChainNode, keys: readonly string[]): Topic {
  const told = new Map<string, string | null>();
  const changesAt = (block: Block): unknown => {
    const state = node.ledger.stateOf(block);
    const changed = keys.filter((key) => state.valueOf(key) !== told.get(key));
    for (const key of changed) told.set(key, state.valueOf(key));
    if (changed.length === 0) return undefined;
    return { block: block.hash, changes: changed.map((key) => change(key, told.get(key))) };
  };
  return {
    notification: 'state_storage',
    event: 'best',
    initial: () => changesAt(node.ledger.best),
    next: changesAt,
  };
}

function change(key: string, value: string | null | undefined): [string, string | null] {
  return [`0x${key}`, typeof value === 'string' ? `0x${value}` : null];
}

/** Over plain HTTP nothing can be subscribed to; Substrate calls that an internal error. */
function subscriptionsOf({ subscriptions }: CallContext): Subscriptions {
  if (subscriptions === undefined) throw internalError('there is nothing to push to');
  return subscriptions;
}
