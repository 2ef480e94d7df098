-- One row per recognition.
select * from {{ source('feed', 'recognitions') }}
