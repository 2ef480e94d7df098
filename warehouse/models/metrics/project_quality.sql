-- One row per period and department: milestones accepted at the first inspection, of those inspected; by planned effort.
with judged as (
    select
        period.period_id,
        milestone.member_department_id as department_id,
        case when milestone.accepted_first_time then 1 else 0 end as is_good,
        case when milestone.planned_effort > 0 then milestone.planned_effort end as effort
    from {{ ref('stg_project') }} as milestone
    cross join {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period
        on period.starts_on <= milestone.completed_on and milestone.completed_on < period.ends_before_on
    where milestone.accepted_first_time is not null
        and milestone.completed_on < {{ local_date('company.as_of', 'company.timezone') }}
),
{{ weighed_by_effort('project_quality') }}
