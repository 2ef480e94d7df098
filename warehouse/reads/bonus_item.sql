-- One row per item of one person's score in one department, the heaviest first.
select
    item.indicator_id,
    item.status,
    item.numerator,
    item.denominator,
    item.prior,
    item.value,
    item.score,
    item.weight
from marts.person_indicator as item
where item.period_id = $period and item.employee_id = $employee and item.department_id = $department
    and ($sees_people or item.employee_id in (select unnest($people::varchar[])))
order by item.weight desc, item.indicator_id
