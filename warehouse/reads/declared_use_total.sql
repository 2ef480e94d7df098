-- One row when anything is declared or used: services between two departments by state, and their requests.
select
    count(*) filter (where state <> 'undeclared') as declared_count,
    count(*) filter (where state = 'used') as used_count,
    count(*) filter (where state = 'unused') as unused_count,
    count(*) filter (where state = 'undeclared') as undeclared_count,
    coalesce(sum(ticket_count) filter (where state = 'used'), 0)::bigint as used_ticket_count,
    coalesce(sum(ticket_count) filter (where state = 'undeclared'), 0)::bigint as undeclared_ticket_count,
    count(*) filter (where state = 'used') / nullif(count(*) filter (where state <> 'undeclared'), 0) as in_use_share
from unit_use
having count(*) > 0
