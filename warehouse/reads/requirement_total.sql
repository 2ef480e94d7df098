-- One row per view (null: all) of the source documents' list: how many of its rows are answered, and how many are not.
select
    view,
    count(*) as row_count,
    count(*) filter (where side = 'answered') as answered_count,
    count(*) filter (where side = 'blank') as blank_count,
    count(*) filter (where side = 'waiting') as waiting_count,
    count(*) filter (where side = 'missing') as missing_count
from requirement_state
where $is_known
group by grouping sets ((view), ())
having count(*) > 0
order by view is not null, substr(view, 2)::integer
