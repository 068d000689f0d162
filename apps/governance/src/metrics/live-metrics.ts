import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { LiveService } from '../live/live.service.js';

/** Those who listen at `/live`. */
@Injectable()
export class LiveMetrics {
  constructor(registry: Registry, live: LiveService) {
    registry.registerMetric(
      new Gauge({
        name: 'governance_live_clients',
        help: 'WebSocket clients that are connected.',
        registers: [],
        collect() {
          this.set(live.stats().clients);
        },
      }),
    );
    registry.registerMetric(
      new Counter({
        name: 'governance_live_messages_total',
        help: 'Messages sent to them.',
        registers: [],
        collect() {
          this.reset();
          this.inc(live.stats().messages);
        },
      }),
    );
    registry.registerMetric(
      new Counter({
        name: 'governance_live_dropped_total',
        help: 'Clients that were dropped: slow, dead or talkative.',
        labelNames: ['reason'],
        registers: [],
        collect() {
          this.reset();
          const { dropped } = live.stats();
          for (const [reason, times] of Object.entries(dropped)) this.inc({ reason }, times);
        },
      }),
    );
  }
}
