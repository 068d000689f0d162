const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;
const STRIPE_BYTES = 32;

/** XXH64 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md). */
export function xxhash64(input: Buffer, seed: bigint): bigint {
  const striped = input.length - (input.length % STRIPE_BYTES);
  const start = striped > 0 ? stripes(input, striped, seed) : u64(seed + PRIME_5);
  return avalanche(tail(input, striped, u64(start + BigInt(input.length))));
}

function stripes(input: Buffer, end: number, seed: bigint): bigint {
  let [a, b, c, d] = [
    u64(seed + PRIME_1 + PRIME_2),
    u64(seed + PRIME_2),
    seed,
    u64(seed - PRIME_1),
  ];
  for (let at = 0; at < end; at += STRIPE_BYTES) {
    a = round(a, input.readBigUInt64LE(at));
    b = round(b, input.readBigUInt64LE(at + 8));
    c = round(c, input.readBigUInt64LE(at + 16));
    d = round(d, input.readBigUInt64LE(at + 24));
  }
  const merged = u64(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
  return [a, b, c, d].reduce(
    (hash, lane) => u64((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4),
    merged,
  );
}

function tail(input: Buffer, start: number, hash: bigint): bigint {
  let at = start;
  for (; at + 8 <= input.length; at += 8) {
    const lane = round(0n, input.readBigUInt64LE(at));
    hash = u64(rotate(hash ^ lane, 27n) * PRIME_1 + PRIME_4);
  }
  if (at + 4 <= input.length) {
    const lane = u64(BigInt(input.readUInt32LE(at)) * PRIME_1);
    hash = u64(rotate(hash ^ lane, 23n) * PRIME_2 + PRIME_3);
    at += 4;
  }
  for (; at < input.length; at += 1) {
    const lane = u64(BigInt(input.readUInt8(at)) * PRIME_5);
    hash = u64(rotate(hash ^ lane, 11n) * PRIME_1);
  }
  return hash;
}

function avalanche(hash: bigint): bigint {
  const once = u64((hash ^ (hash >> 33n)) * PRIME_2);
  const twice = u64((once ^ (once >> 29n)) * PRIME_3);
  return twice ^ (twice >> 32n);
}

function round(lane: bigint, input: bigint): bigint {
  return u64(rotate(u64(lane + input * PRIME_2), 31n) * PRIME_1);
}

function rotate(value: bigint, bits: bigint): bigint {
  return u64(value << bits) | (value >> (64n - bits));
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
