import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { HttpEndpoint } from './http-endpoint.js';
import { Sockets } from './sockets.js';
import type { WebSocketEndpoint } from './websocket-endpoint.js';

/** HTTP and WebSocket on one port, which stays the same when listening stops and resumes. */
export class RpcServer {
  readonly sockets = new Sockets();
  readonly #server: Server;
  readonly #host: string;
  #port: number;

  constructor(host: string, port: number, http: HttpEndpoint, webSockets: WebSocketEndpoint) {
    this.#host = host;
    this.#port = port;
    this.#server = createServer((request, response) => {
      // All that can fail is reading from a client that went away.
      http.handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('upgrade', (request, socket, head) => webSockets.accept(request, socket, head));
    this.#server.on('connection', (socket) => this.sockets.add(socket));
  }

  get address(): string {
    const host = this.#host.includes(':') ? `[${this.#host}]` : this.#host;
    return `${host}:${this.#port}`;
  }

  /** @throws Error with code EADDRINUSE when another process has the port */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, this.#host);
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.sockets.destroyAll();
    await closed;
  }
}
