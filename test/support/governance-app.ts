import { BlockchainCacheService } from 'nestjs-chain-cache';
import supertest from 'supertest';
import { readSettings } from '../../apps/governance/src/config/read-settings.js';
import { createApp } from '../../apps/governance/src/configure-app.js';
import { DatabaseConnector } from '../../apps/governance/src/database/database-connector.js';
import { eventually } from './eventually.js';

type App = Awaited<ReturnType<typeof createApp>>;

export type Answer = Pick<supertest.Response, 'headers' | 'body'>;

/** The whole application in this process, on a port of its own. */
export class GovernanceApp {
  private closing: Promise<void> | undefined;

  private constructor(
    readonly app: App,
    readonly url: string,
  ) {}

  /**
   * @param environment as the process would be given it; unless it says so, nobody follows
   * @param prepare done to it before it listens
   */
  static async start(
    environment: Record<string, string> & { DATABASE_URL: string; CHAIN_ENDPOINTS: string },
    prepare?: (app: App) => void,
  ): Promise<GovernanceApp> {
    const configured = readSettings({ CHAIN_FOLLOW: 'false', ...environment });
    const { databaseUrl = '', chainEndpoints = [] } = configured;
    const app = await createApp({ ...configured, databaseUrl, chainEndpoints }, false);
    prepare?.(app);
    await app.listen(0, '127.0.0.1');
    return new GovernanceApp(app, await app.getUrl());
  }

  get http() {
    return supertest(this.url);
  }

  /** Waits until the database is connected, and asks nothing of the chain. */
  async connected(): Promise<this> {
    const database = this.app.get(DatabaseConnector);
    await eventually(async () => {
      if (!(await database.isReady())) throw new Error('the database is not connected');
    });
    return this;
  }

  /** Waits until changes are heard: what memory has before that is dropped then. */
  async hearing(): Promise<this> {
    const cache = this.app.get(BlockchainCacheService);
    await eventually(() => {
      if (cache.stats().bus !== 'audible') throw new Error('changes are not heard');
    });
    return this;
  }

  /** The body of an answer of that status; of any other, the failure shows it. */
  async get(path: string, status = 200): Promise<Answer> {
    const { status: answered, headers, body } = await this.http.get(path);
    if (answered === status) return { headers, body };
    throw new Error(`${path} was answered with ${answered}: ${JSON.stringify(body)}`);
  }

  /** Once, however often it is asked to. */
  close(): Promise<void> {
    this.closing ??= this.app.close();
    return this.closing;
  }
}
