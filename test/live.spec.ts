import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OnChainCountsService } from 'nestjs-chain-cache';
import { OPENING, TALLIES } from './support/api-routes.js';
import { eventually } from './support/eventually.js';
import type { GovernanceApp } from './support/governance-app.js';
import { LiveListener } from './support/live-listener.js';
import { ADMIN_TOKEN, BEARER, Stage } from './support/stage.js';

let stage: Stage;
let listeners: LiveListener[];

beforeEach(async () => {
  listeners = [];
  stage = await Stage.set();
});

afterEach(async () => {
  for (const listener of listeners) listener.leave();
  await stage.strike();
});

function startReplica(environment: Record<string, string> = {}): Promise<GovernanceApp> {
  return stage.start({ ADMIN_TOKEN, CHAIN_FOLLOW: 'true', ...environment });
}

async function join(replica: GovernanceApp, localAddress?: string): Promise<LiveListener> {
  const listener = await LiveListener.join(replica.url, localAddress);
  listeners.push(listener);
  return listener;
}

function finalize(members: number): void {
  stage.chain.set({ members });
  stage.chain.makeBlock(1);
  stage.chain.finalizeAll();
}

/** Until the chain is followed: each block is then served at once. */
async function followed(replica: GovernanceApp): Promise<void> {
  await eventually(async () => {
    stage.chain.makeBlock(1);
    stage.chain.finalizeAll();
    await eventually(async () => {
      const { block } = await replica.app.get(OnChainCountsService).snapshot();
      expect(block.number).toBe(stage.chain.finalizedBlock.number);
    }, 500);
  });
}

async function admin(replica: GovernanceApp, path: string, body: object) {
  const { body: answer } = await replica.http.post(`/api/v1/admin${path}`).set(BEARER).send(body);
  return answer as { id: string };
}

function openBallot(replica: GovernanceApp) {
  return admin(replica, '/ballots', OPENING);
}

describe('/live', () => {
  it('begins with the snapshot, and tells of it again when a count has changed', async () => {
    finalize(7224);
    const replica = await startReplica();
    const listener = await join(replica);
    const [first] = await listener.hears(1);
    expect(first).toMatchObject({ v: 1, type: 'snapshot', data: { counts: { wotSize: 7224 } } });
    const { body } = await replica.get('/api/v1/chain/counts');
    expect(first?.data).toMatchObject({ network: body.network, counts: body.counts });

    await followed(replica);
    finalize(7225);
    const [, second] = await listener.hears(2);
    expect(second).toMatchObject({
      type: 'snapshot',
      data: { counts: { wotSize: 7225 }, block: stage.chain.finalizedBlock },
    });
  });

  it('is told by both of two replicas what one of them saw, to 500 clients', async () => {
    finalize(7224);
    const both = [await startReplica(), await startReplica()] as const;
    const clients = await Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        join(both[i % 2 === 0 ? 0 : 1], `127.0.0.${2 + (i % 16)}`),
      ),
    );
    await Promise.all(clients.map((client) => client.hears(1)));
    await followed(both[0]);
    finalize(7000);
    for (const client of clients) {
      const [, changed] = await client.hears(2);
      expect(changed).toMatchObject({ type: 'snapshot', data: { counts: { wotSize: 7000 } } });
    }
    expect(clients.every(({ heard }) => heard.length === 2)).toBe(true);
  });

  it('tells when the snapshot turns stale, why, and when it is fresh again', async () => {
    const replica = await startReplica({ CHAIN_FOLLOW: 'false', CACHE_TTL_SECONDS: '1' });
    const listener = await join(replica);
    await listener.hears(1);
    await stage.chain.stopListening();
    const [, stale] = await listener.hears(2);
    expect(stale).toMatchObject({
      type: 'freshness',
      data: {
        state: 'stale',
        reason: expect.any(String),
        block: stage.chain.finalizedBlock.number,
      },
    });
    await stage.chain.resumeListening();
    const [, , fresh] = await listener.hears(3);
    expect(fresh).toMatchObject({ type: 'freshness', data: { state: 'fresh', reason: null } });
  });

  it('says that there is nothing to serve, and the snapshot as soon as there is one', async () => {
    await stage.chain.stopListening();
    const listener = await join(await startReplica());
    const [nothing] = await listener.hears(1);
    expect(nothing).toMatchObject({
      type: 'freshness',
      data: { state: 'unavailable', reason: 'CHAIN_UNAVAILABLE', block: null },
    });
    await stage.chain.resumeListening();
    const [, snapshot] = await listener.hears(2);
    expect(snapshot).toMatchObject({ type: 'snapshot', data: { counts: { wotSize: 7224 } } });
  });

  it('tells of a ballot once, on every replica, whichever opened or closed it', async () => {
    const [one, other] = [await startReplica(), await startReplica()];
    const atBoth = [await join(one), await join(other)];
    await Promise.all(atBoth.map((listener) => listener.hears(1)));
    const { id } = await openBallot(one);
    await Promise.all(atBoth.map((listener) => listener.hears(2)));
    await admin(other, `/ballots/${id}/close`, TALLIES);
    for (const listener of atBoth) {
      const [, opened, closed] = await listener.hears(3);
      const ballot = await one.get(`/api/v1/ballots/${id}`);
      expect(opened).toMatchObject({ type: 'ballot', data: { event: 'opened', ballot: { id } } });
      expect(closed).toEqual({
        v: 1,
        type: 'ballot',
        data: { event: 'closed', ballot: ballot.body },
      });
    }
    expect(atBoth.every(({ heard }) => heard.length === 3)).toBe(true);
  });

  it('tells of a ballot that opened while a replica was cut off from the database', async () => {
    const one = await startReplica({ DATABASE_URL: stage.database.url });
    const cutOff = await startReplica();
    const listener = await join(cutOff);
    await listener.hears(1);
    await stage.road.cut();
    const { id } = await openBallot(one);
    await stage.road.mend();
    const opened = await eventually(() => {
      const ballot = listener.heard.find(({ type }) => type === 'ballot');
      expect(ballot).toBeDefined();
      return ballot;
    }, 20_000);
    expect(opened).toMatchObject({ data: { event: 'opened', ballot: { id } } });
  });

  it('tells of admin actions on every replica, those who have the token and nobody else', async () => {
    const [one, other] = [await startReplica(), await startReplica()];
    const admins = [
      await LiveListener.join(one.url, '127.0.0.1', BEARER),
      await LiveListener.join(other.url, '127.0.0.1', BEARER),
    ];
    listeners.push(...admins);
    const stranger = await join(one);
    await Promise.all([...admins, stranger].map((listener) => listener.hears(1)));
    await one.http.post('/api/v1/admin/cache/cleanup').set(BEARER).expect(200);
    for (const listener of admins) {
      const [, begun, done] = await listener.hears(3);
      const action = 'POST /api/v1/admin/cache/cleanup';
      expect(begun).toMatchObject({ type: 'audit', data: { action, outcome: 'BEGUN' } });
      expect(done).toMatchObject({ type: 'audit', data: { action, outcome: 'DONE' } });
    }
    await openBallot(one);
    await eventually(() => expect(stranger.heard.at(-1)?.type).toBe('ballot'));
    expect(stranger.heard.some(({ type }) => type === 'audit')).toBe(false);
  });

  it('says goodbye when it shuts down; who comes back hears the newest', async () => {
    const [leaving, staying] = [await startReplica(), await startReplica()];
    const listener = await join(leaving);
    await listener.hears(1);
    const ending = listener.ending();
    const closed = leaving.close();
    expect(await ending).toBe(1001);
    await closed;
    const back = await join(staying);
    await followed(staying);
    finalize(7300);
    await eventually(() =>
      expect(back.heard.at(-1)).toMatchObject({ data: { counts: { wotSize: 7300 } } }),
    );
  });
});
