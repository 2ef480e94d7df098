-- One row per calendar and local date, with its working seconds and the rule that decided them.
select * from {{ source('settings', 'calendar_date') }}
