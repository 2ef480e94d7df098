"""Whatever a source holds: every row is loaded or refused, and no line of it is lost."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.etl.small_company import lenient, load, write_company

TITLES = "ticket_id,kind,priority,status,provider_department_id,created_at,subject"
SOUND = 'T{number},request,P1,open,D1,2026-03-02T09:00:00+08:00,"subject {number}"'
MANGLED = (",", '"', '""', "\r", "\x00", "é", "x", '","', " ", "'", "\\", ";", "\t")


@st.composite
def _mangled_lines(draw: st.DrawFn) -> list[str]:
    """Sound rows with signs put in or left out at any place; no line is blank."""
    lines = []
    for number in range(draw(st.integers(1, 12))):
        line = SOUND.format(number=draw(st.sampled_from([number, 1])))
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(line)))
            line = line[:at] + draw(st.sampled_from(MANGLED)) + line[at + draw(st.integers(0, 2)) :]
        lines.append(line)
    return lines


@settings(max_examples=40, deadline=None)
@given(lines=_mangled_lines())
def test_every_line_of_a_mangled_file_is_loaded_or_refused(lines: list[str]) -> None:
    text = "\n".join([TITLES, *lines]) + "\n"
    with TemporaryDirectory() as folder:
        company = write_company(Path(folder) / "company", lenient("tickets"), tickets=text)
        loaded = load(company, Path(folder) / "work")
        count = loaded.counts["tickets"]
        assert count.read_count == count.source_count == count.loaded_count + count.quarantined_count
        kept = "|".join(str(row) for row in loaded.rows("FROM feed.tickets"))
        refused = "|".join(loaded.column("SELECT content::VARCHAR FROM quarantine.tickets"))
        loaded.connection.close()
    assert kept.count("subject") + refused.count("subject") - refused.count('"subject":') == text.count("subject") - 1


def test_a_large_file_with_open_quotes_loses_nothing(tmp_path: Path) -> None:
    """DuckDB alone loses thousands of rows behind an open quote that no later quote closes."""
    chance = random.Random(1)
    broken = set(chance.sample(range(30_000), 9))
    lines = [
        f"T{number},request,P1,open,D1,2026-03-02T09:00:00+08:00,{chr(34) if number in broken else ''}subject {number}"
        for number in range(30_000)
    ]
    company = write_company(tmp_path / "company", tickets="\n".join([TITLES, *lines]) + "\n")
    loaded = load(company, tmp_path / "work")
    assert {row - 1 for row, _ in loaded.refused("tickets")} == broken
    assert loaded.counts["tickets"].loaded_count == 30_000 - len(broken)
