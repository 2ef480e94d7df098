-- One row per metric: what is scored first, then what is only shown, with its weight and the phrases that it answers.
with answered as (
    select
        measure_id, string_agg(requirement_id, ', ' order by place) as requirement_ids,
        first(metric_zh order by place) as metric_zh, first(metric_en order by place) as metric_en,
        first(unit order by place) as unit, first(requirement_id order by place) as first_id
    from settings.requirement
    where measure_id is not null
    group by measure_id
),
needed as (
    select requirement_id, string_agg(feed, ' ' order by feed) as feeds
    from settings.requirement_feed
    group by requirement_id
),
weighed as (
    select indicator_id, max(weight) as weight
    from settings.indicator
    where period_id = $period
    group by indicator_id
)
select
    coalesce(metric.metric_id, answered.measure_id) as metric_id,
    metric.metric_id is not null as is_scored,
    answered.metric_zh, answered.metric_en,
    metric.numerator, metric.denominator, metric.numerator_zh, metric.denominator_zh,
    coalesce(metric.unit, answered.unit) as unit,
    coalesce(metric.feeds, needed.feeds) as feeds,
    weighed.weight,
    answered.requirement_ids
from settings.metric as metric
full join answered on answered.measure_id = metric.metric_id
left join needed on needed.requirement_id = answered.first_id
left join weighed on weighed.indicator_id = metric.metric_id
where $is_known
order by is_scored desc, metric_id
