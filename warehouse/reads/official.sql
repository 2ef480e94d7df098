-- One row per department and the period: the published result, and what its people together were given.
-- The sum of few people would tell what one of them gets: only who may see people sees it.
with given as (
    select department_id, sum(amount_fen)::bigint as amount_fen, count(distinct employee_id) as people_count
    from marts.bonus_line
    where period_id = $period and department_id is not null
    group by department_id
)
select
    score.department_id,
    department.department_name,
    score.status as official_status,
    score.score as official_score,
    score.rank as official_rank,
    score.grade as official_grade,
    score.coefficient as official_coefficient,
    case when $sees_people or given.people_count >= $minimum then given.amount_fen end as official_amount_fen,
    coalesce($sees_people or given.people_count >= $minimum, false) as is_amount_seen
from marts.department_score as score
join label as department using (department_id)
left join given using (department_id)
where score.period_id = $period
    and score.department_id in (select unnest($scope::varchar[]))
order by score.rank nulls last, department.department_name
