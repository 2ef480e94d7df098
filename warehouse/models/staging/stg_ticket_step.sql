-- One row per ticket and dated step of its course.
select * from {{ source('feed', 'ticket_steps') }}
