-- One row per stage and table checked: how many expectations were met, and how many rows broke the others.
select
    stage,
    suite,
    count(*) as expectation_count,
    count(*) filter (where is_met) as met_count,
    count(*) filter (where not is_met) as failed_count,
    coalesce(sum(unexpected_count) filter (where not is_met), 0)::bigint as unexpected_count
from audit.expectation
where $sees_rows
group by stage, suite
order by failed_count desc, stage, suite
