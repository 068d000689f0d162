const MASK = 0xffff_ffff_ffff_ffffn;
const PRIME_1 = 0x9e37_79b1_85eb_ca87n;
const PRIME_2 = 0xc2b2_ae3d_27d4_eb4fn;
const PRIME_3 = 0x1656_67b1_9e37_79f9n;
const PRIME_4 = 0x85eb_ca77_c2b2_ae63n;
const PRIME_5 = 0x27d4_eb2f_1656_67c5n;
const BLOCK_BYTES = 32;

/** The key of a plain item, or the prefix of a map's: both names through XXH64 with seeds 0 and 1. */
export function storageKey(prefix: string, item: string): string {
  return `0x${twox128(prefix)}${twox128(item)}`;
}

function twox128(text: string): string {
  const input = Buffer.from(text);
  const halves = Buffer.alloc(16);
  halves.writeBigUInt64LE(xxh64(input, 0n), 0);
  halves.writeBigUInt64LE(xxh64(input, 1n), 8);
  return halves.toString('hex');
}

/** As specified in https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md. */
function xxh64(input: Buffer, seed: bigint): bigint {
  const rest = input.length - (input.length % BLOCK_BYTES);
  let hash = rest === 0 ? seed + PRIME_5 : mergedLanes(input.subarray(0, rest), seed);
  hash = (hash + BigInt(input.length)) & MASK;
  let at = rest;
  for (; at + 8 <= input.length; at += 8) {
    hash ^= scrambled(0n, input.readBigUInt64LE(at));
    hash = (rotated(hash, 27n) * PRIME_1 + PRIME_4) & MASK;
  }
  if (at + 4 <= input.length) {
    hash ^= (BigInt(input.readUInt32LE(at)) * PRIME_1) & MASK;
    hash = (rotated(hash, 23n) * PRIME_2 + PRIME_3) & MASK;
    at += 4;
  }
  for (const byte of input.subarray(at)) {
    hash ^= (BigInt(byte) * PRIME_5) & MASK;
    hash = (rotated(hash, 11n) * PRIME_1) & MASK;
  }
  return mixed(hash);
}

function mergedLanes(blocks: Buffer, seed: bigint): bigint {
  const starts = [seed + PRIME_1 + PRIME_2, seed + PRIME_2, seed, seed - PRIME_1];
  const lanes = starts.map((start, lane) => {
    let value = start & MASK;
    for (let at = 8 * lane; at < blocks.length; at += BLOCK_BYTES) {
      value = scrambled(value, blocks.readBigUInt64LE(at));
    }
    return value;
  });
  const turns = [1n, 7n, 12n, 18n];
  const sum = lanes.reduce((total, lane, i) => total + rotated(lane, turns[i] ?? 0n), 0n) & MASK;
  return lanes.reduce(
    (hash, lane) => ((hash ^ scrambled(0n, lane)) * PRIME_1 + PRIME_4) & MASK,
    sum,
  );
}

function scrambled(lane: bigint, input: bigint): bigint {
  return (rotated((lane + input * PRIME_2) & MASK, 31n) * PRIME_1) & MASK;
}

function rotated(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}

function mixed(hash: bigint): bigint {
  const first = ((hash ^ (hash >> 33n)) * PRIME_2) & MASK;
  const second = ((first ^ (first >> 29n)) * PRIME_3) & MASK;
  return second ^ (second >> 32n);
}
