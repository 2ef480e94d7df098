-- One row per required phrase: what answers it and its value, or what is missing; in the order of the documents' list.
with lacking as (
    select needed.requirement_id, string_agg(needed.feed, ' ' order by needed.feed) as feeds
    from settings.requirement_feed as needed
    join audit.feed as feed on feed.feed = needed.feed and feed.state = 'absent'
    group by needed.requirement_id
)
select
    asked.requirement_id, asked.document, asked.quote, asked.view, asked.metric_zh, asked.metric_en,
    asked.measure_id, asked.state, asked.side, asked.unit, asked.value, asked.p90, asked.case_count, asked.use, asked.page,
    asked.answered_by, asked.question, asked.lack, lacking.feeds as lacking_feeds
from requirement_state as asked
left join lacking using (requirement_id)
where $is_known
    and ($document is null or asked.document = $document)
    and ($view is null or asked.view = $view)
    and ($side is null or asked.side = $side)
order by asked.place
