import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { valueOf } from '../harness/values.mjs';
import { serve, sharedNow } from '../harness/workers.mjs';
import { openStores } from '../subjects/stores.mjs';

const VALUE = valueOf(0);
let stores = [];

serve({
  async open(connection) {
    stores = await openStores({ ...connection, memory: true });
  },

  /** So many callers ask for one key at a given moment. */
  async ask({ name, key, callers, startAt, loaderMs }) {
    let loads = 0;
    const loader = async () => {
      loads++;
      await pause(loaderMs);
      return VALUE;
    };
    const store = stores.find((each) => each.name === name) ?? { getOrLoad: (_, load) => load() };
    await pause(startAt - sharedNow());
    const asking = Array.from({ length: callers }, () => store.getOrLoad(key, loader));
    const answers = await Promise.allSettled(asking);
    const doneAt = sharedNow();
    const values = answers.filter(({ status }) => status === 'fulfilled');
    for (const { value } of values) assert.deepEqual(value, VALUE, name);
    return { loads, failed: callers - values.length, doneAt };
  },
});
