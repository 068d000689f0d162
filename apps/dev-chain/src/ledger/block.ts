import { textHash } from '../encoding/hashes.js';
import type { Figures } from '../population/figures.js';
import type { RawStorage } from '../storage/raw-storage.js';
import { EMPTY_TRIE_ROOT, hashOfHeader, type Header } from './header.js';
import type { RuntimeInForce } from './runtime-in-force.js';

/** What the state of a block is made from, apart from where the block stands. */
export interface BlockContent {
  readonly figures: Figures;
  readonly raw: RawStorage;
  readonly inForce: RuntimeInForce;
  /** Tells blocks apart that differ in nothing else: 0, or which fork this is. */
  readonly fork: number;
}

export interface Block {
  readonly number: number;
  /** 0x-prefixed. */
  readonly hash: string;
  readonly header: Header;
  readonly content: BlockContent;
}

/** @param origin what every state root of the chain is derived from */
export function createBlock(
  origin: string,
  number: number,
  parentHash: string,
  content: BlockContent,
  logs: readonly string[] = [],
): Block {
  const stateRoot = stateRootOf(origin, number, content);
  const header = { parentHash, number, stateRoot, extrinsicsRoot: EMPTY_TRIE_ROOT, logs };
  return { number, hash: hashOfHeader(header), header, content };
}

/** Differs where states differ, as the root of the state trie would; it proves nothing. */
function stateRootOf(origin: string, number: number, content: BlockContent): string {
  const { figures, raw, inForce, fork } = content;
  const { specName, specVersion } = inForce.runtime.version;
  const parts = [
    origin,
    number,
    specName,
    specVersion,
    raw.digest,
    fork,
    ...Object.values(figures),
  ];
  return `0x${textHash(parts.join(' '))}`;
}
