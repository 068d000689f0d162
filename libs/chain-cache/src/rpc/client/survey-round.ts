import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoint } from './endpoint.js';
import type { NodeReport } from './node-link.js';
import type { Probe } from './surveyor.js';

/** How long the others are waited for once so many have answered that can be read from. */
const STRAGGLERS_MS = 1000;

/** One question to all endpoints. */
export class SurveyRound {
  /** Until all have answered or failed, or a while after enough have given a good answer. */
  readonly enough: Promise<void>;
  /** Until all have answered or failed. */
  readonly all: Promise<void>;
  private readonly reports = new Map<Endpoint, NodeReport>();
  private state: 'asked' | 'enough' | 'all' = 'asked';

  /**
   * @param quorum how many good answers are enough
   * @param genesisHash the chain that is meant; undefined: any
   */
  constructor(
    private readonly endpoints: readonly Endpoint[],
    quorum: number,
    genesisHash: string | undefined,
  ) {
    const asked = endpoints.map(async (endpoint) => {
      const report = await endpoint.probe();
      this.reports.set(endpoint, report);
      return isGood(report, genesisHash);
    });
    this.all = this.untilSettled(asked);
    this.enough = this.untilEnough(thatMany(asked, quorum));
  }

  /** Whether its answers are still waited for. */
  get young(): boolean {
    return this.state === 'asked';
  }

  /** Whether nobody is still to answer. */
  get complete(): boolean {
    return this.state === 'all';
  }

  /** What has been answered by now, in configured order. */
  get probes(): readonly Probe[] {
    return this.endpoints.map((endpoint) => ({ endpoint, report: this.reports.get(endpoint) }));
  }

  private async untilSettled(asked: readonly Promise<unknown>[]): Promise<void> {
    await Promise.allSettled(asked);
    this.state = 'all';
  }

  private async untilEnough(good: Promise<void>): Promise<void> {
    const allAnswered = new AbortController();
    const all = this.all.finally(() => allAnswered.abort());
    await Promise.race([all, good]);
    const { signal } = allAnswered;
    await delay(STRAGGLERS_MS, undefined, { signal, ref: false }).catch(() => all);
    if (!this.complete) this.state = 'enough';
  }
}

/** A quick answer from another chain, or from a node that is not well, is no reason to hurry. */
function isGood({ identity, health }: NodeReport, genesisHash: string | undefined): boolean {
  const isWell = !health.isSyncing && !(health.shouldHavePeers && health.peers === 0);
  return isWell && identity.genesisHash === (genesisHash ?? identity.genesisHash);
}

/** Resolves once so many of them are true; never, when there are not so many. */
function thatMany(asked: readonly Promise<boolean>[], many: number): Promise<void> {
  let missing = many;
  return new Promise((resolve) => {
    const count = (good: boolean): void => {
      if (good && --missing === 0) resolve();
    };
    for (const answer of asked) answer.then(count, () => undefined);
  });
}
