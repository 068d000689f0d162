import { setImmediate as breathe } from 'node:timers/promises';
import pg from 'pg';
import { until } from '../harness/until.mjs';
import { serve, sharedNow } from '../harness/workers.mjs';
import { openOurs } from '../subjects/ours.mjs';

let cache;
let listener;

serve({
  async open(connection) {
    ({ cache } = await openOurs(connection));
    listener = new pg.Client({ connectionString: connection.url });
    await listener.connect();
    await listener.query('listen bare');
  },

  /** Has the entry in memory. */
  keep,

  /** When this version was first given, on the clock that processes share. */
  async see(key, version) {
    while (cache.peek(key)?.version !== version) {
      if (cache.peek(key) === undefined) await cache.get(key);
      else await breathe();
    }
    return sharedNow();
  },

  /** When the bare notification came. */
  hear(payload) {
    return new Promise((resolve) => {
      listener.on('notification', function heard(notification) {
        if (notification.payload !== payload) return;
        listener.off('notification', heard);
        resolve(sharedNow());
      });
    });
  },

  async keepAll(keys) {
    for (const key of keys) await keep(key);
  },

  /** All have this version. @throws Error where one does not come */
  async seeAll(keys, version) {
    for (const key of keys) await until(async () => (await cache.get(key)).version === version);
  },
});

async function keep(key) {
  await cache.get(key);
  return cache.peek(key) !== undefined;
}
