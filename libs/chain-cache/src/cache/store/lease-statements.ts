import type { Statement } from '../../common/statement.js';
import { CHANNEL } from './notification.js';

/** Leases are judged by the moment of the statement, not of a transaction that waited for a row. */
const IN_MS = (parameter: string) =>
  `clock_timestamp() + make_interval(secs => ${parameter}::float8 / 1000)`;

/** A load is void once its key has been written: nobody waits for it, nor is its result taken. */
const OVERTAKEN = `exists (
  select from blockchain_cache as kept
  where kept.cache_key = held.cache_key and kept.version > held.version)`;

/**
 * Takes the lease if there is none, if it ran out or is void, or if it is ours by a first try; else
 * no row. What is written from now on has a higher version than the lease.
 */
export const ACQUIRE_LEASE: Statement = {
  name: 'blockchain_cache_acquire_lease',
  text: `
    insert into blockchain_cache_lease as held (cache_key, token, expires_at, version)
    values ($1::text, $2::uuid, ${IN_MS('$3')}, nextval('blockchain_cache_version_seq'))
    on conflict (cache_key) do update set
      token = excluded.token, expires_at = excluded.expires_at, version = excluded.version,
      failure = null
    where held.expires_at <= clock_timestamp() or held.token = excluded.token or ${OVERTAKEN}`,
};

export const RENEW_LEASE: Statement = {
  name: 'blockchain_cache_renew_lease',
  text: `
    update blockchain_cache_lease set expires_at = ${IN_MS('$3')}
    where cache_key = $1::text and token = $2::uuid`,
};

/** $3 wakes those who wait for it. */
export const RELEASE_LEASE: Statement = {
  name: 'blockchain_cache_release_lease',
  text: `
    delete from blockchain_cache_lease where cache_key = $1::text and token = $2::uuid
    returning pg_notify('${CHANNEL}', $3::text)`,
};

/**
 * The lease stays, held by nobody, as the reason why nobody may load until it has run out. $5 tells
 * those who wait for it.
 */
export const FAIL_LEASE: Statement = {
  name: 'blockchain_cache_fail_lease',
  text: `
    update blockchain_cache_lease set
      token = gen_random_uuid(), expires_at = ${IN_MS('$3')}, failure = $4::jsonb
    where cache_key = $1::text and token = $2::uuid
    returning pg_notify('${CHANNEL}', $5::text)`,
};

export const LEASE_STATE: Statement = {
  name: 'blockchain_cache_lease_state',
  text: `
    select failure from blockchain_cache_lease as held
    where cache_key = $1::text and expires_at > clock_timestamp() and not ${OVERTAKEN}`,
};

/** Leases of processes that died, and failures that are over. */
export const REMOVE_OLD_LEASES: Statement = {
  name: 'blockchain_cache_remove_old_leases',
  text: `
    delete from blockchain_cache_lease
    where expires_at < now() - interval '1 hour'`,
};
