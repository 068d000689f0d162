import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoint } from './endpoint.js';
import type { NodeReport } from './node-link.js';
import type { Probe } from './survey.js';

/** How long those who are not prompt are waited for once so many have given a good answer. */
const STRAGGLERS_MS = 1000;

/** What one of those said before counts for so long against what others say. */
const HEARSAY_MS = 120_000;

/**
 * One question to all endpoints. Who is not known to be slow, or failing, is waited for until its
 * calls' deadlines: it may be the one who knows of the newest block, or of another's lie.
 */
export class SurveyRound {
  /** Until all have answered or failed, or those have who are waited for. */
  readonly enough: Promise<void>;
  /** Until all have answered or failed. */
  readonly all: Promise<void>;
  private readonly answered = new Set<Endpoint>();
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
    const asked = endpoints.map((endpoint) => this.ask(endpoint));
    const prompt = asked.filter((_, i) => endpoints[i]?.isPrompt === true);
    const good = asked.map(async (report) => isGood(await report, genesisHash));
    this.all = this.untilSettled(asked);
    this.enough = this.untilEnough(
      Promise.all([thatMany(good, quorum), Promise.allSettled(prompt)]),
    );
  }

  /** Whether its answers are still waited for. */
  get young(): boolean {
    return this.state === 'asked';
  }

  /** Whether nobody is still to answer. */
  get complete(): boolean {
    return this.state === 'all';
  }

  /** In configured order: what each has said last, if it stands. */
  get probes(): readonly Probe[] {
    return this.endpoints.map((endpoint) => {
      const late = !this.answered.has(endpoint);
      return { endpoint, report: late ? endpoint.reportWithin(HEARSAY_MS) : endpoint.report, late };
    });
  }

  private async ask(endpoint: Endpoint): Promise<NodeReport> {
    const report = await endpoint.probe();
    this.answered.add(endpoint);
    return report;
  }

  private async untilSettled(asked: readonly Promise<unknown>[]): Promise<void> {
    await Promise.allSettled(asked);
    this.state = 'all';
  }

  private async untilEnough(enough: Promise<unknown>): Promise<void> {
    const allAnswered = new AbortController();
    const all = this.all.finally(() => allAnswered.abort());
    await Promise.race([all, enough]);
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
