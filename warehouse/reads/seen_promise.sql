-- One row per visible cell and promise (response, resolution).
select
    'response' as promise, period_id, month_on,
    ticket_count, response_met as met_count, response_breached as breached_count,
    response_open as open_count, response_none as none_count
from seen_cell
union all
select
    'resolution' as promise, period_id, month_on,
    ticket_count, resolution_met, resolution_breached, resolution_open, resolution_none
from seen_cell
