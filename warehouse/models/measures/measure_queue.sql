-- One row per period and provider: of pairs of tickets that waited together, those of which the less urgent began first.
-- Priorities are ranked as their names are (P1 before P2), which is the order of the pages, too.
-- Counts run as doubles, exact to 2^53: DuckDB adds up whole numbers in 128 bits, which takes three times as long.
with waiting as (
    select ticket_id, department_id, created_s, responded_s, created_period_id as period_id,
        least(dense_rank() over (order by priority), 6) as priority_rank
    from {{ ref('measured_ticket') }}
    where responded_s > created_s and not is_cancelled
),
moment as (
    select department_id, created_s as at_s, 1 as change, priority_rank, null as period_id from waiting
    union all
    select department_id, responded_s, -1, priority_rank, period_id from waiting
),
queue as (
    -- Whoever begins leaves the queue before it is counted, and so do all who begin in the same second: of those none is
    -- first, and no pair. Who comes in that second has not waited. A frame of rows would count by their order in the file.
    select
        department_id, period_id, priority_rank
        {%- for rank in range(1, 7) %},
        sum(cast(case when priority_rank = {{ rank }} then change else 0 end as double)) over (
            partition by department_id order by at_s, change range between unbounded preceding and current row
        ) as waiting_{{ rank }}
        {%- endfor %}
    from moment
)
select
    'priority_inversion' as measure_id, period_id, department_id,
    cast(sum({% for rank in range(1, 7) %}{{ ' + ' if not loop.first }}
        case when priority_rank > {{ rank }} then waiting_{{ rank }} else 0 end{% endfor %}) as decimal(18, 4)) as numerator,
    cast(sum({% for rank in range(1, 7) %}{{ ' + ' if not loop.first }}
        case when priority_rank <> {{ rank }} then waiting_{{ rank }} else 0 end{% endfor %}) as decimal(18, 4))
        as denominator,
    cast(null as decimal(18, 6)) as value, cast(null as decimal(18, 6)) as p90, cast(null as bigint) as rater_count
from queue
where period_id is not null and department_id is not null
group by period_id, department_id
