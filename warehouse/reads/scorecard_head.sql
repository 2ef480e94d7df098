-- One row: the result of one department, how sure it is, the half-year before, its state, its policy, what came later.
select
    score.department_id,
    department.department_name,
    company.name as company_name,
    company.timezone,
    company.as_of,
    score.period_id,
    score.status,
    score.score,
    score.score_error,
    score.score_low,
    score.score_high,
    coalesce(score.interval_share, 0.95) as interval_share,
    score.band,
    score.rank,
    score.best_rank,
    score.worst_rank,
    score.grade,
    score.coefficient,
    score.coverage as coverage_share,
    score.unadjusted_score,
    score.score - score.unadjusted_score as adjustment_points,
    score.unvetoed_grade,
    score.ledger_ids,
    (
        select count(*)
        from marts.department_score as other
        where other.period_id = score.period_id and other.score is not null
    ) as rated_count,
    pair.before_id,
    before.score as before_score,
    before.rank as before_rank,
    before.grade as before_grade,
    score.score - before.score as score_change,
    weights.rank_held_share,
    weights.grade_held_share,
    (select min(policy_version) from settings.indicator where period_id = score.period_id) as policy_version,
    case
        when state.state = 'publicity' and state.publicity_ends_at <= $now::timestamptz then 'appeals'
        else coalesce(state.state, 'open')
    end as state,
    state.appeals_end_at,
    state.appeals_end_at <= $now::timestamptz as is_appeal_over,
    state.frozen_at,
    restated.department_id is not null as is_restated,
    restated.present_score,
    restated.score_change as restated_points,
    restated.present_rank,
    restated.proposed_points,
    (
        select min_by(later.period_id, later.starts_at)
        from settings.period as later
        where later.starts_at >= asked.ends_at
    ) as next_period_id
from marts.department_score as score
join label as department using (department_id)
cross join settings.company as company
cross join period_pair as pair
join settings.period as asked on asked.period_id = pair.period_id
left join marts.department_score as before
    on before.period_id = pair.before_id and before.department_id = score.department_id
left join marts.period_state as state on state.period_id = score.period_id
left join marts.restatement as restated
    on restated.period_id = score.period_id and restated.department_id = score.department_id
left join marts.weight_sensitivity as weights
    on weights.period_id = score.period_id and weights.department_id = score.department_id
where score.period_id = pair.period_id
    and score.department_id = $department
    and score.department_id in (select unnest($scope::varchar[]))
