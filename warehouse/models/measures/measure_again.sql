-- One row per measure of what comes back (complaints, fast closing), period and department.
with complaint as (
    select
        created_period_id as period_id, department_id,
        created_s - lag(created_s) over (
            partition by service_id, root_cause order by created_s, ticket_id
        ) <= 180 * 86400 as is_again
    from {{ ref('measured_ticket') }}
    where kind = 'complaint' and not is_cancelled and service_id is not null and root_cause is not null
),
quick as (
    select
        resolved_period_id as period_id, department_id, reopen_count > 0 as is_again,
        row_number() over (
            partition by resolved_period_id, department_id order by resolution_elapsed_s, ticket_id
        ) * 4 <= count(*) over (partition by resolved_period_id, department_id) as is_fast
    from {{ ref('measured_ticket') }}
    where resolved_s is not null and not is_cancelled
),
judged as (
    select 'complaint_recurs' as measure_id, period_id, department_id, is_again from complaint
    union all
    select 'fast_reopened', period_id, department_id, is_again from quick where is_fast
)
{{ judged_as('sum(case when is_again then 1 else 0 end)', 'count(*)') }}
