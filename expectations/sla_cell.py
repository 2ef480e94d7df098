"""What always holds of marts.sla_cell, the small cube that filters and trends add up."""

from great_expectations.expectations import ExpectColumnValuesToNotBeNull

from expectations.engine import Suite, expect, no_rows

KEY = ("period_id", "month_on", "provider_department_id", "customer_department_id", "service_id", "priority")
COUNTS = (
    *("ticket_count", "excluded_count"),
    *("response_met", "response_breached", "response_open", "response_none"),
    *("resolution_met", "resolution_breached", "resolution_open", "resolution_none"),
)

COUNTED_TICKETS = """
SELECT period_id, 'ticket_count' AS measure, count(*) AS counted FROM marts.ticket_sla GROUP BY period_id
UNION ALL
SELECT period_id, if(resolution_state = 'excluded', 'excluded_count', 'resolution_' || resolution_state), count(*)
FROM marts.ticket_sla GROUP BY 1, 2
UNION ALL
SELECT response_period_id, 'response_' || response_state, count(*)
FROM marts.ticket_sla WHERE response_state <> 'excluded' GROUP BY 1, 2
"""


def adds_up(measures: tuple[str, ...]) -> str:
    """A query for the periods in which a count of the table is not that of the tickets."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in measures)
    names = ", ".join(f"'{name}'" for name in measures)
    return f"""
SELECT period_id, measure, cube.counted, tickets.counted AS should_be
FROM (UNPIVOT (SELECT period_id, {sums} FROM {{batch}} GROUP BY period_id)
    ON {", ".join(measures)} INTO NAME measure VALUE counted) AS cube
FULL JOIN (SELECT * FROM ({COUNTED_TICKETS}) WHERE measure IN ({names})) AS tickets USING (period_id, measure)
WHERE coalesce(cube.counted, 0) <> coalesce(tickets.counted, 0)
"""


def suite() -> Suite:
    grain = ", ".join(KEY)
    negative = " OR ".join(f"{name} < 0 OR {name} IS NULL" for name in COUNTS)
    verdicts = "resolution_met + resolution_breached + resolution_open + resolution_none + excluded_count"
    expectations = (
        no_rows(
            "one_row_per_cell",
            "A cell is unique, empty customers and services being values too; two rows would count twice.",
            f"SELECT {grain}, count(*) AS row_count FROM {{batch}} GROUP BY {grain} HAVING count(*) > 1",
        ),
        expect(
            "period_is_known",
            "Every due instant lies in a half-year, so a cell without one would fall out of every page.",
            ExpectColumnValuesToNotBeNull,
            column="period_id",
        ),
        no_rows(
            "counts_are_not_negative",
            "A count is 0 or more, never null: sums over the cube must not lose a cell.",
            f"SELECT {grain} FROM {{batch}} WHERE {negative}",
        ),
        no_rows(
            "resolutions_add_up_to_tickets",
            "Every ticket has one verdict on its resolution and stands in one cell, so the verdicts add up.",
            f"SELECT {grain}, ticket_count, {verdicts} AS verdicts FROM {{batch}} WHERE ticket_count <> {verdicts}",
        ),
        no_rows(
            "sums_are_those_of_the_tickets",
            "The cube is the tickets, only added up: each count of each half-year is equal, to the ticket.",
            adds_up(COUNTS),
        ),
    )
    return Suite("marts.sla_cell", KEY, expectations)
