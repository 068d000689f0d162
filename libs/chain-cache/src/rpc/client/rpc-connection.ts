import type { RpcCallError } from './rpc-call.error.js';

/** Who hears what a node sends by itself. */
export interface PushListener {
  pushed(params: unknown): void;
  /** Nothing comes any more. */
  lost(error: RpcCallError): void;
}

/** A way to one endpoint. Two implementations: WebSocket and HTTP. */
export interface RpcConnection {
  /** Whether calls can be made. */
  readonly open: boolean;
  /** Whether all calls reach the same node: behind an HTTP URL there may be several. */
  readonly pinned: boolean;
  /**
   * One call, over within the deadline that the connection was opened with.
   * @throws RpcCallError and nothing else
   */
  call(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown>;
  /** Hears notifications of a method until it is told to stop; undefined where none can come. */
  readonly listen?: (method: string, listener: PushListener) => () => void;
  /** Ends the connection; calls that wait fail. */
  close(): void;
}
