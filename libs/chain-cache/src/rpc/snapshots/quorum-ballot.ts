import type { SnapshotRecord } from '../chain-snapshot.js';
import type { Endpoint } from '../client/endpoint.js';
import { RpcCallError } from '../client/rpc-call.error.js';

interface Vote {
  readonly endpoint: Endpoint;
  readonly record: SnapshotRecord;
}

/** What endpoints say of one block, until so many of them have said the same. */
export class QuorumBallot {
  private readonly votes = new Map<string, Vote[]>();

  constructor(private readonly quorum: number) {}

  /**
   * The record, once a quorum agrees on it.
   * @param doubtful whether one more than that must, since what it says is hard to believe
   */
  cast(endpoint: Endpoint, record: SnapshotRecord, doubtful: boolean): SnapshotRecord | undefined {
    const { block, counts, amounts, unavailable } = record;
    const values = JSON.stringify([block.hash, counts, amounts, unavailable]);
    const agreeing = [...(this.votes.get(values) ?? []), { endpoint, record }];
    this.votes.set(values, agreeing);
    const needed = doubtful ? this.quorum + 1 : this.quorum;
    return agreeing.length < needed ? undefined : agreeing[0]?.record;
  }

  /** The record that a quorum agrees on, doubtful or not, when there is nobody left to ask. */
  settle(): SnapshotRecord | undefined {
    const agreed = [...this.votes.values()].find(({ length }) => length >= this.quorum);
    return agreed?.[0]?.record;
  }

  /** Those who said otherwise of the same block, each with what it said. */
  outvotedBy(winner: SnapshotRecord): RpcCallError[] {
    const others = [...this.votes.values()].filter(
      ([first]) => first?.record !== winner && first?.record.block.number === winner.block.number,
    );
    return others.flat().map(({ endpoint, record }) => {
      const error = new RpcCallError('QUORUM_OUTVOTED', endpoint.name, difference(record, winner));
      endpoint.failed(error);
      return error;
    });
  }

  /** When nobody won: who said what. */
  disagreement(): RpcCallError[] {
    return [...this.votes.values()].flat().map(({ endpoint, record }) => {
      const said = `${this.quorum} endpoints must agree; it says ${describe(record)}`;
      return new RpcCallError('QUORUM_NOT_REACHED', endpoint.name, said);
    });
  }
}

function difference(record: SnapshotRecord, winner: SnapshotRecord): string {
  return `it says ${describe(record)}; the others say ${describe(winner)}`;
}

function describe({ block, counts, amounts, unavailable }: SnapshotRecord): string {
  const values = Object.entries({ ...counts, ...amounts }).map(
    ([name, value]) => `${name} ${value}`,
  );
  const missing = unavailable.map(({ name }) => `no ${name}`);
  return [`block ${block.number} ${block.hash}`, ...values, ...missing].join(', ');
}
