-- One row per quarter point of severity: how many raters give so much more or less than others; few raters stay unseen.
-- Only for who may see every department: raters belong to all of them.
with binned as (
    select least(greatest(round(severity * 4), -4), 4)::bigint as quarter, count(*) as rater_count
    from marts.rater_severity
    where period_id = $period and is_comparable
        and not exists (
            select 1 from core.dim_department where department_id not in (select unnest($scope::varchar[]))
        )
    group by quarter
)
select
    quarter,
    quarter / 4 as severity,
    abs(quarter) = 4 as is_open_ended,
    if(rater_count >= (select k_score from settings.privacy), rater_count, null) as rater_count
from binned
order by quarter
