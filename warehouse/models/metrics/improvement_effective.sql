-- One row per period and department: improvements verified as effective, of those checked.
select
    'improvement_effective' as indicator_id,
    period.period_id,
    improvement.department_id,
    cast(sum(case when improvement.verified_effective then 1 else 0 end) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('stg_improvement') }} as improvement
cross join {{ source('settings', 'company') }} as company
join {{ ref('dim_period') }} as period
    on period.starts_on <= improvement.checked_on and improvement.checked_on < period.ends_before_on
where improvement.verified_effective is not null
    and improvement.checked_on < {{ local_date('company.as_of', 'company.timezone') }}
group by period.period_id, improvement.department_id
