-- One row per period, department and employee: the evaluation by himself or herself, mean of 0 to 100.
select
    'self_review' as indicator_id,
    period_id,
    department_id,
    employee_id,
    cast(sum(score) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('person_evaluation') }}
where source = 'self' and coalesce(evaluator_id, employee_id) = employee_id
group by period_id, department_id, employee_id
