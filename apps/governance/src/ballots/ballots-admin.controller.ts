import { Body, Header, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ADMIN_PROBLEMS, AdminApi } from '../admin/admin-api.decorator.js';
import { Documented } from '../openapi/documented.decorator.js';
import {
  type BallotAnswer,
  ballotAnswerSchema,
  presentBallot,
  presentOpened,
} from './ballot.answers.js';
import { type Opening, openingSchema } from './ballot.requests.js';
import { BallotsService } from './ballots.service.js';
import { IDEMPOTENCY_KEY, readIdempotencyKey } from './idempotency-key.js';
import { type Tallies, talliesSchema } from './tallies.js';

@AdminApi('ballots')
export class BallotsAdminController {
  constructor(private readonly ballots: BallotsService) {}

  /** Sent again with its idempotency key, it is answered again as it was at first. */
  @Post()
  @Documented({
    summary: 'Opens a ballot: freezes its electorate',
    headers: [IDEMPOTENCY_KEY],
    answer: ballotAnswerSchema,
    statuses: [201],
    problems: [
      'SNAPSHOT_STALE',
      'SNAPSHOT_INCOMPLETE',
      'SNAPSHOT_NOT_KEPT',
      'IDEMPOTENCY_KEY_REUSED',
      'CHAIN_UNAVAILABLE',
      ...ADMIN_PROBLEMS,
    ],
  })
  @Header('cache-control', 'no-store')
  async open(
    @Body({ schema: openingSchema }) opening: Opening,
    @Headers(IDEMPOTENCY_KEY.name) key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BallotAnswer> {
    const ballot = await this.ballots.open(opening, readIdempotencyKey(key));
    reply.header('location', `/api/v1/ballots/${ballot.id}`);
    return presentOpened(ballot);
  }

  @Post(':id/close')
  @Documented({
    summary: 'Closes a ballot: its tallies, and the verdict by its electorate',
    answer: ballotAnswerSchema,
    problems: ['BALLOT_CLOSED', ...ADMIN_PROBLEMS],
  })
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async close(
    @Param('id') id: string,
    @Body({ schema: talliesSchema }) tallies: Tallies,
  ): Promise<BallotAnswer> {
    return presentBallot(await this.ballots.close(id, tallies));
  }
}
