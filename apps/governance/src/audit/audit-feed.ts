import { Injectable } from '@nestjs/common';
import { BlockchainCacheService } from 'nestjs-chain-cache';
import { DataSource } from 'typeorm';
import { askDatabase } from '../database/ask-database.js';
import { RowFeed, WINDOW_SECONDS } from '../feeds/row-feed.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Tells every replica of each line of the record. */
@Injectable()
export class AuditFeed extends RowFeed<AuditEntry> {
  constructor(
    cache: BlockchainCacheService,
    private readonly dataSource: DataSource,
  ) {
    super(cache, 'audit:changed');
  }

  /** By the database's clock. */
  protected async recent(): Promise<ReadonlyMap<string, AuditEntry>> {
    const entries = await askDatabase(this.dataSource, (manager) =>
      manager
        .createQueryBuilder(AuditEntry, 'entry')
        .where('entry.at > now() - make_interval(secs => :seconds)', { seconds: WINDOW_SECONDS })
        .orderBy('entry.id')
        .getMany(),
    );
    return new Map(entries.map((entry) => [entry.id, entry]));
  }
}
