-- One row per employee and absence.
select * from {{ source('feed', 'absences') }}
