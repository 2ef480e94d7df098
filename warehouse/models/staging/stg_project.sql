-- One row per milestone and member department.
select * from {{ source('feed', 'projects') }}
