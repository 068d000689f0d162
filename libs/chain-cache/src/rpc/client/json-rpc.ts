import type { NodeError } from './node-error.js';

/** A message from a node that is an answer. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: NodeError };

/** A message that a node sends by itself, to those who subscribed to it. */
export interface Notification {
  readonly method: string;
  readonly params: unknown;
}

/** What is not JSON-RPC 2.0. */
export class NotJsonRpcError extends Error {}

export function encodeRequest(id: number, method: string, params: readonly unknown[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

/** One message, checked strictly. @throws NotJsonRpcError */
export function parseMessage(text: string): Answer | Notification {
  const message = parseJson(text);
  if (!isRecord(message) || message['jsonrpc'] !== '2.0') {
    throw new NotJsonRpcError('is not JSON-RPC 2.0');
  }
  const { id, method, params } = message;
  if (typeof method === 'string' && !('id' in message)) return { method, params };
  if (typeof id !== 'number') throw new NotJsonRpcError('has no id of ours');
  const hasError = 'error' in message;
  if (hasError === 'result' in message) {
    throw new NotJsonRpcError('has not either a result or an error');
  }
  return hasError ? { id, error: nodeError(message['error']) } : { id, result: message['result'] };
}

function nodeError(error: unknown): NodeError {
  if (isRecord(error)) {
    const { code, message, data } = error;
    if (typeof code === 'number' && typeof message === 'string') return { code, message, data };
  }
  throw new NotJsonRpcError('has an error without code and message');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NotJsonRpcError('is not JSON', { cause });
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
