-- One row per ticket on which its source system has a verdict of its own, beside the clock's.
{{ config(materialized='view') }}
select
    ticket_id, period_id, accountable_department_id, customer_department_id,
    source_sla_met, resolution_state,
    case
        when resolution_state not in ('met', 'breached') then 'undecided'
        when source_sla_met and resolution_state = 'met' then 'agree_met'
        when source_sla_met then 'only_source_met'
        when resolution_state = 'met' then 'only_source_breached'
        else 'agree_breached'
    end as class,
    resolution_elapsed_s - resolution_target_s as over_s
from {{ ref('ticket_sla') }}
where source_sla_met is not null
