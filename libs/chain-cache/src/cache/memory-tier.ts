import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import { publishEviction } from './diagnostics.js';
import { isFresh, type KeptEntry } from './kept-entry.js';
import { PendingQuestions, Question } from './pending-questions.js';

/** The entries of this process, bounded in number, the least recently used one giving way. */
export class MemoryTier {
  evictions = 0;
  private readonly entries: LRUCache<string, KeptEntry> | undefined;
  private readonly questions = new PendingQuestions();
  private audible = false;

  /** @param unheardMs how long an entry is believed while changes cannot be heard. */
  constructor(
    private readonly clock: Clock,
    maxEntries: number,
    private readonly unheardMs: number,
  ) {
    if (maxEntries === 0) return;
    this.entries = new LRUCache({
      max: maxEntries,
      dispose: (_entry, key, reason) => {
        if (reason === 'evict') this.evicted(key);
      },
    });
  }

  get size(): number {
    return this.entries?.size ?? 0;
  }

  /** The hot path: an entry that may be served without asking anybody. */
  fresh(key: string): KeptEntry | undefined {
    const entry = this.entries?.get(key);
    if (entry === undefined) return undefined;
    const now = this.clock.recent();
    return isFresh(entry, now) && this.isBelieved(entry, now) ? entry : undefined;
  }

  /** An entry that may be served, as stale or unheard of, where the store cannot be asked. */
  servable(key: string): KeptEntry | undefined {
    const entry = this.entries?.get(key);
    return entry !== undefined && this.clock.monotonic() < entry.servableUntil ? entry : undefined;
  }

  /** To be called before the store is asked, or a load begins; {@link end} ends it. */
  ask(keys: readonly string[]): Question {
    const question = new Question(keys, this.clock.monotonic());
    this.questions.begin(question);
    return question;
  }

  end(question: Question): void {
    this.questions.end(question);
  }

  /**
   * Takes in what the store said of all that it was asked about, unless something newer was heard of
   * meanwhile. What it does not have is gone, and so is what is older than what it said.
   */
  answer(question: Question, entries: readonly KeptEntry[]): void {
    if (entries.length < question.keys.length) this.dropAbsent(question, entries);
    for (const entry of entries) {
      if (question.isOvertaken(entry)) this.dropOlder(entry.key, entry.version);
      else this.put(entry);
    }
  }

  /** Takes in what was written; answers on their way that are older are void. */
  wrote(question: Question, entries: readonly KeptEntry[]): void {
    this.end(question);
    for (const entry of entries) {
      if (!question.isOvertaken(entry)) this.put(entry);
      this.drop(entry.key, entry.version);
    }
  }

  /** Takes in what the store could not, unless the key has changed since the question began. */
  putUnwritten(question: Question, entry: KeptEntry): void {
    if (!question.isOvertaken(entry)) this.entries?.set(entry.key, entry);
  }

  /** Nobody knows whether it has changed: the store is to be asked. */
  doubt(key: string): void {
    const entry = this.entries?.peek(key);
    if (entry !== undefined) entry.heardAt = -Infinity;
  }

  /** The same of all that begins so. */
  doubtBelow(prefix: string): void {
    for (const [key, entry] of this.entries?.entries() ?? []) {
      if (key.startsWith(prefix)) entry.heardAt = -Infinity;
    }
  }

  /** The key changed: what is older than this version goes, kept or on its way. */
  drop(key: string, version: number): void {
    this.questions.overtake(key, version);
    this.dropOlder(key, version);
  }

  dropPrefix(prefix: string): void {
    this.questions.overtakeBelow(prefix);
    if (this.entries === undefined) return;
    for (const key of Array.from(this.entries.keys())) {
      if (key.startsWith(prefix)) this.entries.delete(key);
    }
  }

  /** Whether changes of other replicas are heard. When they are again, all before is void. */
  setAudible(audible: boolean): void {
    this.audible = audible;
    if (!audible) return;
    this.questions.overtakeBelow('');
    this.entries?.clear();
  }

  /** No change is heard of what was never written: other replicas may have another value. */
  private isBelieved({ heardAt, version }: KeptEntry, now: number): boolean {
    return this.audible && version > 0 ? heardAt !== -Infinity : now < heardAt + this.unheardMs;
  }

  private dropOlder(key: string, version: number): void {
    const entry = this.entries?.peek(key);
    if (entry !== undefined && entry.version < version) this.entries?.delete(key);
  }

  /** An entry never gives way to an older version of itself. */
  private put(entry: KeptEntry): void {
    const kept = this.entries?.peek(entry.key);
    if (kept !== undefined && kept.version > entry.version) return;
    this.entries?.set(entry.key, entry);
  }

  /** What was there before the store was asked, unless it was written meanwhile. */
  private dropAbsent(question: Question, entries: readonly KeptEntry[]): void {
    const found = new Set(entries.map(({ key }) => key));
    for (const key of question.keys) {
      const kept = found.has(key) ? undefined : this.entries?.peek(key);
      if (kept === undefined || question.isOvertaken({ key, version: 0 })) continue;
      if (kept.heardAt < question.askedAt) this.entries?.delete(key);
    }
  }

  private evicted(key: string): void {
    this.evictions++;
    publishEviction(key);
  }
}
