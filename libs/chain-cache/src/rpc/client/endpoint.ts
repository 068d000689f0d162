import type { Clock } from '../../common/clock.js';
import { type ChainIdentity, ChainNode, type NodeHealth, type RuntimeId } from './chain-node.js';
import { Circuit } from './circuit.js';
import type { EndpointState, EndpointStatus } from './endpoint-status.js';
import type { EndpointAddress } from './endpoint-url.js';
import { HttpConnection } from './http-connection.js';
import { RpcCallError } from './rpc-call.error.js';
import type { RpcConnection } from './rpc-connection.js';
import { WebSocketConnection } from './web-socket-connection.js';

/** The newest block that a node holds to be final. */
export interface FinalizedHead {
  readonly number: number;
  readonly hash: string;
}

/** What an endpoint says of itself and of its chain. */
export interface NodeReport {
  readonly node: ChainNode;
  readonly identity: ChainIdentity;
  readonly health: NodeHealth;
  readonly bestNumber: number;
  readonly finalized: FinalizedHead;
  /** The runtime at the finalized block. */
  readonly runtime: RuntimeId;
}

/** One endpoint: its connection, opened when needed, and what is known of it. */
export class Endpoint {
  readonly name: string;
  private readonly circuit: Circuit;
  private readonly closing = new AbortController();
  private connection: RpcConnection | undefined;
  private identity: ChainIdentity | undefined;
  private probing: Promise<NodeReport> | undefined;
  private lastTrouble: RpcCallError | undefined;
  private current: EndpointStatus;

  constructor(
    private readonly address: EndpointAddress,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {
    this.name = address.name;
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

  /** Whether it failed lately, so that another one is to be preferred. */
  get onProbation(): boolean {
    return this.circuit.onProbation;
  }

  /** Why it is left alone now; undefined when it may be asked. */
  get resting(): RpcCallError | undefined {
    return this.circuit.open ? this.lastTrouble : undefined;
  }

  /** What is wrong with it; undefined: nothing that is known. */
  get trouble(): RpcCallError | undefined {
    return this.lastTrouble;
  }

  /** Connects where needed, and asks who is there. @throws RpcCallError */
  probe(): Promise<NodeReport> {
    this.probing ??= this.report().finally(() => {
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

  close(): void {
    this.closing.abort();
    this.disconnect();
  }

  private async report(): Promise<NodeReport> {
    if (this.resting !== undefined) throw this.resting;
    const used = this.connection;
    try {
      return await this.ask(await this.connected()).catch((error: unknown) => {
        if (used === undefined || !isLost(error)) throw error;
        return this.askAnew();
      });
    } catch (error) {
      if (error instanceof RpcCallError && error.code !== 'CALL_ABORTED') this.punish(error);
      throw error;
    }
  }

  /** A connection that lay idle may have been cut unnoticed: that is no failure of the node's. */
  private async askAnew(): Promise<NodeReport> {
    this.disconnect();
    return this.ask(await this.connected());
  }

  private async ask(connection: RpcConnection): Promise<NodeReport> {
    const node = new ChainNode(this.name, connection, this.closing.signal);
    const started = this.clock.monotonic();
    const [identity, health, bestNumber, hash] = await Promise.all([
      this.identify(node, connection),
      node.health(),
      node.bestNumber(),
      node.finalizedHead(),
    ]);
    const latencyMs = Math.round(this.clock.monotonic() - started);
    const [number, runtime] = await Promise.all([node.blockNumber(hash), node.runtime(hash)]);
    this.current = { ...this.current, latencyMs, finalizedHeight: number };
    return { node, identity, health, bestNumber, finalized: { number, hash }, runtime };
  }

  /** Who is behind a connection can only change where calls are not bound to one node. */
  private async identify(node: ChainNode, connection: RpcConnection): Promise<ChainIdentity> {
    if (this.identity === undefined || !connection.pinned) this.identity = await node.identity();
    return this.identity;
  }

  private async connected(): Promise<RpcConnection> {
    if (this.connection?.open === true) return this.connection;
    this.disconnect();
    this.judged('connecting');
    const { address, timeoutMs } = this;
    this.connection = address.url.protocol.startsWith('http')
      ? new HttpConnection(address, timeoutMs)
      : await WebSocketConnection.open(address, timeoutMs, this.closing.signal);
    return this.connection;
  }

  private punish(error: RpcCallError): void {
    const { retryable } = error.kind;
    this.circuit.failed(!retryable);
    this.disconnect();
    const lasting = error.code === 'WRONG_CHAIN' ? 'wrong-chain' : 'quarantined';
    this.judged(retryable ? 'failing' : lasting, error);
  }

  private disconnect(): void {
    this.connection?.close();
    this.connection = undefined;
    this.identity = undefined;
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

function isLost(error: unknown): boolean {
  if (!(error instanceof RpcCallError)) return false;
  return error.code === 'CONNECTION_LOST' || error.code === 'ENDPOINT_UNREACHABLE';
}
