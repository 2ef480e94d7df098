-- One row per period.
select * from {{ source('feed', 'bonus_pools') }}
