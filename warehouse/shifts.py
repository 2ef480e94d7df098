"""Shifts of a working day as seconds from its local midnight."""

from itertools import pairwise

from warehouse.errors import UserError

DAY_S = 86_400
LONGEST_NIGHT_SHIFT_S = 16 * 3600


def parse_shift(text: str, where: str) -> tuple[int, int]:
    """Seconds from local midnight of start and end; the end of a night shift lies beyond 86,400."""
    try:
        start, end = (_clock_s(part) for part in text.split("-"))
    except ValueError:
        raise UserError(f"{where}: {text!r} is not a shift; write it as HH:MM-HH:MM.") from None
    if end <= start:
        end += DAY_S
        if start == end - DAY_S or end - start > LONGEST_NIGHT_SHIFT_S:
            raise UserError(
                f"{where}: shift {text} ends before it starts and is too long for a night shift"
                f" ({(end - start) // 3600} h); write two shifts if it is meant."
            )
    return start, end


def _clock_s(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60 and hours * 60 + minutes <= 1440):
        raise ValueError(text)
    return hours * 3600 + minutes * 60


def day_shifts(texts: list[str], where: str) -> tuple[tuple[int, int], ...]:
    """The shifts of one day in order; shifts that overlap are refused."""
    shifts = sorted(parse_shift(text, where) for text in texts)
    for (_, end), (start, _) in pairwise(shifts):
        if start < end:
            raise UserError(f"{where}: the shifts {', '.join(texts)} overlap; set them apart.")
    return tuple(shifts)
