/**
 * The library's table with rows of about 200 bytes, every other one past its grace; and settled:
 * no hint bits to set, no checkpoint or vacuum due.
 */
export async function fill(pool, rowCount) {
  await pool.query(`alter table blockchain_cache set (autovacuum_enabled = off)`);
  await pool.query(`truncate blockchain_cache`);
  await pool.query(FILL, [rowCount]);
  await pool.query(`vacuum analyze blockchain_cache`);
  await pool.query('checkpoint');
}

const FILL = `
  insert into blockchain_cache (
    cache_key, cache_value, fetched_at, expires_at, servable_until, version)
  select key, value, now(), until, until, i from (
    select i, 'key:' || i as key,
      jsonb_build_object('id', i, 'text', repeat(md5(i::text), 5)) as value,
      now() + case when i % 2 = 0 then interval '1 day' else interval '-1 day' end as until
    from generate_series(1, $1::int) as i) as rows`;
