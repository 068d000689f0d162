/**
 * A number that wanders between `-amplitude` and `amplitude` as blocks go by: seeded values at
 * every `period` blocks, a straight line between them. Whole numbers only, so that every machine
 * and every start gets the same one.
 */
export function smoothNoise(
  seed: number,
  block: number,
  period: number,
  amplitude: number,
): number {
  const lattice = Math.floor(block / period);
  const passed = block % period;
  const from = latticeValue(seed, lattice, amplitude);
  const to = latticeValue(seed, lattice + 1, amplitude);
  return Math.round((from * (period - passed) + to * passed) / period);
}

function latticeValue(seed: number, lattice: number, amplitude: number): number {
  return (scramble(scramble(seed) ^ lattice) % (2 * amplitude + 1)) - amplitude;
}

/** The finalizer of MurmurHash3: every bit of the input touches every bit of the output. */
function scramble(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
