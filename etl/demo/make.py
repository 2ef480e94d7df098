"""All feeds of the demo company, from people to bonus pools, in one new folder."""

import hashlib
import json
import shutil
from pathlib import Path

import polars as pl

from etl.demo import answers, hr_feeds, others, surveys
from etl.demo.arrivals import make_arrivals
from etl.demo.course import draw_course
from etl.demo.events import event_frame
from etl.demo.files import FeedWriter, write_feed
from etl.demo.planted import add_with_bad_rows, bad_levels
from etl.demo.practice import Practice
from etl.demo.state import state_at, ticket_frame
from etl.demo.steps import Steps
from etl.demo.tickets import draw_tickets
from etl.demo.world import PERIODS, World, make_world
from warehouse.errors import UserError

FEWEST_TICKETS = 2_000
MOST_TICKETS_AS_CSV = 200_000
MARKER = ".generated.json"
SETTINGS = ("company.toml", "calendars.toml")


def make_feeds(company: Path, tickets: int, seed: int, form: str | None) -> dict[str, int] | None:
    """Rows written per feed, or None when the folder already holds exactly this; UserError when it must not be made."""
    if tickets < FEWEST_TICKETS:
        raise UserError(f"--tickets {tickets} is too few to hide the planted facts in; give {FEWEST_TICKETS} or more.")
    form = form or ("csv" if tickets <= MOST_TICKETS_AS_CSV else "parquet")
    folder, making = company / "feeds", company / "feeds.making"
    wanted = {"tickets": tickets, "seed": seed, "format": form, "made_by": _digest(company)}
    if _is_there(folder, wanted):
        return None
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise UserError(
            f"{folder} holds feeds that this command has not made; move them away, or name another --company."
        )
    world = make_world(company, seed)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        rows = {**_write_small(world, making), **_write_tickets(world, making, tickets, form)}
        files = {path.name: path.stat().st_size for path in sorted(making.iterdir())}
        (making / MARKER).write_text(json.dumps({**wanted, "files": files}, indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return rows


def _digest(company: Path) -> str:
    """Changes with the code, its tables and the company's settings."""
    here = Path(__file__).parent
    paths = sorted(path for path in here.rglob("*") if path.suffix in (".py", ".toml", ".csv"))
    digest = hashlib.sha256()
    for path in paths + [company / name for name in SETTINGS]:
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def _is_there(folder: Path, wanted: dict[str, object]) -> bool:
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        is_whole = all((folder / name).stat().st_size == size for name, size in found.pop("files").items())
    except (OSError, ValueError, KeyError):
        return False
    return is_whole and found == wanted


def _write_small(world: World, folder: Path) -> dict[str, int]:
    """The feeds that do not grow with the number of tickets."""
    steps = others.process_steps(world)
    bases, pools = others.bonuses(world)
    frames = {
        "departments": hr_feeds.departments(world.people),
        "employees": hr_feeds.employees(world.people, world.seed),
        "absences": hr_feeds.absences(world.people, world.seed),
        "services": world.catalogue.services,
        "service_customers": world.catalogue.customers,
        "projects": others.projects(world),
        "process_steps": steps,
        "handoffs": others.handoffs(world, steps),
        "improvements": others.improvements(world),
        "evaluations": others.evaluations(world),
        "bonus_bases": bases,
        "bonus_pools": pools,
        **Practice(world).frames(),
    }
    rows = {feed: write_feed(folder, feed, frame) for feed, frame in frames.items()}
    bad, lines = bad_levels(world.catalogue, world.facts)
    return {
        **rows,
        "service_levels": write_feed(folder, "service_levels", pl.concat([world.catalogue.levels, bad]), lines),
    }


def _write_tickets(world: World, folder: Path, tickets: int, form: str) -> dict[str, int]:
    """Tickets and events chunk by chunk, then the surveys, some of which are about tickets."""
    steps = Steps(world, tickets)
    writers = [FeedWriter(folder, feed, form) for feed in ("tickets", "ticket_events")]
    asked = [ask(world, wave) for ask in (surveys.relationship, surveys.upward) for wave in range(len(PERIODS))]
    for arrivals in make_arrivals(world.seed, tickets, world.clock, world.start, world.as_of):
        chunk = draw_tickets(world, arrivals)
        course = draw_course(world, chunk, arrivals.number)
        state = state_at(world, chunk, course, arrivals.number)
        frames = ticket_frame(world, chunk, state, arrivals.number), event_frame(world, chunk, course, state.has_events)
        steps.add(frames[0], arrivals.number)
        for writer, frame in zip(writers, frames, strict=True):
            if arrivals.number == 0:
                add_with_bad_rows(writer, frame, world.facts)
            else:
                writer.add(frame)
        asked += surveys.sample_tickets(world, chunk, course, state, arrivals.number, tickets)
    for writer in writers:
        writer.close()
    replies = pl.concat([answers.responses(world, one, number) for number, one in enumerate(asked)])
    small = {"survey_responses": replies, "survey_invitations": answers.invitations(world, asked), **steps.frames()}
    rows = {feed: write_feed(folder, feed, frame) for feed, frame in small.items()}
    return {**{writer.feed: writer.row_count for writer in writers}, **rows}
