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
{{ weighed_by_effort('project_on_time') }}
