import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { findReadyAnswers, ReadyAnswer } from './ready-answer.js';
import type { Validated } from './send-validated.js';

const VALIDATED = { etag: 'W/"e"', cacheControl: 'no-cache' };

@Controller()
class CountingController {
  asked = 0;
  has = true;

  @Get('counted')
  @ReadyAnswer((controller: CountingController) => controller.ready())
  counted(): string {
    return 'by the router';
  }

  ready(): Validated | undefined {
    this.asked += 1;
    return this.has ? { body: `"${this.asked}"`, ...VALIDATED } : undefined;
  }
}

@Module({ controllers: [CountingController] })
class CountingModule {}

describe('findReadyAnswers', () => {
  let app: NestFastifyApplication;
  let controller: CountingController;
  let tell: (method: string, url: string) => Validated | undefined;

  beforeEach(async () => {
    app = await NestFactory.create(CountingModule, new FastifyAdapter(), { logger: false });
    const answerTo = findReadyAnswers(app);
    tell = (method, url) => answerTo({ method, url } as FastifyRequest);
    await app.init();
    controller = app.get(CountingController);
  });

  afterEach(() => app.close());

  it('tells what a controller has ready, to GET and HEAD of its very path', () => {
    expect(tell('GET', '/counted')?.body).toBe('"1"');
    expect(tell('HEAD', '/counted')?.body).toBe('"2"');
    for (const [method, url] of [
      ['POST', '/counted'],
      ['GET', '/counted?x'],
      ['GET', '/other'],
    ] as const) {
      expect(tell(method, url)).toBeUndefined();
    }
  });

  it('tells nothing as long as there is none', () => {
    controller.has = false;
    expect(tell('GET', '/counted')).toBeUndefined();
    controller.has = true;
    expect(tell('GET', '/counted')?.body).toBe('"2"');
  });
});
