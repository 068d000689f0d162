import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** The library's clean-up, each of its statements timed by the library itself. */
export async function oursTimed({ cache }) {
  let longestMs = 0;
  const time = ({ durationMs }) => {
    longestMs = Math.max(longestMs, durationMs);
  };
  subscribe('chain-cache:store', time);
  try {
    return { removed: await cache.cleanupExpired(), longestMs };
  } finally {
    unsubscribe('chain-cache:store', time);
  }
}
