import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';

const { url, poolSize } = JSON.parse(process.env.BENCH_OPTIONS);
Logger.overrideLogger(['error']);
await NestFactory.createApplicationContext({
  module: class {},
  imports: [TypeOrmModule.forRoot({ type: 'postgres', url, poolSize })],
});
process.send({ values: [] });
