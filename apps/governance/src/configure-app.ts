import { type LoggerService, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';
import { serveConsole } from './console/serve-console.js';
import { createHttpAdapter } from './http/http-adapter.js';
import { onRequest } from './http/on-request.js';
import { onResponse } from './http/on-response.js';
import { createValidationPipe } from './http/validation.pipe.js';
import { logAccess } from './logging/access-log.js';
import { serveDocs } from './openapi/serve-docs.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { traceApp } from './tracing/trace-app.js';

/** The application as the process runs it and as the tests do; it does not listen yet. */
export async function createApp(
  settings: Settings,
  logger: LoggerService | false,
): Promise<NestFastifyApplication> {
  const problems = new ProblemFilter();
  const adapter = createHttpAdapter(settings.trustedProxies, problems);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings), adapter, {
    logger,
    abortOnError: false,
  });
  const traced = traceApp(app);
  adapter.setOnRequestHook(traced(onRequest(app, settings)));
  adapter.setOnResponseHook(
    onResponse(app, logger === false ? undefined : logAccess(app, settings)),
  );
  app.setGlobalPrefix('api', { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.enableVersioning({ type: VersioningType.URI });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(problems);
  serveDocs(app);
  serveConsole(app);
  return app;
}
