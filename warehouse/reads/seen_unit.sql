-- One row per department: its unit, whether it is the viewer's, and whether the filters keep it as provider and as customer.
select
    unit.*,
    unit.department_id in (select unnest($scope::varchar[])) as is_own,
    $provider is null or $provider in (unit.department_id, unit.level1_id, unit.level2_id, unit.level3_id) as is_provider,
    $customer is null or $customer in (unit.department_id, unit.level1_id, unit.level2_id, unit.level3_id) as is_customer
from unit
