import { invalidParams, invalidRequest, type RpcErrorObject } from './rpc-error.js';

export type RequestId = string | number | null;

export interface RpcRequest {
  /** Unset: a notification, which is not answered. */
  readonly id: RequestId | undefined;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** @throws RpcError when this is no JSON-RPC 2.0 request with positional parameters */
export function readRequest(value: unknown): RpcRequest {
  if (typeof value !== 'object' || value === null) throw invalidRequest();
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  if (jsonrpc !== '2.0' || typeof method !== 'string' || !isIdOrUnset(id)) throw invalidRequest();
  if (params !== undefined && !Array.isArray(params)) throw invalidParams('expected a list');
  return { id, method, params: params ?? [] };
}

/** The id of whatever came, to answer that it is no request. */
export function idOf(value: unknown): RequestId {
  const id = (value as { id?: unknown } | null)?.id;
  return isIdOrUnset(id) ? (id ?? null) : null;
}

export function resultText(id: RequestId, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', result, id });
}

export function errorText(id: RequestId, error: RpcErrorObject): string {
  return JSON.stringify({ jsonrpc: '2.0', error, id });
}

function isIdOrUnset(id: unknown): id is RequestId | undefined {
  return id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
}
