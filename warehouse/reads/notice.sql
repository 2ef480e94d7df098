-- One row per thing that the build's run noticed about a feed, by feed.
select
    feed,
    kind,
    column_name,
    value,
    low,
    high
from audit.notice
where run_id = $build_id and $sees_rows
order by feed, kind, column_name
