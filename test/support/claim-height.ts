import type { DevChain } from 'duniter-dev-chain';

/** From now on a node says that its blocks are of this number, and that it knows them by it. */
export function claimHeight(node: DevChain, height: number): void {
  const number = `"number":"0x${height.toString(16)}"`;
  node.intercept('chain_getHeader', (_, honest) => honest.replace(/"number":"0x[\da-f]+"/, number));
  node.intercept('chain_getBlockHash', ({ id, params: [asked] }) =>
    asked === height
      ? JSON.stringify({ jsonrpc: '2.0', id, result: node.finalizedBlock.hash })
      : undefined,
  );
}

export function claimNothing(node: DevChain): void {
  node.intercept('chain_getHeader', null);
  node.intercept('chain_getBlockHash', null);
}
