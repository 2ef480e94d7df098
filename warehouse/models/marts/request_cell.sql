-- One row per half-year and month of creation, provider, customer, kind, channel, decision and cause: needs, complaints and other requests.
select
    ticket.created_period_id as period_id,
    cast(date_trunc('month', {{ local_date(instant_at('ticket.created_s'), 'company.timezone') }}) as date) as month_on,
    ticket.department_id as provider_department_id, ticket.customer_department_id, ticket.service_id, ticket.priority,
    ticket.kind, ticket.channel, ticket.decision, ticket.root_cause,
    count(*) as ticket_count,
    {% for name, condition in [
        ('open', 'ticket.resolved_s is null and not ticket.is_cancelled'),
        ('open_week', 'ticket.resolved_s is null and not ticket.is_cancelled and ticket.as_of_s - ticket.created_s <= 604800'),
        ('open_month', 'ticket.resolved_s is null and not ticket.is_cancelled and ticket.as_of_s - ticket.created_s > 604800'
            ~ ' and ticket.as_of_s - ticket.created_s <= 2592000'),
        ('dated', 'ticket.promised_s is not null'),
        ('due', 'ticket.promised_s <= ticket.as_of_s and not ticket.is_cancelled'),
        ('kept', 'ticket.promised_s <= ticket.as_of_s and not ticket.is_cancelled and ticket.resolved_s <= ticket.promised_s'),
        ('upheld', 'ticket.upheld'),
    ] -%}
    cast(sum(case when {{ condition }} then 1 else 0 end) as bigint) as {{ name }}_count{{ ',' if not loop.last }}
    {% endfor -%}
from {{ ref('measured_ticket') }} as ticket
cross join {{ source('settings', 'company') }} as company
where ticket.created_period_id is not null
group by
    ticket.created_period_id,
    cast(date_trunc('month', {{ local_date(instant_at('ticket.created_s'), 'company.timezone') }}) as date),
    ticket.department_id, ticket.customer_department_id, ticket.service_id, ticket.priority, ticket.kind,
    ticket.channel, ticket.decision, ticket.root_cause
