import type { ChainSnapshot } from 'nestjs-chain-cache';
import { z } from 'zod';
import type { AuditEntry } from '../audit/audit-entry.entity.js';
import { ballotAnswerSchema, presentBallot, presentOpened } from '../ballots/ballot.answers.js';
import type { BallotEvent } from '../ballots/ballot-feed.js';
import { snapshotSchema } from '../chain/chain.schema.js';
import { presentSnapshot } from '../chain/present-snapshot.js';

/** Of all messages. What is added to them leaves it; what changes or goes raises it. */
const v = z.literal(1);

/** Every count, as `GET /api/v1/chain/counts` answers: at first, and when a value has changed. */
const snapshotMessageSchema = z.object({
  v,
  type: z.literal('snapshot'),
  data: snapshotSchema,
});

/** How far the last snapshot can be relied on has changed; unavailable: there is none to serve. */
const freshnessMessageSchema = z.object({
  v,
  type: z.literal('freshness'),
  data: z.object({
    state: z.enum(['fresh', 'stale', 'unavailable']),
    /** Why it is not fresh, as a stable code. */
    reason: z.string().nullable(),
    /** Finalized block at which the values were verified last. */
    block: z.int().nonnegative().nullable(),
    fetchedAt: z.iso.datetime().nullable(),
  }),
});

/** A ballot, as `GET /api/v1/ballots/:id` answers, has opened or closed. */
const ballotMessageSchema = z.object({
  v,
  type: z.literal('ballot'),
  data: z.object({ event: z.enum(['opened', 'closed']), ballot: ballotAnswerSchema }),
});

/** A line of the record of admin actions: for clients with the admin token alone. */
const auditMessageSchema = z.object({
  v,
  type: z.literal('audit'),
  data: z.object({
    /** The same in both lines of an action. */
    attempt: z.uuid(),
    at: z.iso.datetime(),
    /** Fingerprint of the token. */
    actor: z.string(),
    /** Method and path, with the query. */
    action: z.string(),
    /** `BEGUN`, then `DONE` or the code of the problem. */
    outcome: z.string(),
  }),
});

/** Everything that a client of `/live` is ever told, unless it has the admin token. */
const liveMessageSchema = z.discriminatedUnion('type', [
  snapshotMessageSchema,
  freshnessMessageSchema,
  ballotMessageSchema,
]);

export type LiveMessage = z.output<typeof liveMessageSchema>;

/** The same, and what is for those with the admin token. */
export const adminMessageSchema = z.discriminatedUnion('type', [
  ...liveMessageSchema.options,
  auditMessageSchema,
]);

export type AdminMessage = z.output<typeof adminMessageSchema>;

export function snapshotMessage(snapshot: ChainSnapshot): LiveMessage {
  return { v: 1, type: 'snapshot', data: presentSnapshot(snapshot) };
}

export function freshnessMessage({ block, freshness }: ChainSnapshot): LiveMessage {
  const { state, reason, fetchedAt } = freshness;
  return { v: 1, type: 'freshness', data: { state, reason, block: block.number, fetchedAt } };
}

export function unavailableMessage(reason: string): LiveMessage {
  const data = { state: 'unavailable', reason, block: null, fetchedAt: null } as const;
  return { v: 1, type: 'freshness', data };
}

export function auditMessage({ attempt, at, actor, action, outcome }: AuditEntry): AdminMessage {
  return { v: 1, type: 'audit', data: { attempt, at: at.toISOString(), actor, action, outcome } };
}

export function ballotMessage({ event, ballot }: BallotEvent): LiveMessage {
  const shown = event === 'opened' ? presentOpened(ballot) : presentBallot(ballot);
  return { v: 1, type: 'ballot', data: { event, ballot: shown } };
}
