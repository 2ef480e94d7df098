-- One row per period and department: milestones accepted at the first inspection, of those inspected.
select
    'project_quality' as indicator_id,
    period.period_id,
    milestone.member_department_id as department_id,
    cast(sum(case when milestone.accepted_first_time then 1 else 0 end) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('stg_project') }} as milestone
cross join {{ source('settings', 'company') }} as company
join {{ ref('dim_period') }} as period
    on period.starts_on <= milestone.completed_on and milestone.completed_on < period.ends_before_on
where milestone.accepted_first_time is not null
    and milestone.completed_on < {{ local_date('company.as_of', 'company.timezone') }}
group by period.period_id, milestone.member_department_id
