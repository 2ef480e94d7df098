-- One row per stretch of the ticket asked, with the running seconds of the response clock and the number of its level.
select
    stretch.*,
    case when stretch.counting_level_id is not null
        then dense_rank() over (partition by stretch.counting_level_id is null order by stretch.first_seq)
    end as level_number,
    min(stretch.seq) filter (where stretch.is_answer) over () as answer_seq,
    case when stretch.is_answered then 0 else stretch.worked_s end as response_s,
    sum(case when stretch.is_answered then 0 else stretch.worked_s end) over (order by stretch.seq)::bigint
        as response_elapsed_s
from (
    select *, min(seq) over (partition by counting_level_id) as first_seq
    from (
        select *, case when not is_stopped then level_id end as counting_level_id
        from core.fct_ticket_stretch
        where ticket_id = $ticket and ticket_id in (select ticket_id from seen_ticket)
    )
) as stretch
