-- One row: how many departments the period ranks, how many it does not, and where their scores lie.
select
    count(*) filter (where status <> 'not_rated') as rated_count,
    count(*) filter (where status = 'provisional') as provisional_count,
    count(*) filter (where status = 'not_rated') as unrated_count,
    max(score) as best_score,
    median(score) as middle_score
from marts.department_score
where period_id = $period
    and department_id in (select unnest($scope::varchar[]))
having count(*) > 0
