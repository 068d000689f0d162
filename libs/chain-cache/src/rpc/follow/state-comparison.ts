import type { SnapshotRecord } from '../chain-snapshot.js';
import { CODE_KEY } from '../client/chain-node.js';
import { LAST_RUNTIME_UPGRADE } from '../client/executor.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { ChainHead } from './chain-head.js';
import type { MerkleValues } from './storage-operation.js';

/** When so many blocks differed in a row, some are read whole without asking whether they do. */
const DIFFERENCES = 2;
const LONGEST_REST = 32;

/** What was told of one block. */
interface Fingerprint {
  /** What was asked for: maps, and plain keys. */
  readonly keys: readonly string[];
  readonly values: MerkleValues;
}

/** What was read of a block, and its fingerprint. */
interface Reference {
  readonly record: SnapshotRecord;
  readonly fingerprint: Fingerprint;
}

/**
 * Tells by one call whether what was read of one block is the same at another one: while the Merkle
 * value of a map or a key is, so is everything below it. Nothing is concluded from less than all.
 */
export class StateComparison {
  private reference: Reference | undefined;
  private differences = 0;
  private rest = 0;

  constructor(readonly chainHead: ChainHead) {}

  /** Whether the node can be asked. */
  get usable(): boolean {
    return this.chainHead.ended === undefined;
  }

  /** Whether the node can't do it; else it may be able to a while later. */
  get hopeless(): boolean {
    const code = this.chainHead.ended?.code;
    return code !== undefined && code !== 'NODE_BUSY' && code !== 'NODE_ERROR';
  }

  /** What is read next is what later blocks are compared with: no answer is believed for ever. */
  restart(): void {
    this.reference = undefined;
  }

  /** Whether what will be told can be compared with anything. */
  get possible(): boolean {
    return this.reference !== undefined;
  }

  /**
   * Never fails: a block of which nothing is told is read whole.
   * @param keys what was asked for at the block before
   */
  async fingerprint(
    block: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Fingerprint | undefined> {
    const asked = this.reference?.fingerprint.keys ?? [...keys, CODE_KEY];
    if (keys.length === 0 || this.rests()) return undefined;
    try {
      const values = await this.chainHead.merkleValues(block, asked, signal);
      return values && { keys: asked, values };
    } catch (error) {
      if (error instanceof RpcCallError) return undefined;
      throw error;
    }
  }

  /** What was read of a block that had the same fingerprint; undefined: there is none. */
  same({ values }: Fingerprint): SnapshotRecord | undefined {
    if (this.reference === undefined) return undefined;
    const { record, fingerprint } = this.reference;
    const same = areEqual(values, fingerprint.values);
    if (same) this.differences = 0;
    else this.differed();
    return same ? record : undefined;
  }

  /** Whether the code is not what it was at the block that is compared with. */
  hasNewCode({ values }: Fingerprint): boolean {
    const before = this.reference?.fingerprint.values;
    return before !== undefined && values.get(CODE_KEY) !== before.get(CODE_KEY);
  }

  /**
   * Takes what was read whole, of the block of that fingerprint, for what later ones are compared
   * with: if it covers all that was read, and contradicts nothing of it.
   * @param found of each map and plain key that was read, whether anything is stored there
   */
  take(
    fingerprint: Fingerprint,
    record: SnapshotRecord,
    found: ReadonlyMap<string, boolean>,
  ): void {
    this.reference = undefined;
    const { keys, values } = fingerprint;
    if (this.rest > 0 || [...found.keys()].some((key) => !keys.includes(key))) return;
    // Nothing is told of what is empty: believed of a node that tells of what is surely there.
    const proven = values.has(LAST_RUNTIME_UPGRADE);
    const agrees = [...found].every(([key, stored]) => values.has(key) === stored);
    if (proven && agrees) this.reference = { record, fingerprint };
    else this.chainHead.end(contradiction(record));
  }

  private differed(): void {
    this.differences++;
    if (this.differences < DIFFERENCES) return;
    this.rest = Math.min(2 ** this.differences, LONGEST_REST);
  }

  private rests(): boolean {
    if (this.rest === 0) return false;
    this.rest--;
    return true;
  }
}

function areEqual(a: MerkleValues, b: MerkleValues): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function contradiction({ endpoint }: SnapshotRecord): RpcCallError {
  const reason = 'its Merkle values are not of what it gives';
  return new RpcCallError('ANSWER_MALFORMED', endpoint, reason);
}
