/** Largest answer that is read, in bytes: a node's own limit is 15 MB. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

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
  /** Ends the connection; calls that wait fail. */
  close(): void;
}
