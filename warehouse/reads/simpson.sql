-- One row per pair of departments whose order the mix of their cases turns round, the clearest three; and how many there are.
select
    warning.indicator_id,
    ahead.department_name as ahead_name,
    behind.department_name as behind_name,
    warning.crude_gap as crude_share,
    warning.adjusted_gap as adjusted_share,
    count(*) over () as pair_count
from marts.simpson_warning as warning
join label as ahead on ahead.department_id = warning.ahead_department_id
join label as behind on behind.department_id = warning.behind_department_id
where warning.period_id = $period
    and warning.ahead_department_id in (select unnest($scope::varchar[]))
    and warning.behind_department_id in (select unnest($scope::varchar[]))
order by least(warning.crude_gap, warning.adjusted_gap) desc, ahead_name, behind_name
limit 3
