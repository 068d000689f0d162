import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { BlockchainCacheService } from './blockchain-cache.service.js';
import { CacheOptionsError } from './cache.errors.js';
import { CACHE_OPTIONS, type CacheOptions } from './cache.options.js';

const NAME = 'chain-cache-cleanup';

/** Removes expired entries on a schedule. Runs never overlap; a failure is logged and is no end. */
@Injectable()
export class CacheCleanupJob implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('CacheCleanupJob');
  private job: CronJob | undefined;

  constructor(
    private readonly cache: BlockchainCacheService,
    @Inject(CACHE_OPTIONS) private readonly options: CacheOptions,
    @Optional()
    @Inject(SchedulerRegistry)
    private readonly scheduler: SchedulerRegistry | undefined,
  ) {}

  /**
   * Before anything is opened that would keep a process alive whose start has failed.
   * @throws CacheOptionsError where a schedule is wanted and nothing is there to keep it.
   */
  onModuleInit(): void {
    if (this.options.cleanupCron === 'off' || this.scheduler !== undefined) return;
    throw new CacheOptionsError(
      'cleanupCron needs ScheduleModule.forRoot() among the imports of the application, ' +
        'or must be "off"',
    );
  }

  onApplicationBootstrap(): void {
    if (this.options.cleanupCron === 'off' || this.scheduler === undefined) return;
    this.job = CronJob.from({
      cronTime: this.options.cleanupCron,
      onTick: () => this.run(),
      waitForCompletion: true,
      unrefTimeout: true,
      start: true,
    });
    this.scheduler.addCronJob(NAME, this.job);
  }

  /** Does not wait for a run that is under way: the cache, destroyed after this, ends it. */
  onModuleDestroy(): void {
    void this.job?.stop();
  }

  /** One run, as the schedule starts it. */
  async run(): Promise<void> {
    try {
      await this.cache.cleanupExpired();
    } catch (error) {
      this.logger.warn(`Clean-up failed and will be tried at its next time: ${String(error)}`);
    }
  }
}
