-- One row: the period asked, its days, and the period before it.
select
    period.period_id,
    period.starts_on,
    period.ends_before_on,
    period.is_complete,
    before.period_id as before_id
from settings.period as period
left join settings.period as before on before.ends_at = period.starts_at
where period.period_id = $period
