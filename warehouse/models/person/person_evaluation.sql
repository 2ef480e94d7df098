-- One row per evaluation of a person: by whom, and in which department it counts.
select
    evaluation.period_id,
    evaluation.source,
    evaluation.employee_id,
    evaluation.evaluator_id,
    evaluation.score,
    coalesce(evaluation.department_id, employee.department_id) as department_id
from {{ ref('stg_evaluation') }} as evaluation
left join {{ ref('dim_period') }} as period on period.period_id = evaluation.period_id
left join {{ ref('bridge_employee_department') }} as employee
    on employee.employee_id = case when evaluation.department_id is null then evaluation.employee_id end
    and employee.valid_from_s < period.ends_s and period.ends_s <= employee.valid_to_s
where evaluation.employee_id is not null
