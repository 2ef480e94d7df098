-- One row per employee, course and day of completion.
select * from {{ source('feed', 'trainings') }}
