-- One row per column of a feed's source in the build's run: what it fills, and how empty it is; the unused ones last.
select
    column_name,
    array_to_string(fills, ', ') as fills,
    row_count,
    null_share
from audit.source_column
where run_id = $build_id and feed = $feed and $sees_rows
order by len(fills) = 0, row_count is not null, column_name
