"""The life of a half-year from the first build to the frozen result, through the pipeline and the command line."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from etl.alone import lock
from tests.warehouse import period_company
from tests.warehouse.period_desk import EVIDENCE, LATE, PERIOD, PUBLIC, Desk
from warehouse.assessment.period.__main__ import main
from warehouse.store import connect, published


def test_what_is_approved_moves_score_grade_and_coefficient_and_the_marts_show_both(frozen_desk: Desk) -> None:
    found = frozen_desk.scores(
        "unadjusted_score, adjustment_points, score, unvetoed_grade, grade, coefficient, ledger_ids"
    )
    assert found["IT"] == ("74.4000", "2.0000", "76.4000", "C", "C", "0.982000", "adjustment-2")
    assert found["HR"] == ("93.6000", "None", "93.6000", "B", "C", "0.900000", "veto-3")
    assert found["TOP"] == ("None", "None", "None", "None", "None", "1.000000", "None")


def test_nothing_is_frozen_while_the_pipeline_runs(open_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for by in ("ben", "boss"):
        assert open_desk.does("approve", by, now=LATE) == 0
    with lock(open_desk.warehouse):
        assert open_desk.does("freeze", "ben", now=LATE) == 1
    assert "A run of the pipeline is under way" in capsys.readouterr().err


def test_a_freeze_that_died_before_its_last_step_is_finished_by_the_next_reader(desk: Desk) -> None:
    folder = desk.warehouse / "frozen"
    (folder / PERIOD).rename(folder / f".{PERIOD}")
    assert desk.does("replay", "") == 0
    assert [path.name for path in folder.iterdir()] == [PERIOD]


def test_a_freeze_that_died_before_the_ledgers_line_leaves_nothing(open_desk: Desk) -> None:
    half_made = open_desk.warehouse / "frozen" / f".{PERIOD}"
    half_made.mkdir(parents=True)
    (half_made / "result.json").write_text("{", encoding="utf-8")
    assert open_desk.does("status", "") == 0
    open_desk.build()
    for by in ("ben", "boss"):
        assert open_desk.does("approve", by, now=LATE) == 0
    assert open_desk.does("freeze", "ben", now=LATE) == 0
    assert open_desk.does("replay", "") == 0


def test_nothing_is_frozen_before_everything_is_settled(open_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk = open_desk

    def refused(says: str, now: datetime = LATE) -> None:
        assert desk.does("freeze", "ben", now=now) == 1
        assert says in capsys.readouterr().err
        assert not (desk.warehouse / "frozen" / PERIOD).exists()

    refused("Appeals against 2026H1 are taken until", now=PUBLIC)
    assert desk.does("appeal", "eva", "--department", "HR", "--reason", "counted twice", now=PUBLIC) == 0
    refused("Appeals are not decided yet: appeal-9")
    assert desk.does("decide", "ben", "--id", "appeal-9", "--verdict", "upheld", "--reason", "so it is") == 0
    assert desk.does("adjust", "boss", "--department", "HR", "--points", "1", *EVIDENCE) == 0
    refused("Requests are neither approved nor rejected: adjustment-11")
    assert desk.does("decide", "boss", "--id", "adjustment-11", "--verdict", "rejected", "--reason", "withdrawn") == 0
    assert desk.does("approve", "ada", now=LATE) == 1
    assert "ada assessed or published 2026H1" in capsys.readouterr().err
    assert desk.does("approve", "ben", now=LATE) == 0
    refused("1 of 2 people have approved")
    period_company.write(desk.company, {"IT": 20})
    desk.build()
    assert desk.does("approve", "boss", now=LATE) == 0
    refused("1 of 2 people have approved the result of 2026H1 as it is now; approvals of an earlier result")
    (desk.warehouse / "runs" / "29990101T000000Z-ffff.jsonl").write_text(
        json.dumps({"at": "2999-01-01T00:00:00+00:00", "event": "finish", "outcome": "failed"}) + "\n", encoding="utf-8"
    )
    refused("The last run did not publish (failed)")


def test_under_a_policy_that_nobody_decided_on_nothing_is_frozen(
    open_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    build = published(open_desk.warehouse)
    assert build
    with connect(build.path, read_only=False) as connection:
        connection.execute("UPDATE settings.policy SET body = replace(body, '\"board\"', '')")
    assert open_desk.does("freeze", "ben", now=LATE) == 1
    assert "Nobody has decided on the policy of 2026H1 (version 1.0.0)" in capsys.readouterr().err


def test_without_a_build_or_a_person_nothing_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--warehouse", str(tmp_path), "--period", PERIOD, "--by", "ada", "--lang", "zh"]) == 1
    assert "没有已发布的结果" in capsys.readouterr().err
    assert main(["assess", "--warehouse", str(tmp_path), "--period", PERIOD, "--by", "", "--lang", "en"]) == 1
    assert "Say who acts: BY=" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
