"""The metric dictionary: numerator, denominator, unit and feeds of each scored metric, as dbt describes it."""

from pathlib import Path
from typing import Any

import polars as pl
import yaml  # type: ignore[import-untyped]

DESCRIBED = Path(__file__).parent / "models" / "metrics" / "metrics.yml"
KEYS = ("unit", "feeds", "numerator", "denominator", "numerator_zh", "denominator_zh")


def metrics() -> pl.DataFrame:
    """One row per metric with the columns metric_id and KEYS; `feeds` are names with blanks between them."""
    models: list[dict[str, Any]] = yaml.safe_load(DESCRIBED.read_text(encoding="utf-8"))["models"]
    metas = {model["name"]: model.get("config", {}).get("meta", {}) for model in models}
    rows = [(name, *(meta.get(key) for key in KEYS)) for name, meta in metas.items() if "unit" in meta]
    return pl.DataFrame(rows, schema=dict.fromkeys(("metric_id", *KEYS), pl.String), orient="row")
