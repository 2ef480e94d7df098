"""A half-year of surveys and strata: what froze it is in its snapshot, down to raters and priorities."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.warehouse import period_company
from tests.warehouse.period_desk import LATE, PERIOD, Desk

INDICATORS = """
[[indicators]]
id = "resolution_on_time"
name = "resolution on time"
source = "data"
kind = "proportion"
weight = 30
min_n = 5
prior_strength = 5
case_mix = ["priority"]
curve = [[0, 0], [0.5, 60], [1, 120]]

[[indicators]]
id = "csat_relationship"
name = "satisfaction"
source = "customer"
kind = "mean"
weight = 30
min_n = 5
prior_strength = 5
curve = [[1, 0], [3, 60], [5, 120]]

[[grades]]"""
HEAD = period_company.HEAD.replace("answered\n", "answered,resolved_at\n")
ANSWERS = (
    "response_id,question,survey_id,kind,submitted_at,respondent_id,customer_department_id,provider_department_id,"
    "score,scale_max\n"
)
STARTS = (datetime(2025, 8, 4, 1, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC))


def _tickets(department: str, late: int) -> str:
    """Twenty requests in each half-year, half of them urgent, of which so many urgent ones are resolved late."""
    rows = ""
    for first in STARTS:
        for number in range(20):
            created = first + timedelta(days=7 * (number % 10), minutes=number)
            level, hours = ("P1", 8 if number // 2 < late else 2) if number % 2 else ("P2", 3)
            answered, resolved = created + timedelta(minutes=30), created + timedelta(hours=hours)
            cells = (f"{department}-{first:%y}-{number}", "request", "S1", level, "resolved", department, "TOP")
            rows += ",".join((*cells, *(f"{at:%FT%T}Z" for at in (created, answered, resolved)))) + "\n"
    return rows


def _answers() -> str:
    """Six people judge each department in each half-year, each by a measure of their own."""
    cells = [
        (
            *(f"{first:%y}-{rater}-{one}", "overall", f"S{first:%y}", "relationship", f"{first:%FT%T}Z"),
            *(f"r{rater}", "TOP", one, str(min(5, 2 + rater % 3 + place)), "5"),
        )
        for first in STARTS
        for rater in range(6)
        for place, one in enumerate(("HR", "IT", "NET"))
    ]
    return "".join(",".join(row) + "\n" for row in cells)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("answers"))
    company = period_company.write(desk.company, more_departments="NET,Networks,TOP,\n")
    policy = company / "assessment.toml"
    text = policy.read_text(encoding="utf-8").replace("weight = 100", "weight = 40")
    policy.write_text(text.replace("\n[[grades]]", INDICATORS, 1), encoding="utf-8")
    feeds = {
        "tickets": HEAD + _tickets("HR", 1) + _tickets("IT", 4) + _tickets("NET", 7),
        "service_levels": period_company.LEVELS + "S1,P2,office,60,240\n",
        "survey_responses": ANSWERS + _answers(),
    }
    for feed, rows in feeds.items():
        (company / "feeds" / f"{feed}.csv").write_text(rows, encoding="utf-8")
    desk.build()
    assert desk.does("assess", "ada") == 0
    assert desk.does("publicize", "ada") == 0
    for by in ("ben", "boss"):
        assert desk.does("approve", by, now=LATE) == 0
    assert desk.does("freeze", "ben", now=LATE) == 0
    return desk


def test_answers_are_judged_without_the_raters_measure_and_resolutions_by_the_companys_mix(judged: Desk) -> None:
    adjusted = "raw_value <> adjusted_value AND status = 'rated'"
    query = f"SELECT indicator_id, count(*) FROM marts.indicator_value WHERE period_id = '{PERIOD}' AND {adjusted}"
    found = dict(judged.rows(f"{query} GROUP BY indicator_id"))
    assert found == {"csat_relationship": 3, "resolution_on_time": 2}  # IT's shares are the company's own


def test_a_half_year_of_answers_and_strata_is_computed_again_to_the_same_hash(judged: Desk) -> None:
    assert judged.does("replay", "") == 0
