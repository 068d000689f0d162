import type { Statement } from '../../common/statement.js';

/** Who cleans up holds a claim that runs out, not a lock. */
const CLAIMED_UNTIL = `clock_timestamp() + interval '30 seconds'`;

/**
 * Gives the page to go on from, or no row where another replica is at it. Said twice by the same,
 * it is given twice: the first answer may have been lost with its connection.
 */
export const CLAIM_CLEANUP: Statement = {
  name: 'blockchain_cache_claim_cleanup',
  text: `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    insert into blockchain_cache_cleanup as claim (only_row, token, claimed_until, next_page)
    select true, $1::uuid, ${CLAIMED_UNTIL}, 0 from relaxed
    on conflict (only_row) do update set
      token = excluded.token, claimed_until = excluded.claimed_until
    where claim.claimed_until <= clock_timestamp() or claim.token = excluded.token
    returning next_page,
      pg_relation_size('blockchain_cache') / current_setting('block_size')::int`,
};

/** Holds on to the claim and notes how far it is. No row: the claim ran out and was taken over. */
export const HOLD_CLEANUP: Statement = {
  name: 'blockchain_cache_hold_cleanup',
  text: `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    update blockchain_cache_cleanup set next_page = $2::bigint, claimed_until = ${CLAIMED_UNTIL}
    from relaxed
    where token = $1::uuid`,
};

export const END_CLEANUP: Statement = {
  name: 'blockchain_cache_end_cleanup',
  text: `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    update blockchain_cache_cleanup set next_page = $2::bigint, claimed_until = '-infinity'
    from relaxed
    where token = $1::uuid`,
};

/**
 * The expired rows of a range of pages. PostgreSQL goes to these pages directly (TID range scan),
 * which needs no index; a row that is renewed meanwhile is looked at again under its lock and
 * stays. So does one whose key is being loaded, until the load is over: if it was written meanwhile,
 * it alone says that the load came too late. A join would not leave the rows in the order of their
 * pages, as `not in` does.
 * It reads its pages itself, rather than by PostgreSQL's I/O workers, which would take the processor
 * from those who read meanwhile. And its commit waits for the disk: else readers, who need room in
 * PostgreSQL's buffers, would have to flush the log before they may put away what this has changed.
 */
export const REMOVE_EXPIRED_IN_PAGES: Statement = {
  name: 'blockchain_cache_remove_expired_in_pages',
  text: `
    delete from blockchain_cache
    where (select set_config('effective_io_concurrency', '0', true)) is not null
      and ctid >= $1::tid and ctid < $2::tid and servable_until <= now()
      and cache_key not in (select cache_key from blockchain_cache_lease where failure is null)`,
};
