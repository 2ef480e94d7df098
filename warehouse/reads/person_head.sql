-- One row: the result of one person in one department, what it takes to be rated, its state and its policy.
-- A line of the bonus, a score, or both: without a pool there is no line, and a policy may assess nobody.
with found as (
    select period_id, employee_id, department_id from marts.person_score
    union
    select period_id, employee_id, department_id from seen_person
)
select
    found.employee_id,
    coalesce(employee.employee_name, found.employee_id) as employee_name,
    found.department_id,
    department.department_name,
    company.name as company_name,
    company.timezone,
    company.as_of,
    found.period_id,
    coalesce(score.status, 'not_assessed') as status,
    score.reason,
    score.score,
    score.score_low,
    score.score_high,
    coalesce(rule.interval_share, 0.95) as interval_share,
    score.band,
    score.grade,
    score.unvetoed_grade,
    coalesce(score.coefficient, line.coefficient) as coefficient,
    score.coverage as coverage_share,
    coalesce(score.eligible_days, line.eligible_days) as paid_day_count,
    score.ledger_ids,
    rule.rated_min_days,
    rule.min_tickets,
    rule.min_raters,
    rule.min_coverage as min_coverage_share,
    (select min(policy_version) from settings.indicator where period_id = found.period_id) as policy_version,
    case
        when state.state = 'publicity' and state.publicity_ends_at <= $now::timestamptz then 'appeals'
        else coalesce(state.state, 'open')
    end as state,
    state.appeals_end_at,
    state.appeals_end_at <= $now::timestamptz as is_appeal_over,
    state.frozen_at,
    (
        select min_by(later.period_id, later.starts_at)
        from settings.period as later
        where later.starts_at >= asked.ends_at
    ) as next_period_id
from found
join label as department using (department_id)
cross join settings.company as company
join settings.period as asked using (period_id)
left join marts.person_score as score using (period_id, employee_id, department_id)
left join marts.bonus_line as line using (period_id, employee_id, department_id)
left join settings.person_rule as rule using (period_id)
left join marts.period_state as state using (period_id)
left join core.dim_employee as employee using (employee_id)
where found.period_id = $period
    and found.employee_id = $employee
    and ($department::varchar is null or found.department_id = $department)
    and ($sees_people or found.employee_id in (select unnest($people::varchar[])))
order by paid_day_count desc, found.department_id
