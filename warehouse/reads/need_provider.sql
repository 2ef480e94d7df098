-- One row per provider: its needs by decision, promises kept, and complaints; most needs first.
with summed as (
    select
        provider_unit_id as member_id, provider_name as member_name,
        sum(ticket_count)::bigint as request_count,
        coalesce(sum(ticket_count) filter (where kind = 'need' and decision = 'accepted'), 0)::bigint as accepted_count,
        coalesce(sum(ticket_count) filter (where kind = 'need' and decision = 'deferred'), 0)::bigint as deferred_count,
        coalesce(sum(ticket_count) filter (where kind = 'need' and decision = 'rejected'), 0)::bigint as rejected_count,
        coalesce(sum(ticket_count) filter (where kind = 'need' and (decision is null
            or decision not in ('accepted', 'deferred', 'rejected'))), 0)::bigint as undecided_count,
        coalesce(sum(due_count), 0)::bigint as due_count,
        coalesce(sum(kept_count), 0)::bigint as kept_count,
        coalesce(sum(ticket_count) filter (where kind = 'complaint'), 0)::bigint as complaint_count,
        coalesce(sum(upheld_count) filter (where kind = 'complaint'), 0)::bigint as upheld_count,
        coalesce(sum(open_count) filter (where kind = 'complaint'), 0)::bigint as open_complaint_count
    from seen_request
    group by provider_unit_id, provider_name
)
select
    *,
    accepted_count + deferred_count + rejected_count + undecided_count as need_count,
    case when due_count >= $minimum then kept_count / due_count end as kept_share,
    case when request_count >= 100 then round(1000 * upheld_count / request_count, 1) end as upheld_per_1000
from summed
where member_id is not null
order by need_count desc, complaint_count desc, member_name
