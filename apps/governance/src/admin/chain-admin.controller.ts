import { Delete, HttpCode, Post } from '@nestjs/common';
import { type ChainSnapshot, OnChainCountsService } from 'nestjs-chain-cache';
import { z } from 'zod';
import { snapshotSchema } from '../chain/chain.schema.js';
import { presentSnapshot } from '../chain/present-snapshot.js';
import { Documented } from '../openapi/documented.decorator.js';
import { ADMIN_PROBLEMS, AdminApi } from './admin-api.decorator.js';

const forgottenSchema = z.object({ forgotten: z.boolean().describe('Whether there was one.') });

/** Reads the chain before its time, and lets go of a chain. */
@AdminApi('chain')
export class ChainAdminController {
  constructor(private readonly counts: OnChainCountsService) {}

  @Post('refresh')
  @Documented({
    summary: 'Reads the chain now, however fresh what is kept',
    answer: snapshotSchema,
    problems: ['CHAIN_UNAVAILABLE', ...ADMIN_PROBLEMS],
  })
  @HttpCode(200)
  async refresh(): Promise<Omit<ChainSnapshot, 'endpoint'>> {
    return presentSnapshot(await this.counts.refresh());
  }

  @Delete('identity')
  @Documented({
    summary: 'Forgets which chain is held to: the next one that is seen will be',
    answer: forgottenSchema,
    problems: ADMIN_PROBLEMS,
  })
  async forget(): Promise<{ readonly forgotten: boolean }> {
    return { forgotten: await this.counts.forgetIdentity() };
  }
}
