-- One row per feed: where it stands, what the last run read, loaded and refused, and how old its newest row is.
select
    feed.feed,
    feed.state,
    counted.source_count,
    counted.read_count,
    counted.loaded_count,
    counted.quarantined_count as refused_count,
    counted.quarantined_count / nullif(counted.read_count, 0) as refused_share,
    feed.newest_at,
    date_diff('day', least(feed.newest_at, company.as_of), company.as_of) as age_days,
    coalesce(date_diff('day', feed.newest_at, company.as_of) > 7 and feed.feed in ('tickets', 'ticket_events'), false)
        as is_stale
from audit.feed as feed
cross join settings.company as company
left join audit.run as run on run.build_id = $build_id
left join audit.row_count as counted on counted.run_id = run.run_id and counted.feed = feed.feed
where len($scope) > 0
order by feed.state = 'absent', counted.read_count desc nulls last, feed.feed
