-- One row per improvement.
select * from {{ source('feed', 'improvements') }}
