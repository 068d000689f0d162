import { describe, expect, it } from '@jest/globals';
import { forEachTest, type ThreeNodes } from '../../../../../test/support/three-nodes.js';

const HOUR_MS = 3_600_000;

let its: ThreeNodes;
let nodes: ThreeNodes['nodes'];
let store: ThreeNodes['store'];

forEachTest((given) => {
  its = given;
  ({ nodes, store } = its);
});

describe('values that cannot be', () => {
  const impossible = [
    ['more smiths than members', { members: 10, smiths: 11 }, 'smithSize is above wotSize'],
    ['more members than identities', { identities: 7000 }, 'wotSize is above identityCount'],
    ['a committee of 101', { techCommMembers: 101 }, 'techCommSize is above 100'],
    ['33 authorities online', { onlineAuthorities: 33 }, 'onlineAuthorityCount is above 32'],
  ] as const;

  it.each(impossible)('as %s, are not served but read elsewhere', async (_, figures, reason) => {
    nodes[0].lie(figures);
    const counts = await its.start();
    expect(await counts.snapshot()).toMatchObject({
      endpoint: nodes[1].url,
      counts: { wotSize: 7224, smithSize: 20, techCommSize: 5 },
      freshness: { state: 'fresh' },
    });
    expect((await counts.chainStatus()).endpoints[0]).toMatchObject({
      state: 'quarantined',
      code: 'VALUES_IMPLAUSIBLE',
      reason,
    });
  });

  it('at the limit are served', async () => {
    for (const node of nodes) {
      node.set({
        members: 50,
        identities: 50,
        smiths: 50,
        techCommMembers: 100,
        onlineAuthorities: 32,
      });
      node.makeBlock();
      node.finalizeAll();
    }
    expect((await (await its.start()).snapshot()).counts).toMatchObject({ smithSize: 50 });
  });

  it('from the only endpoint are an error, and what was kept is served as stale', async () => {
    const counts = await its.start({ endpoints: [nodes[0].url] });
    await counts.snapshot();
    nodes[0].lie({ techCommMembers: 101 });
    nodes[0].makeBlock();
    store.clock.advance(HOUR_MS);
    expect(await counts.snapshot()).toMatchObject({
      counts: { techCommSize: 5 },
      freshness: { state: 'stale', reason: 'VALUES_IMPLAUSIBLE' },
    });
  });
});

describe('with a quorum of 2', () => {
  it('values that two endpoints agree on are served, without asking the third', async () => {
    const counts = await its.start({ quorum: 2 });
    expect(await counts.snapshot()).toMatchObject({ counts: { wotSize: 7224 } });
    expect(nodes.map(({ calls }) => calls.get('state_queryStorageAt') ?? 0)).toEqual([1, 1, 0]);
    expect(nodes.map(({ calls }) => calls.get('state_getMetadata') ?? 0)).toEqual([1, 1, 0]);
  });

  it.each([0, 1])('one liar among three, at place %d, is outvoted and named', async (liar) => {
    nodes[liar]?.lie({ members: 9000 });
    const counts = await its.start({ quorum: 2 });
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7224 });
    const { endpoints } = await counts.chainStatus();
    const states = endpoints.map(({ state }) => state);
    expect(states).toEqual(nodes.map((_, i) => (i === liar ? 'quarantined' : 'healthy')));
    expect(endpoints[liar]).toMatchObject({ code: 'QUORUM_OUTVOTED' });
    expect(endpoints[liar]?.reason).toMatch(/it says block .*wotSize 9000.*the others say .*7224/);
  });

  it('what was kept on the word of one is not served', async () => {
    nodes[0].lie({ members: 9000 });
    expect((await (await its.start()).snapshot()).counts).toMatchObject({ wotSize: 9000 });
    await its.stop();
    expect((await (await its.start({ quorum: 2 })).snapshot()).counts).toMatchObject({
      wotSize: 7224,
    });
  });

  it('a liar about metadata leads nobody astray', async () => {
    nodes[0].intercept('state_getMetadata', ({ id }) =>
      JSON.stringify({ jsonrpc: '2.0', id, result: '0x6d6574610e00' }),
    );
    const counts = await its.start({ quorum: 2 });
    expect((await counts.snapshot()).counts).toMatchObject({ wotSize: 7224, smithSize: 20 });
  });

  it('endpoints a few blocks apart agree on the block that both have', async () => {
    nodes[0].makeBlock(3);
    nodes[0].finalizeAll();
    const counts = await its.start({ quorum: 2 });
    const { block } = await counts.snapshot();
    expect(block).toMatchObject(nodes[1].finalizedBlock);
  });

  it('two that disagree give no number, but who said what', async () => {
    nodes[0].lie({ members: 9000 });
    await nodes[2].stopListening();
    const counts = await its.start({ quorum: 2 });
    await expect(counts.snapshot()).rejects.toMatchObject({
      code: 'QUORUM_NOT_REACHED',
      endpoints: [
        { endpoint: nodes[0].url, reason: expect.stringContaining('wotSize 9000') },
        { endpoint: nodes[1].url, reason: expect.stringContaining('wotSize 7224') },
        { endpoint: nodes[2].url, code: 'ENDPOINT_UNREACHABLE' },
      ],
    });
  });

  it('one alone gives no number', async () => {
    await nodes[0].stopListening();
    await nodes[1].stopListening();
    const counts = await its.start({ quorum: 2 });
    await expect(counts.snapshot()).rejects.toMatchObject({ code: 'QUORUM_NOT_REACHED' });
  });
});
