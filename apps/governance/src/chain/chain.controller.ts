import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OnChainCountsService, type ChainStatus } from 'nestjs-chain-cache';
import { SETTINGS, type Settings } from '../config/settings.js';
import { ReadyAnswer } from '../http/ready-answer.js';
import { sendValidated, type Validated } from '../http/send-validated.js';
import { Documented } from '../openapi/documented.decorator.js';
import { chainStatusSchema, countSchema, snapshotSchema } from './chain.schema.js';
import { countAnswer } from './count-answer.js';
import { presentNetwork } from './present-snapshot.js';
import { SnapshotAnswers } from './snapshot-answers.js';

const OUTAGES = ['CHAIN_UNAVAILABLE', 'DATABASE_UNAVAILABLE'] as const;

@Controller({ path: 'chain', version: '1' })
export class ChainController {
  private readonly answers: SnapshotAnswers;

  constructor(
    private readonly counts: OnChainCountsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.answers = new SnapshotAnswers(settings);
  }

  @Get()
  @Documented({
    summary: 'How the chain and its endpoints stand',
    answer: chainStatusSchema,
    problems: ['DATABASE_UNAVAILABLE'],
  })
  @Header('cache-control', 'public, max-age=1, stale-while-revalidate=6')
  async status(): Promise<ChainStatus> {
    const { network, ...status } = await this.counts.chainStatus();
    return { network: network && presentNetwork(network), ...status };
  }

  @Get('counts')
  @ReadyAnswer((controller: ChainController) => controller.ready())
  @Documented({
    summary: 'Every count at the newest finalized block that was read',
    answer: snapshotSchema,
    conditional: true,
    problems: OUTAGES,
  })
  async snapshot(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    sendValidated(request, reply, this.answers.answer(await this.counts.snapshot()));
  }

  /** The same, where memory has it. */
  ready(): Validated | undefined {
    const snapshot = this.counts.peek();
    return snapshot && this.answers.answer(snapshot);
  }

  @Get('counts/:name')
  @Documented({
    summary: 'One count of the snapshot',
    answer: countSchema,
    conditional: true,
    problems: ['COUNT_UNKNOWN', 'COUNT_UNAVAILABLE', ...OUTAGES],
  })
  async count(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const reading = await this.counts.count(name);
    const { unavailable } = await this.counts.snapshot();
    sendValidated(request, reply, countAnswer(reading, unavailable, this.settings));
  }
}
