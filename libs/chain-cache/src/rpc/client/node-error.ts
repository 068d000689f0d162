import { RpcCallError, type RpcErrorCode } from './rpc-call.error.js';

/** The `error` member of a JSON-RPC answer. */
export interface NodeError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/**
 * By message first: Substrate gives 4003 to client errors, unsafe calls, busy nodes and pruned
 * state alike, and older nodes hide the message in `data` behind -32603.
 */
const BY_MESSAGE: readonly (readonly [RegExp, RpcErrorCode])[] = [
  [/unsafe to be called/i, 'CALL_UNSAFE'],
  [/state already discarded|pruned|missing expected key/i, 'STATE_PRUNED'],
  [/unknown ?block|unknown header|header (was )?not found|block .*not found/i, 'BLOCK_UNKNOWN'],
  [/too (big|large)|oversized|exceeded max limit/i, 'ANSWER_TOO_LARGE'],
  [/busy|overloaded|too many|rate.?limit|try again/i, 'NODE_BUSY'],
];

/** The codes of JSON-RPC 2.0 and of jsonrpsee, which Substrate answers with. */
const BY_CODE: Readonly<Record<number, RpcErrorCode>> = {
  [-32601]: 'METHOD_MISSING',
  [-32600]: 'REQUEST_REFUSED',
  [-32602]: 'REQUEST_REFUSED',
  [-32700]: 'REQUEST_REFUSED',
  [-32007]: 'ANSWER_TOO_LARGE',
  [-32008]: 'ANSWER_TOO_LARGE',
  [-32009]: 'NODE_BUSY',
};

/** What tells errors apart stands at their beginning; searching megabytes could take for ever. */
const LONGEST_TEXT = 500;

export function classifyNodeError({ code, message, data }: NodeError): RpcErrorCode {
  const detail = typeof data === 'string' ? data.slice(0, LONGEST_TEXT) : '';
  const text = `${message.slice(0, LONGEST_TEXT)} ${detail}`;
  const matched = BY_MESSAGE.find(([pattern]) => pattern.test(text));
  return matched?.[1] ?? BY_CODE[code] ?? 'NODE_ERROR';
}

/**
 * What a node said to a call, cut to what a log line or an answer can carry. Providers like to say
 * whose key it is that has exceeded its quota.
 */
export function nodeCallError(
  endpoint: string,
  method: string,
  error: NodeError,
  secrets: readonly string[] = [],
): RpcCallError {
  const start = error.message.slice(0, LONGEST_TEXT);
  const text = secrets
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), start)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 200)
    .toWellFormed();
  return new RpcCallError(classifyNodeError(error), endpoint, `${method}: ${text} (${error.code})`);
}
