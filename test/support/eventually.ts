import { setTimeout as delay } from 'node:timers/promises';

/** Asks until what is expected holds, and fails with the last failure when it does not in time. */
export async function eventually<T>(ask: () => Promise<T> | T, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (failure) {
      if (performance.now() > deadline) throw failure;
    }
    await delay(20);
  }
}
