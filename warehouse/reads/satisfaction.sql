-- One row per period up to the one asked: the mean of answers about the viewer's departments, 1 to 5.
-- Hidden cells are left out of sums too, so that no filter lays an answer bare.
with summed as (
    select
        period.period_id,
        period.starts_on,
        sum(cell.answer_count)::bigint as answer_count,
        1 + 4 * sum(cell.mark_sum)::double / sum(cell.answer_count)::double as mean_score
    from marts.survey_cell as cell
    join settings.period as period using (period_id)
    join unit on unit.department_id = cell.provider_department_id
    where cell.state = 'shown' and cell.kind = 'relationship' and cell.question = 'overall' and cell.side = 'perceived'
        and cell.provider_department_id in (select unnest($scope::varchar[]))
        and ($provider is null or $provider in (unit.department_id, unit.level1_id, unit.level2_id, unit.level3_id))
    group by period.period_id, period.starts_on
)
select
    summed.period_id,
    summed.answer_count,
    summed.mean_score,
    lag(summed.period_id) over (order by summed.starts_on) as before_id,
    round(summed.mean_score - lag(summed.mean_score) over (order by summed.starts_on), 2) as score_change
from summed
cross join period_pair as pair
where summed.starts_on <= pair.starts_on
order by summed.starts_on
