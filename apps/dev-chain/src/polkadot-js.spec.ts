import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiPromise, WsProvider } from '@polkadot/api';
import type { ApiOptions } from '@polkadot/api/types';
import type { Header } from '@polkadot/types/interfaces';
import { startDevChain, type DevChain } from './index.js';

let chain: DevChain;
let provider: WsProvider;
let api: ApiPromise;

beforeEach(async () => {
  chain = await startDevChain({ blockTimeMs: 'manual' });
  provider = new WsProvider(chain.url);
  api = await ApiPromise.create({
    provider: provider as NonNullable<ApiOptions['provider']>,
    noInitWarn: true,
  });
});

afterEach(async () => {
  // Not `api.disconnect()`, which leaves timers of nearly two seconds behind.
  await provider.disconnect();
  await chain.close();
});

async function read(pallet: string, item: string): Promise<unknown> {
  const query = api.query[pallet]?.[item];
  if (query === undefined) throw new Error(`metadata has no ${pallet}.${item}`);
  return (await query()).toJSON();
}

describe('the unmodified ApiPromise', () => {
  it('learns which chain this is', async () => {
    expect(api.genesisHash.toHex()).toBe(chain.genesisHash);
    expect(api.runtimeVersion.specName.toString()).toBe('g1');
    expect(api.consts['system']?.['version']?.toHuman()).toMatchObject({ specName: 'g1' });
    expect((await api.rpc.system.chainType()).isDevelopment).toBe(true);
  });

  it('reads every count', async () => {
    expect(await read('membership', 'counterForMembership')).toBe(7224);
    expect(await read('identity', 'counterForIdentities')).toBe(9000);
    expect(await read('technicalCommittee', 'members')).toHaveLength(5);
    expect(await read('technicalCommittee', 'proposals')).toHaveLength(0);
    expect(await read('authorityMembers', 'onlineAuthorities')).toHaveLength(18);
    expect(await read('universalDividend', 'monetaryMass')).toBe(8_234_567_890);
    expect(await read('system', 'number')).toBe(chain.bestBlock.number);
  });

  it('lists the smiths with their status', async () => {
    const entries = (await api.query['smithMembers']?.['smiths']?.entries()) ?? [];
    const smiths = entries.map(([, meta]) => meta.toJSON() as Record<string, unknown>);
    const withStatus = (status: string) => smiths.filter((smith) => smith['status'] === status);
    expect(withStatus('Smith')).toHaveLength(20);
    expect(withStatus('Excluded')).toHaveLength(4);
    expect(withStatus('Pending')).toHaveLength(2);
    expect(withStatus('Invited')).toHaveLength(3);
    expect(withStatus('Smith')[0]).toEqual({
      status: 'Smith',
      expiresOn: 49,
      issuedCerts: [8],
      receivedCerts: [1, 2, 3],
      lastOnline: 600,
    });
  });

  it('reads past blocks with api.at, one at the border of two windows included', async () => {
    for (const number of [chain.bestBlock.number - 3, 768]) {
      const at = await api.at((await api.rpc.chain.getBlockHash(number)).toHex());
      expect((await at.query['system']?.['number']?.())?.toJSON()).toBe(number);
    }
  });

  it('sees a block being finalized', async () => {
    const seen: number[] = [];
    const expected = chain.finalizedBlock.number + 1;
    await new Promise<void>((resolve, reject) => {
      api.rpc.chain
        .subscribeFinalizedHeads((header: Header) => {
          seen.push(header.number.toNumber());
          if (seen.length === 1) chain.makeBlock();
          if (header.number.toNumber() === expected) resolve();
        })
        .catch(reject);
    });
    expect(seen).toEqual([expected - 1, expected]);
  });

  it('follows a runtime upgrade that moves the smiths', async () => {
    const upgraded = new Promise((resolve) => {
      api.rx.rpc.state.subscribeRuntimeVersion().subscribe((version) => {
        if (version.specVersion.toNumber() === 1101) resolve(version);
      });
    });
    chain.upgradeRuntime('smith-membership');
    chain.makeBlock();
    await upgraded;
    const at = await api.at(chain.bestBlock.hash);
    expect(at.query['smithMembers']).toBeDefined();
    chain.makeBlock();
    const later = await api.at(chain.bestBlock.hash);
    expect(later.query['smithMembers']).toBeUndefined();
    expect((await later.query['smithMembership']?.['counterForMembership']?.())?.toJSON()).toBe(20);
  });
});
