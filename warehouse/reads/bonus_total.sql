-- One row: the money of the viewer's departments; pool, budget and what is kept only for who may see every department.
with part as (
    select
        count(*) as department_count,
        coalesce(sum(employee_count), 0)::bigint as employee_count,
        coalesce(sum(amount_fen), 0) / 100.0 as visible_amount
    from marts.bonus_department
    where period_id = $period and department_id in (select unnest($scope::varchar[]))
),
whole as (
    select count(*) = 0 as sees_all
    from (select department_id from core.dim_department where department_id not in (select unnest($scope::varchar[])))
)
select
    pool.mode,
    part.department_count,
    part.employee_count,
    part.visible_amount,
    whole.sees_all,
    case when whole.sees_all then pool.pool_fen / 100.0 end as pool_amount,
    case when whole.sees_all then pool.given_fen / 100.0 end as given_amount,
    case when whole.sees_all then pool.retained_fen / 100.0 end as retained_amount,
    case when whole.sees_all then pool.over_fen / 100.0 end as over_amount
from marts.bonus_pool as pool
cross join part
cross join whole
where pool.period_id = $period and len($scope::varchar[]) > 0
