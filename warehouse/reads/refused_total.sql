-- One row per feed, reason and run that refused: how many rows; one refused for two reasons counts under both.
select
    feed,
    reason,
    run_id,
    count(*) as refused_count
from (select feed, run_id, unnest(reasons) as reason from refused)
where $sees_rows
group by feed, reason, run_id
order by refused_count desc, feed, reason, run_id
