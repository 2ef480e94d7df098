-- One row per period, department and twentieth of the resolution target that was used at the first resolution.
select
    period_id, department_id,
    cast(used_twentieth as bigint) as used_twentieth,
    cast(count(*) as bigint) as closed_count,
    cast(sum(case when is_reopened then 1 else 0 end) as bigint) as reopened_count
from {{ ref('ticket_closing') }}
where period_id is not null and department_id is not null
group by period_id, department_id, used_twentieth
