"""How long a page switch and a filter change take: python -m tests.browser.latency WAREHOUSE [ROUNDS]."""

import statistics
import sys
import tempfile
from pathlib import Path

from tests.browser.server import dashboard
from tests.browser.visitor import PATHS, QUIET_MS, Visitor, Wait, chromium, visitor

PERIOD_PAGES = ("overview", "service_map", "sla", "ranking")


def _periods(guest: Visitor) -> list[str]:
    guest.page.locator(".st-key-period input").click()
    options = guest.page.get_by_role("option")
    options.first.wait_for()
    names = options.all_inner_texts()
    guest.page.keyboard.press("Escape")
    return names[:2]


def measure(guest: Visitor, rounds: int) -> dict[str, list[Wait]]:
    """Waits by what was done; the first round warms and is not counted."""
    times: dict[str, list[Wait]] = {}
    guest.open("overview")
    periods = _periods(guest)
    for turn in range(rounds + 1):
        for name in PATHS:
            switched = guest.go(name)
            if turn:
                times.setdefault(f"to {name}", []).append(switched)
            if name in PERIOD_PAGES:
                for period in reversed(periods):
                    changed = guest.choose("period", period)
                    if turn:
                        times.setdefault(f"filter on {name}", []).append(changed)
    return times


def line(name: str, waits: list[Wait]) -> str:
    painted, still = _spread([wait.painted for wait in waits]), _spread([wait.still for wait in waits])
    return f"{name:24}{len(waits):4} times   painted {painted}   still {still}"


def _spread(values: list[float]) -> str:
    worst = statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"median {statistics.median(values):4.0f} p95 {worst:4.0f} ms"


def main() -> int:
    warehouse = Path(sys.argv[1] if len(sys.argv) > 1 else "warehouse-data")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    log = Path(tempfile.mkstemp(suffix=".log")[1])
    with dashboard(warehouse, log) as address, chromium() as browser, visitor(browser, address) as guest:
        times = measure(guest, rounds)
    print(
        f"from the click until the last painted change, and until the last change at all; then {QUIET_MS} ms of quiet"
    )
    for name, values in times.items():
        print(line(name, values))
    for kind in ("to ", "filter "):
        print(
            line(
                f"all: {kind.strip()}",
                [value for name, found in times.items() if name.startswith(kind) for value in found],
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
