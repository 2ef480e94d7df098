-- One row per measure of processes and hand-offs, period and department (null: the company).
with step as (
    select process_id, step_no, provider_department_id, customer_department_id,
        count(*) over (partition by process_id) as step_count,
        lead(provider_department_id) over (partition by process_id order by step_no) as next_department_id
    from {{ ref('stg_process_step') }}
),
handed as (
    select
        handoff.chain_id, handoff.process_id, handoff.step_no, handoff.accepted_first_time,
        step.provider_department_id as department_id, step.step_count,
        coalesce(step.next_department_id, step.customer_department_id) as receiver_department_id,
        {{ epoch_s('handoff.handed_at') }} as handed_s, period.period_id,
        lag({{ epoch_s('handoff.handed_at') }}) over (partition by handoff.chain_id order by handoff.step_no) as before_s,
        lead({{ epoch_s('handoff.handed_at') }}) over (partition by handoff.chain_id order by handoff.step_no) as next_s,
        row_number() over (partition by handoff.chain_id order by handoff.step_no desc) = 1 as is_last
    from {{ ref('stg_handoff') }} as handoff
    join step on step.process_id = handoff.process_id and step.step_no = handoff.step_no
    cross join {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period
        on period.starts_at <= handoff.handed_at and handoff.handed_at < period.ends_at
    where handoff.handed_at <= company.as_of
),
chain as (
    select chain_id, max(case when is_last then period_id end) as period_id,
        max(case when is_last then department_id end) as department_id,
        case when count(*) = max(step_count) and sum(case when handed_s < before_s then 1 else 0 end) = 0
            then 1 else 0 end as is_conform
    from handed
    group by chain_id
),
usual as (
    select process_id, step_no,
        avg(cast(case when accepted_first_time then next_s - handed_s end as double)) as usual_s
    from handed
    group by process_id, step_no
),
judged as (
    select 'handoff_accepted' as measure_id, period_id, department_id,
        case when accepted_first_time then 1 else 0 end as amount, 1 as cases
    from handed
    union all
    select 'process_defects', period_id, department_id, case when accepted_first_time then 0 else 1 end, 1 from handed
    union all
    select 'handoff_refused', period_id, receiver_department_id, case when accepted_first_time then 0 else 1 end, 1
    from handed
    union all
    select 'chain_conforms', period_id, department_id, is_conform, 1 from chain
    union all
    select 'rework_delay_hours', handed.period_id, handed.department_id,
        (handed.next_s - handed.handed_s - usual.usual_s) / 3600, 1
    from handed
    join usual on usual.process_id = handed.process_id and usual.step_no = handed.step_no
    where not handed.accepted_first_time and handed.next_s is not null
    union all
    select 'delay_amplification', handed.period_id, handed.department_id,
        greatest(handed.next_s - handed.handed_s - usual.usual_s, 0), greatest(handed.handed_s - handed.before_s - before.usual_s, 0)
    from handed
    join usual on usual.process_id = handed.process_id and usual.step_no = handed.step_no
    join usual as before on before.process_id = handed.process_id and before.step_no = handed.step_no - 1
    where handed.next_s is not null and handed.handed_s - handed.before_s > before.usual_s
    union all
    select 'handover_mapped', ticket.created_period_id, ticket.department_id,
        case when mapped.provider_department_id is not null then 1 else 0 end, 1
    from {{ ref('stg_ticket_event') }} as event
    join {{ ref('measured_ticket') }} as ticket on ticket.ticket_id = event.ticket_id
    left join (
        select distinct provider_department_id, coalesce(next_department_id, customer_department_id) as next_department_id
        from step
    ) as mapped on mapped.provider_department_id = event.old_value and mapped.next_department_id = event.new_value
    where event.field = 'provider_department_id'
),
yielded as (
    select period_id, process_id, step_no, department_id, count(*) as all_count,
        cast(sum(case when accepted_first_time then 1 else 0 end) as double) / count(*) as step_yield
    from handed
    group by period_id, process_id, step_no, department_id
),
rolled as (
    select period_id, process_id, exp(sum(ln(step_yield))) as chain_yield, min(all_count) as all_count
    from yielded
    where step_yield > 0
    group by period_id, process_id
)
{{ judged_as('sum(amount)', 'sum(cases)') }}
union all
select 'rolled_yield', period_id, null, null, cast(min(all_count) as decimal(18, 4)),
    cast(avg(chain_yield) as decimal(18, 6)), null, null
from rolled
group by period_id
union all
select 'rolled_yield', yielded.period_id, yielded.department_id, null, cast(min(rolled.all_count) as decimal(18, 4)),
    cast(avg(rolled.chain_yield) as decimal(18, 6)), null, null
from yielded
join rolled on rolled.period_id = yielded.period_id and rolled.process_id = yielded.process_id
group by yielded.period_id, yielded.department_id
union all
select 'step_loss', period_id, department_id, null, cast(sum(all_count) as decimal(18, 4)),
    cast(case when grouping(department_id) = 1 then max(loss_share) else sum(loss_share) end as decimal(18, 6)), null, null
from (
    select period_id, department_id, all_count, ln(step_yield) / nullif(sum(ln(step_yield)) over (partition by period_id), 0)
        as loss_share
    from yielded
    where step_yield > 0
) as lost
group by grouping sets ((period_id, department_id), (period_id))
union all
select 'required_yield', period.period_id, step.provider_department_id, null, cast(max(step_count) as decimal(18, 4)),
    cast(max(power(cast(0.95 as double), cast(1 as double) / step_count)) as decimal(18, 6)), null, null
from step
cross join {{ source('settings', 'company') }} as company
join {{ ref('dim_period') }} as period on period.starts_at < company.as_of and company.as_of <= period.ends_at
group by grouping sets ((period.period_id, step.provider_department_id), (period.period_id))
