-- One row per stretch of a ticket, in order: what began it, who held it, and both clocks at its end.
select
    stretch.seq,
    make_timestamptz(stretch.starts_s * 1000000) as starts_at,
    coalesce(make_timestamptz(stretch.ends_s * 1000000), company.as_of) as ends_at,
    case
        when stretch.change in ('reopened', 'resolved') then stretch.change
        when stretch.seq = stretch.answer_seq then 'answered'
        when stretch.change = 'answered' then 'reply'
        when stretch.change = 'closed' then 'status'
        when stretch.change = 'provider_department_id' then 'provider'
        when stretch.change = 'service_id' then 'service'
        else stretch.change
    end as change,
    stretch.status,
    coalesce(provider.department_name, stretch.provider_department_id) as provider_name,
    coalesce(service.service_name, stretch.service_id) as service_name,
    stretch.priority,
    stretch.level_number,
    stretch.worked_s,
    stretch.response_s,
    stretch.response_elapsed_s,
    stretch.held_s,
    stretch.resolution_elapsed_s,
    case when not stretch.is_stopped then stretch.resolution_target_s end as resolution_target_s,
    case when not stretch.is_stopped then stretch.resolution_target_s - stretch.resolution_elapsed_s end as left_s,
    case
        when stretch.is_stopped then 'stopped'
        when stretch.status = 'pending' then 'paused'
        when stretch.level_id is null then 'uncounted'
        else 'running'
    end as clock,
    coalesce(breach.seq = stretch.seq, false) as is_breaching,
    stretch.is_provisional
from ticket_stretch as stretch
cross join settings.company as company
left join core.dim_service as service on service.service_id = stretch.service_id
left join label as provider on provider.department_id = stretch.provider_department_id
left join core.fct_ticket_breach as breach on breach.ticket_id = stretch.ticket_id and breach.clock = 'resolution'
order by stretch.seq
