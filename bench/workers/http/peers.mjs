// The same bytes by less: what of a request is the framework's, and what is ours.
import 'reflect-metadata';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import fastify from 'fastify';
import { createServer } from 'node:http';
import { serveHttp } from './serve-http.mjs';

const TYPE = 'application/json; charset=utf-8';

serveHttp({
  async open(kind, path, body) {
    return await OPEN[kind](path, body);
  },
});

const OPEN = {
  async node(path, body) {
    const server = createServer((request, response) => {
      if (request.url === path) response.setHeader('content-type', TYPE).end(body);
      else response.writeHead(404).end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
  },
  async fastify(path, body) {
    const server = fastify();
    server.get(path, (_, reply) => reply.header('content-type', TYPE).send(body));
    await server.listen({ port: 0, host: '127.0.0.1' });
    return server.server.address().port;
  },
  async express(path, body) {
    const app = express();
    app.get(path, (_, response) => response.type(TYPE).send(body));
    return await new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port));
    });
  },
  async nestFastify(path, body) {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return await openNest(path, body, new FastifyAdapter());
  },
  async nestExpress(path, body) {
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    return await openNest(path, body, new ExpressAdapter());
  },
};

async function openNest(path, body, adapter) {
  const app = await NestFactory.create(moduleAnswering(path, body), adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
}

/** What a controller with one empty handler compiles to. */
function moduleAnswering(path, body) {
  class EmptyController {
    answer() {
      return body;
    }
  }
  const handler = Object.getOwnPropertyDescriptor(EmptyController.prototype, 'answer');
  Get(path)(EmptyController.prototype, 'answer', handler);
  Header('content-type', TYPE)(EmptyController.prototype, 'answer', handler);
  Controller()(EmptyController);
  class EmptyModule {}
  Module({ controllers: [EmptyController] })(EmptyModule);
  return EmptyModule;
}
