import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { presentSnapshot } from '../chain/present-snapshot.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { cacheControl } from '../http/http-cache.js';
import { sendValidated } from '../http/send-validated.js';
import { weakEtag } from '../http/weak-etag.js';
import { canonicalJson } from '../json/canonical-json.js';
import { Documented } from '../openapi/documented.decorator.js';
import { printVoteMode } from './mode-text.js';
import { judgementSchema, thresholdsQuery, type ThresholdsQuery } from './thresholds.schema.js';
import { ThresholdsService } from './thresholds.service.js';

@Controller({ path: 'thresholds', version: '1' })
export class ThresholdsController {
  constructor(
    private readonly thresholds: ThresholdsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Documented({
    summary: 'What a vote needs to pass now, and whether it does',
    answer: judgementSchema,
    conditional: true,
    problems: ['COUNT_UNAVAILABLE', 'CHAIN_UNAVAILABLE', 'DATABASE_UNAVAILABLE'],
  })
  async judge(
    @Query({ schema: thresholdsQuery }) { mode, ...votes }: ThresholdsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { criteria, adopted, snapshot } = await this.thresholds.judge(mode, votes);
    const { network, block, counts, freshness } = presentSnapshot(snapshot);
    const judgement = { mode: printVoteMode(mode), votes, criteria, adopted };
    const body = JSON.stringify({ ...judgement, snapshot: { network, block, counts, freshness } });
    const etag = weakEtag(canonicalJson({ ...judgement, network, counts }), freshness.state);
    sendValidated(request, reply, {
      body,
      etag,
      cacheControl: cacheControl(freshness, this.settings),
      tier: freshness.tier,
    });
  }
}
