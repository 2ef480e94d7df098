"""Survey invitations and answers as rows of their feeds."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from etl.demo.draw import Bools, Ints, chance, generator, normal
from etl.demo.events import instants
from etl.demo.files import read_words
from etl.demo.surveys import Asked
from etl.demo.world import World

QUESTIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles", "overall", "loyalty")
OVERALL = QUESTIONS.index("overall")
OFFSETS = [0.05, -0.1, 0.08, -0.05, 0.0, 0.0, -0.12]
EXPECTED = [4.6, 4.5, 4.4, 4.1, 4.0, 4.5, 4.0]
SCALE = (1, 5)
COMMENTED = 0.12


def invitations(world: World, asked: Sequence[Asked]) -> pl.DataFrame:
    """One row per survey, person and department, answered or not."""
    frames = [
        pl.DataFrame(
            {
                "survey_id": one.survey,
                "respondent_id": _names(world, "assignee_id", one.respondent),
                "provider_department_id": _names(world, "provider_department_id", one.provider),
                "kind": pl.Series([one.kind]).gather(np.zeros(len(one.respondent), dtype=np.int64)),
                "invited_at": instants(one.invited),
                "ticket_id": _tickets(one),
            }
        )
        for one in asked
    ]
    return pl.concat(frames)


def responses(world: World, asked: Asked, number: int) -> pl.DataFrame:
    """One row per answer sheet and question; surveys about a ticket have one question."""
    rng = generator(world.seed, "responses", number)
    rows = np.flatnonzero(asked.answers & (asked.submitted < world.as_of))
    questions = [OVERALL] if asked.ticket is not None else list(range(len(QUESTIONS)))
    sheet, question = np.repeat(rows, len(questions)), np.tile(np.array(questions), len(rows))
    mood = normal(rng, len(asked.respondent)) * 0.35
    exact = asked.expected[sheet] + mood[sheet] + np.array(OFFSETS)[question] + 0.4 * normal(rng, len(sheet))
    score = np.clip(np.rint(exact), *SCALE).astype(np.int64)
    wished = np.clip(np.rint(np.array(EXPECTED)[question] + 0.5 * normal(rng, len(sheet))), *SCALE).astype(np.int64)
    is_wave = asked.ticket is None
    tickets = _tickets(asked)
    ids = pl.select(f"R{number:02d}-" + pl.lit(pl.Series(sheet + 1)).cast(pl.String).str.zfill(6)).to_series()
    ones = np.zeros(len(sheet), dtype=np.int64)
    return pl.DataFrame(
        {
            "response_id": ids,
            "question": pl.Series(QUESTIONS).gather(question),
            "survey_id": asked.survey.gather(sheet),
            "kind": pl.Series([asked.kind]).gather(ones),
            "submitted_at": instants(asked.submitted[sheet]),
            "respondent_id": _names(world, "assignee_id", asked.respondent[sheet]),
            "customer_department_id": _names(world, "provider_department_id", asked.customer[sheet]),
            "provider_department_id": _names(world, "provider_department_id", asked.provider[sheet]),
            "ticket_id": tickets.gather(sheet),
            "score": score,
            "scale_min": ones + SCALE[0],
            "scale_max": ones + SCALE[1],
            "expectation": pl.Series(wished if is_wave else ones).replace(0, None),
            "comment": _comments(rng, score, question == OVERALL),
        }
    )


def _comments(rng: np.random.Generator, score: Ints, may_comment: Bools) -> pl.Series:
    words = read_words()["comments"]
    texts = [*words["low"], *words["middle"], *words["high"]]
    starts = np.array([0, len(words["low"]), len(words["low"]) + len(words["middle"])])
    sizes = np.array([len(words["low"]), len(words["middle"]), len(words["high"])])
    mood = np.searchsorted([3, 5], score, side="right")
    number = starts[mood] + (rng.random(len(score)) * sizes[mood]).astype(np.int64)
    is_given = may_comment & chance(rng, COMMENTED, len(score))
    return pl.Series([None, *texts]).gather(np.where(is_given, number + 1, 0))


def _tickets(asked: Asked) -> pl.Series:
    """The ticket that each is asked about; none in a survey of the half-year."""
    return pl.Series([None] * len(asked.respondent), dtype=pl.String) if asked.ticket is None else asked.ticket


def _names(world: World, kind: str, number: Ints) -> pl.Series:
    return pl.Series(world.words).gather(world.code(kind, number))
