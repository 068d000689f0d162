/** Something took longer than it was given. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** What `work` comes to, or a DeadlineError after so many milliseconds. `work` itself goes on. */
export async function withDeadline<T>(work: Promise<T>, ms: number, who: string): Promise<T> {
  const outcome = await orLate(work, ms);
  if (outcome === LATE) throw new DeadlineError(`${who} did not answer in ${ms} ms`);
  return outcome;
}

/** What `work` comes to, or undefined after so many milliseconds. `work` itself goes on. */
export async function unlessSlow<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const outcome = await orLate(work, ms);
  return outcome === LATE ? undefined : outcome;
}

const LATE = Symbol('late');

async function orLate<T>(work: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
