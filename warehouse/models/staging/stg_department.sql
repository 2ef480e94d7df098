-- One row per department and interval in which it stood so.
select * from {{ source('feed', 'departments') }}
