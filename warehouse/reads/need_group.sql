-- One row per kind of group (channel, cause) and member: requests by channel, complaints by cause, the most first.
select
    'channel' as kind,
    coalesce(channel, 'unknown') as member_id,
    sum(ticket_count)::bigint as ticket_count,
    sum(open_count)::bigint as open_count
from seen_request
group by channel
union all
select 'cause', coalesce(root_cause, 'unknown'), sum(ticket_count)::bigint, sum(open_count)::bigint
from seen_request
where seen_request.kind = 'complaint'
group by root_cause
order by kind, ticket_count desc, member_id
