-- One row per improvement that the viewer may see and the filters keep: the step it waits for at as-of, and since when.
select
    improvement.improvement_id, improvement.source, improvement.opened_on, improvement.plan_due_on,
    improvement.done_on, improvement.checked_on, improvement.acted_on, improvement.verified_effective,
    department.department_id, department.unit_id, department.unit_name, today.on_date,
    case
        when improvement.acted_on < today.on_date then 'closed'
        when improvement.checked_on < today.on_date then 'act'
        when improvement.done_on < today.on_date then 'check'
        else 'do'
    end as stage,
    case stage
        when 'closed' then improvement.acted_on when 'act' then improvement.checked_on
        when 'check' then improvement.done_on else improvement.opened_on
    end as since_on,
    today.on_date - since_on as stage_days,
    improvement.opened_on >= pair.starts_on and improvement.opened_on < pair.ends_before_on as is_opened,
    improvement.checked_on >= pair.starts_on and improvement.checked_on < pair.ends_before_on
        and improvement.checked_on < today.on_date and improvement.verified_effective is not null as is_checked,
    improvement.plan_due_on >= pair.starts_on and improvement.plan_due_on < pair.ends_before_on
        and improvement.plan_due_on < today.on_date as is_due
from staging.stg_improvement as improvement
cross join (select timezone(timezone, as_of)::date as on_date from settings.company) as today
cross join period_pair as pair
join unit as department on department.department_id = improvement.department_id
where improvement.department_id in (select unnest($scope::varchar[]))
    and improvement.opened_on < today.on_date
    and (
        $provider is null
        or $provider in (department.department_id, department.level1_id, department.level2_id, department.level3_id)
    )
