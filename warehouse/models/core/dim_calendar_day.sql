-- One row per calendar and UTC day: seconds worked before it, and its up to six pieces of working time.
select * from {{ source('settings', 'calendar_day') }}
