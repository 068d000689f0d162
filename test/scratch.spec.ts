import { expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { migrate } from './support/cache-replica.js';
import { FollowedChain } from './support/followed-chain.js';
import { createTestDatabase } from './support/test-database.js';

it('x', async () => {
  const database = await createTestDatabase();
  await migrate(database.url);
  const chain = await FollowedChain.start(database.url);
  const replica = await chain.replica({ ttlSeconds: 1 });
  Logger.overrideLogger(['warn','error','log','debug']);
    await chain.finalizeOneByOne(2, replica);
    chain.node.set({ smiths: 8000 });
    chain.finalize();
  for (let i = 0; i < 40; i++) { const s = await replica.counts.snapshot(); console.log(i, performance.now(), s.freshness.reason, s.freshness.ageSeconds); await delay(200); if (s.freshness.reason === 'VALUES_IMPLAUSIBLE') break; }
  await chain.close(); await database.drop();
});
