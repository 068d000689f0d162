import type { Statement } from '../../common/statement.js';
import { LIFE_COLUMNS } from './entry-rows.js';

/** `= any` serves one key as fast as `=`, and all the reads of one tick as one statement. */
export const READ_ENTRIES: Statement = {
  name: 'blockchain_cache_read',
  text: `
    select ${LIFE_COLUMNS}, cache_value
    from blockchain_cache
    where cache_key = any($1::text[]) and servable_until > now()`,
};

/** Pages by key, not by offset, so that a page costs the same wherever it is. */
export const LIST_ENTRIES: Statement = {
  name: 'blockchain_cache_list',
  text: `
    select ${LIFE_COLUMNS}, cache_value
    from blockchain_cache
    where cache_key ^@ $1::text and cache_key > $2::text
    order by cache_key
    limit $3::int`,
};

/** Adds seconds to now. An interval cannot be infinite before PostgreSQL 17. */
const after = (seconds: string) =>
  `case when ${seconds} = 'infinity'::float8 then 'infinity'::timestamptz
    else now() + make_interval(secs => ${seconds}) end`;

/** An entry with an order gives way to the same chain's same or higher block only. */
const MAY_REPLACE = `
  excluded.order_chain is null
  or kept.order_chain is null
  or (kept.order_chain = excluded.order_chain and kept.order_height <= excluded.order_height)
  or (kept.order_chain <> excluded.order_chain and $8::boolean)`;

const upsert = (source: string) => `
  insert into blockchain_cache as kept (
    cache_key, cache_value, fetched_at, expires_at, servable_until, version,
    order_chain, order_height)
  select key, value::jsonb, now(), ${after('ttl')}, ${after('ttl + grace')},
    nextval('blockchain_cache_version'), chain, height
  from ${source},
    unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::text[], $6::float8[])
      as input (key, value, ttl, grace, chain, height)
  -- In the order of keys: else two replicas that write the same keys deadlock.
  order by key
  on conflict (cache_key) do update set
    cache_value = excluded.cache_value,
    fetched_at = excluded.fetched_at,
    expires_at = excluded.expires_at,
    servable_until = excluded.servable_until,
    -- Drawn again under the row's lock, so that versions grow in the order of writes.
    version = nextval('blockchain_cache_version'),
    order_chain = excluded.order_chain,
    order_height = excluded.order_height
  where ${MAY_REPLACE}
  returning *`;

/**
 * A load of these keys that is under way began before this write: it loses its lease. Before the
 * rows, in the order in which a leased write takes its locks, so that the two never deadlock.
 */
const REVOKED = `
  revoked as (
    delete from blockchain_cache_lease where cache_key = any($1::text[]) returning 1),
  after_revoking as (select count(*) from revoked)`;

/** $7: the beginning of the notification, $9: what it is about, $10: its channel. */
const NOTIFY_WRITTEN = `
  notified as materialized (
    select pg_notify($10::text, $7::text || max(version) || ' ' || $9::text)
    from written
    having count(*) > 0)`;

/**
 * An upsert that does not wait for the disk: what it writes can be read again from where it came.
 * The setting is local to the transaction, which is this statement. The notification is in it too:
 * with no flush to disk, its commit lock is held too short to matter.
 */
export const WRITE_ENTRIES: Statement = {
  name: 'blockchain_cache_write',
  text: `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true)),
    ${REVOKED},
    written as (${upsert('relaxed cross join after_revoking')}),
    ${NOTIFY_WRITTEN}
    select ${LIFE_COLUMNS}, (select count(*) from notified) as notifications from written`,
};

/**
 * An upsert that is on disk when it returns. It notifies apart ($7, $9 and $10 are for the
 * others): the commit lock that NOTIFY takes would be held for as long as the flush.
 */
export const WRITE_ENTRIES_DURABLY: Statement = {
  name: 'blockchain_cache_write_durably',
  text: `
    with one as (select $7::text, $9::text, $10::text),
    ${REVOKED},
    written as (${upsert('one cross join after_revoking')})
    select ${LIFE_COLUMNS} from written`,
};

/** Only the lease's holder writes: taking the lease away is what lets the row in. */
const FENCE = `
  lease as (
    delete from blockchain_cache_lease
    where cache_key = ($1::text[])[1] and token = $11::uuid
    returning token)`;

export const WRITE_LEASED: Statement = {
  name: 'blockchain_cache_write_leased',
  text: `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true)),
    ${FENCE},
    written as (${upsert('relaxed cross join lease')}),
    ${NOTIFY_WRITTEN}
    select ${LIFE_COLUMNS}, (select count(*) from notified) as notifications
    from lease left join written on true`,
};

export const WRITE_LEASED_DURABLY: Statement = {
  name: 'blockchain_cache_write_leased_durably',
  text: `
    with one as (select $7::text, $9::text, $10::text),
    ${FENCE},
    written as (${upsert('one cross join lease')})
    select ${LIFE_COLUMNS} from lease left join written on true`,
};

/** Taking leases away is a statement of its own, before the rows go: see `remove` of the store. */
export const REVOKE_LEASE: Statement = {
  name: 'blockchain_cache_revoke_lease',
  text: `delete from blockchain_cache_lease where cache_key = $1::text`,
};

export const REVOKE_LEASES_BELOW: Statement = {
  name: 'blockchain_cache_revoke_leases_below',
  text: `delete from blockchain_cache_lease where cache_key ^@ $1::text`,
};

/** Rows past their grace are removed, too, and not counted: to callers they were gone before. */
const removed = (condition: string) => `
    with removed as (
      delete from blockchain_cache where ${condition}
      returning servable_until > now() as servable)
    select count(*) filter (where servable)::int as removed,
      nextval('blockchain_cache_version')::float8 as version
    from removed`;

export const REMOVE_ENTRY: Statement = {
  name: 'blockchain_cache_remove',
  text: removed('cache_key = $1::text'),
};

export const REMOVE_ENTRIES_BELOW: Statement = {
  name: 'blockchain_cache_remove_below',
  text: removed('cache_key ^@ $1::text'),
};

export const NOTIFY: Statement = {
  name: 'blockchain_cache_notify',
  text: `select pg_notify($1::text, $2::text)`,
};
