-- One row per measure of projects, improvements and people, period and department.
with today as (
    select period.period_id, {{ local_date('company.as_of', 'company.timezone') }} as on_date
    from {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period on period.starts_at < company.as_of and company.as_of <= period.ends_at
),
project as (
    select
        project_id, min(owner_department_id) as department_id, min(due_on) as begins_on,
        count(distinct owner_department_id) as owner_count,
        count(distinct case when member_department_id <> owner_department_id then member_department_id end) as other_count
    from {{ ref('stg_project') }}
    group by project_id
),
evaluated as (
    select period_id, department_id,
        sum(case when source = 'self' then score end) / count(case when source = 'self' then 1 end) as self_score,
        sum(case when source = 'superior' then score end) / count(case when source = 'superior' then 1 end)
            as superior_score
    from {{ ref('stg_evaluation') }}
    where employee_id is null and department_id is not null
    group by period_id, department_id
),
stay as (
    select employee.employee_id, employee.department_id, period.period_id, period.starts_on, period.ends_before_on,
        employee.left_on
    from {{ ref('dim_employee') }} as employee
    join {{ ref('dim_period') }} as period
        on period.is_begun and coalesce(employee.hired_on, date '0001-01-01') < period.ends_before_on
        and (employee.left_on is null or employee.left_on >= period.starts_on)
    where employee.department_id is not null
),
judged as (
    select 'project_roles' as measure_id, period.period_id, project.department_id,
        case when project.owner_count = 1 and project.other_count > 0 then 1 else 0 end as amount, 1 as cases
    from project
    join {{ ref('dim_period') }} as period
        on period.starts_on <= project.begins_on and project.begins_on < period.ends_before_on
    union all
    select 'improvement_on_time', period.period_id, improvement.department_id,
        case when improvement.done_on <= improvement.plan_due_on then 1 else 0 end, 1
    from {{ ref('stg_improvement') }} as improvement
    cross join today
    join {{ ref('dim_period') }} as period
        on period.starts_on <= improvement.plan_due_on and improvement.plan_due_on < period.ends_before_on
    where improvement.plan_due_on < today.on_date
    union all
    select 'pdca_closed', period.period_id, improvement.department_id,
        case when improvement.acted_on < today.on_date and improvement.verified_effective then 1 else 0 end, 1
    from {{ ref('stg_improvement') }} as improvement
    cross join today
    join {{ ref('dim_period') }} as period
        on period.starts_on <= improvement.opened_on and improvement.opened_on < period.ends_before_on
    union all
    select 'evaluation_followed', period.period_id, department.department_id,
        max(case when improvement.improvement_id is not null then 1 else 0 end), 1
    from {{ ref('dim_period') }} as period
    cross join (select distinct department_id from {{ ref('stg_improvement') }}) as department
    cross join today
    left join {{ ref('stg_improvement') }} as improvement
        on improvement.department_id = department.department_id
        and improvement.opened_on >= period.ends_before_on and improvement.opened_on < period.ends_before_on + interval 30 day
    where period.ends_before_on + interval 30 day <= today.on_date
    group by period.period_id, department.department_id
    union all
    select 'turnover_share', period_id, department_id,
        case when left_on < ends_before_on then 1 else 0 end, 1
    from stay
    union all
    select 'staff_rated', stay.period_id, stay.department_id, case when rated.employee_id is not null then 1 else 0 end, 1
    from stay
    left join (
        select distinct period_id, employee_id from {{ ref('stg_evaluation') }}
        where source = 'superior' and employee_id is not null
    ) as rated on rated.period_id = stay.period_id and rated.employee_id = stay.employee_id
    union all
    select 'open_complaints', today.period_id, department_id, case when resolved_s is null then 1 else 0 end, null
    from {{ ref('measured_ticket') }} cross join today where kind = 'complaint' and not is_cancelled
    union all
    select 'open_per_head', today.period_id, ticket.department_id, 1, 0
    from {{ ref('measured_ticket') }} as ticket cross join today where ticket.resolved_s is null and not ticket.is_cancelled
    union all
    select 'open_per_head', today.period_id, department_id, 0, 1
    from {{ ref('dim_employee') }} cross join today where left_on is null and not is_derived
)
{{ judged_as('sum(amount)', 'sum(cases)') }}
union all
select 'self_gap', period_id, department_id,
    cast(self_score - superior_score as decimal(18, 4)), cast(1 as decimal(18, 4)), null, null, null
from evaluated
where self_score is not null and superior_score is not null
