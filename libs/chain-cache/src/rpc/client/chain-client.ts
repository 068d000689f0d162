import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import type { RpcOptions } from '../rpc.options.js';
import { Endpoint } from './endpoint.js';
import type { EndpointStatus } from './endpoint-status.js';
import { addressesOf } from './endpoint-url.js';
import { FinalityWatch } from './finality-watch.js';
import type { NodeReport } from './node-link.js';
import { type Probe, type Survey, Surveyor } from './surveyor.js';

/** How long the others are waited for once one endpoint has answered. */
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
  private last: Round | undefined;

  constructor(
    options: RpcOptions,
    private readonly clock: Clock,
  ) {
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
    const round = young || last?.ended === false ? last : this.startRound();
    return this.surveyor.judge(await round.probes, genesisHash);
  }

  /** Ends all connections; what waits for them fails. */
  close(): void {
    for (const endpoint of this.endpoints) endpoint.close();
  }

  private startRound(): Round {
    const probes = this.probeAll().finally(() => {
      round.ended = true;
    });
    const round: Round = { startedAt: this.clock.monotonic(), probes, ended: false };
    this.last = round;
    return round;
  }

  /** Ends when all have answered or failed, or a while after the first has answered. */
  private async probeAll(): Promise<readonly Probe[]> {
    const reports = new Map<Endpoint, NodeReport>();
    const probes = this.endpoints.map(async (endpoint) => {
      reports.set(endpoint, await endpoint.probe());
    });
    const enough = new AbortController();
    const all = Promise.allSettled(probes).finally(() => enough.abort());
    await Promise.any(probes)
      .then(() => delay(STRAGGLERS_MS, undefined, { signal: enough.signal, ref: false }))
      .catch(() => all);
    return this.endpoints.map((endpoint) => ({ endpoint, report: reports.get(endpoint) }));
  }
}
