import { inertialBar } from '../../../../src/thresholds/formulas.js';
import type { VoteMode } from '../../../../src/thresholds/vote-mode.js';

/** Where votes cast and shares of them are on the drawing. */
export interface Plane {
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Votes cast, on a scale of powers of ten: most votes are decided by few. */
  readonly x: (votes: number) => number;
  /** Share of the votes, 1 is all. */
  readonly y: (share: number) => number;
  /** Marked on the axes. */
  readonly turnouts: readonly number[];
  readonly shares: readonly number[];
}

const EDGES = { left: 56, right: 12, top: 10, bottom: 46 };

/**
 * @param size of the electorate, at the right edge
 * @param lowest share that must be on it
 */
export function planeOf(width: number, size: number, lowest: number): Plane {
  const height = Math.round(Math.min(340, Math.max(240, width * 0.5)));
  const [left, right] = [EDGES.left, Math.max(EDGES.left + 1, width - EDGES.right)];
  const [top, bottom] = [EDGES.top, height - EDGES.bottom];
  const floor = Math.max(0, Math.floor(lowest * 10 - 0.5) / 10);
  const decades = Math.max(Math.log10(size), 0.3);
  return {
    height,
    left,
    right,
    top,
    bottom,
    x: (votes) => left + (Math.log10(Math.max(1, votes)) / decades) * (right - left),
    y: (share) => top + ((1 - share) / (1 - floor)) * (bottom - top),
    turnouts: [...powersOfTen(size), size],
    shares: Array.from({ length: 11 }, (_, i) => i / 10).filter((share) => share >= floor),
  };
}

/** Those that leave room for the mark of the size itself. */
function powersOfTen(size: number): number[] {
  const powers = Array.from({ length: 10 }, (_, i) => 10 ** i);
  return powers.filter((power) => power * 2 <= size);
}

const SAMPLES = 160;

/** The share that is needed, from one vote to all, as a path. */
export function curvePath(plane: Plane, mode: VoteMode, size: number): string {
  const points = Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const votes = Math.max(1, size) ** (i / SAMPLES);
    const share = Math.min(1, inertialBar(mode, size, votes) / votes);
    return `${plane.x(votes).toFixed(1)} ${plane.y(share).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
