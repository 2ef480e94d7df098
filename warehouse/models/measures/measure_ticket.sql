-- One row per measure of tickets, period and department: tickets with the property, of those that count.
with told as (
    select *, coalesce(resolved_s, as_of_s) as until_s
    from {{ ref('measured_ticket') }}
    where not is_cancelled
),
judged as (
    select 'complete_reply' as measure_id, created_period_id as period_id, department_id, promised_s is not null as has
    from {{ ref('measured_ticket') }} where kind = 'need' and decision is not null
    union all
    select 'rejected_share', created_period_id, department_id, decision = 'rejected'
    from {{ ref('measured_ticket') }} where kind = 'need' and decision is not null
    union all
    select 'promise_kept', created_period_id, department_id, coalesce(resolved_s <= promised_s, false)
    from told where promised_s <= as_of_s
    union all
    select 'promise_beyond_standard', created_period_id, department_id, promised_s > due_s
    from told where promised_s is not null and due_s is not null
    union all
    select 'complaint_handler', created_period_id, department_id, coalesce(assigned_s - created_s <= 86400, false)
    from told where kind = 'complaint'
    union all
    select 'complaint_owned', created_period_id, department_id, coalesce(handover_count, 0) = 0
    from told where kind = 'complaint'
    union all
    select 'complaint_told', created_period_id, department_id, has_action
    from told where kind = 'complaint' and resolved_s - created_s > 86400
    union all
    select 'complaint_cause_known', resolved_period_id, department_id, root_cause is not null
    from told where kind = 'complaint' and resolved_s is not null
    union all
    select 'attitude_complaint_rate', created_period_id, department_id,
        kind = 'complaint' and coalesce(root_cause = 'attitude', false)
    from told
    union all
    -- Two workdays and the weekend between them.
    select 'updated_in_time', created_period_id, department_id,
        greatest(coalesce(longest_gap_s, 0), until_s - coalesce(last_update_s, created_s)) <= 4 * 86400
    from told where update_count is not null and until_s - created_s > 86400
    union all
    select 'first_contact_resolved', resolved_period_id, department_id,
        update_count <= 1 and reopen_count = 0 and handover_count = 0
    from told where resolved_s is not null and update_count is not null
    union all
    select 'dispatched_fast', created_period_id, department_id, coalesce(assigned_s - created_s <= 1800, false)
    from told where update_count is not null
    union all
    select 'first_assignment_kept', resolved_period_id, department_id, handover_count = 0 and reclassified_count = 0
    from told where resolved_s is not null and update_count is not null
    union all
    select 'email_in_24h', created_period_id, department_id, coalesce(responded_s - created_s <= 86400, false)
    from told where channel = 'email' and created_s + 86400 <= as_of_s
    union all
    select 'downgraded_share', created_period_id, department_id, coalesce(first_priority < priority, false)
    from told where update_count is not null
    union all
    select 'record_complete', created_period_id, department_id, is_recorded from told
)
{{ judged_as('sum(case when has then 1 else 0 end)', 'count(*)') }}
union all
select
    'waiting_share', resolved_period_id, department_id,
    cast(sum(waiting_s) as decimal(18, 4)), cast(sum(worked_s) as decimal(18, 4)), null, null, null
from told
where resolved_period_id is not null and department_id is not null
group by resolved_period_id, department_id
