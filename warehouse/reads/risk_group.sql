-- One row per provider with open tickets: how many will be late within a day, within a week, later, or stand still.
select
    provider_unit_id as provider_id,
    provider_unit_name as provider_name,
    count(*) filter (where not is_paused and is_within_day) as day_count,
    count(*) filter (where not is_paused and not is_within_day and is_within_week) as week_count,
    count(*) filter (where not is_paused and not is_within_week) as later_count,
    count(*) filter (where is_paused) as paused_count,
    count(*) as ticket_count
from seen_open
where not is_late
group by provider_unit_id, provider_unit_name
order by day_count desc, week_count desc, ticket_count desc, provider_name
