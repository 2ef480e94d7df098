-- One row per period and department: milestones completed by their due date, of those due; by planned effort.
with judged as (
    select
        period.period_id,
        milestone.member_department_id as department_id,
        case when milestone.completed_on <= milestone.due_on then 1 else 0 end as is_good,
        case when milestone.planned_effort > 0 then milestone.planned_effort end as effort
    from {{ ref('stg_project') }} as milestone
    cross join {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period
        on period.starts_on <= milestone.due_on and milestone.due_on < period.ends_before_on
    where milestone.due_on < {{ local_date('company.as_of', 'company.timezone') }}
),
usual as (
    select period_id, department_id,
        cast(cast(sum(effort) as double) / count(effort) as decimal(18, 4)) as effort
    from judged
    group by period_id, department_id
),
weighed as (
    -- A milestone without effort counts as the department's others do.
    select judged.*, coalesce(judged.effort, usual.effort, 1) as weight
    from judged
    join usual on usual.period_id = judged.period_id and usual.department_id is not distinct from judged.department_id
)
select
    'project_on_time' as indicator_id,
    period_id,
    department_id,
    cast(sum(is_good) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count,
    cast(sum(is_good * weight) as decimal(18, 4)) as good_weight,
    cast(sum(weight) as decimal(18, 4)) as weight
from weighed
group by period_id, department_id
