-- One row: how one person's amount in one department comes about, exact to the fen.
-- What the department has in all is told only to who may see the department.
select
    line.base_fen / 100.0 as base_amount,
    line.eligible_days as paid_day_count,
    line.coefficient,
    line.grade,
    line.quota_num,
    line.quota_den,
    line.quota_num::double / line.quota_den::double / 100.0 as quota_amount,
    line.amount_fen,
    line.amount_fen / 100.0 as bonus_amount,
    line.ledger_ids,
    pool.mode,
    part.coefficient as department_coefficient,
    case when line.department_id in (select unnest($scope::varchar[])) then part.amount_fen / 100.0 end
        as department_amount,
    case when line.department_id in (select unnest($scope::varchar[])) then part.employee_count end
        as employee_count
from seen_person as line
join marts.bonus_pool as pool using (period_id)
join marts.bonus_department as part using (period_id, department_id)
where line.period_id = $period and line.employee_id = $employee and line.department_id = $department
