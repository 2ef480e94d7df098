-- One row: how many ranked departments keep rank and grade when the weights are a little different, and who is first.
with held as (
    select
        weights.*,
        score.rank
    from marts.weight_sensitivity as weights
    join marts.department_score as score using (period_id, department_id)
    where weights.period_id = $period and weights.department_id in (select unnest($scope::varchar[]))
)
select
    count(*) as department_count,
    count(*) filter (where not is_rank_sensitive) as steady_count,
    median(rank_held_share) as middle_rank_share,
    median(grade_held_share) as middle_grade_share,
    min(step_rank_held_share) as least_step_rank_share,
    max(rank_held_share) filter (where rank = 1) as first_held_share,
    2 * count(*) filter (where is_rank_sensitive) > count(*) as is_sensitive,
    any_value(draw_count) as draw_count,
    any_value(seed) as seed
from held
having count(*) > 0
