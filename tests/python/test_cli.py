"""The command line: examples that work, and one message for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

import schoolmix as sm
from schoolmix import cli

ROWS = "site;year;group;pupils\n00E1;2019;x;10\n00E1;2019;y;4\n01AA;2019;x;3\n01AA;2019;y;9\n"
MASKED = ROWS.replace(";4\n", ";<5\n")
EXAMPLE = ["--unit", "site", "--group", "group", "--count", "pupils"]


@pytest.fixture
def pupils(tmp_path):
    def write(text=ROWS, name="pupils.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


def run(*arguments):
    return CliRunner().invoke(cli.app, ["measure", *arguments], catch_exceptions=False)


def table(*arguments):
    return json.loads(run(*arguments, "--output", "json").stdout)


def test_measure_is_the_verb(pupils):
    (row,) = table(pupils(), *EXAMPLE, "--measure", "D")
    frame = pd.DataFrame({"site": ["a", "b"], "x": [10, 3], "y": [4, 9]})
    expected = sm.measure(sm.Roll.from_wide(frame, unit="site", groups=["x", "y"]), "D")["estimate"].iloc[0]
    assert row["estimate"] == pytest.approx(expected, abs=1e-9)


def test_several_measures_split_by_a_column(pupils):
    rows = table(pupils(), *EXAMPLE, "--measure", "D", "--measure", "H", "--by", "year", "--focal", "x")
    assert [(row["year"], row["measure"], row["focal"]) for row in rows] == [("2019", "D", "x"), ("2019", "H", "x")]


def test_masks_give_bounds(pupils):
    (row,) = table(pupils(MASKED), *EXAMPLE, "--mask", "<5=1:4", "--measure", "D")
    assert row["bound_low"] < row["estimate"] < row["bound_high"]


def test_texts_stay_texts(pupils):
    assert cli.read_table(cli.Path(pupils()))["site"].tolist() == ["00E1", "00E1", "01AA", "01AA"]


@pytest.mark.parametrize("mark", [",", "\t"])
def test_delimiters_are_seen(pupils, mark):
    assert table(pupils(ROWS.replace(";", mark)), *EXAMPLE, "--measure", "D")


def test_parquet_is_known_by_content(tmp_path):
    path = tmp_path / "pupils.dat"
    pd.DataFrame({"site": ["a", "b"], "group": ["x", "y"], "pupils": [1, 2]}).to_parquet(path)
    assert table(str(path), *EXAMPLE, "--measure", "D")[0]["estimate"] == 1


def test_csv_cells_are_inert_in_a_spreadsheet(pupils):
    text = ROWS.replace("2019", "=cmd|x").replace(";x;", ";@x;")
    lines = run(pupils(text), *EXAMPLE, "--measure", "isolation", "--by", "year", "--output", "csv").stdout.splitlines()
    assert any(line.startswith("'=cmd|x,") for line in lines)
    assert any(",'@x," in line for line in lines)


def test_help_shows_a_working_example(pupils, monkeypatch, tmp_path):
    text = " ".join(run("--help").stdout.split())
    example = text.partition("Example: ")[2].strip()
    assert example.startswith("schoolmix measure pupils.csv")
    pupils(MASKED)
    monkeypatch.chdir(tmp_path)
    arguments = [part.strip("'") for part in example.split()[2:]]
    assert run(*arguments).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--unit", "sit", "--group", "group"], "Did you mean 'site'?"),
        (["--unit", "site", "--group", "group", "--count", "pupils"], "row 1"),
        ([*EXAMPLE, "--mask", "<5"], "is no mask"),
        ([*EXAMPLE, "--mask", "<5=1:4", "--measure", "Q"], "[UnknownMeasure]"),
    ],
)
def test_wrong_input_is_one_message_without_a_traceback(pupils, arguments, said):
    command = [sys.executable, "-m", "schoolmix.cli", "measure", pupils(MASKED), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("schoolmix: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("content", "kind"), [("", "EmptyInput"), ("PAR1 and nothing more", "CorruptFile")])
def test_damaged_files_are_refused(pupils, content, kind):
    command = [sys.executable, "-m", "schoolmix.cli", "measure", pupils(content), "--unit", "a", "--group", "b"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"[{kind}]" in done.stderr


def test_import_stays_light():
    code = (
        "import sys, schoolmix; heavy = {'matplotlib', 'papermill', 'nbconvert', 'typer', 'babel', 'jinja2'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_report_refuses_what_it_cannot_read(tmp_path):
    command = [sys.executable, "-m", "schoolmix.cli", "report", "--data", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "[FileNotFound]" in done.stderr
