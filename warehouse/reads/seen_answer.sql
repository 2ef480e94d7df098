-- One row per survey cell that is asked for: of all customers by kind of survey, or of one customer in all kinds.
select
    unit.unit_id as provider_unit_id,
    cell.provider_department_id,
    cell.question,
    cell.side,
    cell.state,
    cell.answer_count,
    cell.mark_sum
from marts.survey_cell as cell
join unit on unit.department_id = cell.provider_department_id
where $customer is null
    and cell.period_id = $period
    and cell.kind = $kind
    and cell.provider_department_id in (select unnest($scope::varchar[]))
    and ($provider is null or $provider in (unit.department_id, unit.level1_id, unit.level2_id, unit.level3_id))
union all
select
    provider_unit_id, provider_department_id, question, side, state, answer_count, mark_sum
from seen_edge
where $customer is not null
