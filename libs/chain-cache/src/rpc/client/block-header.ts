import { blake2b } from '@noble/hashes/blake2.js';
import type { AnswerReader } from './answers.js';
import { isRecord } from './json-rpc.js';

const HASH_BYTES = 32;

/** A block as its header tells of it; without the hash, where the header is not whole. */
export interface HeaderFacts {
  readonly number: number;
  readonly hash: string | undefined;
  /** Whether it tells that the block brought other code, or other memory for it. */
  readonly newCode: boolean;
}

/** The digest item `RuntimeEnvironmentUpdated` (sp_runtime::generic::DigestItem, 8). */
const NEW_CODE = '0x08';

/**
 * The block of a header as nodes write it in JSON. They leave its hash out: on Substrate's chains,
 * with rare exceptions, it is BLAKE2b-256 of the header in SCALE (sp_runtime::generic::Header):
 * parent hash, compact number, state root, extrinsics root, digest items.
 */
export function readHeader(value: unknown, read: AnswerReader): HeaderFacts {
  const header = read.record(value);
  const number = read.quantity(header['number']);
  const { parentHash, stateRoot, extrinsicsRoot, digest } = header;
  if ([parentHash, stateRoot, extrinsicsRoot, digest].includes(undefined)) {
    return { number, hash: undefined, newCode: false };
  }
  const items = read.list(read.record(digest)['logs']).map((item) => read.hex(item));
  const encoded = Buffer.concat([
    bytes(read.hash(parentHash)),
    compact(number),
    bytes(read.hash(stateRoot)),
    bytes(read.hash(extrinsicsRoot)),
    compact(items.length),
    ...items.map(bytes),
  ]);
  const hash = Buffer.from(blake2b(encoded, { dkLen: HASH_BYTES })).toString('hex');
  return { number, hash: `0x${hash}`, newCode: items.includes(NEW_CODE) };
}

/** The same of a header that need not be whole. */
export function bringsCode(header: Record<string, unknown>): boolean {
  const { digest } = header;
  const logs = isRecord(digest) ? digest['logs'] : undefined;
  return Array.isArray(logs) && logs.includes(NEW_CODE);
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex.slice(2), 'hex');
}

/** SCALE's compact integers: the two lowest bits tell the size. */
function compact(value: number): Buffer {
  if (value < 2 ** 6) return Buffer.of(value << 2);
  if (value < 2 ** 14) return littleEndian(BigInt(value) * 4n + 1n, 2);
  if (value < 2 ** 30) return littleEndian(BigInt(value) * 4n + 2n, 4);
  const length = Math.max(4, Math.ceil(value.toString(16).length / 2));
  return Buffer.concat([Buffer.of((length - 4) * 4 + 3), littleEndian(BigInt(value), length)]);
}

function littleEndian(value: bigint, length: number): Buffer {
  const digits = value.toString(16).padStart(2 * length, '0');
  return Buffer.from(Buffer.from(digits, 'hex').toReversed());
}
