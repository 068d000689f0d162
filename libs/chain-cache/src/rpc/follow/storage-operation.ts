import type { OperationEvent } from '../client/chain-head-event.js';
import { type CallLimits, PendingCall } from '../client/pending-call.js';
import { RpcCallError } from '../client/rpc-call.error.js';

/** Whose events may come before it is known which operation is ours. */
const MOST_OPERATIONS = 16;

/** By key; without those under and below which nothing is stored. */
export type MerkleValues = ReadonlyMap<string, string>;

/** What was told of one operation. */
class Told {
  readonly values = new Map<string, string>();
  end: 'done' | RpcCallError | undefined;
}

/**
 * Gathers the Merkle values that one operation finds, in limited time. Its events may come before
 * the answer that names it.
 */
export class StorageOperation {
  private readonly wanted: ReadonlySet<string>;
  private readonly told = new Map<string, Told>();
  private readonly pending: PendingCall;
  private id: string | undefined;

  constructor(
    keys: readonly string[],
    private readonly limits: CallLimits,
  ) {
    this.wanted = new Set(keys);
    this.pending = new PendingCall('chainHead_v1_storage', limits, () => this.told.clear());
  }

  /** @throws RpcCallError */
  async values(): Promise<MerkleValues> {
    return (await this.pending.answer) as MerkleValues;
  }

  begun(id: string): void {
    this.id = id;
    this.endWhenTold(id);
  }

  heard(event: OperationEvent): void {
    const { operation } = event;
    if (this.id !== undefined && operation !== this.id) return;
    const told = this.told.get(operation) ?? new Told();
    if (this.told.size < MOST_OPERATIONS) this.told.set(operation, told);
    if (event.event === 'operationStorageItems') this.add(event.merkleValues, told);
    else told.end ??= event.event === 'operationFailed' ? event.error : 'done';
    this.endWhenTold(operation);
  }

  fail(error: RpcCallError): void {
    this.pending.fail(error);
  }

  private add(merkleValues: MerkleValues, told: Told): void {
    for (const [key, value] of merkleValues) {
      const known = told.values.get(key) ?? value;
      if (this.wanted.has(key) && known === value) told.values.set(key, value);
      else
        told.end ??= this.malformed('it told of what was not asked for, or one thing and another');
    }
  }

  private endWhenTold(operation: string): void {
    const told = this.told.get(operation);
    if (operation !== this.id || told?.end === undefined) return;
    if (told.end === 'done') this.pending.succeed(told.values);
    else this.pending.fail(told.end);
  }

  private malformed(reason: string): RpcCallError {
    return new RpcCallError('ANSWER_MALFORMED', this.limits.endpoint, reason);
  }
}
