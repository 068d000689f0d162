import type { Header } from '../ledger/header.js';

/** A header as nodes write it in JSON. */
export function headerJson({ parentHash, number, stateRoot, extrinsicsRoot, logs }: Header) {
  return {
    parentHash,
    number: `0x${number.toString(16)}`,
    stateRoot,
    extrinsicsRoot,
    digest: { logs },
  };
}
