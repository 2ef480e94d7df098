-- One row per period, process with a hand-off in it, and step: hand-offs, and those that were accepted the first time.
with running as (
    select distinct period_id, process_id from {{ ref('fct_handoff') }}
),
known as (
    select process_id, step_no, provider_department_id, customer_department_id from {{ ref('stg_process_step') }}
    union
    select process_id, step_no, provider_department_id, customer_department_id from {{ ref('fct_handoff') }}
)
select
    running.period_id, running.process_id, known.step_no,
    known.provider_department_id, known.customer_department_id,
    cast(count(handoff.chain_id) as bigint) as handoff_count,
    cast(sum(case when handoff.accepted_first_time then 1 else 0 end) as bigint) as accepted_count
from running
join known on known.process_id = running.process_id
left join {{ ref('fct_handoff') }} as handoff
    on handoff.period_id = running.period_id and handoff.process_id = running.process_id
    and handoff.step_no = known.step_no
group by
    running.period_id, running.process_id, known.step_no, known.provider_department_id, known.customer_department_id
