import { isRecord } from './json-rpc.js';

/**
 * What a socket or `fetch` says of its failure. They name hosts and ports, never more of a URL;
 * `fetch` hides the reason in its cause, and a failure on several addresses has only a code.
 */
export function failureReason(error: unknown): string {
  if (!isRecord(error)) return 'it failed';
  if (isRecord(error['cause'])) return failureReason(error['cause']);
  const { message, code } = error;
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : 'it failed';
}
