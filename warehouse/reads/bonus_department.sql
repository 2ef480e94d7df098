-- One row per department of the viewer with a part of the pool, the largest first.
-- even_amount is what it would get with everybody's coefficient at 1: base and days alone.
with part as (
    select
        *,
        sum(amount_fen) over () * (base_days_fen / nullif(sum(base_days_fen) over (), 0)::double) / 100.0 as even_amount
    from marts.bonus_department
    where period_id = $period
)
select
    part.department_id,
    department.department_name,
    part.employee_count,
    part.base_days_fen / 100.0 as base_days_amount,
    part.coefficient,
    score.score,
    score.grade,
    part.even_amount,
    part.amount_fen / 100.0 as bonus_amount,
    part.amount_fen / 100.0 - part.even_amount as moved_amount,
    row_number() over (
        order by abs(part.amount_fen / 100.0 - part.even_amount) desc nulls last, part.department_id
    ) as move_place
from part
join label as department using (department_id)
left join marts.department_score as score
    on score.period_id = part.period_id and score.department_id = part.department_id
where part.department_id in (select unnest($scope::varchar[]))
order by part.amount_fen desc, department.department_name
