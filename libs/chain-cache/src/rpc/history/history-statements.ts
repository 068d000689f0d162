import type { Statement } from '../../common/statement.js';

/** Seconds since the epoch. */
const secondsOf = (moment: string) => `date_part('epoch', ${moment})`;

const CHANGE = `
  block_number, block_hash, ${secondsOf('seen_at')} as seen_at, count_value, unavailable_reason,
  previous_block`;

const SPANS = `
  spans as (
    select from_block, to_block, from_hash, from_at, to_at
    from chain_follow_span
    where genesis_hash = $1::text and $2::text = any(count_names)
    union all
    select $3::bigint, $4::bigint, $5::text, $6::timestamptz, $7::timestamptz
    where $3::bigint is not null)`;

/** $1 chain, $2 names, $3 block: the value of each in force there, found by one step down the key. */
export const LATEST_VALUES: Statement = {
  name: 'chain_history_latest',
  text: `
    select latest.count_name, latest.count_value
    from unnest($2::text[]) as wanted (name)
    cross join lateral (
      select count_name, count_value from chain_count_history
      where genesis_hash = $1::text and count_name = wanted.name and block_number <= $3::bigint
      order by block_number desc
      limit 1) as latest`,
};

/**
 * One block's changes, seen now: a value is in force from before anybody is served it until before
 * anybody is served the next. Two who follow at once may both add one: the first is kept.
 */
export const APPEND_CHANGES: Statement = {
  name: 'chain_history_append_changes',
  text: `
    insert into chain_count_history (
      genesis_hash, block_number, block_hash, seen_at, previous_block,
      count_name, count_value, unavailable_reason)
    select $1::text, $2::bigint, $3::text, date_trunc('milliseconds', now()), $4::bigint,
      name, value, reason
    from unnest($5::text[], $6::numeric[], $7::text[]) as input (name, value, reason)
    on conflict do nothing
    returning count_name`,
};

export const APPEND_SPAN: Statement = {
  name: 'chain_history_append_span',
  text: `
    insert into chain_follow_span (
      genesis_hash, count_names, from_block, to_block, from_hash, from_at, to_at)
    values (
      $1::text, $2::text[], $3::bigint, $4::bigint, $5::text, $6::timestamptz, $7::timestamptz)
    on conflict do nothing`,
};

/** $3: the value in force there, and so many ($4) changes after it. */
export const CHANGES_FROM: Statement = {
  name: 'chain_history_changes',
  text: `
    (select ${CHANGE} from chain_count_history
      where genesis_hash = $1::text and count_name = $2::text and block_number <= $3::bigint
      order by block_number desc limit 1)
    union all
    (select ${CHANGE} from chain_count_history
      where genesis_hash = $1::text and count_name = $2::text and block_number > $3::bigint
      order by block_number limit $4::int)
    order by block_number`,
};

/**
 * Spans that touch or overlap, as one each (gaps and islands), between the blocks $8 and $9.
 * $3 to $7: the span that is being followed and not written yet, or nulls.
 */
export const SPANS_BETWEEN: Statement = {
  name: 'chain_history_spans',
  text: `
    with ${SPANS},
    begun as (
      select *, from_block > 1 + max(to_block) over (
        order by from_block, to_block rows between unbounded preceding and 1 preceding) as apart
      from spans),
    numbered as (
      select *, count(*) filter (where apart) over (
        order by from_block, to_block rows unbounded preceding) as island
      from begun)
    select min(from_block), (array_agg(from_hash order by from_block))[1],
      ${secondsOf('min(from_at)')}, max(to_block)
    from numbered
    group by island
    having max(to_block) >= $8::bigint and min(from_block) <= $9::bigint
    order by 1`,
};

/** A block at which the value was the one of the moment $8; null if nobody followed then. */
export const BLOCK_AT: Statement = {
  name: 'chain_history_block_at',
  text: `
    with ${SPANS}
    select greatest(max(from_block), (
      select max(block_number) from chain_count_history
      where genesis_hash = $1::text and count_name = $2::text and seen_at <= $8::timestamptz
        and block_number <= max(to_block)
    ))
    from spans
    where from_at <= $8::timestamptz and to_at >= $8::timestamptz
    having count(*) > 0`,
};

/** What a moment ($2) that is still within its retention needs is kept: the value in force then. */
export const FORGET_CHANGES: Statement = {
  name: 'chain_history_forget_changes',
  text: `
    delete from chain_count_history as old
    where genesis_hash = $1::text and seen_at < now() - make_interval(secs => $2::float8)
      and exists (
        select from chain_count_history as next
        where next.genesis_hash = old.genesis_hash and next.count_name = old.count_name
          and next.block_number > old.block_number
          and next.seen_at < now() - make_interval(secs => $2::float8))`,
};

export const FORGET_SPANS: Statement = {
  name: 'chain_history_forget_spans',
  text: `
    delete from chain_follow_span
    where genesis_hash = $1::text and to_at < now() - make_interval(secs => $2::float8)`,
};

export const DATABASE_NOW: Statement = {
  name: 'chain_history_now',
  text: `select ${secondsOf('clock_timestamp()')}`,
};
