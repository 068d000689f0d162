import { type DevChain, startDevChain } from 'duniter-dev-chain';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { BreakableProxy } from '../../support/breakable-proxy.js';
import { eventually } from '../../support/eventually.js';
import { GovernanceProcess } from '../../support/governance-process.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { launchBrowser } from './chromium.js';

export const TOKEN = 'a-token-for-the-test';

/** A loaded machine takes its time. */
export const PATIENCE_MS = 60_000;

/** The built application on a chain that the test drives, and a browser before it. */
export class ConsoleStage {
  /** What no page may ever do: errors on its console, requests to anybody else. */
  readonly troubles: string[] = [];

  private constructor(
    private readonly database: TestDatabase,
    readonly chain: DevChain,
    private readonly governance: GovernanceProcess,
    /** The road from the browser to the application, to be cut. */
    readonly road: BreakableProxy,
    private readonly browser: Browser,
    readonly url: string,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<ConsoleStage> {
    const [database, chain, browser] = await Promise.all([
      createTestDatabase(),
      startDevChain({ blockTimeMs: 'manual' }),
      launchBrowser(),
    ]);
    const governance = GovernanceProcess.start({
      DATABASE_URL: database.url,
      CHAIN_ENDPOINTS: chain.url,
      ADMIN_TOKEN: TOKEN,
      RATE_LIMIT_PER_MINUTE: '100000',
      ...environment,
    });
    const road = new BreakableProxy(Number(new URL(await governance.listening()).port));
    const url = `http://127.0.0.1:${await road.mend()}`;
    const stage = new ConsoleStage(database, chain, governance, road, browser, url);
    await eventually(() => stage.api('/chain/counts'), PATIENCE_MS);
    return stage;
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.road.cut();
    await this.governance.stop();
    await this.chain.close();
    await this.database.drop();
  }

  /** A page of its own, as another visitor would have it. */
  async visit(path = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    this.watchOver(page);
    await page.goto(`${this.url}/console${path}`);
    await page.locator('[data-standing]:not(.waiting)').waitFor();
    return page;
  }

  async leave(page: Page): Promise<void> {
    await page.context().close();
  }

  /** The body of the API's answer, whatever its status. */
  async api<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1${path}`, init);
    if (answer.status >= 500) throw new Error(`${path} was answered with ${answer.status}`);
    return (await answer.json()) as T;
  }

  admin<T>(path: string, body: object): Promise<T> {
    return this.api(`/admin${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Finalizes a block with these figures. */
  finalize(figures: Parameters<DevChain['set']>[0]): void {
    this.chain.set(figures);
    this.chain.makeBlock(1);
    this.chain.finalizeAll();
  }

  private watchOver(page: Page): void {
    const { host } = new URL(this.url);
    const other = (url: string) => new URL(url).host !== host;
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`thrown: ${error.message}`));
    page.on('request', (request) => {
      if (other(request.url())) this.troubles.push(`request: ${request.url()}`);
    });
    page.on('websocket', (socket) => {
      if (other(socket.url())) this.troubles.push(`socket: ${socket.url()}`);
    });
  }
}
