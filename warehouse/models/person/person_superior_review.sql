-- One row per period, department and employee: evaluations by the superior, mean of 0 to 100.
select
    'superior_review' as indicator_id,
    period_id,
    department_id,
    employee_id,
    cast(sum(score) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('person_evaluation') }}
where source = 'superior' and evaluator_id is distinct from employee_id
group by period_id, department_id, employee_id
