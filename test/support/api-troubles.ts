import type { NestInterceptor } from '@nestjs/common';
import type { GovernanceApp } from './governance-app.js';
import { ADMIN_TOKEN, BEARER, type Stage } from './stage.js';

/** With a rate limit beyond what a test asks for. */
export const ADMIN = { ADMIN_TOKEN, RATE_LIMIT_PER_MINUTE: '100000' };

interface ApiTrouble {
  readonly trouble: string;
  readonly problem: readonly [status: number, code: string];
  /** Of every request. */
  readonly headers: Record<string, string>;
  readonly begin: (stage: Stage) => Promise<GovernanceApp>;
}

/** A mistake of ours in whatever is asked for. */
class Defect implements NestInterceptor {
  intercept(): never {
    throw new TypeError('not foreseen');
  }
}

/** What may be wrong beside a request, and the problem that it is where a route has it. */
export const API_TROUBLES: readonly ApiTrouble[] = [
  {
    trouble: 'the token is not given',
    problem: [401, 'UNAUTHORIZED'],
    headers: {},
    begin: (stage) => stage.start(ADMIN),
  },
  {
    trouble: 'no token is configured',
    problem: [404, 'NOT_FOUND'],
    headers: BEARER,
    begin: (stage) => stage.start(),
  },
  {
    trouble: 'it is asked for too often',
    problem: [429, 'RATE_LIMITED'],
    headers: BEARER,
    begin: async (stage) => {
      const governance = await stage.start({ ...ADMIN, RATE_LIMIT_PER_MINUTE: '1' });
      await governance.get('/api/v1/chain');
      return governance;
    },
  },
  {
    trouble: 'it has a defect',
    problem: [500, 'INTERNAL_ERROR'],
    headers: BEARER,
    begin: (stage) => stage.start(ADMIN, (app) => void app.useGlobalInterceptors(new Defect())),
  },
  {
    trouble: 'the chain can not be read and nothing is kept',
    problem: [503, 'CHAIN_UNAVAILABLE'],
    headers: BEARER,
    begin: async (stage) => {
      await stage.chain.stopListening();
      return await stage.start(ADMIN);
    },
  },
  {
    trouble: 'the database can not be reached and nothing is in memory',
    problem: [503, 'DATABASE_UNAVAILABLE'],
    headers: BEARER,
    begin: async (stage) => {
      await stage.road.cut();
      return await stage.launch(ADMIN);
    },
  },
];
