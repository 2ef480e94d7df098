"""What a notification says, in Chinese or English: counts, feeds and departments, never a person or a cell of a row."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.run import OUR_FAULT, PUBLISHED, REFUSED, Ending, Run
from warehouse.store import connect, published

if TYPE_CHECKING:
    from etl.notify import Notify

WORDS = {
    "en": {
        "failed": "{company}: the run failed, what was published stays",
        "warned": "{company}: the run has something to look at",
        "published": "{company}: the run was published",
        "where": "It failed in stage {stage}. Run {run_id}; its log has all of it.",
        "start": "start",
        "refused": "Refused rows of {feed}: {count:,} of {of:,} ({share:.1%})",
        "at_risk": "Tickets due within {hours} hours: {count:,}. {departments}",
        "department": "{name} {count:,}",
        "comma": ", ",
        "summary": "Read {read:,} rows, loaded {loaded:,}, refused {refused:,}; {met:,} checks passed, {unmet:,} not;"
        " {seconds:,.0f} seconds; build {run_id}.",
    },
    "zh": {
        "failed": "{company}：运行失败，已发布的数据不变",
        "warned": "{company}：运行完成，有事项需要关注",
        "published": "{company}：运行完成，数据已发布",
        "where": "失败阶段：{stage}。运行编号 {run_id}，详情见其日志。",
        "start": "启动",
        "refused": "{feed} 被拒绝的行：{count:,} / {of:,}（{share:.1%}）",
        "at_risk": "{hours} 小时内到期的工单：{count:,} 张。{departments}",
        "department": "{name} {count:,}",
        "comma": "，",
        "summary": "读取 {read:,} 行，载入 {loaded:,} 行，拒绝 {refused:,} 行；"
        "检查通过 {met:,} 项，未通过 {unmet:,} 项；用时 {seconds:,.0f} 秒；版本 {run_id}。",
    },
}
STAGES_ZH = {
    "pull": "拉取", "shape": "整形", "check feeds": "检查数据源", "split": "拆分", "build": "构建",
    "check marts": "检查结果", "publish": "发布",
}  # fmt: skip
SAMPLE = re.compile(r'; a sample is ".*"(?= \()|; a sample is ".*')
QUOTED = re.compile(r'"[^"]*"')
MAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+")
MOST_DEPARTMENTS = 5

AT_RISK = """
SELECT coalesce(any_value(department.department_name), ticket.accountable_department_id) AS name, count(*) AS tickets
FROM marts.ticket_open AS ticket CROSS JOIN settings.company AS company
LEFT JOIN core.dim_department AS department ON department.department_id = ticket.accountable_department_id
WHERE ticket.resolution_state = 'open' AND ticket.status = 'open'
AND ticket.resolution_due_at <= company.as_of + to_hours(?) GROUP BY ticket.accountable_department_id ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Message:
    """`kind` is failure, warning or info."""

    title: str
    body: str
    kind: str


def message(run: Run | None, ending: Ending, settings: "Notify", company: str, language: str) -> Message | None:
    """What is to be said of a run; None when nothing is that the settings ask for."""
    words = WORDS["zh" if language.lower().startswith("zh") else "en"]
    has_failed = ending.status in (REFUSED, OUR_FAULT)
    urgent = _failure(run, ending, words) if has_failed and "failure" in settings.on else []
    warnings = _refused(run, settings, words) if run and "quarantine" in settings.on else []
    if run and ending.status == PUBLISHED and "at_risk" in settings.on:
        warnings += _at_risk(run, settings, words)
    summary = [_summary(run, words)] if run and ending.status == PUBLISHED and "summary" in settings.on else []
    if not (urgent or warnings or summary):
        return None
    title = "failed" if has_failed else "warned" if warnings else "published"
    kind = "failure" if has_failed else "warning" if warnings else "info"
    return Message(words[title].format(company=company), "\n".join([*urgent, *warnings, *summary]), kind)


def without_data(sentence: str) -> str:
    """The sentence of an error without what it quotes from a source."""
    return MAIL.sub("…", QUOTED.sub('"…"', SAMPLE.sub("", sentence)))


def _failure(run: Run | None, ending: Ending, words: dict[str, str]) -> list[str]:
    lines = [without_data(ending.sentence)] if ending.sentence else []
    if run:
        stages = [stage.name for stage in run.log.stages]
        stage = stages[-1] if stages else "start"
        told = words["start"] if stage == "start" else STAGES_ZH[stage] if words is WORDS["zh"] else stage
        lines.append(words["where"].format(stage=told, run_id=run.id))
    return lines


def _refused(run: Run, settings: "Notify", words: dict[str, str]) -> list[str]:
    return [
        words["refused"].format(feed=one.feed, count=one.quarantined_count, of=one.read_count, share=share)
        for one in run.counts
        if one.quarantined_count and (share := one.quarantined_count / one.read_count) > settings.quarantined_share
    ]


def _at_risk(run: Run, settings: "Notify", words: dict[str, str]) -> list[str]:
    current = published(run.warehouse)
    if current is None:
        return []
    with connect(current.path) as connection:
        found = connection.execute(AT_RISK, [settings.at_risk_hours]).fetchall()
    count = sum(tickets for _, tickets in found)
    if count < settings.at_risk_count:
        return []
    named = [words["department"].format(name=name, count=tickets) for name, tickets in found[:MOST_DEPARTMENTS]]
    departments = words["comma"].join(named)
    return [words["at_risk"].format(hours=settings.at_risk_hours, count=count, departments=departments)]


def _summary(run: Run, words: dict[str, str]) -> str:
    counts, met = run.counts, sum(result.is_met for result in run.results)
    return words["summary"].format(
        read=sum(one.read_count for one in counts),
        loaded=sum(one.loaded_count for one in counts),
        refused=sum(one.quarantined_count for one in counts),
        met=met,
        unmet=len(run.results) - met,
        seconds=sum(stage.seconds for stage in run.log.stages),
        run_id=run.id,
    )
