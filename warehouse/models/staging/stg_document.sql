-- One row per controlled document.
select * from {{ source('feed', 'documents') }}
