-- One row per month and kind (need, complaint): how many were made.
select
    month_on,
    kind,
    sum(ticket_count)::bigint as ticket_count
from seen_request
where kind in ('need', 'complaint')
group by month_on, kind
order by month_on, kind
