"""Seven people of two departments under one roof, and one of them at the ledger at a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.assessment.period.evidence import Evidence
from warehouse.assessment.period.ledger import writing
from warehouse.assessment.period.office import Office
from warehouse.assessment.period.people import Department, Employee, People
from warehouse.assessment.policy import Adjustments
from warehouse.assessment.policy_file import DEFAULT, read_policy

PERIOD, NEXT = "2026H1", "2026H2"
NOW = datetime(2026, 7, 6, tzinfo=UTC)
PUBLIC_UNTIL, APPEALS_UNTIL = NOW + timedelta(days=7), NOW + timedelta(days=16)
PROOF = Evidence("https://intranet/20", "ab" * 32)
RESULT, MANIFEST = "1" * 64, "2" * 64
PEOPLE = People(
    {
        "boss": Employee("TOP"),
        "vice": Employee("TOP", "boss"),
        "anna": Employee("HR", "vice"),
        "ivan": Employee("IT", "boss"),
        "eva": Employee("HR", "anna"),
        "ada": Employee("TOP", "boss"),
        "ben": Employee("TOP", "boss"),
        "old": Employee("TOP", "boss", has_left=True),
    },
    {"TOP": Department(None, "boss"), "HR": Department("TOP", "anna"), "IT": Department("TOP", "ivan")},
    {("department", "HR"): {"boss"}},
)
POLICY = read_policy(DEFAULT)
VETOES = {veto.id: veto for veto in POLICY.vetoes}
INDICATORS = [indicator.id for indicator in POLICY.indicators]


@contextmanager
def office(warehouse: Path, by: str, now: datetime = NOW, period: str = PERIOD) -> Iterator[Office]:
    with writing(warehouse) as ledger:
        following = NEXT if period == PERIOD else "2027H1"
        rules = (Adjustments(), VETOES, INDICATORS)
        yield Office(ledger, now, by, period, following, PEOPLE, *rules, exclusions=POLICY.proration.exclusions)
