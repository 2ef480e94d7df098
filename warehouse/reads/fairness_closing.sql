-- One row per twentieth of the resolution target, and one for later: tickets of a department resolved first by then.
select
    bin.twentieth,
    (bin.twentieth - 1) / 20 as used_low_share,
    if(bin.twentieth <= 20, bin.twentieth / 20, null) as used_high_share,
    coalesce(sum(cell.closed_count), 0)::bigint as closed_count,
    coalesce(sum(cell.reopened_count), 0)::bigint as reopened_count,
    coalesce(sum(cell.closed_count - cell.reopened_count), 0)::bigint as kept_count
from range(1, 22) as bin (twentieth)
left join fairness.closing_cell as cell
    on cell.used_twentieth = bin.twentieth and cell.period_id = $period and cell.department_id = $department
where $department in (select unnest($scope::varchar[]))
group by bin.twentieth
order by bin.twentieth
