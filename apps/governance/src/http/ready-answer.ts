import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Validated } from './send-validated.js';

type Ask = () => Validated | undefined;

declare module 'fastify' {
  interface FastifyContextConfig {
    ready?: {
      readonly controller: new (...dependencies: never[]) => object;
      readonly ask: (controller: object) => Validated | undefined;
    };
  }
}

/**
 * Has a route answered by what its controller has ready, where it has: before Nest is asked, whose
 * router costs more than such an answer. No guard, pipe or interceptor is run then.
 */
export function ReadyAnswer<Controller extends object>(
  ask: (controller: Controller) => Validated | undefined,
) {
  return (prototype: Controller, name: string, route: PropertyDescriptor): void => {
    RouteConfig({ ready: { controller: prototype.constructor, ask } })(prototype, name, route);
  };
}

/** Gives what tells the answer that lies ready for a request. To be called before there are routes. */
export function findReadyAnswers(
  app: NestFastifyApplication,
): (request: FastifyRequest) => Validated | undefined {
  const asks = new Map<string, Ask>();
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', ({ url, config }) => {
    if (config?.ready === undefined) return;
    const { controller, ask } = config.ready;
    const asked = app.get(controller, { strict: false });
    asks.set(url, () => ask(asked));
  });
  return ({ method, url }) =>
    method === 'GET' || method === 'HEAD' ? asks.get(url)?.() : undefined;
}
