// The same bytes by less: what of a request is the framework's, and what is ours.
import 'reflect-metadata';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import fastify from 'fastify';
import { createServer } from 'node:http';
import { serveHttp } from './serve-http.mjs';

serveHttp({
  /** @param headers of the answer, its type among them */
  async open(kind, path, body, headers) {
    return await OPEN[kind](path, body, headers);
  },
});

const OPEN = {
  async node(path, body, headers) {
    const server = createServer((request, response) => {
      if (request.url === path) response.writeHead(200, headers).end(body);
      else response.writeHead(404).end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
  },
  async fastify(path, body, headers) {
    const server = fastify();
    server.get(path, (_, reply) => reply.headers(headers).send(body));
    await server.listen({ port: 0, host: '127.0.0.1' });
    return server.server.address().port;
  },
  async express(path, body, headers) {
    const app = express();
    app.get(path, (_, response) => response.set(headers).send(body));
    return await new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
    });
  },
  async nestFastify(path, body, headers) {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return await openNest(path, body, headers, new FastifyAdapter());
  },
  async nestExpress(path, body, headers) {
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    return await openNest(path, body, headers, new ExpressAdapter());
  },
};

async function openNest(path, body, headers, adapter) {
  const app = await NestFactory.create(moduleAnswering(path, body, headers), adapter, {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
}

/** What a controller with one empty handler compiles to. */
function moduleAnswering(path, body, headers) {
  class EmptyController {
    answer() {
      return body;
    }
  }
  const handler = Object.getOwnPropertyDescriptor(EmptyController.prototype, 'answer');
  Get(path)(EmptyController.prototype, 'answer', handler);
  for (const [name, value] of Object.entries(headers)) {
    Header(name, value)(EmptyController.prototype, 'answer', handler);
  }
  Controller()(EmptyController);
  class EmptyModule {}
  Module({ controllers: [EmptyController] })(EmptyModule);
  return EmptyModule;
}
