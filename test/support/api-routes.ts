import type { ApiOperation } from './api-document.js';

/** A request that has nothing wrong in itself. */
export interface ApiRequest extends ApiOperation {
  readonly path: string;
  readonly body?: object;
}

const UNKNOWN_BALLOT = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';

export const OPENING = { title: 'Raise the dividend?', mode: 'D30M50B.1G.2S.1T.1' };
export const TALLIES = { votesFor: 94, votesAgainst: 26, smithVotes: 2, techCommVotes: 2 };

/** One to every route of the OpenAPI document. */
export const API_REQUESTS: readonly ApiRequest[] = [
  at('get', '/api/v1/chain'),
  at('get', '/api/v1/chain/counts'),
  at('get', '/api/v1/chain/counts/{name}', 'wotSize'),
  at('get', '/api/v1/chain/counts/{name}/history', 'wotSize'),
  at('get', '/api/v1/chain/snapshots/{block}', '990'),
  at('get', '/api/v1/thresholds'),
  at('get', '/api/v1/ballots'),
  at('get', '/api/v1/ballots/{id}', UNKNOWN_BALLOT),
  at('get', '/api/v1/admin/cache/entries'),
  { ...at('delete', '/api/v1/admin/cache/entries'), path: '/api/v1/admin/cache/entries?prefix=x' },
  at('get', '/api/v1/admin/cache/entries/{key}', 'none'),
  at('delete', '/api/v1/admin/cache/entries/{key}', 'none'),
  at('post', '/api/v1/admin/cache/cleanup'),
  at('get', '/api/v1/admin/cache/stats'),
  at('post', '/api/v1/admin/chain/refresh'),
  at('delete', '/api/v1/admin/chain/identity'),
  { ...at('post', '/api/v1/admin/ballots'), body: OPENING },
  { ...at('post', '/api/v1/admin/ballots/{id}/close', UNKNOWN_BALLOT), body: TALLIES },
  at('get', '/health/live'),
  at('get', '/health/ready'),
];

function at(method: ApiOperation['method'], route: string, parameter = ''): ApiRequest {
  return { method, route, path: pathOf(route, parameter) };
}

/** The path of a route, which has one parameter or none. */
export function pathOf(route: string, parameter: string): string {
  return route.replace(/{\w+}/, parameter);
}
