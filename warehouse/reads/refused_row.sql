-- One row per refused row, by feed, run and place in the source; at most $most of them.
-- Feed, reason and run narrow it when they are given. The id names a row by what stands in it.
select
    md5(feed || content::varchar) as refused_id,
    feed,
    run_id,
    source,
    row_number,
    reasons,
    broken,
    content::varchar as content
from refused
where $sees_rows
    and ($feed::varchar is null or feed = $feed)
    and ($reason::varchar is null or list_contains(reasons, $reason))
    and ($run::varchar is null or run_id = $run)
order by feed, run_id, source, row_number
limit $most
