"""The small feeds: projects, processes and hand-offs, improvements, evaluations, bonus bases and pools."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from etl.demo.draw import Ints, generator, normal
from etl.demo.events import instants
from etl.demo.files import frame_of, read_table, read_words
from etl.demo.people import FIRST_DAY, Stay
from etl.demo.world import DAY_S, PERIOD_STARTS, PERIODS, World, epoch

PROJECTS_PER_HALF, MEMBERS = 16, 5
CHAINS_PER_PROCESS = 420
AS_OF_DAY = PERIOD_STARTS[-1]
POOL_PER_PERSON = 9_000
Rows = list[tuple[Any, ...]]


def _providers(world: World) -> list[int]:
    return [n for n, volume in enumerate(world.people.departments["volume"]) if volume is not None]


def projects(world: World) -> pl.DataFrame:
    """Milestones, each with its member departments; the departments' practice decides about time and acceptance."""
    rng, words, ids = generator(world.seed, "projects"), read_words()["projects"], world.people.department_ids
    rows: Rows = []
    for number in range(PROJECTS_PER_HALF * len(PERIODS)):
        begin = FIRST_DAY + timedelta(days=int(rng.integers(-60, 480)))
        members = rng.permutation(_providers(world))[:MEMBERS]
        name = f"{words['subjects'][number % len(words['subjects'])]}{number // len(words['subjects']) + 1}期"
        for step, milestone in enumerate(words["milestones"]):
            due = begin + timedelta(days=30 * (step + 1) + int(rng.integers(-6, 7)))
            if due < FIRST_DAY:
                continue
            practice = world.quality.practice[members]
            is_on_time = bool(rng.random() < practice.mean() * 0.9 + 0.1)
            for member, skill in zip(members, practice, strict=True):
                is_mine = is_on_time if rng.random() < 0.35 else bool(rng.random() < 0.25 + 0.75 * skill)
                done = due + timedelta(days=-int(rng.integers(0, 9)) if is_mine else int(rng.integers(1, 30)))
                is_done = done < AS_OF_DAY
                accepted = bool(rng.random() < 0.15 + 0.85 * skill) if is_done else None
                effort = int(rng.integers(4, 40))
                row = (f"PJ{number + 1:03d}", milestone, ids[member], name, ids[members[0]], effort, due)
                rows.append((*row, done if is_done else None, accepted))
    return frame_of("projects", rows)


def process_steps(world: World) -> pl.DataFrame:
    """The committed processes with the ids of the services that their steps use."""
    services = world.catalogue.services
    ids = {(p, n): i for i, n, p in services.select("service_id", "service_name", "provider_department_id").rows()}
    rows = [
        (*row[:4], ids.get((row[2], row[4])), *row[5:]) for row in read_table("process_steps.csv").fill_null("").rows()
    ]
    return frame_of("process_steps", [tuple(cell if cell != "" else None for cell in row) for row in rows])


def handoffs(world: World, steps: pl.DataFrame) -> pl.DataFrame:
    """Runs of each process; a step is accepted the first time as often as its department's practice allows."""
    rng = generator(world.seed, "handoffs")
    frames = []
    for process_id, own in steps.group_by("process_id", maintain_order=True):
        count, length = CHAINS_PER_PROCESS, len(own)
        begun = np.sort(rng.integers(epoch(FIRST_DAY), world.as_of - DAY_S, count))
        waits = rng.integers(2 * 3600, 4 * DAY_S, (count, length))
        handed = begun[:, None] + np.cumsum(waits, axis=1)
        practice = world.quality.practice[[world.people.index(name) for name in own["provider_department_id"]]]
        accepted = rng.random((count, length)) < 0.8 + 0.2 * practice[None, :]
        code = pl.Series([f"{process_id[0]}-{n + 1:04d}" for n in range(count)])
        frame = pl.DataFrame(
            {
                "chain_id": code.gather(np.repeat(np.arange(count), length)),
                "step_no": np.tile(own["step_no"].to_numpy(), count),
                "process_id": pl.Series([process_id[0]]).gather(np.zeros(count * length, dtype=np.int64)),
                "handed_at": instants(handed.ravel()),
                "accepted_first_time": accepted.ravel(),
            }
        )
        frames.append(frame.filter(pl.Series(handed.ravel() < world.as_of)))
    return pl.concat(frames)


def improvements(world: World) -> pl.DataFrame:
    """Measures with their plan, do, check and act dates; later ones are still under way at as-of."""
    rng, rows = generator(world.seed, "improvements"), []
    sources = ["客户投诉", "满意度调查", "审计发现", "合理化建议", "超时工单"]
    for provider in _providers(world):
        for _ in range(int(rng.integers(12, 20))):
            opened = FIRST_DAY + timedelta(days=int(rng.integers(0, 530)))
            steps = [opened + timedelta(days=int(days)) for days in np.cumsum(rng.integers(8, 40, 4))]
            plan_due = opened + timedelta(days=45)
            done, checked, acted = (step if step < AS_OF_DAY else None for step in steps[:3])
            effective = bool(rng.random() < 0.1 + 0.9 * world.quality.practice[provider]) if checked else None
            source = sources[int(rng.integers(0, len(sources)))]
            rows.append(
                (opened, world.people.department_ids[provider], source, plan_due, done, checked, acted, effective)
            )
    rows.sort(key=lambda row: row[:3])
    ordered = [(f"IM{n + 1:04d}", row[1], row[2], row[0], *row[3:]) for n, row in enumerate(rows)]
    return frame_of("improvements", ordered)


def evaluations(world: World) -> pl.DataFrame:
    """Scores from 0 to 100: departments by superior and self each half-year and by management once a year; people."""
    rng, people = generator(world.seed, "evaluations"), world.people
    bosses = [people.employee_ids[head] for head in people.heads]
    parents = people.departments["parent_department_id"].to_list()
    rows: Rows = []
    for period, (period_id, end) in enumerate(zip(PERIODS, PERIOD_STARTS[1:], strict=True)):
        for number, department_id in enumerate(people.department_ids):
            if not parents[number]:
                continue
            level = 62 + 34 * float(world.quality.practice[number]) + period
            boss = bosses[people.index(parents[number])]
            rows.append((period_id, "superior", department_id, None, boss, _score(rng, level), None))
            rows.append((period_id, "self", department_id, None, bosses[number], _score(rng, level + 5), None))
            if period == 1:
                rows.append((period_id, "management_review", department_id, None, bosses[0], _score(rng, level), None))
        rows += _people_scores(world, rng, period_id, (end - FIRST_DAY).days - 1)
    return frame_of("evaluations", rows)


def _people_scores(world: World, rng: np.random.Generator, period_id: str, day: int) -> Rows:
    people, rows = world.people, []
    talent = normal(generator(world.seed, "talent"), len(people.employee_ids)) * 6 + 82
    for number, department_id in enumerate(people.department_ids):
        staff, boss = people.staff(day, number), people.employee_ids[people.heads[number]]
        for one in staff:
            if one == people.heads[number]:
                continue
            name = people.employee_ids[one]
            rows.append((period_id, "superior", department_id, name, boss, _score(rng, float(talent[one])), None))
            for peer in rng.permutation(staff[staff != one])[:2]:
                score = _score(rng, float(talent[one]) + 2)
                rows.append((period_id, "peer", department_id, name, people.employee_ids[peer], score, None))
    return rows


def _score(rng: np.random.Generator, level: float) -> float:
    return min(max(round(level + float(rng.integers(-40, 41)) / 10, 1), 0.0), 100.0)


def bonuses(world: World) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Monthly base pay of everyone employed in a half-year, and the pool of each."""
    rng, people = generator(world.seed, "bonus"), world.people
    base: Ints = 6000 + 100 * rng.integers(0, 90, len(people.employee_ids))
    base[people.heads] += 9000
    rows: Rows = []
    pools: Rows = []
    for period, period_id in enumerate(PERIODS):
        first, end = ((PERIOD_STARTS[period + step] - FIRST_DAY).days for step in (0, 1))
        here = [n for n, stays in enumerate(people.stays) if _is_there(stays, first, end)]
        rows += [(period_id, people.employee_ids[n], float(base[n] + 200 * period)) for n in here]
        pools.append((period_id, float(POOL_PER_PERSON * len(here) + period * 123_456) + 0.78))
    return frame_of("bonus_bases", rows), frame_of("bonus_pools", pools)


def _is_there(stays: list[Stay], first: int, end: int) -> bool:
    return stays[0].first_day < end and stays[-1].end_day > first
