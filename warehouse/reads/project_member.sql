-- One row per department: its milestones of the period, in time and accepted the first time; the worst first.
select
    unit_id as member_id,
    unit_name as member_name,
    count(*) filter (where is_due) as due_count,
    count(*) filter (where is_due and completed_on <= due_on) as resolution_met,
    count(*) filter (where is_due and (completed_on > due_on or completed_on is null)) as resolution_breached,
    case when due_count >= $minimum then resolution_met / due_count end as resolution_share,
    case when count(*) filter (where is_due and accepted_first_time is not null) >= $minimum
        then count(*) filter (where is_due and accepted_first_time)
            / count(*) filter (where is_due and accepted_first_time is not null) end as accepted_share,
    count(*) filter (where completed_on is null and due_on < on_date) as late_count
from seen_milestone
group by unit_id, unit_name
having count(*) filter (where is_due or completed_on is null) > 0
order by resolution_share nulls last, resolution_breached desc, member_name
