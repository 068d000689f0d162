const SHORTEST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt: twice as long each time, up to 30 s, and a random part
 * of it, so that pages that lost one server do not all come back at once.
 * @param failures attempts that failed since one succeeded
 * @param random from 0 to 1
 */
export function pauseMs(failures: number, random = Math.random()): number {
  const most = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  return SHORTEST_MS / 2 + random * (most - SHORTEST_MS / 2);
}
