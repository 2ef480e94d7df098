-- One row per service.
select * from {{ source('feed', 'services') }}
