-- One row per milestone and member department that is past its date and not done, the longest first.
select
    project_id,
    project_name,
    milestone,
    unit_name as member_name,
    due_on,
    on_date - due_on as late_day_count
from seen_milestone
where completed_on is null and due_on < on_date
order by due_on, project_id, milestone, member_name
