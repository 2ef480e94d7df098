-- One row per period and department: milestones completed by their due date, of those due.
select
    'project_on_time' as indicator_id,
    period.period_id,
    milestone.member_department_id as department_id,
    cast(sum(case when milestone.completed_on <= milestone.due_on then 1 else 0 end) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('stg_project') }} as milestone
cross join {{ source('settings', 'company') }} as company
join {{ ref('dim_period') }} as period
    on period.starts_on <= milestone.due_on and milestone.due_on < period.ends_before_on
where milestone.due_on < {{ local_date('company.as_of', 'company.timezone') }}
group by period.period_id, milestone.member_department_id
