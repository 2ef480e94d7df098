-- One row per promise (response, resolution) of the period, with the share of the period before.
with summed as (
    select
        promise,
        pair.before_id,
        sum(ticket_count) filter (where promise.period_id = pair.period_id) as ticket_count,
        sum(ticket_count) filter (where promise.period_id = pair.before_id) as before_ticket_count,
        sum(met_count) filter (where promise.period_id = pair.period_id) as met_count,
        sum(breached_count) filter (where promise.period_id = pair.period_id) as breached_count,
        sum(open_count) filter (where promise.period_id = pair.period_id) as open_count,
        sum(none_count) filter (where promise.period_id = pair.period_id) as none_count,
        sum(met_count) filter (where promise.period_id = pair.before_id) as before_met_count,
        sum(met_count + breached_count) filter (where promise.period_id = pair.before_id) as before_judged_count
    from seen_promise as promise
    join period_pair as pair on promise.period_id in (pair.period_id, pair.before_id)
    group by promise, pair.before_id
    having count(*) filter (where promise.period_id = pair.period_id) > 0
),
shared as (
    select
        *,
        met_count + breached_count as judged_count,
        case when met_count + breached_count >= $minimum
            then met_count / (met_count + breached_count) end as on_time_share,
        case when before_judged_count >= $minimum then before_met_count / before_judged_count end as before_share
    from summed
)
select
    promise,
    before_id,
    ticket_count::bigint as ticket_count,
    before_ticket_count::bigint as before_ticket_count,
    case when before_ticket_count >= $minimum
        then round(ticket_count / before_ticket_count - 1, 3) end as ticket_change,
    met_count::bigint as met_count,
    breached_count::bigint as breached_count,
    open_count::bigint as open_count,
    none_count::bigint as none_count,
    judged_count::bigint as judged_count,
    on_time_share,
    before_share,
    round(100 * (on_time_share - before_share), 1) as change_points
from shared
order by promise
