"""The command line: examples that work, and one message for what is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from tqdm.auto import tqdm
from typer.testing import CliRunner

import schoolmix as sm
from schoolmix import cli, progress
from schoolmix.errors import ColumnError, FileError, InputError

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


# What a file may do to its reader


def workbook(path, rows):
    """Write a workbook of one sheet; None is an empty cell."""

    def cell(value):
        if value is None:
            return "<c/>"
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    office = "http://schemas.openxmlformats.org"
    main, package = f"{office}/spreadsheetml/2006/main", f"{office}/package/2006"
    linked = f"{office}/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cells = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{linked}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{linked}">'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{linked}/worksheet" Target="sheet1.xml"/></Relationships>',
        "xl/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def refusal(*arguments):
    with pytest.raises(sm.SchoolmixError) as caught:
        run(*arguments)
    return caught.value


@pytest.mark.parametrize("text", ["1.000", "1,5", "1.234"])
@pytest.mark.parametrize("mask", [[], ["--mask", "<5=1:4"]])
def test_a_count_with_a_mark_is_never_guessed(pupils, text, mask):
    error = refusal(pupils(ROWS.replace(";9\n", f";{text}\n")), *EXAMPLE, *mask)
    assert (error.kind, error.column, error.row, error.count) == ("AmbiguousNumber", "pupils", 3, 1)
    assert error.remedy


WEIGHTED = [*EXAMPLE[:4], "--weight", "pupils"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1.000", "AmbiguousNumber"), ("1,5", "AmbiguousNumber"), ("x", "NotANumber"), ("nan", "NotANumber")],
)
def test_weights_are_read_strictly(pupils, text, kind):
    error = refusal(pupils(ROWS.replace(";9\n", f";{text}\n")), *WEIGHTED)
    assert isinstance(error, InputError)
    assert (error.kind, error.column, error.row, error.count) == (kind, "pupils", 3, 1)
    assert error.remedy


def test_weights_with_a_mask_are_read_strictly_too(pupils):
    error = refusal(pupils(ROWS.replace(";9\n", ";1.000\n")), *WEIGHTED, "--mask", "<5=1:4")
    assert error.kind == "AmbiguousNumber"


def test_plain_weights_are_taken(pupils):
    text = ROWS.replace(";10\n", ";1.5\n").replace(";4\n", ";0.125\n").replace(";3\n", ";1e-1\n")
    (row,) = table(pupils(text), *WEIGHTED, "--measure", "D")
    assert 0 < row["estimate"] < 1


@pytest.mark.parametrize(
    ("bad", "line", "row"),
    [("01AA;2019;x;3;8", 4, 2), ("01AA;2019;x", 4, 2), ("\n01AA;2019;x;3;", 5, 2), ('"01\nAA";2019;x', 4, 2)],
)
def test_ragged_rows_are_refused(pupils, bad, line, row):
    error = refusal(pupils(ROWS.replace("01AA;2019;x;3", bad)), *EXAMPLE)
    assert isinstance(error, FileError)
    assert (error.kind, error.row, error.count) == ("MalformedRow", row, 1)
    assert f"line {line}:" in error.message


def test_every_row_longer_than_the_header_is_no_index(pupils):
    text = "".join(line + ";1\n" if place else line + "\n" for place, line in enumerate(ROWS.splitlines()))
    error = refusal(pupils(text), *EXAMPLE)
    assert (error.kind, error.row, error.count) == ("MalformedRow", 0, 4)


def test_an_open_quote_is_refused(pupils):
    assert refusal(pupils(ROWS.replace("01AA;2019;y", '"01AA;2019;y')), *EXAMPLE).kind == "MalformedRow"


@pytest.mark.parametrize("column", ["site", "group", "year"])
def test_an_empty_key_is_missing(pupils, column):
    lines = [line.split(";") for line in ROWS.splitlines()]
    lines[2][lines[0].index(column)] = ""
    path = pupils("".join(";".join(fields) + "\n" for fields in lines))
    error = refusal(path, *EXAMPLE, "--by", "year")
    assert (error.kind, error.column, error.row) == ("MissingKey", column, 1)


def test_an_empty_count_is_missing(pupils):
    assert refusal(pupils(ROWS.replace(";4\n", ";\n")), *EXAMPLE).kind == "MissingCount"


def write(path, rows):
    if path.suffix == ".xlsx":
        workbook(path, rows)
    else:
        path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_na_is_a_school(tmp_path, kind):
    path = tmp_path / f"schools.{kind}"
    write(path, [["site", "group", "pupils"], ["NA", "x", 3], ["b", "None", 1000]])
    expected = {"site": ["NA", "b"], "group": ["x", "None"], "pupils": ["3", "1000"]}
    assert cli.read_table(path).to_dict("list") == expected
    assert table(str(path), *EXAMPLE, "--measure", "D")[0]["estimate"] == 1


def test_numbers_of_a_workbook_are_weights(tmp_path):
    path = tmp_path / "weights.xlsx"
    workbook(path, [["site", "group", "pupils"], [1, "x", 1.125], [2, "y", 2]])
    assert table(str(path), *WEIGHTED, "--measure", "D")[0]["estimate"] == 1


def test_an_empty_cell_of_a_workbook_is_missing(tmp_path):
    path = tmp_path / "schools.xlsx"
    workbook(path, [["site", "group", "pupils"], ["a", "x", 3], [None, "y", 4]])
    error = refusal(str(path), *EXAMPLE)
    assert (error.kind, error.column, error.row) == ("MissingKey", "site", 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_column_named_twice_is_refused(tmp_path, kind):
    path = tmp_path / f"schools.{kind}"
    write(path, [["site", "group", "pupils", "pupils"], ["a", "x", 1, 2]])
    error = refusal(str(path), *EXAMPLE)
    assert isinstance(error, ColumnError)
    assert (error.kind, error.column, error.count) == ("DuplicateColumn", "pupils", 1)


@pytest.mark.parametrize(("start", "said"), [(b"PK\x03\x04 nothing", "CorruptFile"), (b"a;b\n\xff;1\n", "CorruptFile")])
def test_bytes_that_are_no_table_are_refused(tmp_path, start, said):
    path = tmp_path / "pupils.csv"
    path.write_bytes(start)
    assert refusal(str(path), "--unit", "a", "--group", "b").kind == said


def test_help_names_no_folder_of_ours():
    text = CliRunner().invoke(cli.app, ["report", "--help"]).stdout
    assert "shared/data" not in text
    assert "path/to/files" in " ".join(text.split())


def test_an_empty_weight_is_missing(pupils):
    assert refusal(pupils(ROWS.replace(";4\n", ";\n")), *WEIGHTED).row == 1


# Admission

APPLYING = "pupil;school;rank;sibling\n001;00E1;1;true\n001;01AA;2;FALSE\n002;00E1;1;false\n003;00E1;1;false\n"
PLACES = "school;places\n00E1;1\n01AA;1\n"


@pytest.fixture
def applying(tmp_path, monkeypatch):
    """Go to a folder with lists and places."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wishes.csv").write_text(APPLYING)
    (tmp_path / "schools.csv").write_text(PLACES)
    return tmp_path


def admit(*arguments):
    done = CliRunner().invoke(cli.app, ["admit", "wishes.csv", "schools.csv", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.stdout
    return done.stdout


def admit_refused(*arguments):
    with pytest.raises(sm.SchoolmixError) as caught:
        admit(*arguments)
    assert caught.value.remedy
    return caught.value


def expected(**options):
    wishes = {"001": ["00E1", "01AA"], "002": ["00E1"], "003": ["00E1"]}
    return sm.admit(wishes, {"00E1": 1, "01AA": 1}, **options)


def test_admit_is_the_verb(applying):
    admit("--seed", "5", "--lotteries", "4", "--out", "placed.csv", "--summary", "figures.csv")
    result = expected(rng=5, lotteries=4)
    placed = pd.read_csv(applying / "placed.csv", dtype={"pupil": str, "school": str, "rank": "Int64"})
    assert placed["pupil"].tolist() == ["001", "002", "003"] * 4
    told = result.placements
    assert placed.fillna({"school": "-", "rank": 0}).to_dict("list") == (
        told.fillna({"school": "-", "rank": 0}).to_dict("list")
    )
    assert json.loads((applying / "placed.record.json").read_text()) == result.record()
    figures = pd.read_csv(applying / "figures.csv").set_index("outcome")["estimate"]
    assert figures.to_dict() == pytest.approx(result.summary().set_index("outcome")["estimate"].to_dict())


def test_admit_prints_what_came_out(applying):
    told = admit("--seed", "5")
    assert told.startswith("Admission: 3 pupils, 2 schools, one lottery of deferred_acceptance, seed 5\n")
    assert "first_choice" in told
    drawn = admit().splitlines()[0].rpartition("seed ")[2]
    assert 0 <= int(drawn) < 2**64
    assert sorted(path.name for path in applying.iterdir()) == ["schools.csv", "wishes.csv"]


def test_admit_explains(applying):
    del applying
    told = admit("--seed", "5", "--explain", "002")
    assert told.endswith(expected(rng=5).explain("002") + "\n")
    english = admit("--seed", "5", "--explain", "002", "--language", "en")
    assert english.endswith(expected(rng=5).explain("002", language="en") + "\n")


def test_admit_takes_parameters_as_records_show_them(applying):
    def record(*arguments):
        admit(*arguments, "--seed", "5", "--out", "placed.csv")
        return json.loads((applying / "placed.record.json").read_text())

    mechanism, ties = sm.Mechanism("chinese_parallel", band=2), sm.Ties("mixed", weight=0.5)
    found = record("--mechanism", repr(mechanism), "--ties", repr(ties))
    assert found == expected(rng=5, mechanism=mechanism, ties=ties).record()
    assert record("--mechanism", "IA") == expected(rng=5, mechanism="IA").record()
    hybrid = sm.Ties("hybrid", popular=["00E1"])
    assert record("--ties", repr(hybrid)) == expected(rng=5, ties=hybrid).record()


def test_admit_takes_a_preset_with_flags_in_wishes(applying):
    admit("--preset", "amsterdam_vo_2015(tiers=['sibling'])", "--seed", "5", "--out", "placed.parquet")
    placed = pd.read_parquet(applying / "placed.parquet").set_index("pupil")["school"]
    assert placed["001"] == "00E1", "the only one with a brother or sister there"
    record = json.loads((applying / "placed.record.json").read_text())
    assert (record["mechanism"], record["ties"]) == ("deferred_acceptance", "multiple")
    admit("--preset", "denhaag_vo", "--mechanism", "TTC", "--seed", "5", "--out", "placed.csv")
    record = json.loads((applying / "placed.record.json").read_text())
    assert (record["mechanism"], record["ties"]) == ("top_trading_cycles", "single")


def test_admit_takes_priorities_and_pupils(applying):
    rows = ["school,pupil,priority", "00E1,001,", "00E1,002,3", "00E1,003,1", "01AA,001,1"]
    (applying / "priorities.csv").write_text("\n".join(rows) + "\n")
    (applying / "pupils.csv").write_text("pupil,x,y\n001,1.5,2\n002,,\n003,0,0\n004,0,0\n")
    admit("--priorities", "priorities.csv", "--pupils", "pupils.csv", "--ties", "none", "--out", "placed.csv")
    placed = pd.read_csv(applying / "placed.csv", dtype=str).set_index("pupil")["school"].fillna("-")
    assert placed.to_dict() == {"001": "01AA", "002": "-", "003": "00E1", "004": "-"}


def test_admit_reads_parquet_with_numbers_as_pupils(applying):
    pd.DataFrame({"pupil": [7, 8], "school": ["00E1", "00E1"], "rank": [1, 1]}).to_parquet(applying / "wishes.csv")
    assert "Geplaatst op 00E1" in admit("--explain", "7", "--seed", "1") + admit("--explain", "8", "--seed", "1")
    assert admit_refused("--explain", "9").kind == "UnmatchedKey"


def test_help_of_admit_shows_a_working_example(applying):
    text = " ".join(CliRunner().invoke(cli.app, ["admit", "--help"]).stdout.split())
    example = text.partition("Example: ")[2].strip()
    assert example.startswith("schoolmix admit wishes.csv schools.csv")
    (applying / "wishes.csv").write_text(APPLYING.replace("001", "ann"))
    admit(*(part.strip("'") for part in example.split()[4:]))
    assert (applying / "placements.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["--mechanism", "defered_acceptance"], "BadOption"),
        (["--mechanism", "IA(band="], "BadOption"),
        (["--mechanism", "chinese_parallel(band=os.sep)"], "BadOption"),
        (["--mechanism", "chinese_parallel"], "MissingOption"),
        (["--ties", "none"], "UnresolvedTies"),
        (["--preset", "amsterdam_vo_2023"], "BadOption"),
        (["--preset", "amsterdam_vo_2022"], "MissingOption"),
        (["--lotteries", "0"], "BadOption"),
        (["--seed", "-1"], "BadSeed"),
        (["--explain", "1"], "UnmatchedKey"),
        (["--pupils", "absent.csv"], "FileNotFound"),
        (["--out", "absent/placed.csv"], "NotWritable"),
        (["--summary", "absent/figures.csv"], "NotWritable"),
    ],
)
def test_admit_refuses_in_one_message(applying, arguments, kind):
    assert admit_refused(*arguments, "--out", "placed.csv" if "--out" not in arguments else arguments[1]).kind == kind
    assert sorted(path.name for path in applying.iterdir()) == ["schools.csv", "wishes.csv"]


@pytest.mark.parametrize(
    ("change", "kind", "column", "row"),
    [
        (("001;01AA;2", "001;01AA;two"), "NotANumber", "rank", 1),
        (("001;01AA;2", "001;01AA;1,5"), "AmbiguousNumber", "rank", 1),
        (("001;01AA;2", "001;01AA;3"), "GapInRanks", "rank", 1),
        (("001;01AA;2", "001;01AA;"), "BadRank", "rank", 1),
        (("002;00E1", ";00E1"), "MissingKey", "pupil", 2),
        (("002;00E1", "002;0E1"), "UnmatchedKey", "school", 2),
    ],
)
def test_admit_tells_what_is_wrong_with_a_file(applying, change, kind, column, row):
    (applying / "wishes.csv").write_text(APPLYING.replace(*change))
    error = admit_refused()
    assert (error.kind, error.column, error.row) == (kind, column, row)


def test_admit_ends_with_one_line_on_what_is_wrong(applying):
    command = [sys.executable, "-m", "schoolmix.cli", "admit", "--ties", "singel"]
    command += [str(applying / name) for name in ("wishes.csv", "schools.csv")]
    here = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("schoolmix: there is no ties 'singel'")
    assert len(done.stderr.strip().splitlines()) == 1


# Simulation

STUDY = """
years = 2
replicates = 2
measures = ["D", { name = "atkinson", epsilon = 0.25 }]
focal = "netherlands"
seed = 3
admission = { mechanism = "queue", list_length = 3 }

[world]
synthetic = "netherlands"
sector = "po"
scale = 0.003
seed = 4

[choice]
parts = [{ name = "distance", form = "log", weight = 2 }]

[[scenarios]]
name = "near"
choice = { parts = ["distance"], rule = { name = "logit", scale = 9 } }

[[scenarios]]
name = "lists"
admission = "deferred_acceptance"
"""


@pytest.fixture
def studying(tmp_path, monkeypatch):
    """Write a study in a folder, and go there."""
    monkeypatch.chdir(tmp_path)

    def write(text=STUDY, *changes):
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        return tmp_path

    write()
    return write


def simulate(*arguments):
    command = ["simulate", "study.toml", "--no-progress", *arguments]
    done = CliRunner().invoke(cli.app, command, catch_exceptions=False)
    assert done.exit_code == 0, done.stdout
    return done.stdout


def test_simulate_is_the_verb(studying):
    folder = studying()
    told = simulate("--out", "table.csv", "--effects", "effects.parquet")
    assert told.startswith("Simulation: 2 replicates of 2025 to 2026, seed 3; scenarios: near, lists\n")
    run = sm.simulate(
        sm.World.synthetic("netherlands", sector="po", scale=0.003, seed=4),
        [
            sm.Scenario("near", choice=sm.Choice("distance", rule=sm.Rule("logit", scale=9))),
            sm.Scenario("lists", admission="deferred_acceptance"),
        ],
        measures=["D", sm.Measure("atkinson", epsilon=0.25)],
        focal="netherlands",
        choice=sm.Choice(sm.Part("distance", form="log", weight=2)),
        admission=sm.Enrolment("queue", list_length=3),
        years=2,
        replicates=2,
        rng=3,
        progress=False,
    )
    table = pd.read_csv(folder / "table.csv", dtype={"municipality_code": str})
    assert table["estimate"].tolist() == run.table["estimate"].tolist()
    assert table["municipality_code"].fillna("").tolist() == run.table["municipality_code"].fillna("").tolist()
    effects = pd.read_parquet(folder / "effects.parquet")
    pd.testing.assert_frame_equal(effects, run.effects.astype({"focal": effects["focal"].dtype}), check_dtype=False)
    assert "atkinson(epsilon=0.25)" in told
    assert simulate("--seed", "5").splitlines()[0] == told.splitlines()[0].replace("seed 3", "seed 5")


def test_simulate_draws_a_seed_where_none_is_given(studying):
    studying(STUDY, ("seed = 3\n", ""))
    assert 0 <= int(simulate().splitlines()[0].partition("seed ")[2].partition(";")[0]) < 2**64


def test_simulate_loads_a_world(studying):
    if not hasattr(sm.World, "save"):
        pytest.skip("worlds cannot be saved")
    told = simulate()
    recipe = STUDY[STUDY.index("[world]") : STUDY.index("[choice]")]
    folder = studying(STUDY, (recipe, '[world]\nsaved = "kept/small.world"\n'))
    (folder / "kept").mkdir()
    sm.World.synthetic("netherlands", sector="po", scale=0.003, seed=4).save(folder / "kept" / "small.world")
    assert simulate() == told


def test_help_of_simulate_shows_a_working_example(studying):
    text = CliRunner().invoke(cli.app, ["simulate", "--help"]).stdout
    example, _, file = text.partition("Example: ")[2].partition("where study.toml holds:")
    folder = studying("\n".join(line.strip() for line in file.splitlines()))
    arguments = example.split()
    assert arguments[:3] == ["schoolmix", "simulate", "study.toml"]
    simulate(*arguments[3:])
    assert {path.name for path in folder.iterdir()} == {"study.toml", "table.csv", "effects.parquet"}


@pytest.mark.parametrize(
    ("change", "kind", "column", "said"),
    [
        (("years = 2", "years = "), "MalformedToml", None, "line 2"),
        (("years = 2", "year = 2\nyear = 3"), "MalformedToml", None, "line 3"),
        (("years = 2", "yeers = 2"), "UnknownOption", "yeers", "'years'"),
        (("years = 2", "years = 0"), "BadOption", "years", "study.toml"),
        (("years = 2", 'years = "2"'), "BadOption", "years", "study.toml"),
        (("replicates = 2", "replicates = 0"), "BadOption", "replicates", "study.toml"),
        (("seed = 3", "seed = -3"), "BadSeed", "seed", "study.toml"),
        (("seed = 3", "seed = 1.5"), "BadSeed", "seed", "study.toml"),
        (('"D", ', '"Q", '), "UnknownMeasure", None, "study.toml"),
        (("epsilon", "epsilom"), "UnknownOption", None, "study.toml"),
        (("scale = 0.003", "scale = 0"), "BadOption", "scale", ": world: "),
        (("scale = 0.003", 'saved = "x"'), "BadOption", "world", "either"),
        (("scale = 0.003", "size = 1"), "UnknownOption", "world.size", "'scale'"),
        (("[world]", "[worlds]"), "UnknownOption", "worlds", "'world'"),
        (('form = "log"', 'form = "far"'), "BadOption", "distance.form", ": choice: "),
        (('name = "lists"\n', ""), "MissingOption", "name", "number 2 of scenarios"),
        (('name = "lists"', 'name = "near"'), "DuplicateKey", "scenarios", "'near'"),
        (('name = "lists"', 'name = "Baseline"'), "BadOption", "name", "number 2 of scenarios"),
        (('"deferred_acceptance"', '"lottery"'), "BadOption", "mechanism", "number 2 of scenarios"),
        (("list_length", "list_lenght"), "BadOption", "list_lenght", ": admission: "),
        (('rule = { name = "logit", scale = 9 }', "rule = {}"), "MissingOption", "rule.name", "number 1 of scenarios"),
        (('[[scenarios]]\nname = "near', '[[scenario]]\nname = "near'), "UnknownOption", "scenario", "'scenarios'"),
    ],
)  # fmt: skip
def test_simulate_says_where_a_study_is_wrong(studying, change, kind, column, said):
    folder = studying(STUDY, change)
    with pytest.raises(sm.SchoolmixError) as caught:
        simulate("--out", "table.csv")
    error = caught.value
    assert error.kind == kind
    assert column is None or error.column == column
    assert "study.toml" in str(error)
    assert said in str(error)
    assert error.remedy
    assert [path.name for path in folder.iterdir()] == ["study.toml"]


@pytest.fixture
def no_world(monkeypatch):
    """Let a test fail where a world is made."""

    def made(*_, **__):
        pytest.fail("a world is made of a study that is wrong")

    monkeypatch.setattr(sm.World, "synthetic", made)


@pytest.mark.parametrize("key", ["years", "replicates"])
def test_simulate_refuses_no_years_before_it_makes_a_world(studying, no_world, key):
    del no_world
    studying(STUDY, (f"{key} = 2", f"{key} = 0"))
    with pytest.raises(InputError) as caught:
        simulate()
    assert (caught.value.kind, caught.value.column) == ("BadOption", key)
    line = STUDY.replace(f"{key} = 2", f"{key} = 0").splitlines().index(f"{key} = 0") + 1
    assert str(caught.value).startswith(f"study.toml, line {line}: {key} is 0")


@pytest.mark.parametrize("option", ["out", "effects"])
@pytest.mark.parametrize("file", ["table.xlsx", "table", "table.CSV", "parquet"])
def test_simulate_refuses_a_kind_of_file_that_it_does_not_write(studying, no_world, option, file):
    del no_world
    folder = studying()
    with pytest.raises(InputError) as caught:
        simulate(f"--{option}", file)
    assert (caught.value.kind, caught.value.column) == ("BadOption", option)
    assert ".csv nor .parquet" in str(caught.value)
    assert caught.value.remedy
    assert [path.name for path in folder.iterdir()] == ["study.toml"]


def test_simulate_without_progress_shows_no_bar_at_all(studying, monkeypatch):
    studying()
    silent = {}

    def bar(*args, **options):
        silent[options["desc"]] = options["disable"]
        return tqdm(*args, **options)

    monkeypatch.setattr(progress, "tqdm", bar)
    simulate()
    assert {"world", "simulate"} <= set(silent)
    assert all(silent.values())


def test_simulate_refuses_what_is_no_file_and_no_text(studying):
    folder = studying()
    for arguments, kind in ((["absent.toml"], "FileNotFound"), (["."], "NotAFile"), (["study.toml"], "MalformedToml")):
        (folder / "study.toml").write_bytes(b"group = '\xff'")
        with pytest.raises(FileError) as caught:
            CliRunner().invoke(cli.app, ["simulate", *arguments], catch_exceptions=False)
        assert caught.value.kind == kind
    (folder / "study.toml").write_text("years = " + "[" * 5000)
    with pytest.raises(FileError) as caught:
        simulate()
    assert caught.value.kind == "MalformedToml"


def test_simulate_ends_with_one_line_on_what_is_wrong(studying):
    studying(STUDY, ('name = "lists"', 'name = "ne\\nar"'), ('name = "near"', 'name = "ne\\nar"'))
    command = [sys.executable, "-m", "schoolmix.cli", "simulate", "study.toml"]
    here = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=here)
    assert (done.returncode, done.stdout) == (2, "")
    said = r"schoolmix: study.toml, line \d+: 1 names of scenarios are used twice, such as 'ne\\nar'"
    assert re.match(said, done.stderr)
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_study_of_the_page_runs(studying):
    page = (Path(__file__).parents[2] / "docs/simulation.md").read_text(encoding="utf-8")
    study = page.partition("```toml")[2].partition("```")[0]
    studying(study, ("scale = 0.02", "scale = 0.003"), ("replicates = 10", "replicates = 1"))
    assert "scenarios: own group, lottery" in simulate()
