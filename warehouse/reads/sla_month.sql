-- One row per promise and month of the due instant, up to 18 months that end with the period or at as-of.
with monthly as (
    select promise, month_on, period_id, sum(met_count) as met_count, sum(breached_count) as breached_count
    from seen_promise
    group by promise, month_on, period_id
)
select
    promise.promise,
    promise.month_on,
    max(promise.period_id = pair.period_id) as is_in_period,
    sum(promise.met_count)::bigint as met_count,
    sum(promise.breached_count)::bigint as breached_count,
    case when sum(promise.met_count + promise.breached_count) >= $minimum
        then sum(promise.met_count) / sum(promise.met_count + promise.breached_count) end as on_time_share
from monthly as promise
cross join period_pair as pair
cross join settings.company as company
where promise.month_on < pair.ends_before_on
    and promise.month_on >= pair.ends_before_on - interval 18 months
    and promise.month_on < company.as_of
group by promise.promise, promise.month_on
order by promise.promise, promise.month_on
