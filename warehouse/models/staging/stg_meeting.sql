-- One row per meeting and department that takes part.
select * from {{ source('feed', 'meetings') }}
