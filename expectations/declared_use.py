"""What always holds of marts.declared_use: what the catalogue declares beside what requests used."""

from expectations.engine import Suite, no_rows
from expectations.sla_cell import adds_up

KEY = ("period_id", "provider_department_id", "customer_department_id", "service_id")

DECLARED_ELSEWHERE = """
SELECT period.period_id, service.provider_department_id, edge.customer_department_id, edge.service_id
FROM feed.service_customers AS edge
JOIN core.dim_service AS service ON service.service_id = edge.service_id
JOIN core.dim_period AS period ON period.is_begun
LEFT JOIN {batch} AS use ON use.period_id = period.period_id AND use.service_id = edge.service_id
    AND use.provider_department_id = service.provider_department_id
    AND use.customer_department_id = edge.customer_department_id
WHERE service.provider_department_id IS NOT NULL
GROUP BY ALL HAVING count(*) <> coalesce(any_value(use.declared_count), 0)
"""


def suite() -> Suite:
    grain = ", ".join(KEY)
    expectations = (
        no_rows(
            "one_row_per_service_in_use",
            "A service between two departments stands there once, empty ids being values too; two would count twice.",
            f"SELECT {grain} FROM {{batch}} GROUP BY {grain} HAVING count(*) > 1",
        ),
        no_rows(
            "used_services_are_the_tickets",
            "Every ticket used one service or names none, so the rows of a half-year add up to its tickets.",
            adds_up(("ticket_count",)),
        ),
        no_rows(
            "declared_services_are_the_catalogue",
            "What the catalogue declares and nobody used must stand there, or nobody sees that it is idle.",
            DECLARED_ELSEWHERE,
        ),
        no_rows(
            "kinds_of_customer_are_declared",
            "Each kind of internal customer is a part of what is declared, never more.",
            f"SELECT {grain} FROM {{batch}} WHERE least(function_count, rank_count, process_count, operation_count) < 0"
            " OR function_count + rank_count + process_count + operation_count > declared_count",
        ),
    )
    return Suite("marts.declared_use", KEY, expectations)
