"""The lessons run, and what they assert holds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import papermill
import pytest

import schoolmix

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = ["area-traits", "calibration", "central-enrolment", "composition-and-distance", "schelling", "school-choice"]
LESSONS += ["why-did-it-change", "without-prejudice", "your-municipality"]
WITH_FILES = {"area-traits", "central-enrolment"}


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """Give a kernel of this very Python, with its files in a temporary folder."""
    name = "schoolmix-test"
    spec = tmp_path / "kernels" / name
    spec.mkdir(parents=True)
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": start, "display_name": name, "language": "python"}))
    for variable in ("JUPYTER_DATA_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("PYTHONPATH", str(Path(schoolmix.__file__).parents[1]))
    return name


@pytest.mark.serial
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs(lesson, kernel, tmp_path, request, monkeypatch):
    if lesson in WITH_FILES:
        monkeypatch.setenv("SCHOOLMIX_DATA", str(request.getfixturevalue("data")))
    path = NOTEBOOKS / f"{lesson}.ipynb"
    done = papermill.execute_notebook(
        path, tmp_path / path.name, kernel_name=kernel, cwd=NOTEBOOKS, progress_bar=False, log_output=False
    )
    assert all(cell.execution_count for cell in done.cells if cell.cell_type == "code")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_kept_without_output(lesson):
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
