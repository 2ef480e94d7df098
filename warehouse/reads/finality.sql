-- One row: whether the period is over, why it is a trial, and the feeds that are too old for its results to be final.
-- A feed is too old when it fell silent long before the period's end, or when nobody has loaded it for long.
select
    period.period_id,
    period.is_complete,
    (select reason from marts.period_trial where period_id = period.period_id) as trial_reason,
    (select list(feed order by feed) from marts.period_doubt where period_id = period.period_id) as silent_feeds,
    (
        select list(feed order by feed)
        from audit.feed
        where date_diff('second', loaded_at, $now::timestamptz) > loaded_stop_s
    ) as unloaded_feeds
from settings.period as period
where period.period_id = $period and $is_known
