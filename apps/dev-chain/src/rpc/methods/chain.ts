import type { ChainNode } from '../../node/chain-node.js';
import type { Block } from '../../ledger/block.js';
import { headerJson } from '../header-json.js';
import type { Method, MethodTable } from '../method.js';
import type { Params } from '../params.js';
import { invalidParams } from '../rpc-error.js';

const getBlockHash: Method = (params, { node }) => {
  const wanted = params.raw(0);
  if (Array.isArray(wanted)) return wanted.map((number) => hashAt(node, number));
  return hashAt(node, wanted);
};

const getFinalizedHead: Method = (_, { node }) => node.ledger.finalized.hash;

const getHeader: Method = (params, { node }) => {
  const block = blockOrBest(params, node);
  return block === undefined ? null : headerJson(block.header);
};

const getBlock: Method = (params, { node }) => {
  const block = blockOrBest(params, node);
  if (block === undefined) return null;
  return { block: { header: headerJson(block.header), extrinsics: [] }, justifications: null };
};

export const chainMethods: MethodTable = {
  chain_getBlockHash: getBlockHash,
  chain_getHead: getBlockHash,
  chain_getFinalizedHead: getFinalizedHead,
  chain_getFinalisedHead: getFinalizedHead,
  chain_getHeader: getHeader,
  chain_getBlock: getBlock,
};

function blockOrBest(params: Params, { ledger }: ChainNode): Block | undefined {
  const hash = params.hash(0);
  return hash === undefined ? ledger.best : ledger.blockOf(hash);
}

/** A number may also come as hexadecimal text; without one the best block is meant. */
function hashAt({ ledger }: ChainNode, wanted: unknown): string | null {
  if (wanted === undefined || wanted === null) return ledger.best.hash;
  const isHex = typeof wanted === 'string' && /^0x[\da-f]+$/i.test(wanted);
  const number = isHex ? Number(wanted) : wanted;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) {
    throw invalidParams('expected a block number, or a list of them');
  }
  return ledger.blockAt(number)?.hash ?? null;
}
