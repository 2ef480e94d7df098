-- One row per period and department: its self evaluation, mean of 0 to 100.
select
    'self_review' as indicator_id,
    period_id,
    department_id,
    cast(sum(score) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('stg_evaluation') }}
where source = 'self' and department_id is not null and employee_id is null
group by period_id, department_id
