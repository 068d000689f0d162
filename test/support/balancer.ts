import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOK_EVERY_MS = 100;

/**
 * A load balancer as plain as they come: asks its replicas whether they are ready, sends each
 * request to the next one that is, on connections that it keeps, and tries none twice.
 */
export class Balancer {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((asked, answer) => this.forward(asked, answer));
  private readonly replicas = new Set<string>();
  private ready: string[] = [];
  private turn = 0;
  private looks: NodeJS.Timeout | undefined;

  static async start(): Promise<Balancer> {
    const balancer = new Balancer();
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    balancer.looks = setInterval(() => void balancer.look(), LOOK_EVERY_MS);
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Those that get requests at present. */
  get readyReplicas(): readonly string[] {
    return this.ready;
  }

  add(url: string): void {
    this.replicas.add(url);
  }

  async stop(): Promise<void> {
    clearInterval(this.looks);
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    this.agent.destroy();
  }

  private async look(): Promise<void> {
    const looked = await Promise.all(
      [...this.replicas].map(async (url) => ((await isReady(url)) ? [url] : [])),
    );
    this.ready = looked.flat();
  }

  private forward({ method, url: path, headers }: IncomingMessage, answer: ServerResponse): void {
    const replica = this.ready[this.turn++ % this.ready.length];
    if (replica === undefined) {
      answer.writeHead(502).end('no replica is ready');
      return;
    }
    const sent = request(new URL(path ?? '/', replica), { method, headers, agent: this.agent });
    sent.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502);
      response.pipe(answer);
    });
    sent.on('error', (error) => answer.writeHead(502).end(`${replica}: ${error.message}`));
    sent.end();
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    // Refused: it is not there, and so not ready.
    return false;
  }
}
