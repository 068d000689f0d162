import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OnChainCountsService } from 'nestjs-chain-cache';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clientKey } from '../http/client-key.js';
import { sendValidated } from '../http/send-validated.js';
import { weakEtag } from '../http/weak-etag.js';
import { Documented } from '../openapi/documented.decorator.js';
import { snapshotSchema } from './chain.schema.js';
import { historyAnswer } from './history-answer.js';
import { blockParameter, historyQuery, type HistoryQuery, historySchema } from './past.schema.js';
import { PastReads } from './past-reads.js';
import { SnapshotAnswers } from './snapshot-answers.js';

/** A history grows by a block at a time. */
const CHANGING = 'public, max-age=6, stale-while-revalidate=6, stale-if-error=60';

/** What the chain said in the past. */
@Controller({ path: 'chain', version: '1' })
export class PastController {
  private readonly answers: SnapshotAnswers;

  constructor(
    private readonly counts: OnChainCountsService,
    private readonly reads: PastReads,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.answers = new SnapshotAnswers(settings);
  }

  @Get('counts/:name/history')
  @Documented({
    summary: 'What a count was, from when the chain was followed',
    answer: historySchema,
    conditional: true,
    problems: ['COUNT_UNKNOWN', 'CHAIN_UNAVAILABLE', 'DATABASE_UNAVAILABLE'],
  })
  async history(
    @Param('name') name: string,
    @Query({ schema: historyQuery }) { from, to, limit }: HistoryQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const range = { from, limit, ...(to === undefined ? {} : { to }) };
    const readings = await this.counts.history(name, range);
    const body = JSON.stringify(historyAnswer(name, readings, limit));
    sendValidated(request, reply, { body, etag: weakEtag(body), cacheControl: CHANGING });
  }

  @Get('snapshots/:block')
  @Documented({
    summary: 'Every count at a finalized block, by its number or its hash',
    answer: snapshotSchema,
    conditional: true,
    problems: ['SNAPSHOT_NOT_KEPT', 'CHAIN_UNAVAILABLE', 'DATABASE_UNAVAILABLE'],
  })
  async snapshotAt(
    @Param('block', { schema: blockParameter }) block: number | string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendValidated(
      request,
      reply,
      this.answers.answer(await this.reads.read(block, clientKey(request.ip))),
    );
  }
}
