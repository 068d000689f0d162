import type { Clock } from '../../common/clock.js';
import type { BlockReference, SnapshotRecord } from '../chain-snapshot.js';
import type { CountHistoryStore } from './count-history.store.js';
import type { FollowedSpan, FoundValue, SeenBlock } from './history-rows.js';

/** Spans are written this often, lest a crash of everything cost more. */
const CHECKPOINT_MS = 6 * 3600 * 1000;

/** Whose counts are followed, and for how long what they were is kept. */
export interface Subject {
  readonly chain: string;
  readonly names: readonly string[];
  readonly retentionSeconds: number;
}

/** Writes down what one follower sees: every change of a count, and over which blocks it looked. */
export class HistoryRecorder {
  /** The values in force: of the history where this one began, then of what it has added. */
  private latest: Map<string, string | null> | undefined;

  private constructor(
    private readonly store: CountHistoryStore,
    private readonly clock: Clock,
    private readonly subject: Subject,
    /** The database's clock less this process' monotonic one. */
    private readonly offsetMs: number,
    private span: FollowedSpan | null,
  ) {}

  /**
   * @param span what the last follower saw and did not write: it goes on where this one sees no block
   * later than the next
   * @throws CacheStoreError
   */
  static async begin(
    store: CountHistoryStore,
    clock: Clock,
    subject: Subject,
    span: FollowedSpan | null,
  ): Promise<HistoryRecorder> {
    const offsetMs = (await store.now()) - clock.monotonic();
    const recorder = new HistoryRecorder(store, clock, subject, offsetMs, span);
    await recorder.forget();
    return recorder;
  }

  /** The span that is followed and not written yet: to be kept with the snapshot. */
  get followed(): FollowedSpan | null {
    return this.span;
  }

  /**
   * Writes what has changed at a finalized head: on disk when it resolves.
   * @param unbroken whether no head was missed since the one before
   * @throws CacheStoreError; the head then counts as one that was not seen
   */
  async record(record: SnapshotRecord, unbroken: boolean): Promise<void> {
    const here = this.seen(record.block);
    const { span } = this;
    const goesOn = span !== null && (unbroken || here.number <= span.to.number + 1);
    const before = goesOn && span.to.number < here.number ? span.to.number : null;
    await this.appendChanges(record, here, before);
    if (span !== null && !goesOn) await this.appendSpan(span);
    const since = goesOn ? span.from : here;
    this.span = { from: since, to: here };
    if (Date.parse(here.at) - Date.parse(since.at) >= CHECKPOINT_MS) await this.checkpoint(here);
  }

  /** Writes the span that is open. */
  async end(): Promise<void> {
    if (this.span !== null) await this.appendSpan(this.span);
  }

  private appendSpan(span: FollowedSpan): Promise<void> {
    return this.store.appendSpan(this.subject.chain, this.subject.names, span);
  }

  private async appendChanges(
    record: SnapshotRecord,
    here: SeenBlock,
    previous: number | null,
  ): Promise<void> {
    const { chain, names } = this.subject;
    const latest = (this.latest ??= await this.store.latest(chain, names, here.number));
    const changes = valuesOf(record).filter(({ name, value }) => latest.get(name) !== value);
    if (changes.length === 0) return;
    const added = new Set(await this.store.append(chain, here, previous, changes));
    // What is there already for this block stays: another value will be seen at the next one.
    for (const { name, value } of changes) if (added.has(name)) latest.set(name, value);
  }

  private async checkpoint(here: SeenBlock): Promise<void> {
    await this.end();
    this.span = { from: here, to: here };
    await this.forget();
  }

  private async forget(): Promise<void> {
    const { chain, retentionSeconds } = this.subject;
    if (retentionSeconds !== Infinity) await this.store.forget(chain, retentionSeconds);
  }

  private seen({ number, hash }: BlockReference): SeenBlock {
    const at = new Date(this.clock.monotonic() + this.offsetMs).toISOString();
    return { number, hash, at };
  }
}

function valuesOf({ counts, amounts, unavailable }: SnapshotRecord): FoundValue[] {
  const found = Object.entries({ ...counts, ...amounts }).map(([name, value]) => {
    return { name, value: String(value), reason: null };
  });
  const missing = unavailable.map(({ name, reason }) => ({ name, value: null, reason }));
  return [...found, ...missing];
}
