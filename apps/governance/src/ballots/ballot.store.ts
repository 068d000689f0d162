import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { askDatabase } from '../database/ask-database.js';
import { BallotClosing } from './ballot-closing.entity.js';
import { Ballot } from './ballot.entity.js';

/** A ballot before it is in the database, which says when that was. */
export type NewBallot = Omit<Ballot, 'openedAt' | 'closing'>;
export type NewClosing = Omit<BallotClosing, 'closedAt'>;

/**
 * The rows of ballots. Both tables take rows in and change none, so that each write is one
 * statement, and who comes second finds a row there. Every method throws DatabaseUnavailableError.
 */
@Injectable()
export class BallotStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Gives the ballot that stands: this one, or the one that has its idempotency key. */
  async insert(ballot: NewBallot): Promise<Ballot> {
    await this.add(Ballot, ballot);
    const { id, idempotencyKey: key } = ballot;
    return await this.ask((ballots) =>
      ballots.where('ballot.id = :id or ballot.idempotencyKey = :key', { id, key }).getOneOrFail(),
    );
  }

  /** False when the ballot is closed already. */
  insertClosing(closing: NewClosing): Promise<boolean> {
    return this.add(BallotClosing, closing);
  }

  find(id: string): Promise<Ballot | null> {
    return this.ask((ballots) => ballots.where('ballot.id = :id', { id }).getOne());
  }

  findByIdempotencyKey(key: string): Promise<Ballot | null> {
    return this.ask((ballots) => ballots.where('ballot.idempotencyKey = :key', { key }).getOne());
  }

  /** From the newest on. @param after id of the ballot before the first one wanted */
  list(count: number, after?: string): Promise<Ballot[]> {
    return this.ask((ballots) => {
      if (after !== undefined) ballots.where('ballot.id < :after', { after });
      return ballots.orderBy('ballot.id', 'DESC').limit(count).getMany();
    });
  }

  /** By the database's clock, as the moments are. */
  openedWithin(seconds: number): Promise<Ballot[]> {
    return this.ask((ballots) => since(ballots, 'ballot.openedAt', seconds).getMany());
  }

  closedWithin(seconds: number): Promise<Ballot[]> {
    return this.ask((ballots) => since(ballots, 'closing.closedAt', seconds).getMany());
  }

  private ask<T>(question: (ballots: SelectQueryBuilder<Ballot>) => Promise<T>): Promise<T> {
    return askDatabase(this.dataSource, (manager) => question(withClosings(manager)));
  }

  private add(table: typeof Ballot | typeof BallotClosing, row: object): Promise<boolean> {
    return askDatabase(this.dataSource, async (manager) => {
      const insert = manager.createQueryBuilder().insert().into<object>(table).values(row);
      const { raw } = await insert.orIgnore().updateEntity(false).returning('*').execute();
      return Array.isArray(raw) && raw.length === 1;
    });
  }
}

function since(ballots: SelectQueryBuilder<Ballot>, moment: string, seconds: number) {
  return ballots
    .where(`${moment} > now() - make_interval(secs => :seconds)`, { seconds })
    .orderBy('ballot.id');
}

function withClosings(manager: EntityManager): SelectQueryBuilder<Ballot> {
  return manager
    .createQueryBuilder(Ballot, 'ballot')
    .leftJoinAndMapOne('ballot.closing', BallotClosing, 'closing', 'closing.ballotId = ballot.id');
}
