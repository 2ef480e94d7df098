-- One row per period that has begun and has data, the newest first.
select
    period.period_id,
    period.starts_on,
    (period.ends_before_on - interval 1 day)::date as ends_on,
    period.is_complete
from settings.period as period
cross join settings.company as company
where period.starts_at < company.as_of
    and $is_known
    and period.period_id in (
        select period_id from marts.sla_cell
        union
        select period_id from marts.department_score
    )
order by period.starts_on desc
