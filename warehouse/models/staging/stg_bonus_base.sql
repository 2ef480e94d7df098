-- One row per period and employee.
select * from {{ source('feed', 'bonus_bases') }}
