import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Silence } from '../faults/silence.js';
import type { ChainNode } from '../node/chain-node.js';
import type { Dispatcher } from '../rpc/dispatcher.js';
import { Subscriptions } from '../rpc/subscriptions.js';

/** Above the node's own limit, so that a request over it gets the node's own answer. */
const MOST_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** JSON-RPC over WebSocket. */
export class WebSocketEndpoint {
  readonly #server = new WebSocketServer({
    noServer: true,
    autoPong: false,
    maxPayload: MOST_PAYLOAD_BYTES,
  });
  readonly #node: ChainNode;
  readonly #dispatcher: Dispatcher;
  readonly #silence: Silence;

  constructor(node: ChainNode, dispatcher: Dispatcher, silence: Silence) {
    this.#node = node;
    this.#dispatcher = dispatcher;
    this.#silence = silence;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (client) => this.#serve(client));
  }

  /** Sends a text that nobody asked for to every client. */
  broadcast(text: string): void {
    for (const client of this.#server.clients) client.send(text);
  }

  #serve(client: WebSocket): void {
    const send = (text: string): void => this.#silence.say(() => client.send(text));
    const subscriptions = new Subscriptions(this.#node, send);
    client.on('message', (message: RawData) => this.#receive(message, send, subscriptions));
    client.on('ping', (data) => this.#silence.say(() => client.pong(data)));
    client.on('error', () => client.terminate());
    client.on('close', () => subscriptions.closeAll());
  }

  #receive(message: RawData, send: (text: string) => void, subscriptions: Subscriptions): void {
    const text = (message as Buffer).toString('utf8');
    const answers = this.#dispatcher.answer(text, { node: this.#node, subscriptions });
    for (const answer of answers ?? []) send(answer);
    subscriptions.flush();
  }
}
