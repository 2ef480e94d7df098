"""Tells people of a run, through Apprise, when the company folder has a notify.toml; a run never fails for it."""

import logging
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from etl.notify_text import Message, message
from etl.run import Ending, Run
from etl.secrets import VARIABLE, fill
from warehouse.errors import UserError
from warehouse.settings import load_company
from warehouse.toml_file import place, read_toml, validated

FILE = "notify.toml"


class Notify(BaseModel):
    """notify.toml: whom to tell, of what, and from which numbers on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    urls: tuple[str, ...] = ()
    on: tuple[Literal["failure", "quarantine", "at_risk", "summary"], ...] = ("failure", "quarantine", "at_risk")
    quarantined_share: float = Field(default=0.01, ge=0, le=1)
    at_risk_hours: int = Field(default=24, ge=1)
    at_risk_count: int = Field(default=1, ge=1)
    timeout_s: float = Field(default=10, gt=0, le=60)

    @field_validator("urls")
    @classmethod
    def _secrets_are_elsewhere(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for number, url in enumerate(given, start=1):
            if not VARIABLE.search(url):
                raise ValueError(f"address {number} must take its secret from the environment, as ${{NAME}}")
        return given


def load_notify(folder: Path) -> Notify:
    """The settings; nobody is told anything without the file. UserError with line and key."""
    path = folder / FILE
    if not path.exists():
        return Notify()
    try:
        return validated(Notify, read_toml(path), path)
    except UserError as error:  # the value, which may be a secret written out, stays unsaid
        raise UserError(str(error).split(" (it is ")[0].rstrip(".") + ".") from None


def tell(folder: Path, run: Run | None, ending: Ending) -> None:
    """Sends what is to be said of a run that has ended; what cannot be sent is a line in its log and on stderr."""
    try:
        settings = load_notify(folder)
        if not settings.urls:
            return
        name, language = _company(folder)
        if text := message(run, ending, settings, name, language):
            for number in range(len(settings.urls)):
                _send(folder, settings, number, text)
                _note(run, f"Notification {number + 1} was sent.", is_loud=False)
    except Exception as error:  # noqa: BLE001 - whatever a library of messengers makes of the world
        known = str(error) if isinstance(error, UserError) else f"no notification was sent ({type(error).__name__})."
        _note(run, known)


def _company(folder: Path) -> tuple[str, str]:
    """Name and language, also of a folder that cannot be read."""
    try:
        company = load_company(folder)
    except UserError:
        return folder.resolve().name, "zh-CN"
    return company.name or folder.resolve().name, company.language


def _send(folder: Path, settings: Notify, number: int, text: Message) -> None:
    import apprise  # only companies that want to be told pay for it

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would repeat the address
    where = place(folder / FILE, ["urls"])
    what = f"notification {number + 1}"
    url = fill(settings.urls[number], what, where)
    asset = apprise.AppriseAsset(app_id="Neikan", app_desc="Neikan", storage_mode=apprise.PersistentStoreMode.MEMORY)
    service: Any = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if service is None:
        raise UserError(f"{what} was not sent: its address is none that Apprise knows, such as mailto:// ({where}).")
    service.socket_connect_timeout = service.socket_read_timeout = settings.timeout_s
    kind = {"failure": apprise.NotifyType.FAILURE, "warning": apprise.NotifyType.WARNING}
    if not service.notify(text.body, title=text.title, notify_type=kind.get(text.kind, apprise.NotifyType.INFO)):
        raise UserError(f"{what}, by {service.service_name}, was not delivered; look at its address ({where}).")


def _note(run: Run | None, text: str, is_loud: bool = True) -> None:
    if is_loud:
        print(text, file=sys.stderr)
    if run:
        with suppress(OSError):
            run.log.write("notification", text=text)
