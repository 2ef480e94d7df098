"""What a person sees of a run: progress on stderr, and one summary on stdout."""

import sys
from types import TracebackType

from rich.console import Console
from rich.status import Status
from rich.table import Column, Table

from etl.runlog import RowCount, Stage

WIDTH_IN_A_FILE = 100
MIB = 1 << 20


class Progress:
    """A spinner with the current step on a terminal, a line per step elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._status = Status("", console=self._console) if self._console.is_terminal else None

    def __enter__(self) -> "Progress":
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        if self._status:
            self._status.stop()

    def say(self, step: str) -> None:
        if self._status:
            self._status.update(step)
        else:
            print(step, file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)


def print_summary(
    build_id: str | None, counts: list[RowCount], stages: list[Stage], expectations: tuple[int, int]
) -> None:
    """The summary of a run: feeds, expectations met and failed, stages, and the build's id when there is one."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=WIDTH_IN_A_FILE, highlight=False)
    console.print(_feeds(counts))
    console.print(_stages(stages))
    console.print(f"Expectations: {expectations[0]:,} passed, {expectations[1]:,} failed")
    console.print(f"Published: build {build_id}" if build_id else "Nothing was published.", markup=False)


def _feeds(counts: list[RowCount]) -> Table:
    table = Table("feed", *(_right(title) for title in ("source rows", "read", "loaded", "quarantined")))
    for one in counts:
        numbers = (one.source_count, one.read_count, one.loaded_count, one.quarantined_count)
        table.add_row(one.feed, *(f"{number:,}" for number in numbers))
    return table


def _stages(stages: list[Stage]) -> Table:
    table = Table("stage", _right("seconds"), _right("peak memory, MiB"))
    for stage in stages:
        table.add_row(stage.name, f"{stage.seconds:.1f}", f"{stage.peak_bytes // MIB:,}")
    table.add_section()
    total, peak = sum(stage.seconds for stage in stages), max((stage.peak_bytes for stage in stages), default=0)
    table.add_row("all", f"{total:.1f}", f"{peak // MIB:,}")
    return table


def _right(title: str) -> Column:
    return Column(title, justify="right")
