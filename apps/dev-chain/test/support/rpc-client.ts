import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface RpcAnswer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

interface Notification {
  readonly method: string;
  readonly params: { readonly subscription: string; readonly result: Record<string, unknown> };
}

/** A JSON-RPC client that hides nothing: what came is there as it came. */
export class RpcClient {
  /** Every text that was received, in order. */
  readonly received: string[] = [];
  readonly #socket: WebSocket;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.received.push((data as Buffer).toString('utf8')));
    socket.on('error', () => socket.terminate());
  }

  static async connect(url: string): Promise<RpcClient> {
    const client = new RpcClient(new WebSocket(url));
    await once(client.#socket, 'open');
    return client;
  }

  async call(method: string, ...params: unknown[]): Promise<RpcAnswer> {
    const id = this.request(method, ...params);
    return this.until((message) => (message as RpcAnswer).id === id) as Promise<RpcAnswer>;
  }

  /** The result of a call. @throws Error when it answered an error */
  async result<T>(method: string, ...params: unknown[]): Promise<T> {
    const { result, error } = await this.call(method, ...params);
    if (error !== undefined) throw new Error(`${error.code}: ${error.message}`);
    return result as T;
  }

  /** Asks and does not wait. */
  request(method: string, ...params: unknown[]): number {
    this.#lastId += 1;
    this.send(JSON.stringify({ jsonrpc: '2.0', id: this.#lastId, method, params }));
    return this.#lastId;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** The results that a subscription was told so far. */
  told(subscription: unknown): Record<string, unknown>[] {
    return this.received
      .map((text) => JSON.parse(text) as Notification)
      .filter((message) => message.params?.subscription === subscription)
      .map((message) => message.params.result);
  }

  async toldOnce(subscription: unknown, count: number): Promise<Record<string, unknown>[]> {
    while (this.told(subscription).length < count) await once(this.#socket, 'message');
    return this.told(subscription);
  }

  /** Waits until so many texts were received, whatever they are. */
  async receives(count: number): Promise<void> {
    while (this.received.length < count) await once(this.#socket, 'message');
  }

  /** The first message, received or yet to come, that is the one wanted. */
  async until(isWanted: (message: unknown) => boolean): Promise<unknown> {
    for (let seen = 0; ;) {
      for (; seen < this.received.length; seen += 1) {
        const message: unknown = JSON.parse(this.received[seen] ?? '');
        if (isWanted(message)) return message;
      }
      await once(this.#socket, 'message');
    }
  }

  /** Whether the node answers a ping within a while. */
  async pongs(withinMs: number): Promise<boolean> {
    this.#socket.ping();
    try {
      await once(this.#socket, 'pong', { signal: AbortSignal.timeout(withinMs) });
      return true;
    } catch {
      return false;
    }
  }

  async closed(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close');
  }

  async close(): Promise<void> {
    this.#socket.terminate();
    await this.closed();
  }
}

/** One POST; the body as it came. */
export async function post(url: string, body: string, type = 'application/json') {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type, connection: 'close' },
    body,
  });
  return { status: response.status, body: await response.text() };
}
