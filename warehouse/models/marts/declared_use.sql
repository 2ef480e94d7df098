-- One row per half-year, provider, customer and service that the catalogue declares or tickets used.
with declared as (
    select
        service.provider_department_id, edge.customer_department_id, edge.service_id,
        count(*) as declared_count,
        {% for relation in ['function', 'rank', 'process', 'operation'] -%}
        sum(case when edge.relation = '{{ relation }}' then 1 else 0 end) as {{ relation }}_count{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ ref('stg_service_customer') }} as edge
    join {{ ref('dim_service') }} as service on service.service_id = edge.service_id
    where service.provider_department_id is not null
    group by service.provider_department_id, edge.customer_department_id, edge.service_id
),
met as (
    select
        period.period_id, declared.provider_department_id, declared.customer_department_id, declared.service_id,
        declared.declared_count, declared.function_count, declared.rank_count, declared.process_count,
        declared.operation_count, 0 as ticket_count
    from declared
    join {{ ref('dim_period') }} as period on period.is_begun
    union all
    select
        period_id, provider_department_id, customer_department_id, service_id, 0, 0, 0, 0, 0, sum(ticket_count)
    from {{ ref('sla_cell') }}
    group by period_id, provider_department_id, customer_department_id, service_id
)
select
    period_id, provider_department_id, customer_department_id, service_id,
    {% for count in ['declared', 'function', 'rank', 'process', 'operation', 'ticket'] -%}
    cast(sum({{ count }}_count) as bigint) as {{ count }}_count{{ ',' if not loop.last }}
    {% endfor -%}
from met
group by period_id, provider_department_id, customer_department_id, service_id
