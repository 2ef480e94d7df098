-- One row per calendar, piece of working time and bucket of worked time: from worked seconds back to an instant.
select * from {{ source('settings', 'calendar_piece') }}
