import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { pause } from '../../common/pause.js';
import { unlessAborted } from '../../common/unless-aborted.js';
import type { SnapshotRecord } from '../chain-snapshot.js';
import type { ChainClient } from '../client/chain-client.js';
import type { Endpoint } from '../client/endpoint.js';
import { IMPLAUSIBLE_LEAD_BLOCKS } from '../client/head-plausibility.js';
import type { FinalizedHead } from '../client/node-facts.js';
import { RpcCallError } from '../client/rpc-call.error.js';
import type { Candidate, Survey } from '../client/survey.js';
import { APART_BLOCKS } from '../client/surveyor.js';
import { publishRefusal } from '../diagnostics.js';
import { refuseEarlier } from '../snapshots/refuse-earlier.js';
import type { SnapshotLoader } from '../snapshots/snapshot-loader.js';
import type { HeadReader } from './head-reader.js';
import type { FollowedHead, HeadSource } from './head-source.js';
import { openHeads } from './open-heads.js';
import type { Publication } from './publication.js';

/** How often the endpoints are asked how they are, though heads come. */
const SURVEY_MS = 60_000;
/** When a head that does not come is gone after: two blocks and a half. */
const SILENCE_MS = 15_000;
/** How soon after an interruption the endpoints are surveyed. */
const RECOVERY_MS = 500;
/** A look that takes longer is followed by a rest, so that a large map does not keep a node busy. */
const LONG_LOOK_MS = 500;
const REST = 3;
/** A look may seem to have taken hours, where the process was suspended in it. */
const LONGEST_REST_MS = 30_000;

/** What following is done with, and how. */
export interface FollowerTools {
  readonly client: ChainClient;
  readonly loader: SnapshotLoader;
  readonly reader: HeadReader;
  readonly publication: Publication;
  readonly clock: Clock;
  /** Above 1, every head is read from several endpoints. */
  readonly quorum: number;
  readonly finalityTimeoutSeconds: number;
  /** Told after each head that all replicas serve. */
  readonly onPublished: () => void;
}

/** Following one chain, while the lease is held: round after round, until something fails. */
export class Tenure {
  private readonly logger = new Logger('ChainFollower');
  private open: { readonly endpoint: Endpoint; readonly source: HeadSource } | undefined;
  private served: SnapshotRecord | undefined;
  private refused = false;
  private interruptions = 0;

  constructor(
    private readonly chain: string,
    private readonly tools: FollowerTools,
  ) {}

  /**
   * One round: the endpoints are surveyed and the newest head is read from the best ones; then heads
   * are followed on the best one until the next survey is due.
   * @throws ChainUnavailableError, CacheStoreError, the signal's reason
   */
  async round(signal: AbortSignal): Promise<void> {
    const { client, loader, publication, quorum } = this.tools;
    const survey = await unlessAborted(client.survey(this.chain), signal);
    const { value } = await loader.loadFrom(survey, publication.key, signal);
    // What the one that was followed had not got to is known of nobody.
    if (this.open !== undefined && value.endpoint !== this.open.endpoint.name) {
      publication.interrupt();
    }
    await this.publish(value, value.degraded);
    const candidates = await unlessAborted(inReach(survey, value), signal);
    if (candidates === undefined) return;
    const [best] = candidates;
    try {
      const each = quorum === 1 && value.degraded === null;
      await (each ? this.followHeads(candidates, signal) : this.awaitHead(best, signal));
    } catch (error) {
      if (!(error instanceof RpcCallError) || signal.aborted) throw error;
      this.interrupted(best.endpoint, error);
      await pause(RECOVERY_MS * (0.5 + Math.random() / 2), signal);
    }
  }

  async end(): Promise<void> {
    this.closeHeads();
    await this.tools.publication.close();
  }

  /** Reads each head by itself, as cheaply as can be. */
  private async followHeads(
    [best, ...others]: readonly [Candidate, ...Candidate[]],
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, reader } = this.tools;
    const until = clock.monotonic() + SURVEY_MS;
    const source = await this.heads(best);
    const witnesses = others.map(({ report }) => report.node);
    reader.begin(best.report.node, witnesses);
    while (clock.monotonic() < until) {
      const head = await source.next(this.silenceMs, signal);
      if (head === undefined) return this.tools.publication.interrupt();
      if (this.isFarAhead(head, best.endpoint)) return await pause(RECOVERY_MS, signal);
      if (this.isNew(head, best.endpoint) && !(await this.look(best, head, signal))) return;
    }
  }

  /** Waits for a head, which the next round reads. */
  private async awaitHead(best: Candidate, signal: AbortSignal): Promise<void> {
    const { clock, publication } = this.tools;
    const source = await this.heads(best);
    const until = clock.monotonic() + this.silenceMs;
    for (let leftMs = this.silenceMs; leftMs > 0; leftMs = until - clock.monotonic()) {
      const head = await source.next(leftMs, signal);
      if (head === undefined) break;
      if (this.isNew(head, best.endpoint)) return;
    }
    publication.interrupt();
  }

  /** Tells whether to look at the next head, too: a count that has gone is for a round to confirm. */
  private async look(best: Candidate, head: FollowedHead, signal: AbortSignal): Promise<boolean> {
    const { clock, reader } = this.tools;
    const startedAt = clock.monotonic();
    const record = await reader.read(best, head, signal);
    if (this.lacksMore(record)) return false;
    await this.publish(record, null);
    this.interruptions = 0;
    const tookMs = clock.monotonic() - startedAt;
    if (tookMs > LONG_LOOK_MS) await pause(Math.min(REST * tookMs, LONGEST_REST_MS), signal);
    return true;
  }

  private lacksMore({ unavailable }: SnapshotRecord): boolean {
    const lacking = new Set(this.served?.unavailable.map(({ name }) => name));
    return unavailable.some(({ name }) => !lacking.has(name));
  }

  private async publish(...what: Parameters<Publication['publish']>): Promise<void> {
    await this.tools.publication.publish(...what);
    [this.served] = what;
    this.refused = false;
    this.tools.onPublished();
  }

  /** What goes backwards is refused, and said once. A node that stays behind is found by a survey. */
  private isNew(head: FinalizedHead, { name }: Endpoint): boolean {
    const served = this.served?.block;
    if (head.hash === served?.hash) return false;
    const error = served && refuseEarlier(head, served, name);
    if (error === undefined) return true;
    publishRefusal({ endpoint: name, code: error.code });
    if (!this.refused) this.logger.warn(`A head was refused: ${error.message}`);
    this.refused = true;
    return false;
  }

  /** Not to be believed on its own: it is for the next round to judge, which asks all endpoints. */
  private isFarAhead({ number }: FinalizedHead, { name }: Endpoint): boolean {
    const lead = number - (this.served?.block.number ?? number);
    if (lead <= IMPLAUSIBLE_LEAD_BLOCKS) return false;
    publishRefusal({ endpoint: name, code: 'HEAD_IMPLAUSIBLE' });
    this.logger.warn(`${name} finalized a head ${lead} blocks beyond the last one; all are asked`);
    return true;
  }

  private async heads({ endpoint, report }: Candidate): Promise<HeadSource> {
    if (this.open?.endpoint === endpoint) return this.open.source;
    if (this.open !== undefined) this.tools.publication.interrupt();
    this.closeHeads();
    const source = await openHeads(report.node, this.chain);
    this.open = { endpoint, source };
    return source;
  }

  private closeHeads(): void {
    this.open?.source.close();
    this.open = undefined;
    this.tools.reader.end();
  }

  /** Connections are cut now and then: that alone is no failure, unless it is cut again. */
  private interrupted(endpoint: Endpoint, error: RpcCallError): void {
    this.closeHeads();
    this.interruptions++;
    if (error.code !== 'CONNECTION_LOST' || this.interruptions > 1) endpoint.failed(error);
    this.tools.publication.interrupt();
    publishRefusal({ endpoint: error.endpoint, code: error.code });
    this.logger.warn(`Following is interrupted: ${error.code}, ${error.message}`);
  }

  private get silenceMs(): number {
    return Math.min(SILENCE_MS, 1000 * this.tools.finalityTimeoutSeconds);
  }
}

/**
 * Whom to follow from a value on: the best of those who have come so far, and then the others. Who
 * is well beyond it is none of those who agreed on it: what comes next there may be long in coming.
 */
async function inReach(survey: Survey, { block, endpoint }: SnapshotRecord) {
  const lead = ({ report }: Candidate): number => report.finalized.number - block.number;
  const hasIt = (candidate: Candidate): boolean =>
    lead(candidate) >= 0 || candidate.endpoint.name === endpoint;
  const distance = (candidate: Candidate): number =>
    hasIt(candidate) ? Number(lead(candidate) > APART_BLOCKS) : 2;
  const early = survey.candidates.some(hasIt);
  const { candidates } = early ? survey : ((await survey.whole) ?? survey);
  const [best, ...others] = candidates
    .filter(({ endpoint: { resting } }) => resting === undefined)
    .toSorted((a, b) => distance(a) - distance(b));
  return best && ([best, ...others] as const);
}
