import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GovernanceApp } from './support/governance-app.js';
import { Stage } from './support/stage.js';

const THRESHOLDS = '/api/v1/thresholds';

describe('thresholds', () => {
  let stage: Stage;
  let governance: GovernanceApp;

  beforeAll(async () => {
    stage = await Stage.set();
    stage.chain.set({ members: 7224, smiths: 20, techCommMembers: 5 });
    stage.chain.makeBlock(1);
    stage.chain.finalizeAll();
    governance = await stage.start();
  });

  afterAll(() => stage.strike());

  it('says what a vote needs now, whether it has it, and by which snapshot', async () => {
    const query =
      'mode=S.1M50B.1G.2T.1D30&votesFor=94&votesAgainst=26&smithVotes=2&techCommVotes=1';
    const { body, headers } = await governance.get(`${THRESHOLDS}?${query}`);
    expect(body).toEqual({
      mode: 'D30M50B.1G.2S.1T.1',
      votes: { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 1 },
      criteria: {
        wot: { required: 94, received: 94, met: true },
        smiths: { required: 2, received: 2, met: true },
        techComm: { required: 2, received: 1, met: false },
      },
      adopted: false,
      snapshot: {
        network: expect.objectContaining({ genesisHash: stage.chain.genesisHash }),
        block: { ...stage.chain.finalizedBlock, finalized: true },
        counts: expect.objectContaining({ wotSize: 7224, smithSize: 20, techCommSize: 5 }),
        freshness: expect.objectContaining({ state: 'fresh' }),
      },
    });
    const known = String(headers['etag']);
    await governance.http.get(`${THRESHOLDS}?${query}`).set('if-none-match', known).expect(304);
  });

  it('adopts nothing that nobody voted for', async () => {
    const { body } = await governance.get(THRESHOLDS);
    expect(body).toMatchObject({ criteria: { wot: { required: 1, met: false } }, adopted: false });
  });

  it.each([
    ['mode=M50M60', 'mode: M stands there twice'],
    ['mode=Q1', 'mode: "Q1" begins with none of'],
    ['mode=R1', 'R must be 0'],
    ['mode=M50&mode=M51', 'mode: must be given once'],
    [`mode=M${'0'.repeat(100)}`, 'mode: must be of at most 100 characters'],
    ['votesFor=1.5', 'votesFor: must be a whole number of votes'],
    ['votesFor=-1', 'votesFor: must be a whole number of votes'],
    ['votesFor=7225', '7225 votes are more than wotSize, which is 7224'],
    ['votesfor=1', 'votesfor'],
  ])('refuses %s and says why', async (query, detail) => {
    const { body } = await governance.get(`${THRESHOLDS}?${query}`, 400);
    expect(body).toMatchObject({
      code: 'INVALID_REQUEST',
      detail: expect.stringContaining(detail),
    });
  });

  it('assumes no size that the runtime does not tell', async () => {
    const bare = await Stage.set();
    bare.chain.upgradeRuntime('no-tech-comm');
    bare.chain.makeBlock(1);
    bare.chain.finalizeAll();
    const other = await bare.start();
    const { body } = await other.get(`${THRESHOLDS}?mode=T.1`, 422);
    expect(body).toMatchObject({ code: 'COUNT_UNAVAILABLE' });
    await other.get(`${THRESHOLDS}?mode=M50`);
    await bare.strike();
  });
});
