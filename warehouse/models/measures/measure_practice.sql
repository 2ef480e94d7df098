-- One row per measure of agreements, documents, meetings, audits, suggestions and training, period and department.
with today as (
    select period.period_id, {{ local_date('company.as_of', 'company.timezone') }} as on_date
    from {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period on period.starts_at < company.as_of and company.as_of <= period.ends_at
),
term as (
    select term.*, service.provider_department_id as department_id, level.service_id is not null as has_level
    from {{ ref('stg_service_term') }} as term
    join {{ ref('dim_service') }} as service on service.service_id = term.service_id
    left join (
        select distinct service_id from {{ ref('stg_service_level') }}
        where response_minutes is not null and resolution_minutes is not null
    ) as level on level.service_id = term.service_id
),
paper as (
    select document.*, today.period_id, today.on_date
    from {{ ref('stg_document') }} as document
    cross join today
    where coalesce(document.valid_from, today.on_date) <= today.on_date
        and (document.valid_to is null or document.valid_to > today.on_date)
),
department as (select department_id from {{ ref('dim_department') }} where not is_derived),
pair as (
    select distinct service.provider_department_id as department_id, edge.customer_department_id
    from {{ ref('stg_service_customer') }} as edge
    join {{ ref('dim_service') }} as service on service.service_id = edge.service_id
    where edge.customer_department_id <> service.provider_department_id
),
met as (
    select distinct one.kind, period.period_id, one.department_id, other.department_id as other_id
    from {{ ref('stg_meeting') }} as one
    join {{ ref('stg_meeting') }} as other on other.meeting_id = one.meeting_id and other.department_id <> one.department_id
    join {{ ref('dim_period') }} as period on period.starts_on <= one.held_on and one.held_on < period.ends_before_on
    where one.kind in ('exchange', 'visit', 'briefing')
),
head as (
    select period.period_id, employee.employee_id, employee.department_id, period.ends_before_on
    from {{ ref('dim_employee') }} as employee
    join {{ ref('dim_period') }} as period
        on period.is_begun and coalesce(employee.hired_on, date '0001-01-01') < period.ends_before_on
        and (employee.left_on is null or employee.left_on >= period.starts_on)
    where employee.department_id is not null and not employee.is_derived
),
-- on_date decides the half-year; a fact without one holds now.
dated as (
    select case kind when 'cross_department' then 'meetings_cross_held' when 'internal' then 'meetings_internal_held'
            else 'reviews_held' end as measure_id,
        planned_on as on_date, department_id, case when held_on is not null then 1 else 0 end as amount, 1 as cases
    from {{ ref('stg_meeting') }} where kind in ('cross_department', 'internal', 'review')
    union all
    select 'task_force_days', planned_on, department_id, {{ dbt.datediff('planned_on', 'held_on', 'day') }}, 1
    from {{ ref('stg_meeting') }} where kind = 'task_force' and held_on is not null
    union all
    select case kind when 'manager_check' then 'manager_checks_done' when 'branch_check' then 'branch_checks_done'
            else 'audits_done' end, planned_on, department_id,
        case when done_on is not null then 1 else 0 end, 1
    from {{ ref('stg_audit') }}
    union all
    select 'reports_valid', found_on, department_id, case when is_valid then 1 else 0 end, 1
    from {{ ref('stg_finding') }} where kind = 'report' and closed_on is not null
    union all
    select case kind when 'privacy' then 'privacy_incidents' else 'leak_incidents' end, found_on, department_id, 1, null
    from {{ ref('stg_finding') }} where kind in ('privacy', 'leak') and coalesce(is_valid, true)
    union all
    select case kind when 'call' then 'call_checks_passed' else 'quality_checks_passed' end, checked_on, department_id,
        case when is_passed then 1 else 0 end, 1
    from {{ ref('stg_quality_check') }}
    union all
    select 'suggestions_cross_adopted', submitted_on, to_department_id, case when decision = 'adopted' then 1 else 0 end, 1
    from {{ ref('stg_suggestion') }} where from_department_id <> to_department_id
    union all
    select 'suggestions_count', submitted_on, to_department_id, 1, null from {{ ref('stg_suggestion') }}
    union all
    select 'suggestions_reviewed', submitted_on, to_department_id,
        case when {{ dbt.datediff('submitted_on', 'reviewed_on', 'day') }} <= 14 then 1 else 0 end, 1
    from {{ ref('stg_suggestion') }}
    union all
    select 'joint_problems_closed', opened_on, department_id,
        case when root_cause is not null and action is not null and closed_on is not null then 1 else 0 end, 1
    from {{ ref('stg_problem') }}
    where problem_id in (select problem_id from {{ ref('stg_problem') }} group by problem_id having count(*) > 1)
    union all
    select 'top_recognised', recognized_on, to_department_id, 1, null
    from {{ ref('stg_recognition') }} where employee_id is not null
    union all
    select 'recognitions_per_100', recognized_on, to_department_id, 1, 0 from {{ ref('stg_recognition') }}
),
judged as (
    select dated.measure_id, period.period_id, dated.department_id, dated.amount, dated.cases
    from dated
    cross join today
    join {{ ref('dim_period') }} as period
        on period.starts_on <= dated.on_date and dated.on_date < period.ends_before_on
    where dated.on_date <= today.on_date
    union all
    select 'terms_complete', today.period_id, department_id,
        case when has_level and quality_requirement is not null and contact_mode is not null then 1 else 0 end, 1
    from term cross join today
    union all
    select 'terms_signed', today.period_id, department_id, case when signed_on <= today.on_date then 1 else 0 end, 1
    from term cross join today
    union all
    select 'acceptance_defined', today.period_id, department_id,
        case when acceptance_criteria is not null then 1 else 0 end, 1
    from term cross join today
    union all
    select 'terms_by_criticality', today.period_id, department_id, case when criticality is not null then 1 else 0 end, 1
    from term cross join today
    union all
    select 'standards_in_force', period_id, department_id, 1, null from paper where kind = 'standard'
    union all
    select 'standards_reviewed', period_id, department_id,
        case when reviewed_on > on_date - interval 365 day then 1 else 0 end, 1
    from paper where kind = 'standard'
    union all
    select 'procedures_complete', period_id, department_id, case when is_complete then 1 else 0 end, 1
    from paper where kind = 'procedure'
    union all
    select 'channels_alive', period_id, department_id,
        case when published_on <= on_date and reviewed_on > on_date - interval 183 day then 1 else 0 end, 1
    from paper where kind = 'channel'
    union all
    select 'profiles_recent', period_id, department_id,
        case when reviewed_on > on_date - interval 365 day then 1 else 0 end, 1
    from paper where kind = 'profile'
    union all
    select 'policies_acknowledged', period_id, department_id, acknowledged_count, addressee_count
    from paper where kind = 'policy' and published_on <= on_date
    union all
    select case held.kind when 'profile' then 'profiles_complete' else 'service_teams' end, today.period_id,
        department.department_id, max(case when paper.document_id is not null then 1 else 0 end), 1
    from department
    cross join today
    cross join (select 'profile' as kind union all select 'service_team') as held
    left join paper on paper.department_id = department.department_id and paper.kind = held.kind
    group by held.kind, today.period_id, department.department_id
    union all
    select case wanted.kind when 'exchange' then 'exchange_pairs' when 'visit' then 'customers_visited'
            else 'customers_briefed' end, period.period_id, pair.department_id,
        case when met.other_id is not null then 1 else 0 end, 1
    from pair
    cross join (select 'exchange' as kind union all select 'visit' union all select 'briefing') as wanted
    join {{ ref('dim_period') }} as period on period.is_begun
    left join met
        on met.kind = wanted.kind and met.period_id = period.period_id and met.department_id = pair.department_id
        and met.other_id = pair.customer_department_id
    union all
    select 'trained_share', head.period_id, head.department_id,
        max(case when training.employee_id is not null then 1 else 0 end), 1
    from head
    left join {{ ref('stg_training') }} as training
        on training.employee_id = head.employee_id and training.is_passed
        and training.completed_on < head.ends_before_on
        and (training.valid_to is null or training.valid_to >= head.ends_before_on)
    group by head.period_id, head.department_id, head.employee_id
    union all
    select 'service_training_hours', head.period_id, head.department_id, coalesce(sum(training.hours), 0), 1
    from head
    join {{ ref('dim_period') }} as period on period.period_id = head.period_id
    left join {{ ref('stg_training') }} as training
        on training.employee_id = head.employee_id and training.category in ('service', 'communication')
        and period.starts_on <= training.completed_on and training.completed_on < period.ends_before_on
    group by head.period_id, head.department_id, head.employee_id
    union all
    select 'recognitions_per_100', period_id, department_id, 0, 1 from head
    union all
    select 'open_problems', today.period_id, department_id, case when closed_on is null then 1 else 0 end, null
    from {{ ref('stg_problem') }} cross join today
    where problem_id in (select problem_id from {{ ref('stg_problem') }} group by problem_id having count(*) > 1)
)
{{ judged_as('sum(amount)', 'sum(cases)') }}
