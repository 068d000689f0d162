import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for so many milliseconds, or until the signal is aborted, which is no error: whoever waited
 * looks at it. Keeps no process alive.
 */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
