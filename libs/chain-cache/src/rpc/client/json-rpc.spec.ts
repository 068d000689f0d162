import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeRequest, NotJsonRpcError, parseMessage } from './json-rpc.js';

describe('parseMessage', () => {
  it('reads a result, an error and a notification', () => {
    expect(parseMessage('{"jsonrpc":"2.0","id":7,"result":null}')).toEqual({ id: 7, result: null });
    const error = { code: 4003, message: 'no', data: 'why' };
    const text = JSON.stringify({ jsonrpc: '2.0', id: 7, error });
    expect(parseMessage(text)).toEqual({ id: 7, error });
    expect(parseMessage('{"jsonrpc":"2.0","method":"x","params":{}}')).toEqual({
      method: 'x',
      params: {},
    });
  });

  it.each([
    'garbage',
    '',
    'null',
    '7',
    '[]',
    '{}',
    '[{"jsonrpc":"2.0","id":1,"result":1}]',
    '{"jsonrpc":"1.0","id":1,"result":1}',
    '{"jsonrpc":"2.0","result":1}',
    '{"jsonrpc":"2.0","id":"1","result":1}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"x"}}',
    '{"jsonrpc":"2.0","id":1,"error":null}',
    '{"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"x"}}',
    '{"jsonrpc":"2.0","id":1,"error":{"code":1}}',
  ])('refuses %s', (text) => {
    expect(() => parseMessage(text)).toThrow(NotJsonRpcError);
  });

  it('throws nothing but its own error, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ jsonrpc: fc.constant('2.0'), id: fc.jsonValue(), error: fc.jsonValue() })
        .map((message) => JSON.stringify(message)),
    );
    const property = fc.property(text, (given) => {
      const failure = failureOf(given);
      expect(failure === undefined || failure instanceof NotJsonRpcError).toBe(true);
    });
    fc.assert(property, { numRuns: 1000 });
  });
});

describe('encodeRequest', () => {
  it('writes one JSON-RPC 2.0 request', () => {
    expect(encodeRequest(3, 'a_b', ['0x00', null])).toBe(
      '{"jsonrpc":"2.0","id":3,"method":"a_b","params":["0x00",null]}',
    );
  });
});

function failureOf(text: string): unknown {
  try {
    parseMessage(text);
    return undefined;
  } catch (error) {
    return error;
  }
}
