import { type RawData, WebSocket } from 'ws';
import { MAX_ANSWER_BYTES, MessageLimits, tooLarge } from './answer-limits.js';
import type { EndpointAddress } from './endpoint-url.js';
import { failureReason } from './failure-reason.js';
import {
  type Answer,
  encodeRequest,
  NotJsonRpcError,
  type Notification,
  parseMessage,
} from './json-rpc.js';
import { PendingCall } from './pending-call.js';
import { RpcCallError } from './rpc-call.error.js';
import type { PushListener, RpcConnection } from './rpc-connection.js';

/** The opening waits among the calls, under an id that no call has. */
const OPENING = 0;

/** JSON-RPC over one WebSocket. Once lost it stays lost: whoever needs another one opens it. */
export class WebSocketConnection implements RpcConnection {
  readonly pinned = true;
  private readonly calls = new Map<number, PendingCall>();
  private readonly listeners = new Map<PushListener, string>();
  private readonly limits = new MessageLimits();
  private lastId = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly endpoint: string,
    private readonly secrets: readonly string[],
    private readonly timeoutMs: number,
  ) {
    socket.on('message', (data, isBinary) => this.receive(data, isBinary));
    socket.on('error', (error) => this.fail(this.failure(error)));
    socket.on('close', () => this.fail(this.lost('the connection was closed')));
  }

  /**
   * @param timeoutMs deadline of the opening and of each call
   * @param signal gives the opening up
   * @throws RpcCallError
   */
  static open(
    address: EndpointAddress,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<WebSocketConnection> {
    const socket = new WebSocket(address.url, {
      maxPayload: MAX_ANSWER_BYTES,
      perMessageDeflate: false,
    });
    const connection = new WebSocketConnection(socket, address.name, address.secrets, timeoutMs);
    return connection.opened(signal);
  }

  get open(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  call(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    const { endpoint, secrets, timeoutMs } = this;
    const id = ++this.lastId;
    const call = new PendingCall(method, { endpoint, secrets, timeoutMs, signal }, () => {
      this.calls.delete(id);
    });
    this.calls.set(id, call);
    this.limits.asked(id, method);
    if (this.open) this.socket.send(encodeRequest(id, method, params));
    else call.fail(this.lost('the connection is closed'));
    return call.answer;
  }

  listen(method: string, listener: PushListener): () => void {
    this.listeners.set(listener, method);
    return () => void this.listeners.delete(listener);
  }

  close(): void {
    this.fail(this.lost('the connection was ended'));
  }

  private async opened(signal: AbortSignal): Promise<WebSocketConnection> {
    const { endpoint, timeoutMs } = this;
    const limits = { endpoint, timeoutMs, signal };
    const opening = new PendingCall('the opening of a connection', limits, () => {
      this.calls.delete(OPENING);
    });
    this.calls.set(OPENING, opening);
    this.socket.once('open', () => opening.succeed(undefined));
    try {
      await opening.answer;
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private receive(data: RawData, isBinary: boolean): void {
    try {
      if (isBinary || !Buffer.isBuffer(data)) throw new NotJsonRpcError('is not text');
      const message = this.parse(data);
      if ('id' in message) this.deliver(message);
      else this.push(message);
    } catch (error) {
      this.fail(this.malformed(error));
    }
  }

  /** What is larger than any message may be now is not even parsed. */
  private parse(data: Buffer): Answer | Notification {
    const { maxBytes } = this.limits;
    if (data.length > maxBytes) throw tooLarge(this.endpoint, maxBytes);
    const message = parseMessage(data.toString());
    const allowed = this.limits.maxBytesOf(message);
    if (data.length > allowed) throw tooLarge(this.endpoint, allowed);
    return message;
  }

  /** An answer that nobody waits for came too late, or twice. */
  private deliver(answer: Answer): void {
    this.calls.get(answer.id)?.answered(answer);
  }

  private push({ method, params }: Notification): void {
    for (const [listener, wanted] of this.listeners) {
      if (wanted === method) listener.pushed(params);
    }
  }

  private fail(error: RpcCallError): void {
    for (const call of this.calls.values()) call.fail(error);
    for (const listener of this.listeners.keys()) listener.lost(error);
    this.listeners.clear();
    // Nor is what it had sent before looked at any more.
    this.socket.removeAllListeners('message');
    this.socket.terminate();
  }

  /** The socket's own errors name hosts and ports, never more of a URL. */
  private failure(error: Error): RpcCallError {
    const code = 'code' in error ? String(error.code) : '';
    const kind = code.includes('MESSAGE_LENGTH')
      ? 'ANSWER_TOO_LARGE'
      : code.startsWith('WS_ERR_')
        ? 'ANSWER_MALFORMED'
        : this.calls.has(OPENING)
          ? 'ENDPOINT_UNREACHABLE'
          : 'CONNECTION_LOST';
    return new RpcCallError(kind, this.endpoint, failureReason(error), { cause: error });
  }

  private malformed(cause: unknown): RpcCallError {
    if (cause instanceof RpcCallError) return cause;
    const reason = `a message ${cause instanceof Error ? cause.message : 'is unreadable'}`;
    return new RpcCallError('ANSWER_MALFORMED', this.endpoint, reason, { cause });
  }

  private lost(reason: string): RpcCallError {
    return new RpcCallError('CONNECTION_LOST', this.endpoint, reason);
  }
}
