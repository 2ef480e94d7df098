-- One row per feed: where it stands, what the last run read, loaded and refused, and both its clocks.
-- The newest row is judged at as-of, the load at the moment of reading; is_stale: one of the two is beyond its limit.
select
    feed.feed,
    feed.state,
    counted.source_count,
    counted.read_count,
    counted.loaded_count,
    counted.quarantined_count as refused_count,
    counted.quarantined_count / nullif(counted.read_count, 0) as refused_share,
    feed.newest_at,
    feed.loaded_at,
    date_diff('day', least(feed.newest_at, company.as_of), company.as_of) as age_days,
    date_diff('day', feed.loaded_at, $now::timestamptz) as loaded_days,
    coalesce(feed.newest_state <> 'fresh', false) as is_newest_stale,
    coalesce(
        date_diff('second', feed.loaded_at, $now::timestamptz) > least(feed.loaded_warn_s, feed.loaded_stop_s), false
    ) as is_load_stale,
    case
        when feed.state <> 'loaded' then feed.state
        when feed.newest_state = 'stop' or date_diff('second', feed.loaded_at, $now::timestamptz) > feed.loaded_stop_s
            then 'stop'
        when is_newest_stale or is_load_stale then 'warn'
        else 'fresh'
    end as freshness
from audit.feed as feed
cross join settings.company as company
left join audit.run as run on run.build_id = $build_id
left join audit.row_count as counted on counted.run_id = run.run_id and counted.feed = feed.feed
where $is_known
order by feed.state = 'absent', counted.read_count desc nulls last, feed.feed
