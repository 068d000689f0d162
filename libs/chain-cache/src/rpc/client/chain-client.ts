import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import type { RpcOptions } from '../rpc.options.js';
import { Endpoint } from './endpoint.js';
import type { EndpointStatus } from './endpoint-status.js';
import { addressesOf } from './endpoint-url.js';
import { FinalityWatch } from './finality-watch.js';
import type { NodeReport } from './node-link.js';
import { type Probe, type Survey, Surveyor } from './surveyor.js';

/** How long the others are waited for once so many have answered that can be read from. */
const STRAGGLERS_MS = 1000;

/** One question to all endpoints. */
interface Round {
  readonly startedAt: number;
  readonly probes: Promise<readonly Probe[]>;
  ended: boolean;
}

/** The endpoints, and which of them to read from. Everything of the network is below it. */
export class ChainClient {
  private readonly endpoints: readonly Endpoint[];
  private readonly surveyor: Surveyor;
  private readonly quorum: number;
  private last: Round | undefined;

  constructor(
    options: RpcOptions,
    private readonly clock: Clock,
  ) {
    this.quorum = options.quorum;
    this.surveyor = new Surveyor(options, new FinalityWatch(clock));
    this.endpoints = addressesOf(options.endpoints).map(
      (address) => new Endpoint(address, options.callTimeoutMs, clock),
    );
  }

  /** What this process knows of each endpoint, in configured order. */
  statuses(): EndpointStatus[] {
    return this.endpoints.map(({ status }) => status);
  }

  /**
   * Asks every endpoint that is not left alone, and judges what they say. Who asks while others
   * wait for answers shares those.
   * @param genesisHash the chain that is meant; undefined: the one of the best endpoint
   * @param maxAgeMs answers of up to this age need not be asked for again
   */
  async survey(genesisHash: string | undefined, maxAgeMs = 0): Promise<Survey> {
    const { last } = this;
    const young = last !== undefined && this.clock.monotonic() - last.startedAt < maxAgeMs;
    const round = young || last?.ended === false ? last : this.startRound(genesisHash);
    return this.surveyor.judge(await round.probes, genesisHash);
  }

  /** Ends all connections; what waits for them fails. */
  close(): void {
    for (const endpoint of this.endpoints) endpoint.close();
  }

  private startRound(genesisHash: string | undefined): Round {
    const probes = this.probeAll(genesisHash).finally(() => {
      round.ended = true;
    });
    const round: Round = { startedAt: this.clock.monotonic(), probes, ended: false };
    this.last = round;
    return round;
  }

  /** Ends when all have answered or failed, or a while after enough have given a good answer. */
  private async probeAll(genesisHash: string | undefined): Promise<readonly Probe[]> {
    const reports = new Map<Endpoint, NodeReport>();
    const asked = this.endpoints.map(async (endpoint) => {
      const report = await endpoint.probe();
      reports.set(endpoint, report);
      return isReadable(report, genesisHash);
    });
    const allAnswered = new AbortController();
    const all = Promise.allSettled(asked).finally(() => allAnswered.abort());
    await Promise.race([all, thatMany(asked, this.quorum)]);
    await delay(STRAGGLERS_MS, undefined, { signal: allAnswered.signal, ref: false }).catch(
      () => all,
    );
    return this.endpoints.map((endpoint) => ({ endpoint, report: reports.get(endpoint) }));
  }
}

/** A quick answer from another chain, or from a node that is syncing, is no reason to hurry. */
function isReadable({ identity, health }: NodeReport, genesisHash: string | undefined): boolean {
  return !health.isSyncing && identity.genesisHash === (genesisHash ?? identity.genesisHash);
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
