"""The company folder as objects, and what is said about mistakes in it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.errors import UserError
from warehouse.settings import load_company
from warehouse.source_settings import SourceColumn
from warehouse.toml_file import nearest, place


def _company(tmp_path: Path, **files: str) -> Path:
    for name, text in {"company": 'name = "x"\n', **files}.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_only_a_name_is_needed_and_the_rest_has_defaults(tmp_path: Path) -> None:
    company = load_company(_company(tmp_path, company='name = "样本公司"\n'))
    assert (company.name, company.language, company.timezone, company.currency) == (
        "样本公司", "zh-CN", "Asia/Shanghai", "CNY",
    )  # fmt: skip
    assert company.half_years == {"H1": "01-01", "H2": "07-01"}
    assert (company.keep_builds, company.as_of, company.calendars, company.sources) == (5, None, {}, {})


def test_calendars_and_sources_are_read_as_written(tmp_path: Path) -> None:
    calendars = """[calendars.office]
timezone = "Asia/Shanghai"
holidays = "CN"
[calendars.office.week]
mon = ["09:00-12:00", "13:30-18:00"]
[calendars.office.days]
"2026-05-01" = []
"""
    sources = """[tickets]
path = "x.csv"
[tickets.columns]
ticket_id = "编号 "
closed_at = ["a", "b"]
kind = { value = "need" }
[tickets.values.status]
"处理中" = "open"
"""
    company = load_company(_company(tmp_path, calendars=calendars, sources=sources))
    assert company.calendars["office"].week == {"mon": ["09:00-12:00", "13:30-18:00"]}
    assert company.calendars["office"].days == {date(2026, 5, 1): []}
    assert company.sources["tickets"].columns == {
        "ticket_id": SourceColumn(("编号",)),
        "closed_at": SourceColumn(("a", "b")),
        "kind": SourceColumn(value="need"),
    }
    assert company.sources["tickets"].values == {"status": {"处理中": "open"}}


def test_as_of_is_an_instant_in_utc_cut_to_seconds(tmp_path: Path) -> None:
    folder = _company(tmp_path, company='name = "x"\nas_of = 2026-07-01T00:00:00.9+08:00\n')
    assert load_company(folder).as_of == datetime(2026, 6, 30, 16, tzinfo=UTC)


MISTAKES = {
    "unknown key": (
        {"company": 'name = "x"\ntimezon = "UTC"\n'},
        'company.toml line 2: nobody knows the key timezon; the nearest known one is "timezone"',
    ),
    "zone": (
        {"company": 'timezone = "Asia/Bejing"\n'},
        'company.toml line 1: timezone: no time zone is called "Asia/Bejing"; the nearest known one is "Asia/',
    ),
    "as of without offset": (
        {"company": 'as_of = "2026-07-01T00:00:00"\n'},
        "company.toml line 1: as_of: the instant must carry an offset",
    ),
    "half-year": (
        {"company": '[half_years]\nH1 = "1 January"\n'},
        "company.toml line 1: half_years: H1 must name its first day as MM-DD",
    ),
    "keep_builds": ({"company": "keep_builds = 0\n"}, "company.toml line 1: keep_builds: .*greater than or equal to 1"),
    "weekday": (
        {"calendars": '[calendars.a]\ntimezone = "UTC"\n[calendars.a.week]\nmonday = []\n'},
        'calendars.toml line 4: nobody knows the key calendars.a.week.monday; the nearest known one is "mon"',
    ),
    "day": (
        {"calendars": '[calendars.a]\ntimezone = "UTC"\n[calendars.a.days]\n"1 May" = []\n'},
        r"calendars.toml line 4: calendars.a.days.1 May.*: .*date",
    ),
    "calendar without zone": (
        {"calendars": "[calendars.a]\n"},
        "calendars.toml line 1: calendars.a.timezone: Field required",
    ),
    "top of calendars": (
        {"calendars": "[calendar.a]\n"},
        'calendars.toml line 1: nobody knows the key calendar; the nearest known one is "calendars"',
    ),
    "share": (
        {"sources": "[tickets]\nmax_bad_share = 5\n"},
        "sources.toml line 2: tickets.max_bad_share: .*less than or equal to 1",
    ),
    "kind": ({"sources": '[tickets]\nkind = "ftp"\n'}, "sources.toml line 2: tickets.kind: Input should be 'file'"),
    "shape of another feed": (
        {"sources": '[tickets]\nshape = "wide"\n'},
        'sources.toml line 2: feed tickets, shape: shape = "snapshots" is for ticket_events',
    ),
    "no TOML": ({"company": "name = x\n"}, "company.toml: Invalid value .*line 1"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_with_file_and_line(tmp_path: Path, mistake: str) -> None:
    files, sentence = MISTAKES[mistake]
    with pytest.raises(UserError, match=sentence) as caught:
        load_company(_company(tmp_path, **files))
    assert "\n" not in str(caught.value)


def test_a_folder_without_company_toml_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"company\.toml is missing"):
        load_company(tmp_path)


def test_the_place_of_a_key_is_its_own_line_or_that_of_the_table_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('x = 1\n[t]\n# t.y = 2\n[t."b c"]\n"d.e" = { f = 1 }\n', encoding="utf-8")
    assert place(path, ["x"]) == "a.toml line 1"
    assert place(path, ["t", "b c", "d.e", "f"]) == "a.toml line 5"
    assert place(path, ["t", "y"]) == "a.toml line 2"
    assert place(path, ["z"]) == "a.toml"


def test_the_nearest_word_is_found_in_any_case() -> None:
    assert nearest("STATE", ["created_at", "status"]) == "status"
