import type { FastifyReply } from 'fastify';

/** Headers as `node:http` writes them: a name, its value, the next name. */
export type Head = readonly string[];

export function headOf(headers: Readonly<Record<string, string>>): Head {
  return Object.entries(headers).flat();
}

/** For an answer that Fastify writes. */
export function setHead(reply: FastifyReply, head: Head): void {
  for (let at = 0; at < head.length; at += 2) reply.header(head[at] ?? '', head[at + 1]);
}
