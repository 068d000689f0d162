import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { CacheStoreError } from '../../cache/cache.errors.js';
import { askPool } from '../../common/ask-pool.js';
import type { Statement } from '../../common/statement.js';
import type { Parameter, TextRow } from '../../common/text-query.js';
import type { ChangeRow, FollowedSpan, FoundValue, KnownSpan, SeenBlock } from './history-rows.js';
import {
  APPEND_CHANGES,
  APPEND_SPAN,
  BLOCK_AT,
  CHANGES_FROM,
  DATABASE_NOW,
  FORGET_CHANGES,
  FORGET_SPANS,
  LATEST_VALUES,
  SPANS_BETWEEN,
} from './history-statements.js';

const TIMEOUT_MS = 5000;

type ValueRow = readonly [name: string, value: string | null];

type HistoryRow = readonly [
  block: string,
  hash: string,
  seenAt: string,
  value: string | null,
  reason: string | null,
  previous: string | null,
];

type SpanRow = readonly [from: string, hash: string, at: string, to: string];

/**
 * The history of one chain's counts in PostgreSQL: on disk when it says so, since nodes forget.
 * Every method throws CacheStoreError when the database cannot be asked.
 */
export class CountHistoryStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Milliseconds since the epoch, by the database's clock. */
  async now(): Promise<number> {
    const [row] = await this.ask<readonly [now: string]>(DATABASE_NOW, []);
    return millisecondsOf(row?.[0] ?? 'NaN');
  }

  /** The value in force at a block, of each count that has one. */
  async latest(
    chain: string,
    names: readonly string[],
    block: number,
  ): Promise<Map<string, string | null>> {
    const rows = await this.ask<ValueRow>(LATEST_VALUES, [chain, names, block]);
    return new Map(rows);
  }

  /** Adds what changed at a block. Gives the names of what was added: there is one a block. */
  async append(
    chain: string,
    { number, hash }: SeenBlock,
    previous: number | null,
    changes: readonly FoundValue[],
  ): Promise<string[]> {
    const rows = await this.ask<readonly [name: string]>(APPEND_CHANGES, [
      chain,
      number,
      hash,
      previous,
      changes.map(({ name }) => name),
      changes.map(({ value }) => value),
      changes.map(({ reason }) => reason),
    ]);
    return rows.map(([name]) => name);
  }

  async appendSpan(chain: string, names: readonly string[], span: FollowedSpan): Promise<void> {
    const { from, to } = span;
    const blocks = [from.number, to.number, from.hash, from.at, to.at];
    await this.ask(APPEND_SPAN, [chain, names, ...blocks]);
  }

  /** The value in force at a block, and up to so many changes after it, oldest first. */
  async changesFrom(
    chain: string,
    name: string,
    from: number,
    limit: number,
  ): Promise<ChangeRow[]> {
    const rows = await this.ask<HistoryRow>(CHANGES_FROM, [chain, name, from, limit]);
    return rows.map(toChange);
  }

  /**
   * Over which blocks from one to another a count was followed, oldest first.
   * @param open what is being followed and is not among the spans yet
   */
  async spansBetween(
    chain: string,
    name: string,
    from: number,
    to: number,
    open: FollowedSpan | null,
  ): Promise<KnownSpan[]> {
    const values = [chain, name, ...parametersOf(open), from, to];
    const rows = await this.ask<SpanRow>(SPANS_BETWEEN, values);
    return rows.map(([number, hash, at, toNumber]) => ({
      from: { number: Number(number), hash, at: isoOf(at) },
      toNumber: Number(toNumber),
    }));
  }

  /** A block that has the value of a moment; undefined where nobody followed then. */
  async blockAt(
    chain: string,
    name: string,
    at: Date,
    open: FollowedSpan | null,
  ): Promise<number | undefined> {
    const values = [chain, name, ...parametersOf(open), at.toISOString()];
    const [row] = await this.ask<readonly [block: string]>(BLOCK_AT, values);
    return row === undefined ? undefined : Number(row[0]);
  }

  /** Removes what nothing of the last so many seconds needs. */
  async forget(chain: string, keptSeconds: number): Promise<void> {
    await this.ask(FORGET_CHANGES, [chain, keptSeconds]);
    await this.ask(FORGET_SPANS, [chain, keptSeconds]);
  }

  private async ask<Row extends TextRow>(
    statement: Statement,
    parameters: readonly Parameter[],
  ): Promise<readonly Row[]> {
    try {
      const { rows } = await askPool(this.pool(), statement, parameters, TIMEOUT_MS);
      return rows as readonly Row[];
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CacheStoreError(`the history cannot be asked: ${reason}`, { cause });
    }
  }

  private pool(): Pool {
    if (!this.dataSource.isInitialized) throw new Error('the data source is not initialised');
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

function parametersOf(open: FollowedSpan | null): Parameter[] {
  if (open === null) return [null, null, null, null, null];
  return [open.from.number, open.to.number, open.from.hash, open.from.at, open.to.at];
}

function toChange([number, hash, seenAt, value, reason, previous]: HistoryRow): ChangeRow {
  return {
    block: { number: Number(number), hash, at: isoOf(seenAt) },
    value,
    reason,
    previous: previous === null ? null : Number(previous),
  };
}

/** Moments come as seconds since the epoch, and were written in whole milliseconds. */
function millisecondsOf(seconds: string): number {
  return Math.round(Number(seconds) * 1000);
}

function isoOf(seconds: string): string {
  return new Date(millisecondsOf(seconds)).toISOString();
}
