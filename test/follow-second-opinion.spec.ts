import { describe, expect, it } from '@jest/globals';
import type { DevChain } from 'duniter-dev-chain';
import type { ChainSnapshot } from 'nestjs-chain-cache';
import { eventually } from './support/eventually.js';
import { type FollowedChain, forEachTest, Refusals } from './support/followed-chain.js';
import type { FollowReplica } from './support/follow-replica.js';

/** `Membership.CounterForMembership`. */
const WOT = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';

/** An answer to `state_queryStorageAt`, as if nothing were stored under that key. */
function withoutValueOf(key: string, text: string): string {
  return text.replace(new RegExp(`("${key}",)"0x[^"]*"`), '$1null');
}

/** Each call is answered at once, and there is always another page of keys. */
function giveSmithsWithoutEnd(node: DevChain): void {
  let last = 0;
  node.intercept('state_getKeysPaged', ({ id, params }) => {
    const [prefix] = params as [string];
    const key = (): string => prefix + (++last).toString(16).padStart(24, '0');
    const result = Array.from({ length: 1000 }, key);
    return JSON.stringify({ jsonrpc: '2.0', id, result });
  });
  node.intercept('state_queryStorageAt', (_, text) =>
    text.replaceAll(',null]', ',"0x0200000000"]'),
  );
}

describe('following an endpoint that is not to be believed', () => {
  let chain: FollowedChain;

  /** For what the replica leaves a node alone. */
  async function quarantineOf({ counts }: FollowReplica, { url }: DevChain) {
    const { endpoints } = await counts.chainStatus();
    return endpoints.find(({ endpoint }) => endpoint === url)?.code;
  }

  forEachTest((its) => {
    chain = its;
  });

  it('outvotes a liar among three at the head where it begins to lie', async () => {
    const nodes = [chain.node, await chain.anotherNode(), await chain.anotherNode()];
    const endpoints = nodes.map(({ url }) => url);
    const replica = await chain.replica({ endpoints, quorum: 2, ttlSeconds: 1 });
    await chain.servedBy(replica);
    const refusals = new Refusals();
    chain.node.lie({ members: 7000 });
    chain.finalizeEverywhere({ monetaryMass: 8_234_567_891n });
    const { counts, amounts, freshness } = await chain.servedBy(replica);
    refusals.stop();
    expect([counts['wotSize'], amounts['monetaryMass']]).toEqual([7224, '8234567891']);
    expect(freshness.state).toBe('fresh');
    expect(refusals.codes).toContain('QUORUM_OUTVOTED');
    expect(await quarantineOf(replica, chain.node)).toBe('QUORUM_OUTVOTED');
  });

  it('follows those who agree, not one far ahead of them that stands still', async () => {
    const [far, honest] = [await chain.anotherNode(), await chain.anotherNode()];
    far.makeBlock(100);
    far.finalizeAll();
    const endpoints = [far.url, chain.node.url, honest.url];
    const replica = await chain.replica({ endpoints, quorum: 2, ttlSeconds: 1 });
    await chain.servedBy(replica);
    for (const members of [7410, 7411, 7412]) {
      for (const node of [chain.node, honest]) {
        node.set({ members });
        node.makeBlock();
        node.finalizeAll();
      }
      expect((await chain.servedBy(replica, 5000)).counts['wotSize']).toBe(members);
    }
    expect((await replica.counts.chainStatus()).finalized).toEqual(chain.node.finalizedBlock);
    const [, ...changes] = await replica.counts.history('wotSize');
    expect(changes.map(({ value, afterGap }) => [value, afterGap])).toEqual([
      [7410, false],
      [7411, false],
      [7412, false],
    ]);
  });

  it('reads a head elsewhere when the one it follows gives values that cannot be', async () => {
    const other = await chain.anotherNode();
    const replica = await chain.replica({ endpoints: [chain.node.url, other.url] });
    await chain.servedBy(replica);
    chain.finalizeEverywhere();
    await chain.servedBy(replica);
    chain.node.lie({ techCommMembers: 101 });
    chain.finalizeEverywhere({ members: 7406 });
    expect(await chain.servedBy(replica)).toMatchObject({
      endpoint: other.url,
      counts: { wotSize: 7406, techCommSize: 5 },
      freshness: { state: 'fresh' },
    });
    expect(await quarantineOf(replica, chain.node)).toBe('VALUES_IMPLAUSIBLE');
  });

  it('asks another one when a count is missing that was there', async () => {
    const other = await chain.anotherNode();
    const replica = await chain.replica({ endpoints: [chain.node.url, other.url] });
    const seen: ChainSnapshot[] = [];
    replica.counts.onSnapshot((snapshot) => seen.push(snapshot));
    await chain.servedBy(replica);
    chain.finalizeEverywhere();
    await chain.servedBy(replica);
    chain.node.intercept('state_queryStorageAt', (_, text) => withoutValueOf(WOT, text));
    chain.finalizeEverywhere({ members: 7407 });
    const { endpoint, counts } = await chain.servedBy(replica);
    expect([endpoint, counts['wotSize']]).toEqual([other.url, 7407]);
    expect(seen.flatMap(({ unavailable }) => unavailable)).toEqual([]);
    other.setStorage(WOT, null);
    chain.finalizeEverywhere();
    await eventually(async () => {
      const { unavailable } = await replica.counts.snapshot();
      expect(unavailable.map(({ name }) => name)).toEqual(['wotSize']);
    });
  });

  it('does not believe a list of keys that lacks one of which there is a value', async () => {
    const other = await chain.anotherNode();
    const replica = await chain.replica({ endpoints: [chain.node.url, other.url] });
    await chain.servedBy(replica);
    chain.finalizeEverywhere();
    await chain.servedBy(replica);
    chain.node.intercept('state_getKeysPaged', ({ id }) =>
      JSON.stringify({ jsonrpc: '2.0', id, result: [] }),
    );
    chain.finalizeEverywhere({ members: 7408 });
    const { endpoint, counts } = await chain.servedBy(replica);
    expect([endpoint, counts]).toEqual([other.url, expect.objectContaining({ smithSize: 20 })]);
    expect(await quarantineOf(replica, chain.node)).toBe('ANSWER_MALFORMED');
  });

  it('gives an endpoint no more time for a head than for any other snapshot', async () => {
    const other = await chain.anotherNode();
    const endpoints = [chain.node.url, other.url];
    const replica = await chain.replica({ endpoints, callTimeoutMs: 1000 });
    await chain.servedBy(replica);
    const refusals = new Refusals();
    giveSmithsWithoutEnd(chain.node);
    chain.finalizeEverywhere({ members: 7409 });
    expect(await chain.servedBy(replica, 25_000)).toMatchObject({ endpoint: other.url });
    refusals.stop();
    expect(refusals.codes).toContain('CALL_TIMEOUT');
  }, 60_000);
});
