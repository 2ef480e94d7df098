-- One row per employee and date from which it holds.
select * from {{ source('feed', 'employees') }}
