import { type DevChain, type DevChainOptions, startDevChain } from 'duniter-dev-chain';
import { BreakableProxy } from './breakable-proxy.js';
import { GovernanceApp } from './governance-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export const ADMIN_TOKEN = 'a-token-for-the-test';
export const BEARER = { authorization: `Bearer ${ADMIN_TOKEN}` };

/** What applications need to be tried: a database, a road to it that can be cut, and a chain. */
export class Stage {
  private readonly apps: GovernanceApp[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly road: BreakableProxy,
    /** The database, by that road. */
    readonly databaseUrl: string,
    readonly chain: DevChain,
  ) {}

  /** The chain makes a block when it is told to. */
  static async set(options: DevChainOptions = {}): Promise<Stage> {
    const database = await createTestDatabase();
    const url = new URL(database.url);
    const road = new BreakableProxy(Number(url.port), url.hostname);
    url.host = `127.0.0.1:${await road.mend()}`;
    const chain = await startDevChain({ blockTimeMs: 'manual', ...options });
    return new Stage(database, road, url.href, chain);
  }

  /** The application, connected to the database. */
  async start(...how: Parameters<Stage['launch']>): Promise<GovernanceApp> {
    return (await this.launch(...how)).connected();
  }

  /** The application, whether the database can be reached or not. */
  async launch(
    environment: Record<string, string> = {},
    prepare?: (app: GovernanceApp['app']) => void,
  ): Promise<GovernanceApp> {
    const places = { DATABASE_URL: this.databaseUrl, CHAIN_ENDPOINTS: this.chain.url };
    const app = await GovernanceApp.start({ ...places, ...environment }, prepare);
    this.apps.push(app);
    return app;
  }

  /** Closes what is still open of all that was started here. */
  async strike(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.chain.close();
    await this.road.cut();
    await this.database.drop();
  }
}
