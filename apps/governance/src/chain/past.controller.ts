import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ChainSnapshot, OnChainCountsService } from 'nestjs-chain-cache';
import { SETTINGS, type Settings } from '../config/settings.js';
import { RateLimitedError } from '../http/rate-limited.error.js';
import { sendValidated } from '../http/send-validated.js';
import { weakEtag } from '../http/weak-etag.js';
import { Documented } from '../openapi/documented.decorator.js';
import { snapshotSchema } from './chain.schema.js';
import { historyAnswer } from './history-answer.js';
import { blockParameter, historyQuery, type HistoryQuery, historySchema } from './past.schema.js';
import { SnapshotAnswers } from './snapshot-answers.js';

/** Blocks of the past that are read at a time: each that is not kept costs the node some calls. */
const MOST_READS = 8;
const RETRY_AFTER_SECONDS = 6;

/** A history grows by a block at a time. */
const CHANGING = 'public, max-age=6, stale-while-revalidate=6, stale-if-error=60';

/** What the chain said in the past. */
@Controller({ path: 'chain', version: '1' })
export class PastController {
  private readonly answers: SnapshotAnswers;
  private reads = 0;

  constructor(
    private readonly counts: OnChainCountsService,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.answers = new SnapshotAnswers(settings);
  }

  @Get('counts/:name/history')
  @Documented({
    summary: 'What a count was, from when the chain was followed',
    answer: historySchema,
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
    problems: ['SNAPSHOT_NOT_KEPT', 'CHAIN_UNAVAILABLE', 'DATABASE_UNAVAILABLE'],
  })
  async snapshotAt(
    @Param('block', { schema: blockParameter }) block: number | string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendValidated(request, reply, this.answers.answer(await this.read(block)));
  }

  private async read(block: number | string): Promise<ChainSnapshot> {
    if (this.reads >= MOST_READS) throw new RateLimitedError(RETRY_AFTER_SECONDS);
    this.reads++;
    try {
      return await this.counts.snapshotAt(block);
    } finally {
      this.reads--;
    }
  }
}
