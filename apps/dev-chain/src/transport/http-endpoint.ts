import type { IncomingMessage, ServerResponse } from 'node:http';
import { MOST_BYTES, type Dispatcher } from '../rpc/dispatcher.js';
import type { ChainNode } from '../node/chain-node.js';
import type { Silence } from '../faults/silence.js';

/** JSON-RPC by POST. */
export class HttpEndpoint {
  readonly #node: ChainNode;
  readonly #dispatcher: Dispatcher;
  readonly #silence: Silence;

  constructor(node: ChainNode, dispatcher: Dispatcher, silence: Silence) {
    this.#node = node;
    this.#dispatcher = dispatcher;
    this.#silence = silence;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return refuse(response, ...refusal);
    const message = await readBody(request);
    if (message === undefined) return refuse(response, 413, 'The request body was too large');
    const answers = this.#dispatcher.answer(message, { node: this.#node });
    if (answers === undefined) return;
    this.#silence.say(() => {
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(answers.join(''));
    });
  }
}

function refusalOf(request: IncomingMessage): [status: number, reason: string] | undefined {
  if (request.method !== 'POST') return [405, 'Used HTTP Method is not allowed. POST is required'];
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  if (!isJson) return [415, "Supplied content type is not allowed. 'application/json' is required"];
  return undefined;
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${reason}\n`);
}

/** The whole body, or `undefined` when it is larger than a node takes. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
