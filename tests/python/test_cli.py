"""The command line: examples that work, and one message for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import pandas as pd
import pytest
from typer.testing import CliRunner

import schoolmix as sm
from schoolmix import cli
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
