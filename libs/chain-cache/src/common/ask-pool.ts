import type { Pool, PoolClient } from 'pg';
import { DeadlineError } from './deadline.js';
import type { Statement } from './statement.js';
import { type Answer, isAnswer, type Parameter, TextQuery } from './text-query.js';

/** An error of a connection comes by its query, too; unheard, it would end the process. */
const heardByTheQuery = (): void => undefined;

/**
 * One question on a connection of the pool, the wait for the connection included in the time. By
 * callbacks: a promise for each step would cost a tenth of a short query.
 * @throws DeadlineError, or what pg or PostgreSQL says; the connection is then given up
 */
export function askPool(
  pool: Pool,
  statement: Statement,
  parameters: readonly Parameter[],
  timeoutMs: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let client: PoolClient | undefined;
    let ended = false;
    const end = (outcome: Answer | Error) => {
      if (ended) return;
      ended = true;
      clearTimeout(deadline);
      client?.off('error', heardByTheQuery).release(isAnswer(outcome) ? undefined : outcome);
      if (isAnswer(outcome)) resolve(outcome);
      else reject(outcome);
    };
    // Before anything that would have to be ended: it may throw.
    const query = new TextQuery(statement, parameters, end);
    const deadline = setTimeout(() => {
      end(new DeadlineError(`PostgreSQL did not answer in ${timeoutMs} ms`));
    }, timeoutMs);
    pool.connect((error, connected) => {
      // Given up meanwhile: what was to be asked must not be done behind its caller's back.
      if (ended) connected?.release();
      else if (connected === undefined) end(error ?? new Error('the pool gave no connection'));
      else {
        client = connected.on('error', heardByTheQuery);
        connected.query(query);
      }
    });
  });
}
