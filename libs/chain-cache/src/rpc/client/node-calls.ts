import type { Clock } from '../../common/clock.js';
import { publishCall } from '../diagnostics.js';
import { AnswerReader } from './answers.js';
import { RpcCallError } from './rpc-call.error.js';
import type { RpcConnection } from './rpc-connection.js';

/** Who hears what a node pushes under one name. */
export interface NotificationListener {
  /** @throws RpcCallError, which ends the connection */
  pushed(params: Record<string, unknown>, read: AnswerReader): void;
  /** Nothing comes any more. */
  lost(error: RpcCallError): void;
}

/** Calls to one node: each answer is read as what it must be, and each call is published. */
export class NodeCalls {
  constructor(
    /** Masked. */
    readonly endpoint: string,
    private readonly connection: RpcConnection,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** The same node, asked no longer than the signal allows. */
  until(signal: AbortSignal): NodeCalls {
    return new NodeCalls(this.endpoint, this.connection, this.clock, signal);
  }

  /** Whether it can push, rather than be asked. */
  get pushes(): boolean {
    return this.connection.listen !== undefined;
  }

  /** Whether all that is asked of it reaches the same node. */
  get pinned(): boolean {
    return this.connection.pinned;
  }

  /** Gives what ends it. */
  listen(notification: string, listener: NotificationListener): () => void {
    const read = new AnswerReader(this.endpoint, notification);
    const ignore = this.connection.listen?.(notification, {
      pushed: (params) => listener.pushed(read.record(params), read),
      lost: (error) => listener.lost(error),
    });
    return () => ignore?.();
  }

  /** @throws RpcCallError */
  async ask<T>(
    method: string,
    params: readonly unknown[],
    read: (answer: unknown, reader: AnswerReader) => T,
  ): Promise<T> {
    const startedAt = this.clock.monotonic();
    try {
      const answer = await this.connection.call(method, params, this.signal);
      const value = read(answer, new AnswerReader(this.endpoint, method));
      this.publish(method, startedAt, null);
      return value;
    } catch (error) {
      this.publish(method, startedAt, error);
      throw error;
    }
  }

  private publish(method: string, startedAt: number, error: unknown): void {
    publishCall({
      endpoint: this.endpoint,
      method,
      outcome: error === null ? 'answered' : 'failed',
      code: error instanceof RpcCallError ? error.code : null,
      durationMs: this.clock.monotonic() - startedAt,
    });
  }
}
