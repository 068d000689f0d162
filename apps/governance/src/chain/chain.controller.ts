import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OnChainCountsService, type ChainStatus } from 'nestjs-chain-cache';
import { SETTINGS, type Settings } from '../config/settings.js';
import { sendCached } from '../http/cached-answer.js';
import { countAnswer } from './count-answer.js';
import { SnapshotAnswers } from './snapshot-answers.js';

@Controller({ path: 'chain', version: '1' })
export class ChainController {
  private readonly answers = new SnapshotAnswers();

  constructor(
    private readonly counts: OnChainCountsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  status(): Promise<ChainStatus> {
    return this.counts.chainStatus();
  }

  @Get('counts')
  async snapshot(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = this.answers.answer(await this.counts.snapshot());
    sendCached(request, reply, answer, this.settings.cacheGraceSeconds);
  }

  @Get('counts/:name')
  async count(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reading = await this.counts.count(name);
    const { unavailable } = await this.counts.snapshot();
    sendCached(request, reply, countAnswer(reading, unavailable), this.settings.cacheGraceSeconds);
  }
}
