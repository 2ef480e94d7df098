-- One row per UTC day: the half-year before and from the instant at which it turns in that day.
select * from {{ source('settings', 'period_day') }}
