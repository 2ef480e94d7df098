-- One row per stretch of the ticket asked, with its level's targets and number, and both clocks' running seconds.
select
    stretch.* exclude (first_seq),
    case when stretch.counting_level_id is not null
        then dense_rank() over (partition by stretch.counting_level_id is null order by stretch.first_seq)
    end as level_number,
    sum(stretch.held_s) over (order by stretch.seq)::bigint as resolution_elapsed_s,
    sum(stretch.response_s) over (order by stretch.seq)::bigint as response_elapsed_s
from (
    select
        known.*,
        min(known.seq) over (partition by known.counting_level_id) as first_seq,
        case when known.seq >= clock.answer_seq then 0 else known.worked_s end as response_s,
        clock.answer_seq
    from (
        select
            stretch.*, level.resolution_target_s,
            case when stretch.status = 'open' then stretch.worked_s else 0 end as held_s,
            case when not stretch.is_stopped then stretch.level_id end as counting_level_id
        from core.fct_ticket_stretch as stretch
        left join core.dim_service_level as level on level.level_id = stretch.level_id
        where stretch.ticket_id = $ticket and stretch.ticket_id in (select ticket_id from seen_ticket)
    ) as known
    join core.fct_ticket_clock as clock on clock.ticket_id = known.ticket_id
) as stretch
