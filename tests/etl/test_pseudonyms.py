"""Respondents of surveys are keyed pseudonyms from the first table on; the key stands apart."""

import hashlib
import hmac
import json
import stat
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.pseudonym import pseudonym, veiled
from etl.pull.files import Pulled
from etl.sources import find_sources
from tests.etl.small_company import LEVELS, TICKETS, Loaded, load, write_company
from warehouse.errors import UserError
from warehouse.settings import load_company
from warehouse.store import connect, published

TITLES = """response_id,question,survey_id,submitted_at,respondent_id,\
customer_department_id,provider_department_id,score,scale_max,ip
"""
ANSWERS = f"""{TITLES}1,overall,S,2026-03-01T09:00:00+08:00,zhang.wei,IT,HR,4,5,10.1.2.3
2,overall,S,2026-03-01T09:00:00+08:00, li.na ,IT,HR,5,5,10.1.2.4
3,overall,S,2026-03-01T09:00:00+08:00,zhang.wei,IT,HR,many,5,10.1.2.3
4,overall,S,2026-03-01T09:00:00+08:00,?,IT,HR,3,5,10.1.2.5
"""
INVITED = """survey_id,respondent_id,provider_department_id,invited_at
S,zhang.wei,HR,2026-02-01T09:00:00+08:00
S,li.na,HR,2026-02-01T09:00:00+08:00
"""
SOURCES = """[survey_responses]
max_bad_share = 1
null_values = ["?"]
[survey_invitations]
"""
KEY = "a key of the company"


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEIKAN_PSEUDONYM_KEY", raising=False)


def _load(folder: Path, sources: str = SOURCES, answers: str = ANSWERS) -> Loaded:
    company = write_company(folder / "company", sources, survey_responses=answers, survey_invitations=INVITED)
    return load(company, folder / "work")


RESPONDENTS = "SELECT respondent_id FROM feed.survey_responses ORDER BY response_id"


def test_a_respondent_is_the_hmac_of_the_id_in_every_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEIKAN_PSEUDONYM_KEY", KEY)
    zhang, li = (
        "p-" + hmac.new(KEY.encode(), name, hashlib.sha256).hexdigest()[:20] for name in (b"zhang.wei", b"li.na")
    )
    loaded = _load(tmp_path)
    assert loaded.column(RESPONDENTS) == [zhang, li, None]
    assert loaded.column("SELECT respondent_id FROM feed.survey_invitations") == [zhang, li]
    assert not (tmp_path / "company/pseudonym.key").exists()


def test_the_key_is_made_once_for_its_owner_alone_and_another_company_has_another(tmp_path: Path) -> None:
    first = _load(tmp_path / "one").column(RESPONDENTS)
    key = tmp_path / "one/company/pseudonym.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.glob(".*")] == []
    again = load(key.parent, tmp_path / "again").column(RESPONDENTS)
    other = _load(tmp_path / "two").column(RESPONDENTS)
    assert (again == first, set(other) & set(first)) == (True, {None})


def test_a_pseudonym_is_not_veiled_again() -> None:
    once = pseudonym(b"key", "zhang.wei")
    assert pseudonym(b"key", once) == once
    assert pseudonym(b"key", "p-zhang") != "p-zhang"


@pytest.mark.parametrize("key", ["", "short\n", b"\xff\xfe\xff"])
def test_a_key_that_is_none_is_told(tmp_path: Path, key: str | bytes) -> None:
    company = write_company(tmp_path / "company", SOURCES, survey_responses=ANSWERS, survey_invitations=INVITED)
    (company / "pseudonym.key").write_bytes(key if isinstance(key, bytes) else key.encode())
    with pytest.raises(UserError, match=r"pseudonym.key.*(16 signs|export NEIKAN_PSEUDONYM_KEY)"):
        load(company, tmp_path / "work")


def test_words_of_respondents_map_before_they_are_veiled(tmp_path: Path) -> None:
    joined = f'{SOURCES}[survey_responses.values.respondent_id]\n"zhang.wei" = "li.na"\n'
    assert len(set(_load(tmp_path, joined).column(RESPONDENTS)[:2])) == 1


def test_quarantine_holds_mapped_columns_and_the_pseudonym_only(tmp_path: Path) -> None:
    loaded = _load(tmp_path)
    (content,) = loaded.column("SELECT content FROM quarantine.survey_responses")
    cells = json.loads(content)
    assert (cells["score"], cells["respondent_id"]) == ("many", loaded.column(RESPONDENTS)[0])
    assert "ip" not in cells


def test_a_malformed_answer_is_refused_without_its_words(tmp_path: Path) -> None:
    answers = ANSWERS + "5,overall,S,zhang.wei\n"
    assert _load(tmp_path, answers=answers).rows(
        "SELECT row_number, content->>'line' FROM quarantine.survey_responses WHERE broken = ['malformed_row:*']"
    ) == [(5, "withheld, for it may name a respondent; the file has it")]


def test_a_survey_without_respondents_needs_no_key(tmp_path: Path) -> None:
    answers = ANSWERS.replace("respondent_id", "nickname")
    company = write_company(tmp_path / "company", SOURCES, survey_responses=answers)
    (company / "sources.toml").write_text("[survey_responses]\nmax_bad_share = 1\n", encoding="utf-8")
    assert load(company, tmp_path / "work").counts["survey_responses"].loaded_count == 3
    assert not (company / "pseudonym.key").exists()


def test_no_file_of_the_warehouse_holds_a_respondent_or_the_key(tmp_path: Path) -> None:
    company = write_company(
        tmp_path / "company", SOURCES, tickets=TICKETS, service_levels=LEVELS,
        survey_responses=ANSWERS, survey_invitations=INVITED,
    )  # fmt: skip
    warehouse = tmp_path / "warehouse"
    run = ["--company", str(company), "--warehouse", str(warehouse), "--as-of", "2026-06-30T16:00:00Z"]
    assert main(run) == 0
    key = (company / "pseudonym.key").read_bytes().strip()
    build = published(warehouse)
    assert build is not None
    with connect(build.path) as connection:
        raters = connection.execute("SELECT count(DISTINCT rater_id) FROM core.fct_survey_answer").fetchone()
    assert raters == (3,)
    for path in warehouse.rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        assert not any(word in held for word in (b"zhang.wei", b"li.na", b"10.1.2.", key)), path


def test_a_list_of_all_keys_at_the_source_is_veiled_alike(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", survey_invitations=INVITED)
    (source,) = find_sources(load_company(company))
    connection = duckdb.connect()
    connection.execute('CREATE SCHEMA raw; CREATE TABLE raw."survey_invitations malformed" (line VARCHAR)')
    columns = tuple(INVITED.splitlines()[0].split(","))
    cells = ", ".join(f"'zhang.wei' AS {name}" for name in columns)
    place = """'' AS "#source", 1 AS "#row", 1 AS "#position\""""
    connection.execute(f"CREATE VIEW raw.survey_invitations AS SELECT {place}, {cells}")
    connection.execute("CREATE TABLE raw.\"survey_invitations keys\" AS SELECT 'zhang.wei ' AS respondent_id")
    veiled(connection, source, Pulled(columns, frozenset(), ("a list",), 1))
    listed = connection.execute('SELECT respondent_id FROM raw."survey_invitations keys"').fetchone()
    assert listed == connection.execute("SELECT respondent_id FROM raw.survey_invitations").fetchone()
    assert listed is not None
    assert listed[0].startswith("p-")
