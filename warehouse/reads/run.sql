-- One row per run, the newest first.
select
    run.run_id,
    run.started_at,
    round(date_diff('millisecond', run.started_at, run.finished_at) / 1000, 1) as seconds,
    run.outcome,
    run.error,
    sum(counted.read_count)::bigint as read_count,
    sum(counted.loaded_count)::bigint as loaded_count,
    sum(counted.quarantined_count)::bigint as refused_count
from audit.run as run
left join audit.row_count as counted using (run_id)
where $sees_rows
group by run.run_id, run.started_at, run.finished_at, run.outcome, run.error
order by run.started_at desc
limit 50
