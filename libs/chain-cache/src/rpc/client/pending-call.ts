import type { Answer } from './json-rpc.js';
import { nodeCallError } from './node-error.js';
import { RpcCallError } from './rpc-call.error.js';

export interface CallLimits {
  /** Masked name of the endpoint, for errors. */
  readonly endpoint: string;
  /** What is not shown where the node repeats it. */
  readonly secrets?: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One call that waits: until its answer comes, its deadline passes or it is given up. */
export class PendingCall {
  readonly answer: Promise<unknown>;
  private resolve: (result: unknown) => void = noop;
  private reject: (error: RpcCallError) => void = noop;
  private readonly timer: NodeJS.Timeout;
  private settled = false;

  /** @param onSettled called once, when nobody waits any more */
  constructor(
    private readonly method: string,
    private readonly limits: CallLimits,
    private readonly onSettled: (call: PendingCall) => void,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(this.expire, limits.timeoutMs);
    limits.signal?.addEventListener('abort', this.abort);
    if (limits.signal?.aborted === true) queueMicrotask(this.abort);
  }

  answered(answer: Answer): void {
    if ('error' in answer) {
      const { endpoint, secrets } = this.limits;
      this.fail(nodeCallError(endpoint, this.method, answer.error, secrets));
    } else this.succeed(answer.result);
  }

  succeed(result: unknown): void {
    this.settle();
    this.resolve(result);
  }

  fail(error: RpcCallError): void {
    this.settle();
    this.reject(error);
  }

  private readonly expire = (): void => {
    const { endpoint, timeoutMs } = this.limits;
    const reason = `no answer to ${this.method} within ${timeoutMs} ms`;
    this.fail(new RpcCallError('CALL_TIMEOUT', endpoint, reason));
  };

  private readonly abort = (): void => {
    const reason = `${this.method} was given up`;
    this.fail(new RpcCallError('CALL_ABORTED', this.limits.endpoint, reason));
  };

  private settle(): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.limits.signal?.removeEventListener('abort', this.abort);
    this.onSettled(this);
  }
}

function noop(): void {}
