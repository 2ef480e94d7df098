"""What becomes of a fault: a sentence and a number for who looks, the whole of it under that number in the log."""

import contextvars
import secrets
from collections.abc import Callable
from typing import TypeVar

from streamlit.logger import get_logger

from dashboard import words
from warehouse.errors import UserError

Given = TypeVar("Given")


def noted(fault: BaseException) -> str:
    """Writes a fault into the server's log and gives the number under which it stands there.

    Of a mistake in a folder the sentence is all that helps; a fault of ours comes with its way through the program.
    """
    number = secrets.token_hex(3).upper()
    if isinstance(fault, UserError):
        get_logger("neikan").error("fault %s: %s", number, fault)
    else:
        get_logger("neikan").error("fault %s", number, exc_info=fault)
    return number


def show(fault: Exception) -> bool:
    """The handler of every fault in a page, a fragment or a callback; True: nothing else is shown of it."""
    from dashboard.components import states  # not before there is a server: its caches belong to one

    if isinstance(fault, UserError):
        states.broken(str(fault), noted(fault))
        return True
    states.fault(noted(fault))
    return True


def in_this_language(make: Callable[[], Given]) -> Callable[[], Given]:
    """`make` for a thread that comes later: it keeps the language, and tells a fault by its number alone."""
    context, language = contextvars.copy_context(), words.language()

    def spoken() -> Given:
        words.speak(language)  # the thread that comes later has no session to ask
        return make()

    def made() -> Given:
        try:
            return context.copy().run(spoken)
        except Exception as fault:  # noqa: BLE001 - whatever it is
            raise RuntimeError(noted(fault)) from None

    return made
