-- One row for a department: how much of its working time was paused, and its punctuality with and without that.
select
    use.paused_s::double / nullif(use.window_s, 0) as paused_share,
    use.met_count::double / use.ticket_count as met_share,
    (use.met_count - use.saved_count)::double / use.ticket_count as met_without_share
from fairness.pause_use as use
where use.period_id = $period and use.department_id = $department
    and use.department_id in (select unnest($scope::varchar[]))
