import { describe, expect, it } from '@jest/globals';
import { addressesOf, maskUrl, urlProblem } from './endpoint-url.js';

describe('maskUrl', () => {
  it.each([
    ['wss://user:secret@node.example:9944/key/abc?token=xyz', 'wss://node.example:9944'],
    ['https://node.example/ws', 'https://node.example'],
    ['ws://[::1]:9944', 'ws://[::1]:9944'],
    ['secret:password@node', '(not the URL of a node)'],
    ['not a url with a secret', '(not the URL of a node)'],
  ])('shows of %s only the origin', (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });
});

describe('urlProblem', () => {
  it.each([
    ['ws://127.0.0.1:9944', undefined],
    ['https://user:p%40ss@node.example/rpc?key=1', undefined],
    ['node.example:9944', 'is not a ws, wss, http or https URL'],
    ['127.0.0.1', 'is not a URL'],
    ['ftp://node.example', 'is not a ws, wss, http or https URL'],
    ['ws://node.example/#here', 'has a fragment'],
    ['ws://us%er:@node.example', 'has credentials badly encoded'],
  ])('says of %s: %s', (url, problem) => {
    expect(urlProblem(url)).toBe(problem);
  });
});

describe('addressesOf', () => {
  it('tells endpoints of one host apart without showing their paths', () => {
    const names = addressesOf(['wss://a.example/x', 'wss://b.example', 'wss://a.example/y']);
    expect(names.map(({ name }) => name)).toEqual([
      'wss://a.example',
      'wss://b.example',
      'wss://a.example #2',
    ]);
  });
});
