import { median } from './compare.mjs';

const CALLERS_APART = 61;

/**
 * Operations a second of some callers, each of whom asks again when it has its answer. By the
 * median of short windows: the machine may have been busy with something else during one of them.
 * @param operation (i) -> promise; i counts up, and callers are far apart in it
 */
export async function throughput(operation, callers, sliceMs) {
  const doneAt = [performance.now()];
  const until = doneAt[0] + sliceMs;
  const call = async (caller) => {
    for (let i = caller * CALLERS_APART; performance.now() < until; i++) {
      await operation(i);
      doneAt.push(performance.now());
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const size = Math.min(2 * callers, doneAt.length - 1);
  return (size * 1000) / median(windowsOf(doneAt, size));
}

/** How long so many operations took, and the next so many, and so on. */
function windowsOf(doneAt, size) {
  const windows = [];
  for (let end = size; end < doneAt.length; end += size) {
    windows.push(doneAt[end] - doneAt[end - size]);
  }
  return windows;
}
