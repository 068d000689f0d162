import type { DataSource } from 'typeorm';

/**
 * What the database would look like so many milliseconds later: its clock cannot be moved, but
 * every moment that it has kept can, the other way.
 */
export async function passInDatabase(dataSource: DataSource, ms: number): Promise<void> {
  const seconds = [ms / 1000];
  await dataSource.query(
    `update blockchain_cache set
       fetched_at = fetched_at - make_interval(secs => $1),
       expires_at = expires_at - make_interval(secs => $1),
       servable_until = servable_until - make_interval(secs => $1)`,
    seconds,
  );
  await dataSource.query(
    `update blockchain_cache_lease set expires_at = expires_at - make_interval(secs => $1)`,
    seconds,
  );
}
