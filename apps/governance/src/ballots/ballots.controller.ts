import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendValidated } from '../http/send-validated.js';
import { weakEtag } from '../http/weak-etag.js';
import { Documented } from '../openapi/documented.decorator.js';
import {
  type BallotAnswer,
  ballotAnswerSchema,
  type BallotList,
  ballotListSchema,
  presentBallot,
} from './ballot.answers.js';
import { type Page, pageSchema } from './ballot.requests.js';
import { BallotsService } from './ballots.service.js';

/** About a block's time: a ballot that opens or closes is seen that soon. */
const CHANGING = 'public, max-age=6, stale-while-revalidate=6, stale-if-error=60';
/** A closed ballot never changes again. */
const SETTLED = 'public, max-age=86400, stale-while-revalidate=86400, stale-if-error=604800';

@Controller({ path: 'ballots', version: '1' })
export class BallotsController {
  constructor(private readonly ballots: BallotsService) {}

  @Get()
  @Documented({
    summary: 'Ballots, newest first',
    answer: ballotListSchema,
    conditional: true,
    problems: ['DATABASE_UNAVAILABLE'],
  })
  async list(
    @Query({ schema: pageSchema }) page: Page,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { ballots, next } = await this.ballots.list(page);
    send(request, reply, { ballots: ballots.map(presentBallot), next }, CHANGING);
  }

  @Get(':id')
  @Documented({
    summary: 'A ballot with its frozen electorate',
    answer: ballotAnswerSchema,
    conditional: true,
    problems: ['NOT_FOUND', 'DATABASE_UNAVAILABLE'],
  })
  async find(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ballot = presentBallot(await this.ballots.find(id));
    send(request, reply, ballot, ballot.state === 'closed' ? SETTLED : CHANGING);
  }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: BallotAnswer | BallotList,
  cacheControl: string,
): void {
  const body = JSON.stringify(answer);
  sendValidated(request, reply, { body, etag: weakEtag(body), cacheControl });
}
