import { DrivenChain } from './driven-chain.js';
import { AnswerFaults, type Interceptor } from './faults/answer-faults.js';
import { Silence } from './faults/silence.js';
import { Ledger } from './ledger/ledger.js';
import { BlockTimer } from './node/block-timer.js';
import { ChainNode } from './node/chain-node.js';
import { Finality } from './node/finality.js';
import { settingsOf, type DevChainOptions, type Settings } from './options.js';
import { CallCounts } from './rpc/call-counts.js';
import { Dispatcher } from './rpc/dispatcher.js';
import type { RpcErrorObject } from './rpc/rpc-error.js';
import { HttpEndpoint } from './transport/http-endpoint.js';
import { RpcServer } from './transport/rpc-server.js';
import { WebSocketEndpoint } from './transport/websocket-endpoint.js';

/**
 * Starts a chain and its node; resolves when it listens.
 *
 * @throws RangeError for an option out of its range, Error with code EADDRINUSE for a busy port
 */
export async function startDevChain(options: DevChainOptions = {}): Promise<DevChain> {
  const chain = new DevChain(settingsOf(options));
  await chain.start();
  return chain;
}

/** A development chain behind its JSON-RPC server, and what can be done to the two. */
export class DevChain extends DrivenChain {
  readonly #silence = new Silence();
  readonly #faults = new AnswerFaults();
  readonly #counts = new CallCounts();
  readonly #webSockets: WebSocketEndpoint;
  readonly #server: RpcServer;
  readonly #timer: BlockTimer | undefined;

  constructor(settings: Settings) {
    super(createNode(settings), settings.spec);
    const dispatcher = new Dispatcher(this.#silence, this.#faults, this.#counts);
    const http = new HttpEndpoint(this.node, dispatcher, this.#silence);
    this.#webSockets = new WebSocketEndpoint(this.node, dispatcher, this.#silence);
    this.#server = new RpcServer(settings.host, settings.port, http, this.#webSockets);
    this.#timer = createTimer(settings, this.node);
  }

  /** Listens, and makes blocks when they are due. */
  async start(): Promise<void> {
    await this.#server.listen();
    this.#timer?.start();
  }

  /** Ends everything: no timer, connection or listener is left. */
  async close(): Promise<void> {
    this.#timer?.stop();
    this.#silence.end();
    await this.#server.stop();
  }

  /** `ws://host:port` */
  get url(): string {
    return `ws://${this.#server.address}`;
  }

  /** `http://host:port` */
  get httpUrl(): string {
    return `http://${this.#server.address}`;
  }

  /** Becomes, on the same port, a node of another chain of the same height; connections are cut. */
  override becomeChain(genesisSalt: string): void {
    super.becomeChain(genesisSalt);
    this.dropConnections();
  }

  /** From now on nothing is answered, pings included; connections are still accepted. */
  hang(): void {
    this.#silence.hung = true;
  }

  /** What was asked while the node hung is never answered. */
  unhang(): void {
    this.#silence.hung = false;
  }

  /** Delays everything that is sent, by milliseconds; 0 ends it. */
  slow(delayMs: number): void {
    this.#silence.delayMs = delayMs;
  }

  dropConnections(): void {
    this.#server.sockets.destroyAll();
  }

  /** Cuts every connection and refuses new ones, as if the process had ended. */
  async stopListening(): Promise<void> {
    await this.#server.stop();
  }

  /** Listens again, on the same port. */
  async resumeListening(): Promise<void> {
    await this.#server.listen();
  }

  /** Lets a method, or `'*'` for all, answer an error; `null` ends it. */
  failMethod(method: string, error: RpcErrorObject | null): void {
    this.#faults.failMethod(method, error);
  }

  /** Lets a method, or `'*'` for all, send something else; `null` in place of a function ends it. */
  intercept(method: string, interceptor: Interceptor | null): void {
    this.#faults.intercept(method, interceptor);
  }

  /** Sends a text that nobody asked for to every WebSocket. */
  broadcast(text: string): void {
    this.#webSockets.broadcast(text);
  }

  /** How often each method was called since the start or the last reset, answered or not. */
  get calls(): ReadonlyMap<string, number> {
    return this.#counts.byMethod;
  }

  resetCalls(): void {
    this.#counts.reset();
  }

  /** Open connections, of both kinds. */
  get connections(): number {
    return this.#server.sockets.count;
  }

  /** Bytes received since the start, frames and headers included. */
  get bytesIn(): number {
    return this.#server.sockets.bytesIn;
  }

  /** Bytes sent since the start, frames and headers included. */
  get bytesOut(): number {
    return this.#server.sockets.bytesOut;
  }
}

function createNode({ spec, startBlock, finalityLagBlocks, keptStates }: Settings): ChainNode {
  const finality = new Finality(finalityLagBlocks);
  const ledger = new Ledger(spec, startBlock, Math.max(0, startBlock - finalityLagBlocks));
  return new ChainNode(ledger, finality, keptStates);
}

function createTimer({ clock, spec }: Settings, node: ChainNode): BlockTimer | undefined {
  return clock === undefined ? undefined : new BlockTimer(node, clock, spec.blockTimeMs);
}
