-- One row per kind of internal customer that is declared: services between two departments, and how many were used.
-- A service that is declared in two kinds, for two positions, counts in both; `unsaid` is one without a kind.
select
    kind.relation,
    count(*) as declared_count,
    count(*) filter (where met.state = 'used') as used_count,
    count(*) filter (where met.state = 'unused') as unused_count,
    count(*) filter (where met.state = 'used') / count(*) as in_use_share,
    sum(met.ticket_count)::bigint as ticket_count
from unit_use as met
cross join (
    values (1, 'function'), (2, 'rank'), (3, 'process'), (4, 'operation'), (5, 'unsaid')
) as kind (place, relation)
where case kind.relation
        when 'function' then met.function_count
        when 'rank' then met.rank_count
        when 'process' then met.process_count
        when 'operation' then met.operation_count
        else met.declared_count - met.function_count - met.rank_count - met.process_count - met.operation_count
    end > 0
group by kind.place, kind.relation
order by kind.place
