import type { Clock } from '../../common/clock.js';
import { ChainNode } from './chain-node.js';
import type { EndpointAddress } from './endpoint-url.js';
import { HttpConnection } from './http-connection.js';
import { type Executor, executorAt } from './executor.js';
import { NodeCalls } from './node-calls.js';
import type { ChainIdentity, FinalizedHead, NodeHealth } from './node-facts.js';
import { RpcCallError } from './rpc-call.error.js';
import type { RpcConnection } from './rpc-connection.js';
import { WebSocketConnection } from './web-socket-connection.js';

/** What a node says of itself and of its chain. */
export interface NodeReport {
  readonly node: ChainNode;
  readonly identity: ChainIdentity;
  readonly health: NodeHealth;
  readonly bestNumber: number;
  readonly finalized: FinalizedHead;
  /** Of the finalized block. */
  readonly executor: Executor;
  /** How long the first answers took. */
  readonly latencyMs: number;
}

/** The way to one endpoint: opened when needed; who is behind it is asked before anything else. */
export class NodeLink {
  private readonly closing = new AbortController();
  private connection: RpcConnection | undefined;
  private identity: ChainIdentity | undefined;

  constructor(
    private readonly address: EndpointAddress,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  get open(): boolean {
    return this.connection?.open === true;
  }

  /** @throws RpcCallError */
  async report(): Promise<NodeReport> {
    const used = this.connection;
    try {
      return await this.ask(await this.connected());
    } catch (error) {
      const wasCut = used !== undefined && isLost(error);
      if (!wasCut && !isElsewhere(error)) throw error;
      // It lay idle and was cut unnoticed, which is no failure of the node's.
      if (wasCut) this.disconnect();
      return await this.ask(await this.connected());
    }
  }

  /** Ends the connection; the next report opens another one. */
  disconnect(): void {
    this.connection?.close();
    this.connection = undefined;
    this.identity = undefined;
  }

  /** Ends everything for good. */
  close(): void {
    this.closing.abort();
    this.disconnect();
  }

  /** Two round trips; some more at the block that brings a new runtime. */
  private async ask(connection: RpcConnection): Promise<NodeReport> {
    const { address, clock, closing } = this;
    const node = new ChainNode(new NodeCalls(address.name, connection, clock, closing.signal));
    const startedAt = clock.monotonic();
    const [identity, health, bestNumber, hash] = await Promise.all([
      this.identify(node, connection),
      node.health(),
      node.bestNumber(),
      node.finalizedHead(),
    ]);
    const latencyMs = Math.round(clock.monotonic() - startedAt);
    const facts = node.provenBlock(hash);
    const [{ number }, executor] = await Promise.all([facts, executorAt(node, hash, facts)]);
    const finalized = { number, hash };
    return { node, identity, health, bestNumber, finalized, executor, latencyMs };
  }

  /** Who is behind a connection can only change where calls are not bound to one node. */
  private async identify(node: ChainNode, connection: RpcConnection): Promise<ChainIdentity> {
    if (this.identity === undefined || !connection.pinned) this.identity = await node.identity();
    return this.identity;
  }

  private async connected(): Promise<RpcConnection> {
    if (this.connection?.open === true) return this.connection;
    this.disconnect();
    const { address, timeoutMs, closing } = this;
    this.connection = address.url.protocol.startsWith('http')
      ? new HttpConnection(address, timeoutMs)
      : await WebSocketConnection.open(address, timeoutMs, closing.signal);
    return this.connection;
  }
}

/** Behind one URL may be several nodes, of which one does not have the newest block of another. */
function isElsewhere(error: unknown): boolean {
  return error instanceof RpcCallError && error.code === 'BLOCK_UNKNOWN';
}

function isLost(error: unknown): boolean {
  if (!(error instanceof RpcCallError)) return false;
  return error.code === 'CONNECTION_LOST' || error.code === 'ENDPOINT_UNREACHABLE';
}
