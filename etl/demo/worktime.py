"""Working time on whole arrays: the shifts of all calendars lie behind one another on one axis."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from etl.demo.draw import Ints
from warehouse.calendar_file import Calendar
from warehouse.calendars import expand, pieces

NEVER = 1 << 36
_APART = 1 << 40


class WorkClock:
    """Seconds since 1970 to seconds worked and back, for calendars given by their number in `names`."""

    def __init__(self, calendars: dict[str, Calendar], first: date, last: date) -> None:
        self.names = tuple(sorted(calendars))
        starts, before, after, sizes = [], [], [], []
        for name in self.names:
            zone = ZoneInfo(calendars[name].timezone)
            shifts = pieces(list(expand(calendars[name], first, last)), zone)
            opening = int(datetime(first.year, first.month, first.day, tzinfo=zone).timestamp())
            lengths = np.array([0] + [end - start for start, end in shifts], dtype=np.int64)
            starts.append(np.array([opening] + [start for start, _ in shifts], dtype=np.int64))
            after.append(np.cumsum(lengths))
            before.append(after[-1] - lengths)
            sizes.append(len(lengths))
        apart = np.repeat(np.arange(len(self.names)) * _APART, sizes)
        self._starts = np.concatenate(starts) + apart
        self._before, self._after = np.concatenate(before), np.concatenate(after)
        self._reach = self._after + apart
        self._last_rows = np.cumsum(sizes) - 1

    def worked(self, calendar: Ints, instant: Ints) -> Ints:
        """Working seconds from the first day of the table to each instant."""
        there = np.minimum(instant, NEVER) + calendar * _APART
        row = np.searchsorted(self._starts, there, side="right") - 1
        return np.minimum(self._before[row] + there - self._starts[row], self._after[row])

    def at(self, calendar: Ints, worked: Ints) -> Ints:
        """The first instant by which so many seconds are worked; NEVER beyond the table."""
        row = np.searchsorted(self._reach, worked + calendar * _APART, side="left")
        is_beyond = row > self._last_rows[calendar]
        row = np.minimum(row, self._last_rows[calendar])
        there = self._starts[row] - calendar * _APART + worked - self._before[row]
        return np.where(is_beyond, NEVER, there)
