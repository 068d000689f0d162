import { setTimeout as delay } from 'node:timers/promises';

/** Whoever asks whether traffic can be sent does not wait for long. */
const PATIENCE_MS = 2000;

/** What the work comes to within two seconds, else `late`; the work itself goes on. */
export function inTime<T, L>(work: Promise<T>, late: L): Promise<T | L> {
  return Promise.race([work, delay(PATIENCE_MS, late, { ref: false })]);
}
