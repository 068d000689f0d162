import { compare } from '../../harness/compare.mjs';
import { inRounds } from '../../harness/rounds.mjs';
import { answerOf, measured, startOurs, startPeer } from './servers.mjs';

const SLICE_MS = 400;

const PEERS = [
  ['Nest on Fastify, an empty handler', 'nestFastify', 'limit'],
  ['node:http', 'node', 'reference'],
  ['Fastify', 'fastify', 'reference'],
  ['Nest on Express, an empty handler', 'nestExpress', 'peer'],
  ['Express', 'express', 'peer'],
];

const MEASURES = [
  ['rate', 'requests a second', 'requests/s', 'more'],
  ['cpuUs', 'CPU a request', 'us', 'less'],
  ['p99Ms', '99th percentile', 'ms', 'less'],
];

/** Ours beside empty handlers that answer with the same body and headers, over 50 connections. */
export async function requests(environment, quick) {
  const ours = await startOurs(environment);
  const answer = await answerOf(ours);
  const peers = [];
  for (const [name, kind, role] of PEERS) {
    peers.push({ name, role, server: await startPeer(kind, answer) });
  }
  const bodyOnly = { ...answer, headers: { 'content-type': answer.headers['content-type'] } };
  peers.push({
    name: 'Nest on Fastify, an empty handler, the body alone',
    role: 'reference',
    server: await startPeer('nestFastify', bodyOnly),
  });
  const known = { headers: { 'if-none-match': answer.headers.etag }, status: 304 };
  const subjects = [
    ...peers,
    { name: 'chain-cache', role: 'ours', server: ours },
    { name: 'chain-cache, 304 to who has it', role: 'ours', server: ours, load: known },
  ];
  const outcomes = await inRounds(subjects, quick ? 3 : 21, ({ server, load }) =>
    measured(server, { ...load, ms: SLICE_MS }),
  );
  for (const { server } of [...peers, { server: ours }]) await server.worker.stop();
  return MEASURES.map(([measure, what, unit, better]) => ({
    title: `GET /api/v1/chain/counts from memory, 50 connections: ${what}`,
    rows: compare(figuresOf(outcomes, measure), {
      unit,
      better,
      label: ({ name }) => `${name}: ${what}`,
    }),
  }));
}

function figuresOf(outcomes, measure) {
  return new Map(
    [...outcomes].map(([subject, rounds]) => [subject, rounds.map((round) => round[measure])]),
  );
}
