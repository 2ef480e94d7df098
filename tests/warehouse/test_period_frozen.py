"""A frozen half-year is data: nothing changes it, what comes later is told, and it can be computed again."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

from etl.__main__ import main as etl
from etl.forget import main as forget
from tests.conftest import ROOT
from tests.warehouse import period_company
from tests.warehouse.period_desk import EVIDENCE, LATE, PERIOD, Desk
from warehouse.assessment import half_year
from warehouse.assessment.halves import before, read_kept
from warehouse.assessment.period import commands
from warehouse.assessment.period.texts import said
from warehouse.store import published


def test_a_frozen_half_year_is_read_and_not_computed_and_what_changed_is_a_restatement(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    before = desk.scores("*")
    money = desk.rows(f"FROM marts.bonus_line WHERE period_id = '{PERIOD}' ORDER BY ALL")
    period_company.write(desk.company, {"IT": 20}, more_departments="NEW,Later,TOP,\n")
    desk.build()
    assert desk.scores("*") == before
    assert desk.rows(f"FROM marts.bonus_line WHERE period_id = '{PERIOD}' ORDER BY ALL") == money
    moved = "department_id, score_change, frozen_rank, present_rank, present_grade, frozen_bonus_fen, present_bonus_fen"
    found = desk.rows(f"SELECT {moved}, changed_indicators, proposed_points, next_period_id FROM marts.restatement")
    assert [tuple(map(str, row)) for row in found] == [
        ("HR", "0.0000", "1", "2", "C", "50765", "45763", "None", "None", "2026H2"),
        ("IT", "38.4000", "2", "1", "S", "49236", "54238", "response_on_time", "5.0000", "2026H2"),
    ]
    causes = desk.rows("SELECT department_id, frozen_numerator, present_numerator FROM marts.restatement_cause")
    assert [tuple(map(str, row)) for row in causes] == [("IT", "12.0000", "20.0000")]
    assert desk.does("replay", "") == 0
    capsys.readouterr()
    assert desk.does("status", "") == 0
    said = capsys.readouterr().out
    assert "HR would keep its score and move from rank 1 to 2, its bonus from 50765 to 45763 fen" in said
    assert "IT would move from 76.4000 to 114.8000 by what the feeds say today (response_on_time)" in said


def test_the_frozen_benchmark_is_the_prior_of_the_next_half_year(desk: Desk) -> None:
    prior = "SELECT prior::VARCHAR FROM settings.indicator WHERE period_id = '2026H2'"
    before = desk.rows(prior)
    period_company.write(desk.company, {"HR": 20, "IT": 20})
    desk.build()
    assert desk.rows(prior) == before == [("0.700000",)]


def test_the_benchmark_outlives_the_sources_that_it_came_from(frozen_desk: Desk) -> None:
    (period,) = (one for one in frozen_desk.facts.periods if one.id == "2026H2")
    forgetful = replace(frozen_desk.facts, periods=[period], seen={})
    past = before([], forgetful, read_kept(frozen_desk.warehouse), period)
    assert past.sums["response_on_time"] == (Fraction(28), Fraction(40))


def test_a_frozen_half_year_takes_no_change(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = (desk.warehouse / "ledger.jsonl").read_bytes()
    requests = {
        "assess": (),
        "publicize": (),
        "adjust": ("--department", "IT", "--points", "1", *EVIDENCE),
        "veto": ("--department", "IT", "--code", "V1", *EVIDENCE),
        "fault": ("--department", "IT", "--indicator", "response_on_time", *EVIDENCE),
        "revoke": ("--id", "veto-3", *EVIDENCE),
        "approve": (),
        "decide": ("--id", "adjustment-2", "--verdict", "rejected", "--reason", "late"),
        "sign": EVIDENCE,
        "flag": ("--flag", "burst", "--department", "IT", "--verdict", "watched", *EVIDENCE),
        "freeze": (),
    }
    for command, options in requests.items():
        assert desk.does(command, "eva", *options, now=LATE) == 1, command
        assert "2026H1 is frozen and takes no more changes" in capsys.readouterr().err, command
    assert (desk.warehouse / "ledger.jsonl").read_bytes() == ledger


def test_an_appeal_after_its_deadline_is_a_line_of_the_next_half_year(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.does("appeal", "eva", "--department", "HR", "--reason", "counted twice", now=LATE) == 0
    assert "The deadline of 2026H1 has passed: the appeal stands as appeal-13 in 2026H2." in capsys.readouterr().out
    assert desk.does("decide", "ada", "--id", "appeal-13", "--verdict", "upheld", "--reason", "so it is",
                     now=LATE, period="2026H2") == 1  # fmt: skip
    assert "ada assessed or evaluated" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["result.json", "policy.toml", "benchmark.json", "inputs.duckdb", "manifest.json"])
def test_a_changed_or_missing_frozen_file_is_refused_by_name(
    desk: Desk, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = desk.warehouse / "frozen" / PERIOD / name
    assert file.stat().st_mode & 0o777 == 0o444
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)
    assert desk.does("replay", "") == 1
    assert f"{name} of a frozen half-year was changed" in capsys.readouterr().err
    file.unlink()
    assert desk.does("replay", "") == 1
    assert f"{name} of a frozen half-year is gone" in capsys.readouterr().err


def test_a_lost_ledger_stops_the_build_and_what_was_published_stays(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    build = published(desk.warehouse)
    for name in ("ledger.jsonl", "ledger.head"):
        (desk.warehouse / name).unlink()
    options = ["--company", str(desk.company), "--warehouse", str(desk.warehouse), "--as-of", period_company.AS_OF]
    assert etl(options) == 1
    assert "ledger.jsonl knows nothing of it; restore the ledger" in capsys.readouterr().err
    assert published(desk.warehouse) == build


def test_the_hash_of_a_result_is_the_same_in_another_locale_and_time_zone(frozen_desk: Desk) -> None:
    command = [sys.executable, "-m", "warehouse.assessment.period", "replay", "--period", PERIOD]
    found = set()
    for zone, locale in (("UTC", "C"), ("America/St_Johns", "tr_TR.UTF-8"), ("Asia/Shanghai", "de_DE.UTF-8")):
        environment = os.environ | {"TZ": zone, "LC_ALL": locale, "LANG": "en"}
        replay = subprocess.run(
            [*command, "--warehouse", str(frozen_desk.warehouse)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
        )
        found.add(replay.stdout)
    manifest = json.loads((frozen_desk.warehouse / "frozen" / PERIOD / "manifest.json").read_text(encoding="utf-8"))
    assert len(found) == 1
    assert manifest["result_sha256"].encode() in found.pop()


def test_a_replay_that_differs_says_which_values(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    right = half_year.coefficient
    monkeypatch.setattr(half_year, "coefficient", lambda *given: right(*given) + 1)
    kept = commands.read_frozen(desk.warehouse, commands.read_ledger(desk.warehouse))
    sentences = list(commands.compared(kept[PERIOD]))
    assert all(sentence.is_bad for sentence in sentences)
    cells = {(one.values["key"], one.values["column"]) for one in sentences if one.key == "replay.cell"}
    assert ("HR/2026H1", "coefficient") in cells
    assert any("HR/2026H1 coefficient" in said(one.key, "en", **one.values) for one in sentences)


def test_a_person_with_a_frozen_bonus_is_forgotten_but_for_ledger_and_frozen_money(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    money = desk.rows(f"FROM marts.bonus_line WHERE period_id = '{PERIOD}' ORDER BY ALL")
    scores = desk.scores("*")
    assert forget(["anna", "--by", "eva", "--company", str(desk.company), "--warehouse", str(desk.warehouse)]) == 0
    told = capsys.readouterr().out
    assert f"frozen/ of {PERIOD} and the person's own results and bonus lines" in told
    assert "lines of ledger.jsonl" not in told
    assert desk.does("replay", "") == 0
    assert desk.scores("*") == scores
    assert desk.rows(f"FROM marts.bonus_line WHERE period_id = '{PERIOD}' ORDER BY ALL") == money
    assert desk.rows("FROM marts.bonus_line WHERE employee_id = 'anna' AND period_id = '2025H2'") == []
    assert desk.rows("FROM feed.employees WHERE employee_name = 'Anna' OR employee_id = 'anna'") == []
