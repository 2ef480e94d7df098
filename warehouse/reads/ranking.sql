-- One row per department and the period, the best first and the unrated last.
select
    score.department_id,
    department.department_name,
    score.status,
    score.score,
    score.rank,
    score.band,
    score.score_low,
    score.score_high,
    coalesce(score.interval_share, 0.95) as interval_share, -- of results frozen before the policy could say it
    score.best_rank,
    score.worst_rank,
    score.grade,
    score.coefficient,
    score.coverage as coverage_share,
    before.rank as before_rank,
    score.score - before.score as score_change,
    weights.rank_held_share,
    weights.grade_held_share
from marts.department_score as score
join label as department using (department_id)
cross join period_pair as pair
left join marts.department_score as before
    on before.period_id = pair.before_id and before.department_id = score.department_id
left join marts.weight_sensitivity as weights
    on weights.period_id = score.period_id and weights.department_id = score.department_id
where score.period_id = pair.period_id
    and score.department_id in (select unnest($scope::varchar[]))
order by score.rank nulls last, department.department_name
