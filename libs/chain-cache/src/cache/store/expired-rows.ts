import { randomUUID } from 'node:crypto';
import type { Statement } from '../../common/statement.js';
import type { Parameter, TextRow } from '../../common/text-query.js';
import type { CleanupReport } from './cache-store.js';
import {
  CLAIM_CLEANUP,
  END_CLEANUP,
  HOLD_CLEANUP,
  REMOVE_EXPIRED_IN_PAGES,
} from './cleanup-statements.js';
import type { ChangeBus } from './change-bus.js';
import type { Database } from './database.js';
import { REMOVE_OLD_LEASES } from './lease-statements.js';

/**
 * 12 MB: tens of milliseconds a statement, so that nobody waits for a row for long; and few commits,
 * since with each of them those who read meanwhile may have to wait for the processor.
 */
const PAGES_A_BATCH = 1500;

/** Often enough for a claim of 30 s, and for not doing much again after a crash. */
const HOLD_EVERY_MS = 1000;

type ClaimRow = readonly [nextPage: string, pages: string];

/** Removes rows past their grace, in batches by ranges of pages, one replica at a time. */
export class ExpiredRows {
  constructor(
    private readonly database: Database,
    private readonly bus: ChangeBus,
  ) {}

  /** `undefined`: another replica is at it. */
  async remove(signal: AbortSignal): Promise<CleanupReport | undefined> {
    const startedAt = performance.now();
    const token = randomUUID();
    const { rows } = await this.note<ClaimRow>(CLAIM_CLEANUP, [token]);
    const [claim] = rows;
    if (claim === undefined) return undefined;
    await this.note(REMOVE_OLD_LEASES, []);
    const [nextPage, pages] = [Number(claim[0]), Number(claim[1])];
    // A table that has shrunk below where the last one stopped is begun anew.
    const firstPage = nextPage < pages ? nextPage : 0;
    const sweep = await this.sweep(token, firstPage, pages, signal);
    return { ...sweep, durationMs: performance.now() - startedAt };
  }

  private async sweep(token: string, firstPage: number, pages: number, signal: AbortSignal) {
    let page = firstPage;
    let removed = 0;
    let batches = 0;
    let held = true;
    let heldAt = performance.now();
    while (page < pages && held && !signal.aborted) {
      const range = [`(${page},0)`, `(${page + PAGES_A_BATCH},0)`];
      try {
        removed += (await this.database.ask(REMOVE_EXPIRED_IN_PAGES, range)).count;
      } catch (error) {
        if (signal.aborted) break;
        throw error;
      }
      batches++;
      page += PAGES_A_BATCH;
      if (performance.now() - heldAt < HOLD_EVERY_MS) continue;
      held = (await this.note(HOLD_CLEANUP, [token, page])).count > 0;
      heldAt = performance.now();
    }
    const complete = page >= pages;
    await this.note(END_CLEANUP, [token, complete ? 0 : page]);
    return { removed, batches, complete };
  }

  /** What is said in a moment, also at shutdown, when the pool may have been closed before. */
  private note<Row extends TextRow>(statement: Statement, parameters: readonly Parameter[]) {
    return this.database.ask<Row>(statement, parameters, { first: this.bus.lasting });
  }
}
