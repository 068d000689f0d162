import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { askDatabase } from '../database/ask-database.js';
import { AuditFeed } from './audit-feed.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Who does what: a fingerprint, and the request. */
export interface AdminAction {
  readonly actor: string;
  readonly action: string;
}

/** An action of which it stands written that it was begun. */
export interface AuditedAction extends AdminAction {
  readonly attempt: string;
}

/** The record of admin actions: lines are added, none is ever changed. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('Audit');

  constructor(
    private readonly dataSource: DataSource,
    private readonly feed: AuditFeed,
  ) {}

  /** @throws DatabaseUnavailableError: then the action must not be carried out */
  async begin(action: AdminAction): Promise<AuditedAction> {
    const audited = { ...action, attempt: randomUUID() };
    await this.write({ ...audited, outcome: 'BEGUN' });
    return audited;
  }

  /** Never throws: what was done can't be undone for want of a line. */
  async end(action: AuditedAction, outcome: string): Promise<void> {
    try {
      await this.write({ ...action, outcome });
    } catch (error) {
      const reason = error instanceof Error ? error.stack : error;
      this.logger.error(
        `AUDIT_INCOMPLETE: ${action.attempt} ended ${outcome}, which is not recorded`,
        reason,
      );
    }
  }

  private async write(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
    await askDatabase(this.dataSource, (manager) => manager.insert(AuditEntry, entry));
    await this.feed.announce(entry.attempt);
  }
}
