import { maxAnswerBytes, tooLarge } from './answer-limits.js';
import type { EndpointAddress } from './endpoint-url.js';
import { failureReason } from './failure-reason.js';
import { type Answer, encodeRequest, NotJsonRpcError, parseMessage } from './json-rpc.js';
import { PendingCall } from './pending-call.js';
import { RpcCallError } from './rpc-call.error.js';
import type { RpcConnection } from './rpc-connection.js';

/** JSON-RPC by one POST a call. Node's own agent keeps the sockets between calls. */
export class HttpConnection implements RpcConnection {
  readonly open = true;
  readonly pinned = false;
  private readonly calls = new Set<PendingCall>();
  private readonly target: URL;
  private readonly headers: Readonly<Record<string, string>>;
  private lastId = 0;

  constructor(
    private readonly address: EndpointAddress,
    private readonly timeoutMs: number,
  ) {
    this.target = withoutCredentials(address.url);
    this.headers = { 'content-type': 'application/json', ...authorization(address.url) };
  }

  call(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    const ended = new AbortController();
    const { name: endpoint, secrets } = this.address;
    const limits = { endpoint, secrets, timeoutMs: this.timeoutMs, signal };
    const call = new PendingCall(method, limits, (settled) => {
      this.calls.delete(settled);
      ended.abort();
    });
    this.calls.add(call);
    this.post(method, params, ended.signal).then(
      (answer) => call.answered(answer),
      (error: unknown) => call.fail(this.failure(error)),
    );
    return call.answer;
  }

  close(): void {
    const ended = new RpcCallError(
      'CONNECTION_LOST',
      this.address.name,
      'the connection was ended',
    );
    for (const call of this.calls) call.fail(ended);
  }

  private async post(
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Answer> {
    const { headers } = this;
    const id = ++this.lastId;
    const body = encodeRequest(id, method, params);
    const init = { method: 'POST', headers, body, signal, redirect: 'error' as const };
    const response = await fetch(this.target, init);
    if (!response.ok) {
      await response.body?.cancel();
      throw this.refusal(response.status);
    }
    const answer = parseMessage(await this.textOf(response, maxAnswerBytes(method)));
    if (!('id' in answer) || answer.id !== id) throw new NotJsonRpcError('answers another call');
    return answer;
  }

  private async textOf(response: Response, maxBytes: number): Promise<string> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(this.address.name, maxBytes);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  }

  private refusal(status: number): RpcCallError {
    const busy = status === 429 || status === 503;
    const code = busy ? 'NODE_BUSY' : 'ENDPOINT_UNREACHABLE';
    return new RpcCallError(code, this.address.name, `HTTP status ${status}`);
  }

  private failure(error: unknown): RpcCallError {
    if (error instanceof RpcCallError) return error;
    const { name } = this.address;
    if (error instanceof NotJsonRpcError) {
      return new RpcCallError('ANSWER_MALFORMED', name, `a message ${error.message}`, {
        cause: error,
      });
    }
    return new RpcCallError('ENDPOINT_UNREACHABLE', name, failureReason(error), { cause: error });
  }
}

function withoutCredentials(url: URL): URL {
  const target = new URL(url);
  target.username = '';
  target.password = '';
  return target;
}

function authorization(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
