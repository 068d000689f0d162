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
  private constructor(
    private readonly store: CountHistoryStore,
    private readonly clock: Clock,
    private readonly subject: Subject,
    private readonly latest: Map<string, string | null>,
    /** The database's clock less this process' monotonic one. */
    private readonly offsetMs: number,
    private span: FollowedSpan | null,
  ) {}

  /**
   * @param left the span that the last follower left: it goes on where this one sees no block later
   * than the next
   * @throws CacheStoreError
   */
  static async begin(
    store: CountHistoryStore,
    clock: Clock,
    subject: Subject,
    left: FollowedSpan | null,
  ): Promise<HistoryRecorder> {
    const latest = await store.latest(subject.chain, subject.names);
    const offsetMs = (await store.now()) - clock.monotonic();
    const recorder = new HistoryRecorder(store, clock, subject, latest, offsetMs, left);
    await recorder.forget();
    return recorder;
  }

  /**
   * Notes what was seen at a finalized head. What changed is on disk when this resolves.
   * @param unbroken whether no head was missed since the one before
   * @returns the span that is followed now, to be kept with the snapshot
   * @throws CacheStoreError
   */
  async record(record: SnapshotRecord, unbroken: boolean): Promise<FollowedSpan> {
    const here = this.seen(record.block);
    const { span } = this;
    const goesOn = span !== null && (unbroken || here.number <= span.to.number + 1);
    const changes = valuesOf(record).filter(({ name, value }) => this.latest.get(name) !== value);
    if (changes.length > 0) await this.append(here, goesOn ? span.to.number : null, changes);
    if (!goesOn) await this.end();
    this.span = { from: goesOn ? span.from : here, to: here };
    if (Date.parse(here.at) - Date.parse(this.span.from.at) >= CHECKPOINT_MS) {
      await this.checkpoint(here);
    }
    return this.span;
  }

  /** Writes the span that is open. */
  async end(): Promise<void> {
    const { span } = this;
    if (span !== null) await this.store.appendSpan(this.subject.chain, this.subject.names, span);
  }

  private async append(
    here: SeenBlock,
    previous: number | null,
    changes: readonly FoundValue[],
  ): Promise<void> {
    const added = new Set(await this.store.append(this.subject.chain, here, previous, changes));
    // What is there already for this block stays: another value will be seen at the next one.
    for (const { name, value } of changes) if (added.has(name)) this.latest.set(name, value);
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
