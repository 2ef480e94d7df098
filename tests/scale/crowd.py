"""People at one server: each a websocket that speaks Streamlit's protocol, as a browser does."""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboard.words import LOCALES, catalogue

PATIENCE_S = 60
FAULTS = frozenset(
    catalogue(language)[f"state.{name}.title"]
    for language in LOCALES
    for name in ("fault", "broken", "forbidden", "login", "no_permission", "no_warehouse")
)
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Person:
    """Who signs in, by the headers of the proxy, and the names of the departments that the person may see."""

    headers: Mapping[str, str]
    departments: frozenset[str]


@dataclass
class Answers:
    """Seconds by what was asked, what went wrong, and how many bytes came."""

    opened: list[float] = field(default_factory=list)
    switched: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    scopes_seen: int = 0
    received_bytes: int = 0


@dataclass
class Tab:
    """One session: what stands on its page, and what it has chosen so far."""

    person: Person
    answers: Answers
    chance: random.Random
    only: Collection[str] = ()
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    elements: dict[tuple[int, ...], tuple[Element, str]] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    known: dict[str, ForwardMsg] = field(default_factory=dict)

    async def open(self, stream: ClientConnection) -> None:
        self.answers.opened.append(await self._run(stream))

    async def click(self, stream: ClientConnection) -> None:
        """Half of the clicks go to another page, half change something on this one."""
        choices = [(element, fragment) for element, fragment in self.elements.values() if _options(element)]
        if self.only:
            choices = [one for one in choices if one[0].selectbox.query_param_key in self.only]
        elif not choices or self.chance.random() < 0.5:
            self.page = self.chance.choice([page for page in self.pages if page != self.page])
            main = {element.selectbox.id for element, fragment in choices if not fragment}
            self.states = {widget: state for widget, state in self.states.items() if widget in main}
            self.answers.switched.append(await self._run(stream))
            return
        element, fragment = self.chance.choice(choices)
        self._choose(element)
        self.answers.changed.append(await self._run(stream, fragment))

    def _choose(self, element: Element) -> None:
        option = self.chance.choice(_options(element))
        if element.WhichOneof("type") == "selectbox":
            state = WidgetState(id=element.selectbox.id, string_value=option)
            if key := element.selectbox.query_param_key:
                self.query[key] = option
        else:
            state = WidgetState(id=element.button_group.id)
            state.string_array_value.data.append(option)
        self.states[state.id] = state

    async def _run(self, stream: ClientConnection, fragment: str = "") -> float:
        """Asks for a run and gives the seconds until its last message."""
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string, run.page_script_hash, run.fragment_id = urlencode(self.query), self.page, fragment
        run.widget_states.widgets.extend(self.states.values())
        run.cached_message_hashes.extend(self.known)
        run.context_info.timezone, run.context_info.locale = "Asia/Shanghai", "en-US"
        begin = perf_counter()
        await stream.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._take(await stream.recv()):
                pass
        seconds = perf_counter() - begin
        self._check()
        return seconds

    def _take(self, content: str | bytes) -> bool:
        """Whether a message is the last of its run."""
        assert isinstance(content, bytes)
        self.answers.received_bytes += len(content)
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            known = self.known[message.ref_hash]
            self._put(known, tuple(message.metadata.delta_path))
        elif kind == "delta":
            if message.metadata.cacheable and message.hash:
                self.known[message.hash] = message
            self._put(message, tuple(message.metadata.delta_path))
        elif kind == "new_session":
            if not message.metadata.run.fragment_ids:
                self.elements.clear()
            self.page = message.new_session.page_script_hash
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
            self.pages = {one.page_script_hash: one.url_pathname for one in message.navigation.app_pages
                          if not one.is_hidden}  # fmt: skip
        elif kind == "script_finished":
            return message.script_finished != EARLY
        return False

    def _put(self, message: ForwardMsg, path: tuple[int, ...]) -> None:
        if message.delta.WhichOneof("type") == "new_element":
            self.elements[path] = message.delta.new_element, message.delta.fragment_id

    def _check(self) -> None:
        """Notes what is an exception or a sentence of a fault, and departments that are not this person's."""
        for element, _ in self.elements.values():
            kind = element.WhichOneof("type")
            if kind == "exception" or (kind == "heading" and element.heading.body in FAULTS):
                self.answers.faults.append(f"{self.pages.get(self.page)}: {kind} {element.heading.body}")
            elif kind == "selectbox" and element.selectbox.query_param_key == "department":
                self.answers.scopes_seen += 1
                if foreign := set(element.selectbox.options) - self.person.departments:
                    self.answers.faults.append(f"out of scope: {sorted(foreign)[:3]}")


def _options(element: Element) -> list[str]:
    """What else may be chosen in a filter or a switch."""
    kind = element.WhichOneof("type")
    if kind == "selectbox" and not element.selectbox.disabled and element.selectbox.query_param_key:
        return [option for option in element.selectbox.options if option != element.selectbox.raw_value]
    if kind == "button_group" and len(element.button_group.options) > 1 and not element.button_group.disabled:
        return [str(option.content) for option in element.button_group.options]
    return []


async def crowd(
    address: str, people: Sequence[Person], every_s: float, lasts_s: float, at_begin: Callable[[], None],
    only: Collection[str] = (), seed: int = 7,
) -> Answers:  # fmt: skip
    """Everybody opens the dashboard and then clicks every so many seconds, evenly spread; the answers to the clicks.

    `at_begin` is called when all have opened it and the clicks begin. With `only` they stay on the first page and
    change the filters of these names.
    """
    answers = Answers()
    begins = asyncio.Event()
    opened: list[int] = []

    async def one(number: int, person: Person) -> None:
        tab = Tab(person, answers, random.Random(seed * 1000 + number), only)
        offset = every_s * number / len(people)
        await asyncio.sleep(offset)
        stream_of = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        async with connect(
            stream_of, subprotocols=[Subprotocol("streamlit")], additional_headers=person.headers, max_size=None
        ) as stream:
            await tab.open(stream)
            opened.append(number)
            if len(opened) == len(people):
                at_begin()
                begins.set()
            await begins.wait()
            started = perf_counter() + offset
            for turn in range(int(lasts_s / every_s)):
                await asyncio.sleep(max(0.0, started + turn * every_s - perf_counter()))
                await tab.click(stream)

    done = await asyncio.gather(*(one(*numbered) for numbered in enumerate(people)), return_exceptions=True)
    answers.faults += [f"{type(problem).__name__}: {problem}" for problem in done if isinstance(problem, BaseException)]
    return answers
