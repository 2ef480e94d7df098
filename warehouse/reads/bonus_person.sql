-- One row per person's line that the viewer may see, by department and name: never by score or money.
select
    line.employee_id,
    line.department_id,
    department.department_name,
    coalesce(employee.employee_name, line.employee_id) as employee_name,
    line.base_fen / 100.0 as base_amount,
    line.eligible_days as paid_day_count,
    coalesce(person.reason, person.status, 'not_assessed') as status,
    person.score,
    person.score_low,
    person.score_high,
    person.band,
    line.grade,
    line.coefficient,
    line.amount_fen / 100.0 as bonus_amount,
    line.ledger_ids is not null as is_excluded
from seen_person as line
join label as department using (department_id)
left join core.dim_employee as employee using (employee_id)
left join marts.person_score as person
    on person.period_id = line.period_id and person.employee_id = line.employee_id
    and person.department_id = line.department_id
where line.period_id = $period
    and ($department::varchar is null or line.department_id = $department)
order by department.department_name, employee_name, line.employee_id
