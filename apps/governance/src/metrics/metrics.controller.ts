import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { prometheusContentType, Registry } from 'prom-client';
import { HttpMetrics } from './http-metrics.js';
import { processRegistry } from './process-registry.js';

@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  constructor(
    private readonly registry: Registry,
    private readonly http: HttpMetrics,
  ) {}

  @Get()
  @Header('content-type', prometheusContentType)
  @Header('cache-control', 'no-store')
  async scrape(): Promise<string> {
    const texts = await Promise.all([this.registry.metrics(), processRegistry().metrics()]);
    return [this.http.text(), ...texts].join('\n');
  }
}
