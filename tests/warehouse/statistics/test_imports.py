"""The run and the pages do not wait for libraries that only some of the statistics need."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from warehouse.assessment import statistics

SUBJECTS = sorted(path.stem for path in Path(statistics.__file__).parent.glob("*.py") if path.stem != "__init__")


def test_no_subject_imports_scipy_or_statsmodels_before_it_needs_them() -> None:
    code = "; ".join(
        ["import importlib, sys"]
        + [f"importlib.import_module('warehouse.assessment.statistics.{subject}')" for subject in SUBJECTS]
        + ["print(sorted({'scipy', 'statsmodels'} & set(sys.modules)))"]
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(SUBJECTS) > 15
    assert found.stdout.strip() == "[]"
