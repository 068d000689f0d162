const FIRST_MS = 200;
const MOST_MS = 5000;

/** How long to wait after a failed attempt: doubling to a bound, and never two processes alike. */
export function backoffMs(attempt: number): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
  return full / 2 + (Math.random() * full) / 2;
}
