"""`questions` of a survey in sources.toml: what becomes of each column of its answer sheets."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from warehouse.contract import FEEDS
from warehouse.toml_file import nearest

CONSTANTS = ("survey_id", "kind", "customer_department_id", "provider_department_id", "scale_min", "scale_max")
KEYS = ("question", "comment", "values", "choices", "ranking", *CONSTANTS)
KINDS = ("question", "choices", "ranking")


@dataclass(frozen=True)
class Question:
    """One column of answer sheets, and the question or questions that its answers belong to.

    `question`: the cell is the score. `choices`, `ranking`: the cell lists words, and each word has its own question;
    the score is 1 or 0 for chosen or not, or the place in the list. A word with question "" is left out.
    `values`: source word = score, before those of [survey_responses.values.score]. `comment`: the column with the
    words to this question. `constants`: what holds for this question instead of the sheet's own column.
    """

    question: str = ""
    comment: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    ranking: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether its column is used at all."""
        return bool(self.question or self.choices or self.ranking)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of the feed that it fills by itself."""
        return frozenset({"question", "score", *self.constants})


def questions_of(given: Any) -> tuple[Question, ...]:
    """As written in TOML: "overall", { question = "overall", … }, or a list of them for a column and those after it.

    ValueError tells what is wrong. An empty text in a list leaves its column out.
    """
    if isinstance(given, list):
        if not given:
            raise ValueError("give the questions of this column and of those after it")
        return tuple(Question() if one == "" else _question(one) for one in given)
    return (_question(given),)


def _question(given: Any) -> Question:
    if isinstance(given, str) and given:
        return Question(given)
    if not isinstance(given, dict):
        raise ValueError('give a question, a table such as { question = "overall", scale_max = 10 }, or a list of them')
    if unknown := [key for key in given if key not in KEYS]:
        raise ValueError(
            f'no question has a key "{unknown[0]}"; the nearest known one is "{nearest(unknown[0], KEYS)}"'
        )
    if sum(bool(given.get(key)) for key in KINDS) != 1:
        raise ValueError("give either question, or choices, or ranking")
    if given.get("values") and not given.get("question"):
        raise ValueError("values need question")
    maps = {key: _words(key, given[key]) for key in ("values", "choices", "ranking") if key in given}
    texts = {key: _text(key, given[key]) for key in ("question", "comment", *CONSTANTS) if key in given}
    constants = _scale(maps) | {key: texts[key] for key in CONSTANTS if key in texts}
    _check(constants)
    return Question(texts.get("question", ""), texts.get("comment"), **maps, constants=constants)


def _scale(maps: dict[str, dict[str, str]]) -> dict[str, str]:
    """The ends of a scale that follow from the words: chosen is 1 of 0 to 1, the first place is the best mark."""
    if "choices" in maps:
        return {"scale_min": "0", "scale_max": "1"}
    return {"scale_min": str(len(maps["ranking"])), "scale_max": "1"} if "ranking" in maps else {}


def _words(key: str, given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ValueError(f'{key} is a table of words, such as {{ "good" = … }}')
    return {word.strip(): _text(key, to) for word, to in given.items()}


def _text(key: str, given: Any) -> str:
    if isinstance(given, bool | dict | list):
        raise ValueError(f"{key} takes a text or a number")
    return str(given).strip()


def _check(constants: dict[str, str]) -> None:
    scale = [constants[end] for end in ("scale_min", "scale_max") if end in constants]
    for end in scale:
        try:
            Decimal(end)
        except InvalidOperation as error:
            raise ValueError(f'"{end}" is no end of a scale; give a number') from error
    if len(scale) == 2 and Decimal(scale[0]) == Decimal(scale[1]):
        raise ValueError("scale_min and scale_max are the same; a scale needs two ends")
    kinds = FEEDS["survey_responses"].column("kind").words
    if constants.get("kind", kinds[0]) not in kinds:
        raise ValueError(f'no kind is called "{constants["kind"]}"; there are {", ".join(kinds)}')
