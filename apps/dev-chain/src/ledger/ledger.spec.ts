import { beforeEach, describe, expect, it } from '@jest/globals';
import { TypeRegistry } from '@polkadot/types';
import { settingsOf, type DevChainOptions } from '../options.js';
import { STILL_FIGURES } from '../population/figures.js';
import { headerJson } from '../rpc/header-json.js';
import { itemKey } from '../storage/storage-keys.js';
import type { Block } from './block.js';
import { Ledger } from './ledger.js';

const MEMBERS = itemKey('Membership', 'CounterForMembership');
const SMITHS = itemKey('SmithMembers', 'Smiths');
const SMITH_COUNTER = itemKey('SmithMembership', 'CounterForMembership');

let ledger: Ledger;

beforeEach(() => {
  ledger = ledgerOf({ blockTimeMs: 'manual' });
});

function ledgerOf(options: DevChainOptions): Ledger {
  const { spec, startBlock } = settingsOf(options);
  return new Ledger(spec, startBlock, startBlock - 2);
}

function blockAt(number: number): Block {
  const block = ledger.blockAt(number);
  if (block === undefined) throw new Error(`there is no block ${number}`);
  return block;
}

function valueAt(block: Block, key: string): string | null {
  return ledger.stateOf(block).valueOf(key);
}

describe('hashes', () => {
  it('are those that polkadot.js computes from the headers', () => {
    const registry = new TypeRegistry();
    ledger.changes.upgradeRuntime({ variant: 'no-tech-comm', migrate: true, sameVersion: false });
    for (const { header, hash } of [blockAt(0), ledger.best, ledger.append()]) {
      expect(registry.createType('Header', headerJson(header)).hash.toHex()).toBe(hash);
    }
  });

  it('link each block to its parent, by its hash or by an alias of it', () => {
    let aliases = 0;
    for (let number = ledger.best.number; number > ledger.best.number - 300; number -= 1) {
      const { header } = blockAt(number);
      const parent = ledger.blockOf(header.parentHash);
      expect(parent?.number).toBe(number - 1);
      if (parent?.hash !== header.parentHash) aliases += 1;
    }
    expect(aliases).toBe(2);
  });

  it('are found again without having been asked for by number', () => {
    const { hash } = blockAt(ledger.best.number - 256);
    expect(ledgerOf({ blockTimeMs: 'manual' }).blockOf(hash)?.hash).toBe(hash);
  });

  it('of blocks that are not there yet are unknown', () => {
    const later = ledgerOf({ blockTimeMs: 'manual', startBlock: 1_010 });
    expect(ledger.blockOf(later.best.hash)).toBeUndefined();
    expect(ledger.blockAt(1_010)).toBeUndefined();
  });
});

describe('a start a minute later', () => {
  const at = (moment: string) => ledgerOf({ clock: { now: () => Date.parse(moment) } });

  it('continues the same chain: same hashes and states of the blocks that both have', () => {
    const before = at('2026-11-22T10:00:00Z');
    const after = at('2026-11-22T10:01:00Z');
    expect(after.best.number - before.best.number).toBe(10);
    expect(after.genesisHash).toBe(before.genesisHash);
    for (let number = before.best.number; number > before.best.number - 300; number -= 1) {
      const [one, other] = [before.blockAt(number), after.blockAt(number)];
      expect(other?.hash).toBe(one?.hash);
      expect(other?.content.figures).toEqual(one?.content.figures);
    }
  });

  it('agrees with a chain that ran all the while', () => {
    const running = at('2026-11-22T10:00:00Z');
    for (let made = 0; made < 300; made += 1) running.append();
    expect(running.best.hash).toBe(at('2026-11-22T10:30:00Z').best.hash);
  });

  it('can be anywhere in the life of the chain within 200 ms', () => {
    const timesMs = [1, 2, 3, 4, 5].map((day) => {
      const started = performance.now();
      at(`2036-11-2${day}T10:00:00Z`);
      return performance.now() - started;
    });
    expect(Math.min(...timesMs)).toBeLessThan(200);
  });
});

describe('another chain', () => {
  it.each([{ genesisSalt: 'other' }, { seed: 2 }, { specName: 'gtest' }])(
    'is one of %p',
    (other) => {
      const { genesisHash } = ledgerOf({ blockTimeMs: 'manual', ...other });
      expect(genesisHash).not.toBe(ledger.genesisHash);
    },
  );

  it('is not one of the same seed that has other members', () => {
    const other = ledgerOf({ blockTimeMs: 'manual', members: 7 });
    expect(other.genesisHash).toBe(ledger.genesisHash);
    expect(other.best.hash).not.toBe(ledger.best.hash);
  });
});

describe('changes', () => {
  it('take effect in the next block and leave earlier ones alone', () => {
    const before = ledger.best;
    ledger.changes.setFigures({ members: 0 });
    expect(valueAt(before, MEMBERS)).toBe('381c0000');
    expect(valueAt(ledger.append(), MEMBERS)).toBe('00000000');
    expect(valueAt(before, MEMBERS)).toBe('381c0000');
  });

  it('give two ledgers that were driven alike the same hashes', () => {
    const other = ledgerOf({ blockTimeMs: 'manual' });
    for (const each of [ledger, other]) {
      each.changes.setFigures({ smiths: 21 });
      each.append();
      each.changes.setStorage(MEMBERS, 'ff');
      each.append();
    }
    expect(ledger.best.hash).toBe(other.best.hash);
  });

  it('of raw storage may be garbage, missing, or added to a map', () => {
    const added = `${SMITHS}00112233`;
    ledger.changes.setStorage(MEMBERS, 'ff');
    ledger.changes.setStorage(added, '02');
    ledger.append();
    expect(valueAt(ledger.best, MEMBERS)).toBe('ff');
    expect(ledger.stateOf(ledger.best).keysBelow(SMITHS)).toContain(added);
    ledger.changes.setStorage(MEMBERS, null);
    expect(valueAt(ledger.append(), MEMBERS)).toBeNull();
    expect(ledger.stateOf(ledger.best).keysBelow(MEMBERS)).toEqual([]);
  });

  it('a lie changes answers and not hashes', () => {
    const { hash } = ledger.best;
    ledger.tellLie({ members: 9 });
    expect(valueAt(ledger.best, MEMBERS)).toBe('09000000');
    ledger.tellLie(null);
    expect(valueAt(ledger.best, MEMBERS)).toBe('381c0000');
    expect(ledger.best.hash).toBe(hash);
  });
});

describe('a runtime upgrade', () => {
  const smithKeys = () => ledger.stateOf(ledger.best).keysBelow(SMITHS).length;
  const specVersion = () => ledger.best.content.inForce.runtime.version.specVersion;

  it('leaves the storage of a pallet that is gone as it was, and adds the new one', () => {
    const entries = smithKeys();
    ledger.changes.upgradeRuntime({
      variant: 'smith-membership',
      migrate: true,
      sameVersion: false,
    });
    ledger.append();
    ledger.changes.setFigures({ smiths: 33 });
    ledger.append();
    expect(specVersion()).toBe(1_101);
    expect(smithKeys()).toBe(entries);
    expect(valueAt(ledger.best, SMITH_COUNTER)).toBe('21000000');
  });

  it('can leave the new pallet without its storage', () => {
    ledger.changes.upgradeRuntime({
      variant: 'smith-membership',
      migrate: false,
      sameVersion: false,
    });
    ledger.append();
    expect(valueAt(ledger.best, SMITH_COUNTER)).toBeNull();
    expect(valueAt(ledger.best, MEMBERS)).toBe('381c0000');
  });

  it('can be taken back by another one', () => {
    ledger.changes.upgradeRuntime({
      variant: 'smith-membership',
      migrate: true,
      sameVersion: false,
    });
    ledger.append();
    ledger.changes.upgradeRuntime({ variant: 'smith-members', migrate: true, sameVersion: false });
    ledger.changes.setFigures({ smiths: 50 });
    ledger.append();
    expect(specVersion()).toBe(1_102);
    expect(smithKeys()).toBe(50 + 4 + 2 + 3);
    expect(valueAt(ledger.best, SMITH_COUNTER)).toBe('14000000');
  });

  it('is announced by the digest of its block alone', () => {
    ledger.changes.upgradeRuntime({ variant: 'no-tech-comm', migrate: true, sameVersion: false });
    expect(ledger.append().header.logs).toEqual(['0x08']);
    expect(ledger.append().header.logs).toEqual([]);
  });
});

describe('a fork', () => {
  it('gives the blocks from its height on other hashes and the same states', () => {
    const height = ledger.best.number - 2;
    const before = new Set([0, 1, 2].map((up) => ledger.blockAt(height + up)?.hash));
    ledger.forkFrom(height);
    const after = [0, 1, 2].map((up) => ledger.blockAt(height + up));
    expect(after.some((block) => before.has(block?.hash))).toBe(false);
    expect(after[1]?.header.parentHash).toBe(after[0]?.hash);
    expect(after[0]?.header.parentHash).toBe(ledger.blockAt(height - 1)?.hash);
    expect(ledger.best.content.figures).toEqual(STILL_FIGURES);
  });

  it('leaves the blocks that it replaced readable by their hashes', () => {
    const { hash, number } = ledger.best;
    ledger.forkFrom(number);
    expect(ledger.blockOf(hash)?.number).toBe(number);
    expect(ledger.blockAt(number)?.hash).not.toBe(hash);
  });

  it('of a block that is not there is refused', () => {
    expect(() => ledger.forkFrom(ledger.best.number + 1)).toThrow(RangeError);
  });
});
