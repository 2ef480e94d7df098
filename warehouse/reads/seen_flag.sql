-- One row per department or pair of the viewer's that was tested in the period, flagged or not, and the decision that holds.
select
    flag.*,
    department.department_name,
    other.department_name as other_name,
    decision.verdict,
    decision.actor_id as decided_by,
    decision.decided_at,
    decision.note
from marts.fairness_flag as flag
join label as department on department.department_id = flag.department_id
left join label as other on other.department_id = flag.other_department_id
left join marts.fairness_decision as decision
    on decision.period_id = flag.period_id and decision.flag_id = flag.flag_id and decision.is_latest
where flag.period_id = $period
    and (
        flag.department_id in (select unnest($scope::varchar[]))
        or flag.other_department_id in (select unnest($scope::varchar[]))
    )
