import { describe, expect, it } from '@jest/globals';
import { addressesOf } from './endpoint-url.js';
import { classifyNodeError, nodeCallError } from './node-error.js';

describe('classifyNodeError', () => {
  it.each([
    [
      4003,
      'Client error: Api called for an unknown Block: State already discarded for 0xfc',
      'STATE_PRUNED',
    ],
    [4003, 'Client error: UnknownBlock: State already discarded for 0xfc', 'STATE_PRUNED'],
    [
      4003,
      'Client error: UnknownBlock: Header was not found in the database: 0x00',
      'BLOCK_UNKNOWN',
    ],
    [4003, 'RPC call is unsafe to be called externally', 'CALL_UNSAFE'],
    [-32601, 'RPC call is unsafe to be called externally', 'CALL_UNSAFE'],
    [-32601, 'Method not found', 'METHOD_MISSING'],
    [-32602, 'Invalid params', 'REQUEST_REFUSED'],
    [-32008, 'Response is too big', 'ANSWER_TOO_LARGE'],
    [-32009, 'Server is busy, try again later', 'NODE_BUSY'],
    [4003, 'Too many requests', 'NODE_BUSY'],
    [-32603, 'Internal error', 'NODE_ERROR'],
    [4003, 'Client error: something else', 'NODE_ERROR'],
  ])('takes %d "%s" for %s', (code, message, expected) => {
    expect(classifyNodeError({ code, message })).toBe(expected);
  });

  it('looks into data, where older nodes hide the message', () => {
    const data = 'Client(UnknownBlock("State already discarded for BlockId::Hash(0x34)"))';
    const error = { code: -32603, message: 'Unknown error occurred', data };
    expect(classifyNodeError(error)).toBe('STATE_PRUNED');
  });

  it('takes no longer for megabytes made to be searched for long', () => {
    const message = 'block '.repeat(1_000_000);
    const startedAt = performance.now();
    expect(classifyNodeError({ code: 1, message, data: message })).toBe('NODE_ERROR');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('nodeCallError', () => {
  it('names the call, and cuts what a node says to one short line', () => {
    const message = `a\nb\u0007${'c'.repeat(1000)}`;
    const error = nodeCallError('ws://node', 'system_chain', { code: 1, message });
    const { reason, endpoint, kind } = error;
    expect(reason).toBe(`system_chain: a b ${'c'.repeat(196)} (1)`);
    expect(endpoint).toBe('ws://node');
    expect(kind).toEqual({ fault: 'endpoint', retryable: true });
  });

  it('shows nothing of a URL that the node repeats', () => {
    const url = 'wss://someone:p%40ssword@node/v1/0123456789abcdef?apikey=s3cr3tkey';
    const [address] = addressesOf([url]);
    const message = 'key s3cr3tkey of someone (p@ssword) at /v1/0123456789abcdef is over its quota';
    const { reason } = nodeCallError(
      'wss://node',
      'system_chain',
      { code: 1, message },
      address?.secrets,
    );
    expect(reason).toBe('system_chain: key *** of *** (***) at /v1/*** is over its quota (1)');
  });
});
