-- One row per improvement under way, the one that has waited longest first.
select
    improvement_id,
    unit_name as department_name,
    source,
    stage as next_step,
    stage_days as stage_day_count,
    opened_on,
    plan_due_on,
    done_on,
    checked_on,
    verified_effective
from seen_improvement
where stage <> 'closed'
order by stage_days desc, improvement_id
