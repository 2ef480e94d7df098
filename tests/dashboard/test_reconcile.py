"""`make reconcile`, and its section on Data health."""

from pathlib import Path

import pytest

from dashboard.reconcile import main
from tests.dashboard.conftest import Open


def _told(warehouse: Path, capsys: pytest.CaptureFixture[str], language: str) -> list[str]:
    assert main(["--warehouse", str(warehouse), "--language", language]) == 0
    return capsys.readouterr().out.splitlines()


def test_every_disagreement_gets_a_line_below_the_classes(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the 720 tickets, those whose number ends in 4 are late for the source, all others on time."""
    company, sentence, *rest = _told(full, capsys, "zh")
    assert company == "样例公司 · 数据截至 2026-07-01 00:00:00 Asia/Shanghai · 版本 20260630T160000Z-0001"
    classes = [line for line in rest if line.startswith("  ")]
    assert sentence == "双方都有判定的 540 张工单中，336 张判定一致：62.22%。"
    assert [int(line.split()[0]) for line in classes] == [312, 24, 174, 30, 180]
    assert len(rest) == len(classes) + 174 + 30
    assert rest[-1] == (
        "T0714 P1：创建 2026-06-09 12:00:00，停止 2026-06-10 12:00:00，时限 8:00:00，用时 2:00:00，超出 −6:00:00；"
        "我们：按时，来源：超时"
    )


def test_where_no_ticket_has_a_verdict_of_its_source_a_sentence_says_so(
    hollow: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, *told = _told(hollow, capsys, "en")
    assert told == [
        "No request carries a verdict of the system it comes from; map that column to source_sla_met in sources.toml,"
        " and it is compared with ours here."
    ]


def test_without_a_build_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--warehouse", str(tmp_path)]) == 1
    assert "run `make etl` first" in capsys.readouterr().err


def test_data_health_shows_how_far_the_verdicts_agree(full: Path, open_page: Open) -> None:
    shown = open_page(full, "health")
    assert [c.value for c in shown.caption if c.value.startswith("Same verdict")] == [
        "Same verdict on 336 of the 540 requests that both judge: 62.22%."
    ]
    classes = next(table.value for table in shown.dataframe if "class_name" in table.value.columns)
    assert classes[["class_name", "ticket_count"]].to_numpy().tolist() == [
        ["Same: on time", 312],
        ["Same: late", 24],
        ["Source says on time, we say late", 174],
        ["Source says late, we say on time", 30],
        ["We have no verdict: open, without target, or cancelled", 180],
    ]
