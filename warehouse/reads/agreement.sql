-- One row per class of visible tickets on which the source has a verdict, as in marts.sla_agreement.
select
    class,
    count(*) as ticket_count,
    round(median(over_s) / 3600, 1) as middle_over_hours
from marts.sla_agreement
where accountable_department_id in (select unnest($scope::varchar[]))
    or customer_department_id in (select unnest($scope::varchar[]))
group by class
order by list_position(
    ['agree_met', 'agree_breached', 'only_source_met', 'only_source_breached', 'undecided'], class
)
