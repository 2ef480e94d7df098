-- One row per ticket that has more to tell.
select * from {{ source('feed', 'ticket_details') }}
