import type { Clock } from '../../common/clock.js';
import { Circuit } from './circuit.js';
import type { EndpointState, EndpointStatus } from './endpoint-status.js';
import type { EndpointAddress } from './endpoint-url.js';
import { NodeLink, type NodeReport } from './node-link.js';
import { RpcCallError } from './rpc-call.error.js';

/** Who takes longer to say how it is does not keep others waiting the next time. */
const SLOW_MS = 1000;

/** One endpoint, and what is thought of it. */
export class Endpoint {
  readonly name: string;
  private readonly link: NodeLink;
  private readonly circuit: Circuit;
  private probing: Promise<NodeReport> | undefined;
  private lastTrouble: RpcCallError | undefined;
  private lastReport: NodeReport | undefined;
  private reportedAt = -Infinity;
  private isSlow = false;
  private current: EndpointStatus;

  constructor(
    address: EndpointAddress,
    timeoutMs: number,
    private readonly clock: Clock,
  ) {
    this.name = address.name;
    this.link = new NodeLink(address, timeoutMs, clock);
    this.circuit = new Circuit(clock);
    this.current = {
      endpoint: this.name,
      state: 'idle',
      code: null,
      reason: null,
      since: this.now(),
      latencyMs: null,
      finalizedHeight: null,
    };
  }

  get status(): EndpointStatus {
    return this.current;
  }

  /** What is wrong with it; undefined: nothing that is known. */
  get trouble(): RpcCallError | undefined {
    return this.lastTrouble;
  }

  /** What it said last; undefined if it has failed since, or its connection has gone. */
  get report(): NodeReport | undefined {
    return this.link.open ? this.lastReport : undefined;
  }

  /** Why it is left alone now; undefined when it may be asked. */
  get resting(): RpcCallError | undefined {
    return this.circuit.open ? this.lastTrouble : undefined;
  }

  /** The same, if it was said no longer ago than that. */
  reportWithin(ageMs: number): NodeReport | undefined {
    return this.clock.monotonic() - this.reportedAt <= ageMs ? this.report : undefined;
  }

  /** Whether it answers before long, by what is known of it: it has not failed lately, nor was slow. */
  get isPrompt(): boolean {
    return !this.onProbation && !this.isSlow;
  }

  /** Whether it failed lately, so that another one is to be preferred. */
  get onProbation(): boolean {
    return this.circuit.onProbation;
  }

  /** Connects where needed, and asks how things stand; once for all who ask. @throws RpcCallError */
  probe(): Promise<NodeReport> {
    this.probing ??= this.ask().finally(() => {
      this.probing = undefined;
    });
    return this.probing;
  }

  /** Takes note of what was found wrong or right with it. */
  judged(state: EndpointState, trouble?: RpcCallError): void {
    this.lastTrouble = trouble;
    const code = trouble?.code ?? null;
    const reason = trouble?.reason ?? null;
    const since = state === this.current.state ? this.current.since : this.now();
    this.current = { ...this.current, state, code, reason, since };
  }

  /** Takes note of an error. If it is of the endpoint's making, it is left alone for a while. */
  failed(error: RpcCallError): void {
    const { fault, harmless } = error.kind;
    if (fault === 'endpoint' && harmless !== true) this.punish(error);
  }

  /** What it took for everyone's trouble is its own: another one gave what it did not. */
  refuted(error: RpcCallError): void {
    this.punish(error);
  }

  close(): void {
    this.link.close();
  }

  private async ask(): Promise<NodeReport> {
    if (this.resting !== undefined) throw this.resting;
    if (!this.link.open) this.judged('connecting');
    const startedAt = this.clock.monotonic();
    try {
      const report = await this.link.report();
      const { latencyMs, finalized } = report;
      this.current = { ...this.current, latencyMs, finalizedHeight: finalized.number };
      this.lastReport = report;
      this.reportedAt = this.clock.monotonic();
      this.isSlow = this.reportedAt - startedAt > SLOW_MS;
      return report;
    } catch (error) {
      if (error instanceof RpcCallError && error.code !== 'CALL_ABORTED') this.probeFailed(error);
      throw error;
    }
  }

  /** It may work and not have what was asked for: a node that was just restarted, or lags a block. */
  private probeFailed(error: RpcCallError): void {
    if (error.kind.harmless === true) this.judged(this.current.state, error);
    else this.punish(error);
  }

  private punish(error: RpcCallError): void {
    // What fails while it is left alone was cut off by that.
    if (this.circuit.open) return;
    const { retryable } = error.kind;
    this.circuit.failed(!retryable);
    this.link.disconnect();
    this.lastReport = undefined;
    const lasting = error.code === 'WRONG_CHAIN' ? 'wrong-chain' : 'quarantined';
    this.judged(retryable ? 'failing' : lasting, error);
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
