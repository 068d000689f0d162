import { setTimeout as pause } from 'node:timers/promises';

/** Polls until it holds. @throws Error after the deadline */
export async function until(holds, deadlineMs = 30_000) {
  const deadline = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`did not come true in ${deadlineMs} ms`);
    await pause(5);
  }
}
