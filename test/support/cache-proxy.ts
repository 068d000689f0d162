import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How a way to a database is bad. */
export type ProxyFault =
  /** Nothing comes back any more, and nothing is closed. */
  | 'silent'
  /** Everything comes back but notifications: what a pooler in transaction mode makes of LISTEN. */
  | 'deaf';

const NOTIFICATION = 'A'.charCodeAt(0);

/** A way to a PostgreSQL that a test can spoil. What was spoilt stays so; new connections are fine. */
export class FaultyProxy {
  fault: ProxyFault | undefined;
  /** How often somebody wanted to hear notifications. */
  listened = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private target: URL) {
    this.server = createServer((near) => this.join(near));
  }

  static async to(url: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(new URL(url));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** The address of the database by this way. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** New connections go there. */
  leadTo(url: string): void {
    this.target = new URL(url);
  }

  /** Ends all connections; new ones are let through. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    const messages = new MessageFilter();
    let spoilt: ProxyFault | undefined;
    const fault = () => (spoilt ??= this.fault);
    near.on('data', (data) => {
      if (data.includes('listen ')) this.listened++;
      if (fault() !== 'silent') far.write(data);
    });
    far.on('data', (data) => {
      if (fault() === 'silent') return;
      const kept = messages.filter(data, (type) => fault() === 'deaf' && type === NOTIFICATION);
      near.write(kept);
    });
    this.tie(near, far, () => spoilt === 'silent');
    this.tie(far, near, () => spoilt === 'silent');
  }

  private tie(socket: Socket, other: Socket, isSilent: () => boolean): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (!isSilent()) other.destroy();
    });
  }
}

/** Takes messages out of what a server sends: each has a type of one byte and a length of four. */
class MessageFilter {
  private rest = Buffer.alloc(0);

  filter(data: Buffer, isUnwanted: (type: number) => boolean): Buffer {
    this.rest = Buffer.concat([this.rest, data]);
    const kept: Buffer[] = [];
    while (this.rest.length >= 5) {
      const end = 1 + this.rest.readUInt32BE(1);
      if (this.rest.length < end) break;
      if (!isUnwanted(this.rest.readUInt8(0))) kept.push(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
    }
    return Buffer.concat(kept);
  }
}
