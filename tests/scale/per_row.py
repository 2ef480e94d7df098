"""Working time as people count it today, one call a row: `python per_row.py LIBRARY < sample.json`.

Both count every interval with one calendar: office hours on weekdays and China's public holidays; the clock counts each
in its level's own calendar, and what else it does (history, levels, verdicts, holders) is not asked of a library.

Run by bench_clock with the libraries on PYTHONPATH. Reads {task: [[start, end or seconds], ...]}, instants in seconds
since 1970, and prints {task: seconds per call} for the tasks that the library can do: interval, due.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

ZONE = "Asia/Shanghai"
OPEN, CLOSE, NOON, AFTERNOON = clock(9), clock(18), clock(12), clock(13, 30)
DAYS = [0, 1, 2, 3, 4]
DAYS_OFF = holidays.country_holidays("CN", years=range(2024, 2028))
Call = Callable[[], object]
Tasks = dict[str, Callable[[int, int], Call]]


def businesstimedelta() -> Tasks:
    """Office hours with a lunch break and holidays, in the office's zone."""
    import pytz  # type: ignore[import-untyped]
    from businesstimedelta import BusinessTimeDelta, HolidayRule, LunchTimeRule, Rules, WorkDayRule

    zone = pytz.timezone(ZONE)
    day = WorkDayRule(start_time=OPEN, end_time=CLOSE, working_days=DAYS, tz=zone)
    lunch = LunchTimeRule(start_time=NOON, end_time=AFTERNOON, working_days=DAYS, tz=zone)
    rules = Rules([day, lunch, HolidayRule(DAYS_OFF, tz=zone)])

    def interval(start: int, end: int) -> Call:
        instants = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
        return lambda: rules.difference(*instants)

    def due(start: int, seconds: int) -> Call:
        instant, target = datetime.fromtimestamp(start, UTC), BusinessTimeDelta(rules, seconds=seconds)
        return lambda: instant + target

    return {"interval": interval, "due": due}


def business_duration() -> Tasks:
    """Office hours and holidays, on naive local instants; it knows no lunch break, no zone and no due instant."""
    from business_duration import businessDuration

    def interval(start: int, end: int) -> Call:
        local = [datetime.fromtimestamp(second, ZoneInfo(ZONE)).replace(tzinfo=None) for second in (start, end)]
        return lambda: businessDuration(*local, OPEN, CLOSE, holidaylist=DAYS_OFF, unit="sec")

    return {"interval": interval}


LIBRARIES = {"businesstimedelta": businesstimedelta, "business-duration": business_duration}


def install(folder: Path) -> str | None:
    """Puts the libraries into a folder of their own; what went wrong, or None."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder), *LIBRARIES]
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stderr.strip() or f"uv ended with {done.returncode}") if done.returncode else None


def seconds_per_call(libraries: Path, library: str, sample: dict[str, list[tuple[int, int]]]) -> dict[str, float]:
    """Seconds per call of each task that the library can do."""
    command = [sys.executable, __file__, library]
    environment = {**os.environ, "PYTHONPATH": str(libraries)}
    done = subprocess.run(
        command, input=json.dumps(sample), capture_output=True, text=True, env=environment, check=True
    )
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def main() -> None:
    sample = json.load(sys.stdin)
    seconds = {}
    for task, make in LIBRARIES[sys.argv[1]]().items():
        calls = [make(*pair) for pair in sample[task]]
        calls[0]()  # the first call imports
        started = time.perf_counter()
        for call in calls:
            call()
        seconds[task] = (time.perf_counter() - started) / len(calls)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
