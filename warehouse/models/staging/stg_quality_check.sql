-- One row per check and dimension.
select * from {{ source('feed', 'quality_checks') }}
