/** Something took longer than it was given. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** What `work` comes to, or a DeadlineError after so many milliseconds. `work` itself goes on. */
export async function withDeadline<T>(work: Promise<T>, ms: number, who: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${who} did not answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
