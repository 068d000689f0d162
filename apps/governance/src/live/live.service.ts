import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AdminAccess } from '../admin/admin-access.js';
import { AuditFeed } from '../audit/audit-feed.js';
import { BallotFeed } from '../ballots/ballot-feed.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import type { LiveStats } from './live-clients.js';
import { LIVE_LIMITS } from './live-limits.js';
import { LiveServer } from './live-server.js';
import { LiveSnapshots } from './live-snapshots.js';
import { auditMessage, ballotMessage, type LiveMessage } from './messages.js';

/** How soon a snapshot that has turned stale, or a chain that is back, is noticed. */
const LOOK_EVERY_MS = 1000;

/** Pushes what changes to whoever listens at `/live`, whichever replica changed it. */
@Injectable()
export class LiveService
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown
{
  private readonly server: LiveServer;
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly snapshots: LiveSnapshots,
    private readonly ballots: BallotFeed,
    private readonly audit: AuditFeed,
    access: AdminAccess,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.server = new LiveServer({
      limits: LIVE_LIMITS,
      trustedProxies: settings.trustedProxies,
      origins: settings.liveOrigins ?? [],
      checkAdmin: (authorization, address) => access.check(authorization, address, '/live'),
      greeting: () => this.greeting(),
    });
  }

  onApplicationBootstrap(): void {
    const { clients } = this.server;
    const tell = (message: LiveMessage) => clients.broadcast(JSON.stringify(message));
    const looks = setInterval(() => this.lookForClients(), LOOK_EVERY_MS).unref();
    this.endings.push(
      this.snapshots.watch(tell),
      this.ballots.watch((event) => tell(ballotMessage(event))),
      this.audit.watch((entry) => clients.tellAdmins(JSON.stringify(auditMessage(entry)))),
      () => clearInterval(looks),
    );
    this.server.attach(this.host.httpAdapter.getHttpServer());
  }

  /** Nobody is taken in any more; those who are there hear what happens until the end. */
  onModuleDestroy(): void {
    this.server.refuseNew();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.endings) end();
    await this.server.close();
  }

  stats(): LiveStats {
    return this.server.clients.stats();
  }

  private async greeting(): Promise<string> {
    await this.snapshots.look();
    return JSON.stringify(this.snapshots.current());
  }

  private lookForClients(): void {
    if (this.server.clients.size > 0) void this.snapshots.look();
  }
}
