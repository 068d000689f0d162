import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Controller,
  Delete,
  Get,
  Param,
  UseInterceptors,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InMemoryCacheModule } from 'nestjs-chain-cache/testing';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.js';
import { AuditEntry } from './audit-entry.entity.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditModule } from './audit.module.js';
import { auditMigrations } from './migrations/index.js';
import { tokenFingerprint } from './token-fingerprint.js';

const AUTHORIZATION = 'Bearer a-token-of-the-test';
const HIDE_TABLE = 'alter table admin_audit rename to hidden';
const SHOW_TABLE = 'alter table hidden rename to admin_audit';

/** What was carried out. */
const done: string[] = [];

@Controller('things')
@UseInterceptors(AuditInterceptor)
class ThingsController {
  constructor(private readonly dataSource: DataSource) {}

  @Get(':name')
  look(@Param('name') name: string): { name: string } {
    return { name };
  }

  @Delete(':name')
  async remove(@Param('name') name: string): Promise<{ removed: string }> {
    if (name === 'bad') throw new BadRequestException();
    if (name === 'broken') throw new TypeError('not foreseen');
    if (name === 'table') await this.dataSource.query(HIDE_TABLE);
    done.push(name);
    return { removed: name };
  }
}

describe('the record of admin actions', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    const module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: database.url,
          autoLoadEntities: true,
          migrations: auditMigrations,
          migrationsRun: true,
        }),
        InMemoryCacheModule.forRoot({}),
        AuditModule,
      ],
      controllers: [ThingsController],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    dataSource = app.get(DataSource);
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  async function ask(method: 'delete' | 'get', path: string): Promise<supertest.Response> {
    const request = supertest(await app.getUrl());
    return await request[method](path).set('authorization', AUTHORIZATION);
  }

  function linesOf(action: string): Promise<AuditEntry[]> {
    return dataSource.manager.find(AuditEntry, { where: { action }, order: { id: 'ASC' } });
  }

  it.each([
    ['a', 200, 'DONE'],
    ['bad', 400, 'INVALID_REQUEST'],
    ['broken', 500, 'INTERNAL_ERROR'],
  ])('says who did what to %s, and how it went', async (name, status, outcome) => {
    const path = `/things/${name}?prefix=p%20q`;
    expect((await ask('delete', path)).status).toBe(status);
    const [begun, ended, ...others] = await linesOf(`DELETE ${path}`);
    const actor = tokenFingerprint(AUTHORIZATION);
    expect(begun).toMatchObject({ actor, outcome: 'BEGUN' });
    expect(ended).toMatchObject({ actor, outcome, attempt: begun?.attempt });
    expect(ended?.at.getTime()).toBeGreaterThanOrEqual(begun?.at.getTime() ?? Infinity);
    expect(others).toEqual([]);
  });

  it('leaves out what only looks', async () => {
    expect((await ask('get', '/things/a')).body).toEqual({ name: 'a' });
    expect(await linesOf('GET /things/a')).toEqual([]);
  });

  it('comes first: what can not be recorded is not carried out', async () => {
    await dataSource.query(HIDE_TABLE);
    expect((await ask('delete', '/things/unrecorded')).status).toBe(500);
    await dataSource.query(SHOW_TABLE);
    expect(done).not.toContain('unrecorded');
  });

  it('shows an action whose end could not be recorded as begun, and does not fail it', async () => {
    expect((await ask('delete', '/things/table')).body).toEqual({ removed: 'table' });
    await dataSource.query(SHOW_TABLE);
    const lines = await linesOf('DELETE /things/table');
    expect(lines.map(({ outcome }) => outcome)).toEqual(['BEGUN']);
  });

  it.each([
    `update admin_audit set actor = 'somebody else'`,
    'delete from admin_audit',
    'truncate admin_audit',
  ])('refuses: %s', async (statement) => {
    await expect(dataSource.query(statement)).rejects.toThrow('admin_audit is append-only');
  });
});
