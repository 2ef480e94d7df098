-- One row per measure of details, steps and reviews of tickets, period and department; of tickets that have any of them.
with step as (
    -- What ends later than as-of is not done yet, and what ends before it begins was never timed.
    select step.*, {{ epoch_s('step.occurred_at') }} as occurred_s,
        case when step.done_at >= step.occurred_at and step.done_at <= company.as_of
            then {{ epoch_s('step.done_at') }} end as done_s
    from {{ ref('stg_ticket_step') }} as step
    cross join {{ source('settings', 'company') }} as company
    where step.occurred_at <= company.as_of
),
course as (
    select
        ticket_id,
        min(case when kind = 'confirmation' then occurred_s end) as confirmed_s,
        min(case when kind = 'escalation' then occurred_s end) as escalated_s,
        min(case when kind = 'plan_sent' then occurred_s end) as plan_sent_s,
        {% for kind in ['written_confirmation', 'customer_confirmation', 'evidence', 'expert', 'reminder',
            'mediation', 'settlement'] -%}
        sum(case when kind = '{{ kind }}' then 1 else 0 end) as {{ kind }}_count,
        {% endfor -%}
        sum(case when kind = 'approval' then done_s - occurred_s else 0 end) as approval_s,
        count(distinct case when kind in ('learn', 'feedback', 'ask', 'suggest', 'negotiate', 'thank') then kind end)
            as six_count
    from step
    group by ticket_id
),
told as (
    select ticket.*, stated.complexity_tier, course.confirmed_s, course.escalated_s, course.plan_sent_s,
        course.written_confirmation_count, course.customer_confirmation_count, course.evidence_count,
        course.expert_count, course.reminder_count, course.mediation_count, course.settlement_count,
        course.approval_s, course.six_count
    from (select * from {{ ref('measured_ticket') }} where not is_cancelled) as ticket
    join {{ ref('stg_ticket') }} as stated on stated.ticket_id = ticket.ticket_id
    join course on course.ticket_id = ticket.ticket_id
),
detailed as (
    select ticket.created_period_id, ticket.resolved_period_id, ticket.department_id, ticket.resolved_s,
        ticket.is_recorded, detail.goal, detail.standard, detail.wanted_on, detail.origin, detail.is_custom,
        detail.rework_cause
    from {{ ref('stg_ticket_detail') }} as detail
    join {{ ref('measured_ticket') }} as ticket on ticket.ticket_id = detail.ticket_id
    where not ticket.is_cancelled
),
single as (
    select step.kind, step.is_complete, step.done_s, step.department_id as step_department_id,
        ticket.created_period_id, ticket.department_id, ticket.due_s, ticket.kind as ticket_kind
    from step
    join {{ ref('measured_ticket') }} as ticket on ticket.ticket_id = step.ticket_id
),
reviewed as (
    select ticket.created_period_id, ticket.department_id, review.ticket_id,
        count(distinct review.reviewer_department_id) as reviewer_count,
        avg(25 * ((coalesce(review.reasonable, 1) + coalesce(review.feasible, 1) + coalesce(review.impact, 1)
            + coalesce(review.cost_benefit, 1)) / 4 - 1)) as score
    from {{ ref('stg_request_review') }} as review
    join {{ ref('measured_ticket') }} as ticket on ticket.ticket_id = review.ticket_id
    group by ticket.created_period_id, ticket.department_id, review.ticket_id
),
judged as (
    select 'intake_complete' as measure_id, created_period_id as period_id, department_id,
        case when is_recorded and goal is not null and standard is not null and wanted_on is not null then 1 else 0 end
            as amount,
        1 as cases
    from detailed
    {% for measure, causes in [
        ('rework_information', "('information', 'wrong_information')"), ('rework_wrong_information', "('wrong_information')"),
        ('rework_misunderstanding', "('misunderstanding')"), ('rework_error', "('error')"),
    ] -%}
    union all
    select '{{ measure }}', resolved_period_id, department_id, case when rework_cause in {{ causes }} then 1 else 0 end, 1
    from detailed where resolved_s is not null
    {% endfor -%}
    union all
    select 'proactive_share', created_period_id, department_id, case when origin = 'provider' then 1 else 0 end, 1
    from detailed where origin is not null
    union all
    select 'custom_share', created_period_id, department_id, case when is_custom then 1 else 0 end, 1
    from detailed where is_custom is not null
    union all
    select 'confirmed_before_start', created_period_id, department_id,
        case when confirmed_s <= coalesce(assigned_s, responded_s) then 1 else 0 end, 1
    from told where coalesce(assigned_s, responded_s) is not null
    union all
    select 'written_confirmation', created_period_id, department_id,
        case when written_confirmation_count > 0 then 1 else 0 end, 1
    from told where complexity_tier = 'complex'
    union all
    select 'confirmed_closure', resolved_period_id, department_id,
        case when customer_confirmation_count > 0 then 1 else 0 end, 1
    from told where resolved_s is not null
    union all
    select 'chases_per_ticket', created_period_id, department_id, reminder_count, 1 from told
    union all
    select 'expert_share', created_period_id, department_id, case when expert_count > 0 then 1 else 0 end, 1 from told
    union all
    select 'escalated_in_time', period_id, department_id, case when escalated_s < due_s then 1 else 0 end, 1
    from told where resolution_state = 'breached'
    union all
    select 'six_steps', created_period_id, department_id, case when six_count = 6 then 1 else 0 end, 1
    from told where six_count > 0
    union all
    select 'approval_share', resolved_period_id, department_id, approval_s, resolved_s - created_s
    from told where resolved_s is not null and approval_s <= resolved_s - created_s
    union all
    select 'complaint_evidence', created_period_id, department_id, case when evidence_count > 0 then 1 else 0 end, 1
    from told where kind = 'complaint' and upheld
    union all
    select 'complaint_plan_sent', created_period_id, department_id,
        case when plan_sent_s - created_s <= 172800 then 1 else 0 end, 1
    from told where kind = 'complaint'
    union all
    select 'complaint_settled', created_period_id, department_id, case when settlement_count > 0 then 1 else 0 end, 1
    from told where mediation_count > 0
    union all
    select 'complaint_team_independent', created_period_id, department_id,
        case when step_department_id <> department_id then 1 else 0 end, 1
    from single where kind = 'team' and ticket_kind = 'complaint'
    union all
    select 'complaint_plan_complete', created_period_id, department_id, case when is_complete then 1 else 0 end, 1
    from single where kind = 'plan' and ticket_kind = 'complaint'
    union all
    select 'changes_complete', created_period_id, department_id,
        case when is_complete and done_s is not null then 1 else 0 end, 1
    from single where kind = 'change'
    union all
    select 'alerts_acted', created_period_id, department_id, case when done_s < due_s then 1 else 0 end, 1
    from single where kind = 'alert' and due_s is not null
    union all
    select 'reviewed_by_two', created_period_id, department_id, case when reviewer_count > 1 then 1 else 0 end, 1
    from reviewed
    union all
    select 'review_score', created_period_id, department_id, score, 1 from reviewed
)
{{ judged_as('sum(amount)', 'sum(cases)') }}
