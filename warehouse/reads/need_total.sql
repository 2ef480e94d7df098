-- One row: needs and complaints of the period, how they were answered, and what is still open.
with summed as (
    select
        sum(ticket_count)::bigint as request_count,
        coalesce(sum(ticket_count) filter (where kind = 'need'), 0)::bigint as need_count,
        coalesce(sum(ticket_count) filter (where kind = 'need' and decision is not null), 0)::bigint as decided_count,
        coalesce(sum(ticket_count) filter (where kind = 'need' and decision = 'accepted'), 0)::bigint as accepted_count,
        coalesce(sum(dated_count) filter (where kind = 'need' and decision is not null), 0)::bigint as dated_count,
        coalesce(sum(due_count), 0)::bigint as due_count,
        coalesce(sum(kept_count), 0)::bigint as kept_count,
        coalesce(sum(ticket_count) filter (where kind = 'complaint'), 0)::bigint as complaint_count,
        coalesce(sum(upheld_count) filter (where kind = 'complaint'), 0)::bigint as upheld_count,
        coalesce(sum(open_count) filter (where kind = 'complaint'), 0)::bigint as open_complaint_count,
        coalesce(sum(ticket_count) filter (where kind = 'complaint' and root_cause is not null), 0)::bigint as caused_count
    from seen_request
    having count(*) > 0
)
select
    *,
    case when decided_count >= $minimum then accepted_count / decided_count end as accepted_share,
    case when decided_count >= $minimum then dated_count / decided_count end as dated_share,
    case when due_count >= $minimum then kept_count / due_count end as kept_share,
    case when request_count >= 100 then round(1000 * upheld_count / request_count, 1) end as upheld_per_1000,
    case when complaint_count >= $minimum then caused_count / complaint_count end as caused_share
from summed
