import { compact } from '../../common/statement.js';
import { secondsOf, STORED_ENTRY, WRITTEN_ENTRY } from './entry-rows.js';
import { CHANNEL } from './notification.js';

const read = (keys: string) => `
  select ${STORED_ENTRY} from blockchain_cache where ${keys} and servable_until > now()`;

/** Of one key, apart from {@link READ_ENTRIES}: an `= any` is planned anew each time. */
export const READ_ENTRY = compact('blockchain_cache_read', read('cache_key = $1::text'));

/** All the reads of one tick. */
export const READ_ENTRIES = compact(
  'blockchain_cache_read_many',
  read('cache_key = any($1::text[])'),
);

/** Pages by key, not by offset, so that a page costs the same wherever it is. */
export const LIST_ENTRIES = compact(
  'blockchain_cache_list',
  `
    select ${STORED_ENTRY}
    from blockchain_cache
    where cache_key ^@ $1::text and cache_key > $2::text
    order by cache_key
    limit $3::int`,
);

/** Adds seconds to now; an infinite number of them gives `infinity`. */
const after = (seconds: string) => `to_timestamp(${secondsOf('now()')} + ${seconds})`;

/**
 * An entry with an order gives way to the same chain's same or higher block only, while it can be
 * served: past its grace, it is gone to who reads.
 */
const mayReplace = (chain: string, height: string) => `(
  ${chain} is null
  or kept.order_chain is null
  or kept.servable_until <= now()
  or (kept.order_chain = ${chain} and kept.order_height <= ${height})
  or (kept.order_chain <> ${chain} and $8::boolean))`;

const MAY_REPLACE = mayReplace('excluded.order_chain', 'excluded.order_height');

/** What is written: key, value, time to live, grace, and the order's chain and height. */
type Columns = readonly [string, string, string, string, string, string];

/** Of one entry: unlike {@link MANY}, this is not planned anew each time. */
const VALUE_AND_LIFE = ['$1::text', '$2::jsonb', '$3::float8', '$4::float8'] as const;
const ONE: Columns = [...VALUE_AND_LIFE, '$5::text', '$6::float8'];
const ONE_WITHOUT_ORDER: Columns = [...VALUE_AND_LIFE, 'null', 'null'];

const MANY: Columns = ['key', 'value::jsonb', 'ttl', 'grace', 'chain', 'height'];

/**
 * Versions grow in the order of writes: one that another write has overtaken meanwhile is drawn
 * again, under the row's lock.
 */
const upsert = ([key, value, ttl, grace, chain, height]: Columns, rows = '') => `
  insert into blockchain_cache as kept (
    cache_key, cache_value, fetched_at, expires_at, servable_until, version,
    order_chain, order_height)
  select ${key}, ${value}, now(), ${after(ttl)}, ${after(`${ttl} + ${grace}`)},
    nextval('blockchain_cache_version_seq'), ${chain}, ${height}
  ${rows}
  on conflict (cache_key) do update set
    cache_value = excluded.cache_value,
    fetched_at = excluded.fetched_at,
    expires_at = excluded.expires_at,
    servable_until = excluded.servable_until,
    version = case when excluded.version > kept.version then excluded.version
      else nextval('blockchain_cache_version_seq') end,
    order_chain = excluded.order_chain,
    order_height = excluded.order_height`;

/**
 * The parameter is the beginning of the notification. A write tells of itself, so that no process
 * can die between the two.
 */
const notify = (parameter: string, version: string) =>
  `pg_notify('${CHANNEL}', ${parameter}::text || ${version})`;

/**
 * Does not wait for the disk, for what can be read again from where it came. Local to the
 * transaction, which is this statement; looked at when it commits.
 */
const RELAX = `set_config('synchronous_commit', 'off', true)`;

/** $5: the beginning of the notification. */
const writeEntry = (name: string, ...further: string[]) =>
  compact(
    name,
    `${upsert(ONE_WITHOUT_ORDER)}
    returning ${[WRITTEN_ENTRY, notify('$5', 'version'), ...further].join(', ')}`,
  );

/** An entry without an order. */
export const WRITE_ENTRY = writeEntry('blockchain_cache_write', RELAX);

export const WRITE_ENTRY_DURABLE = writeEntry('blockchain_cache_write_durable');

const WRITTEN = `returning cache_key, version, fetched_at`;

/** $7: the beginning of the notification, $9: whether not to wait for the disk. */
const NOTIFIED = `
  notified as materialized (
    select ${notify('$7', 'max(version)')}, case when $9::boolean then ${RELAX} end
    from written having count(*) > 0)`;

/** In the order of keys, so that two that write the same keys never deadlock. */
export const WRITE_ENTRIES = compact(
  'blockchain_cache_write_many',
  `with written as (
    ${upsert(
      MANY,
      `from unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::text[], $6::float8[])
        as input (key, value, ttl, grace, chain, height)
      order by key`,
    )}
    where ${MAY_REPLACE}
    ${WRITTEN}),
  ${NOTIFIED}
  select ${WRITTEN_ENTRY}, cache_key, (select count(*) from notified) from written`,
);

/**
 * Only the lease's holder ($10) writes, and only where nothing has been written since the lease was
 * taken. Nothing written: it came too late, unless an older entry's order `refused` it.
 */
export const WRITE_LEASED = compact(
  'blockchain_cache_write_leased',
  `with lease as (
    delete from blockchain_cache_lease
    where cache_key = $1::text and token = $10::uuid
    returning version as since),
  written as (
    ${upsert(ONE, 'from lease')}
    where kept.version < (select since from lease) and ${MAY_REPLACE}
    ${WRITTEN}),
  ${NOTIFIED}
  select ${WRITTEN_ENTRY}, version is null and exists (
      select from blockchain_cache as kept
      where kept.cache_key = $1::text and kept.version < since
        and not ${mayReplace('$5::text', '$6::float8')}) as refused,
    (select count(*) from notified)
  from lease left join written on true`,
);

/** A statement of its own, before the rows go: see `removePrefix`. */
export const REVOKE_LEASES_BELOW = compact(
  'blockchain_cache_revoke_leases_below',
  `delete from blockchain_cache_lease where cache_key ^@ $1::text`,
);

/**
 * The leases go first: who loads a key then finds its lease gone, or has written before. What is
 * written while this waits for a lease is not seen by this, though. That a key was so `overtaken`
 * shows by a lease that was there and could not be taken away.
 * Rows past their grace are removed, too, and not told of: to callers they were gone before.
 */
const remove = (keys: string, rows: string) => `
  with held as (select cache_key from blockchain_cache_lease where ${keys}),
  revoked as (
    delete from blockchain_cache_lease where ${keys} returning cache_key),
  taken as (select count(*) from revoked),
  removed as (
    delete from blockchain_cache using taken where ${rows}
    returning cache_key, servable_until > now() as servable),
  outcome as materialized (
    select json_agg(cache_key) filter (where servable) as keys,
      nextval('blockchain_cache_version_seq') as version
    from removed),
  overtaken as (select cache_key from held except select cache_key from revoked)
  select keys, (select json_agg(cache_key) from overtaken), ${notify('$2', 'version')} from outcome`;

export const REMOVE_ENTRY = compact(
  'blockchain_cache_remove',
  remove('cache_key = $1::text', 'cache_key = $1::text'),
);

/** In the order of keys, as they are written; and after the leases, too. */
export const REMOVE_ENTRIES = compact(
  'blockchain_cache_remove_many',
  remove(
    'cache_key = any($1::text[])',
    `cache_key in (
      select cache_key from blockchain_cache cross join taken
      where cache_key = any($1::text[])
      order by cache_key for update of blockchain_cache)`,
  ),
);

export const REMOVE_ENTRIES_BELOW = compact(
  'blockchain_cache_remove_below',
  `
    with removed as (
      delete from blockchain_cache where cache_key ^@ $1::text
      returning servable_until > now() as servable),
    outcome as materialized (
      select count(*) filter (where servable) as removed,
        nextval('blockchain_cache_version_seq') as version
      from removed)
    select removed, ${notify('$2', 'version')} from outcome`,
);

/** Of nothing that was done. It does not wait for the disk, since nothing has to be on it. */
export const NOTIFY = compact(
  'blockchain_cache_notify',
  `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    select pg_notify('${CHANNEL}', $1::text) from relaxed`,
);
