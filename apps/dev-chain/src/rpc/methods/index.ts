import type { MethodTable } from '../method.js';
import { chainMethods } from './chain.js';
import { chainHeadMethods } from './chain-head.js';
import { stateMethods } from './state.js';
import { subscribingMethods } from './subscribing.js';
import { systemMethods } from './system.js';

const methods: MethodTable = {
  ...systemMethods,
  ...chainMethods,
  ...stateMethods,
  ...subscribingMethods,
  ...chainHeadMethods,
  rpc_methods: () => ({ methods: Object.keys(methods).toSorted() }),
};

/** Everything that the node can be asked, by name. */
export const rpcMethods: ReadonlyMap<string, MethodTable[string]> = new Map(
  Object.entries(methods),
);
