"""Mutual inflation: departments that rate each other above what both give, and get, elsewhere."""

import duckdb
import polars as pl

from warehouse.assessment.fairness.sign import SCHEMA
from warehouse.assessment.statistics.mutual import pair_columns

FEWEST_RATERS = 3
LEAST_RESIDUAL = 0.5
WAYS = {"there": ("first_id", "second_id", "first_residual"), "back": ("second_id", "first_id", "second_residual")}


def pair_signs(connection: duckdb.DuckDBPyConnection, period: str, k_score: int) -> pl.DataFrame:
    """Every pair that rated each other by enough people, as rows of SCHEMA, in points of the scale of 1 to 5.

    Nothing that fewer than `k_score` raters made comes out: one direction only where it has as many, both together
    where they do.
    """
    rows = connection.execute(
        "SELECT giver_id, receiver_id, mean_score::DOUBLE AS mean, rater_count FROM fairness.pair_rating"
        " WHERE period_id = $1 AND rater_count >= $2 AND giver_id IS NOT NULL AND receiver_id IS NOT NULL",
        [period, FEWEST_RATERS],
    ).to_arrow_table()
    ratings = pl.DataFrame(rows)
    ways = zip(ratings["giver_id"].to_list(), ratings["receiver_id"].to_list(), strict=True)
    tested = pair_columns(dict(zip(ways, ratings["mean"].to_list(), strict=True)))
    found = pl.DataFrame(tested, schema_overrides={"first_id": pl.String, "second_id": pl.String})
    for way, (giver, receiver, residual) in WAYS.items():
        own = ratings.select(
            pl.col("giver_id").alias(giver), pl.col("receiver_id").alias(receiver),
            pl.col("mean").alias(f"{way}_observed"), pl.col("rater_count").alias(f"{way}_rater_count"),
        )  # fmt: skip
        found = found.join(own, on=[giver, receiver], maintain_order="left").with_columns(
            (pl.col(f"{way}_observed") - pl.col(residual)).alias(f"{way}_expected")
        )
    return _signs(found, k_score)


def _signs(found: pl.DataFrame, k_score: int) -> pl.DataFrame:
    raters = pl.col("there_rater_count") + pl.col("back_rater_count")
    columns = [f"{way}_{part}" for way in WAYS for part in ("observed", "expected", "rater_count")]
    is_each_shown = pl.min_horizontal("there_rater_count", "back_rater_count") >= k_score
    shown = {
        "observed": pl.mean_horizontal("there_observed", "back_observed"),
        "expected": pl.mean_horizontal("there_expected", "back_expected"),
        "statistic": pl.when(pl.col("inflation").is_finite()).then("inflation"),
    }
    signs = found.select(
        kind=pl.lit("mutual_inflation"),
        department_id="first_id",
        other_department_id="second_id",
        **{name: pl.when(raters >= k_score).then(value) for name, value in shown.items()},
        found_count=pl.lit(None, pl.Int64),
        case_count=raters,
        p_raw="p",
        is_large=pl.min_horizontal("first_residual", "second_residual") >= LEAST_RESIDUAL,
        evidence=pl.when(is_each_shown).then(pl.struct(columns).struct.json_encode()).otherwise(pl.lit("{}")),
    )
    return signs.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
