import { Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  BlockchainCacheService,
  type CacheEntry,
  type CacheStats,
  type Explanation,
} from 'nestjs-chain-cache';
import { Documented } from '../openapi/documented.decorator.js';
import { ADMIN_PROBLEMS, ADMIN_REFUSALS, AdminApi } from './admin-api.decorator.js';
import {
  entriesQuery,
  entriesSchema,
  entrySchema,
  prefixQuery,
  removedSchema,
  statsSchema,
  type EntriesQuery,
  type PrefixQuery,
} from './cache-admin.schema.js';
import { EntryUnknownError } from './entry-unknown.error.js';

/** Looks through the cache, and takes things out of it. */
@AdminApi('cache')
export class CacheAdminController {
  constructor(private readonly cache: BlockchainCacheService) {}

  @Get('entries')
  @Documented({
    summary: 'A page of entries, in the order of their keys',
    answer: entriesSchema,
    problems: ADMIN_PROBLEMS,
  })
  @Header('cache-control', 'no-store')
  async list(
    @Query({ schema: entriesQuery }) query: EntriesQuery,
  ): Promise<{ readonly entries: readonly CacheEntry<unknown>[]; readonly next: string | null }> {
    const entries = await this.cache.list(query);
    const next = entries.length < query.limit ? null : (entries.at(-1)?.key ?? null);
    return { entries, next };
  }

  @Get('entries/:key')
  @Documented({
    summary: 'One entry, and why it would be served or not',
    answer: entrySchema,
    problems: ADMIN_PROBLEMS,
  })
  @Header('cache-control', 'no-store')
  async find(@Param('key') key: string): Promise<{
    readonly entry: CacheEntry<unknown> | null;
    readonly explanation: Explanation;
  }> {
    const [entry, explanation] = await Promise.all([
      this.cache.getEntry(key),
      this.cache.explain(key),
    ]);
    if (entry === undefined && explanation.postgres === null) throw new EntryUnknownError(key);
    return { entry: entry ?? null, explanation };
  }

  @Delete('entries')
  @Documented({
    summary: 'Removes all entries whose keys begin so',
    answer: removedSchema,
    problems: ADMIN_PROBLEMS,
  })
  async removePrefix(
    @Query({ schema: prefixQuery }) { prefix }: PrefixQuery,
  ): Promise<{ readonly removed: number }> {
    return { removed: await this.cache.invalidatePrefix(prefix) };
  }

  @Delete('entries/:key')
  @Documented({ summary: 'Removes one entry', answer: removedSchema, problems: ADMIN_PROBLEMS })
  async remove(@Param('key') key: string): Promise<{ readonly removed: number }> {
    if (!(await this.cache.invalidate(key))) throw new EntryUnknownError(key);
    return { removed: 1 };
  }

  @Post('cleanup')
  @Documented({
    summary: 'Removes what is past its grace',
    answer: removedSchema,
    problems: ADMIN_PROBLEMS,
  })
  @HttpCode(200)
  async cleanUp(): Promise<{ readonly removed: number }> {
    return { removed: await this.cache.cleanupExpired() };
  }

  @Get('stats')
  @Documented({
    summary: 'Counts since the start of this process',
    answer: statsSchema,
    problems: ADMIN_REFUSALS,
  })
  @Header('cache-control', 'no-store')
  stats(): CacheStats {
    return this.cache.stats();
  }
}
