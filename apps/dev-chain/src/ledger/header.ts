import { blake2_256 } from '../encoding/hashes.js';
import { compact, sequence } from '../encoding/scale.js';

/** Root of the trie of no extrinsics: no block of this chain has any. */
export const EMPTY_TRIE_ROOT = '0x03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314';

/** `DigestItem::RuntimeEnvironmentUpdated`: from this block on there is another runtime. */
export const RUNTIME_UPDATED = '0x08';

/** Hashes and logs are 0x-prefixed. */
export interface Header {
  readonly parentHash: string;
  readonly number: number;
  readonly stateRoot: string;
  readonly extrinsicsRoot: string;
  readonly logs: readonly string[];
}

/** In SCALE, as hexadecimal text without 0x. */
export function encodeHeader(header: Header): string {
  return (
    header.parentHash.slice(2) +
    compact(header.number) +
    header.stateRoot.slice(2) +
    header.extrinsicsRoot.slice(2) +
    sequence(header.logs.map((log) => log.slice(2)))
  );
}

/** What a block is called: BLAKE2b-256 of its SCALE-encoded header. */
export function hashOfHeader(header: Header): string {
  return `0x${blake2_256(encodeHeader(header))}`;
}
