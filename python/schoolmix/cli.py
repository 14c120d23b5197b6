"""Command line: ``schoolmix report``, ``measure``, ``admit``, ``simulate`` and ``download``."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schoolmix.errors import ColumnError, FileError, InputError, SchoolmixError
from schoolmix.files import replacing, written
from schoolmix.frames import visible

if TYPE_CHECKING:
    import pandas as pd

    from schoolmix.admission import Admission
    from schoolmix.simulation import Simulation

PARQUET, ZIP = b"PAR1", b"PK\x03\x04"
ENDINGS = (".csv", ".parquet")
"""Of the files that a simulation writes."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
BAD_INPUT = 2

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
THOUSANDS = re.compile(r"[+-]?[1-9]\d*\.\d{3}")
"""A dot before exactly three digits may mark thousands; after a lone zero it cannot."""

TRUTHS = {"true": True, "false": False}
NUMBERS = {"rank", "places", "priority", "x", "y"}
"""Columns of an admission that hold numbers, beside those that its mechanism asks for."""

LISTED = ["edition", "file", "layout", "known_from", "bytes", "fetched"]
"""Columns of the list of editions that fit a screen; the other ways of writing have all."""

STUDY = """Example:  schoolmix simulate study.toml --out table.csv --effects effects.parquet

where study.toml holds:

years = 2

replicates = 5

seed = 1

world = { synthetic = "netherlands", scale = 0.005 }

scenarios = [{ name = "lists", admission = "deferred_acceptance" }]"""
"""Blank lines keep the lines of the file apart in the help."""

app = typer.Typer(
    help="Measures, explains and simulates school segregation.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)


class Output(StrEnum):
    """How a table is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class LanguageCode(StrEnum):
    """Languages of the report."""

    NL = "nl"
    EN = "en"


@app.command(
    epilog="Example:  schoolmix report --data path/to/files --language nl --municipality 0344 --out report",
)
def report(
    *,
    data: Annotated[
        Path | None, typer.Option(help="Folder of files of DUO and CBS; without it the synthetic Netherlands.")
    ] = None,
    language: Annotated[LanguageCode, typer.Option(help="Language of the edition.")] = LanguageCode.NL,
    municipality: Annotated[str | None, typer.Option(help="CBS code of a municipality to show apart: 0344.")] = None,
    year: Annotated[
        list[int] | None, typer.Option(help="School year, by the year it starts in; repeat for more.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("report"),
    progress: Annotated[bool, typer.Option(help="Show a progress bar.")] = True,
) -> None:
    """Make the monitor report: one HTML file that works offline and prints well."""
    from schoolmix.report import report as make  # noqa: PLC0415 - heavy, and only for this command

    path = make(
        data, language=language.value, years=year or None, municipality=municipality, out=out, progress=progress
    )
    typer.echo(str(path))


@app.command(
    epilog="Example:  schoolmix measure pupils.csv --unit site --group group --count pupils --measure D --measure H "
    "--by year --mask '<5=1:4' --output csv",
)
def measure(
    *,
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or XLSX, known by its content.")],
    unit: Annotated[list[str], typer.Option(help="Column of the unit, such as the site; repeat for a compound key.")],
    group: Annotated[list[str], typer.Option(help="Column of the group; repeat for a compound one.")],
    count: Annotated[str | None, typer.Option(help="Column of whole pupils; without it a row is a pupil.")] = None,
    weight: Annotated[str | None, typer.Option(help="Column of weights, instead of count.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Column that splits the table, such as the year.")] = None,
    within: Annotated[list[str] | None, typer.Option(help="Column of areas around units, outermost first.")] = None,
    measures: Annotated[
        list[str] | None, typer.Option("--measure", help="D, H, M, ...; see `schoolmix.catalogue`.")
    ] = None,
    focal: Annotated[str | None, typer.Option(help="Group in focus, against all others.")] = None,
    versus: Annotated[str | None, typer.Option(help="Group that the focal one is held against.")] = None,
    mask: Annotated[list[str] | None, typer.Option(help="Text that hides a count, with its bounds: '<5=1:4'.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of what is drawn for hidden counts.")] = 1,
    output: Annotated[Output, typer.Option(help="How the result is written.")] = Output.TABLE,
) -> None:
    """Measure a file of pupils per unit and group."""
    from schoolmix.measure import measure as verb  # noqa: PLC0415 - `schoolmix --help` stays quick
    from schoolmix.roll import Roll  # noqa: PLC0415

    masks = dict(_mask(text) for text in mask or [])
    keys = [*unit, *group, *(by or ()), *(within or ())]
    frame = _prepared(read_table(file, numeric=() if weight is None else (weight,)), keys, count, weight)
    roll = Roll(
        frame,
        unit=unit,
        group=group,
        count=count,
        weight=weight,
        by=by or (),
        within=within or (),
        masks=masks or None,
    )
    typer.echo(_written(verb(roll, measures or ["D", "H", "M"], focal=focal, versus=versus, rng=seed), output))


@app.command(
    epilog="Example:  schoolmix admit wishes.csv schools.csv --mechanism 'chinese_parallel(band=2)' --ties multiple "
    "--lotteries 100 --seed 1 --out placements.csv --explain ann",
)
def admit(
    *,
    wishes: Annotated[
        Path, typer.Argument(help="Table with pupil, school and rank: a row a wish, 1 the first choice.")
    ],
    schools: Annotated[Path, typer.Argument(help="Table with school and places.")],
    pupils: Annotated[Path | None, typer.Option(help="Table with pupil and traits: a row a pupil.")] = None,
    priorities: Annotated[
        Path | None, typer.Option(help="Table with school, pupil and priority: 1 goes first, empty is not admissible.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Rules of a place: denhaag_vo, or \"amsterdam_vo_2022(tiers=['sibling'])\".")
    ] = None,
    mechanism: Annotated[
        str | None, typer.Option(help="DA (also if left out), IA, TTC, RSD, ..., or 'chinese_parallel(band=2)'.")
    ] = None,
    ties: Annotated[
        str | None, typer.Option(help="single (also if left out), multiple, 'mixed(weight=0.5)', ..., or none.")
    ] = None,
    lotteries: Annotated[int, typer.Option(help="How often lots are drawn.")] = 1,
    seed: Annotated[int | None, typer.Option(help="Seed of the lots; without it one is drawn, and told.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for the placements, CSV or .parquet; a .record.json comes beside it.")
    ] = None,
    summary: Annotated[Path | None, typer.Option(help="File for the figures, CSV or .parquet.")] = None,
    explain: Annotated[str | None, typer.Option(help="Say of a pupil why it is placed where, in lottery 1.")] = None,
    language: Annotated[LanguageCode, typer.Option(help="Language of the explanation.")] = LanguageCode.NL,
) -> None:
    """Give out the places of schools: who is admitted where. Texts that are all true or false are flags."""
    from schoolmix.admit import admit as verb  # noqa: PLC0415 - `schoolmix --help` stays quick

    for path in (out, summary):
        _check_folder(path)
    rules = _rules(preset, mechanism, ties)
    of_mechanism = rules["mechanism"].parameters
    asked = {of_mechanism[key] for key in ("arrival", "weight") if key in of_mechanism}
    tables = {
        name: _values(read_table(path), NUMBERS | asked)
        for name, path in {"wishes": wishes, "schools": schools, "pupils": pupils, "priorities": priorities}.items()
        if path is not None
    }
    result = verb(**{**rules, **tables}, lotteries=lotteries, rng=seed)
    figures = result.summary()
    told = None if explain is None else _explained(result, explain, tables["wishes"], language)
    if out is not None:
        _saved(out, result.placements)
        record = f"{json.dumps(result.record(), indent=1)}\n"
        _write(out.with_suffix(".record.json"), lambda path: path.write_text(record, encoding="utf-8"))
    if summary is not None:
        _saved(summary, figures)
    columns = ["outcome", "estimate"] if lotteries == 1 else ["outcome", "estimate", "se", "low", "high"]
    lines = [f"{result!r}, seed {result.seed}", *result.notes, _written(figures[columns], Output.TABLE)]
    typer.echo("\n".join(lines if told is None else [*lines, "", told]))


@app.command(epilog=STUDY)
def simulate(
    *,
    study: Annotated[Path, typer.Argument(help="TOML file: a world, scenarios and what is asked.")],
    out: Annotated[Path | None, typer.Option(help="File for all outcomes, CSV or .parquet.")] = None,
    effects: Annotated[
        Path | None, typer.Option(help="File for the differences with the baseline, CSV or .parquet.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed, instead of that of the file; without either one is drawn, and told.")
    ] = None,
    progress: Annotated[bool, typer.Option(help="Show a progress bar.")] = True,
) -> None:
    """
    Simulate years of school choice, with and without what scenarios change.

    Keys of the file beside world and scenarios are those of `schoolmix.simulate`: choice, admission, group, measures,
    focal, year, years, replicates, update, share, moving, feedback, seed.
    """
    from schoolmix.progress import quiet  # noqa: PLC0415 - `schoolmix --help` stays quick
    from schoolmix.study import Study  # noqa: PLC0415

    for option, path in (("out", out), ("effects", effects)):
        _check_folder(path)
        _check_ending(option, path)
    with nullcontext() if progress else quiet(lambda: False):
        found = Study.read(study).run(seed=seed, progress=progress)
    if out is not None:
        _saved(out, found.table)
    if effects is not None:
        _saved(effects, found.effects)
    notes = [visible(note) for note in found.notes]
    typer.echo("\n".join([repr(found), *notes, _written(_told(found), Output.TABLE)]))


@app.command(epilog="Example:  schoolmix download vo-tracks --folder data  and then:  schoolmix report --data data")
def download(
    *,
    edition: Annotated[str | None, typer.Argument(help="Name of an edition; --list shows them.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Folder that holds editions; by default SCHOOLMIX_CACHE, else the user's cache.")
    ] = None,
    file: Annotated[
        list[str] | None, typer.Option(help="File of the edition; repeat for more; by default all.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use no network; check what is there.")] = False,
    registry: Annotated[Path | None, typer.Option(help="A registry of your own (TOML).")] = None,
    progress: Annotated[bool, typer.Option(help="Show a progress bar.")] = True,
    listed: Annotated[
        bool, typer.Option("--list", help="List the editions and their files, and fetch nothing.")
    ] = False,
    output: Annotated[Output, typer.Option(help="How the list is written.")] = Output.TABLE,
) -> None:
    """Fetch the official files of an edition, and say where they lie."""
    from schoolmix.download import download as verb  # noqa: PLC0415 - `schoolmix --help` stays quick
    from schoolmix.download import editions  # noqa: PLC0415

    if listed or edition is None:
        table = editions(folder=folder, registry=registry)
        typer.echo(_written(table[LISTED] if output is Output.TABLE else table, output))
    else:
        path = verb(edition, folder=folder, files=file, offline=offline, registry=registry, progress=progress)
        typer.echo(str(path))


def read_table(path: Path, *, numeric: Sequence[str] = ()) -> pd.DataFrame:
    r"""
    Read a table by its content; texts stay texts, so that ``00E1`` and ``NA`` are schools.

    Parameters
    ----------
    path : pathlib.Path
        A CSV (comma, semicolon or tab; UTF-8), Parquet or XLSX file.
    numeric : sequence of str
        Columns whose numbers in a workbook stay numbers; all its other cells become texts.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    FileError
        Kinds ``FileNotFound``, ``EmptyInput``, ``CorruptFile``, ``MalformedRow``.
    ColumnError
        Kind ``DuplicateColumn``.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "pupils.csv"
    >>> _ = path.write_text("site;pupils\n00E1;3\n")
    >>> read_table(path).to_dict("list")
    {'site': ['00E1'], 'pupils': ['3']}
    """
    import pandas as pd  # noqa: PLC0415 - `schoolmix --help` stays quick

    if not path.is_file():
        raise FileError(f"there is no file {path}", kind="FileNotFound", remedy="Check the path.")
    content = path.read_bytes()
    if not content.strip():
        raise FileError(f"{path.name} is empty", kind="EmptyInput", count=0, remedy="Get the file again.")
    try:
        if content.startswith(PARQUET):
            return pd.read_parquet(path)
        if content.startswith(ZIP):
            return _workbook(path, numeric)
        return _delimited(content.decode("utf-8-sig"), path.name)
    except SchoolmixError:
        raise
    except (ValueError, OSError) as error:
        raise FileError(
            f"{path.name} cannot be read: {error}",
            kind="CorruptFile",
            remedy="Give a CSV in UTF-8, a Parquet file or an XLSX workbook.",
        ) from error


def main() -> None:
    """Run the command line; what is wrong with the input is one message and exit code 2."""
    try:
        app()
    except SchoolmixError as error:
        typer.echo(f"schoolmix: {visible(str(error))}", err=True)
        sys.exit(BAD_INPUT)


def _delimited(text: str, file: str) -> pd.DataFrame:
    """Return the rows of a text as texts; a row that is longer or shorter than the header is refused."""
    import pandas as pd  # noqa: PLC0415

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines = _lines(reader, file)
    _, header = next(lines)
    _refuse_twins(header)
    rows, ragged = [], []
    for number, fields in lines:
        rows.append(fields)
        if len(fields) != len(header):
            ragged.append((number, len(rows) - 1))
    if ragged:
        line, row = ragged[0]
        raise FileError(
            f"{file}, line {line}: {len(rows[row])} fields where the header has {len(header)}",
            kind="MalformedRow",
            row=row,
            count=len(ragged),
            remedy="Repair the row: a field that holds the delimiter stands between quotes.",
        )
    return pd.DataFrame(rows, columns=pd.Index(header), dtype=str)


def _lines(reader: Iterator[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that are not blank, with the line on which each begins."""
    line, row = 1, 0
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise FileError(
                f"{file}, line {line}: {error}",
                kind="MalformedRow",
                row=max(row - 1, 0),
                count=1,
                remedy="Repair the quotes of this row.",
            ) from error
        if fields is None:
            return
        if fields:
            yield line, fields
            row += 1
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _workbook(path: Path, numeric: Sequence[str]) -> pd.DataFrame:
    """Return the first sheet; its cells as texts but for the columns that may be numeric."""
    import pandas as pd  # noqa: PLC0415
    from python_calamine import CalamineError  # noqa: PLC0415

    try:
        sheet = pd.read_excel(path, engine="calamine", header=None, dtype=object, keep_default_na=False)
    except CalamineError as error:
        raise ValueError(str(error)) from error
    if sheet.empty:
        raise FileError(f"{path.name} is empty", kind="EmptyInput", count=0, remedy="Fill its first sheet.")
    names = [str(name) for name in sheet.iloc[0]]
    _refuse_twins([name for name in names if name])
    named = sheet.iloc[1:].reset_index(drop=True)
    named.columns = pd.Index([name or f"column {place}" for place, name in enumerate(names, 1)])
    for name in named.columns.difference(list(numeric)):
        named[name] = named[name].map(str).astype(str)
    return named


def _refuse_twins(names: Sequence[str]) -> None:
    twins = [name for place, name in enumerate(names) if name in names[:place]]
    if twins:
        raise ColumnError(
            f"the header names column '{twins[0]}' twice",
            kind="DuplicateColumn",
            column=twins[0],
            count=len(twins),
            remedy="Give every column a name of its own.",
        )


def _delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text.splitlines()[0], delimiters=";,\t").delimiter
    except csv.Error:
        return ","


def _prepared(frame: pd.DataFrame, keys: Sequence[str], count: str | None, weight: str | None) -> pd.DataFrame:
    """Return the frame with nulls for empty texts and weights as numbers; whole pupils are for Roll to read."""
    used = [name for name in dict.fromkeys([*keys, count, weight]) if name is not None and name in frame]
    ready = frame.assign(**{name: frame[name].mask(frame[name].eq("")) for name in used if _is_text(frame[name])})
    if weight is not None and weight in frame and _is_text(frame[weight]):
        ready[weight] = _weights(ready[weight], weight)
    return ready


def _is_text(column: pd.Series) -> bool:
    return str(column.dtype) in {"object", "string", "str"}


def _weights(column: pd.Series, name: str) -> pd.Series:
    """Return a column of texts as numbers; what may be read in two ways, or in none, is refused with its row."""
    texts = column.map(str, na_action="ignore").fillna("0").str.strip()
    unclear = texts.str.contains(",", regex=False) | texts.str.fullmatch(THOUSANDS.pattern)
    unclear &= column.map(lambda value: isinstance(value, str))  # cells of a workbook may be numbers
    if unclear.any():
        remedy = "Write it without marks of thousands, with a dot before decimals and not just three of them."
        raise _wrong(column, unclear, name, "AmbiguousNumber", "may be thousands or decimals", remedy)
    wrong = ~texts.str.fullmatch(NUMBER.pattern)
    if wrong.any():
        raise _wrong(column, wrong, name, "NotANumber", "is no number", "Repair it, or take these rows out.")
    return texts.astype(float).mask(column.isna())


def _wrong(column: pd.Series, flags: pd.Series, name: str, kind: str, said: str, remedy: str) -> InputError:  # noqa: PLR0917
    row = int(flags.to_numpy(bool).argmax())
    message = f"column '{name}' holds {column.iloc[row]!r} in row {row}, which {said}"
    return InputError(message, kind=kind, column=name, row=row, count=int(flags.sum()), remedy=remedy)


def _rules(preset: str | None, mechanism: str | None, ties: str | None) -> dict[str, Any]:
    """Return the options of an admission: those of a preset, with others in their place."""
    from schoolmix.mechanism import Mechanism, Ties  # noqa: PLC0415 - `schoolmix --help` stays quick
    from schoolmix.preset import Preset  # noqa: PLC0415

    given: dict[str, Any] = {}
    if mechanism is not None:
        name, parameters = _called(mechanism, "mechanism")
        given["mechanism"] = Mechanism(name, **parameters)
    if ties is not None:
        name, parameters = _called(ties, "ties")
        given["ties"] = None if name.casefold() == "none" else Ties(name, **parameters)
    if preset is not None:
        name, parameters = _called(preset, "preset")
        place = Preset(name, **parameters)
        given |= {key: place[key] for key in place if key not in given}
    return {"mechanism": Mechanism("deferred_acceptance"), **given}


def _called(text: str, option: str) -> tuple[str, dict[str, Any]]:
    """Return a name and its parameters, from a text such as ``chinese_parallel(band=2)``."""
    try:
        said = ast.parse(text.strip(), mode="eval").body
        if isinstance(said, ast.Name | ast.Constant):
            return text.strip(), {}
        if isinstance(said, ast.Call) and isinstance(said.func, ast.Name) and not said.args:
            return said.func.id, {str(one.arg): ast.literal_eval(one.value) for one in said.keywords}
    except (SyntaxError, ValueError):
        pass  # what it is not is said below
    raise InputError(
        f"{text!r} is no {option}",
        kind="BadOption",
        column=option,
        remedy="Give a name, or a name with parameters such as 'chinese_parallel(band=2)', texts between quotes.",
    )


def _values(frame: pd.DataFrame, numeric: set[str]) -> pd.DataFrame:
    """Return a table with nulls for empty texts, numbers in the columns that hold them, and flags."""
    ready = frame.copy()
    for name in frame.columns:
        if not _is_text(frame[name]):
            continue
        texts = frame[name].mask(frame[name].eq(""))
        if name in numeric:
            ready[name] = _weights(texts, name)
        else:
            folded = texts.str.casefold()
            is_flag = name not in {"pupil", "school"} and texts.notna().any() and folded.dropna().isin(TRUTHS).all()
            ready[name] = folded.map(TRUTHS) if is_flag else texts
    return ready


def _explained(result: Admission, pupil: str, wishes: pd.DataFrame, language: LanguageCode) -> str:
    is_number = not _is_text(wishes["pupil"]) and pupil.lstrip("-").isdecimal()
    told = result.explain(int(pupil) if is_number else pupil, language=language.value)
    return "\n".join(visible(line) for line in told.split("\n"))


def _told(found: Simulation) -> pd.DataFrame:
    """Return the effects on all pupils in the last year; without scenarios what there is."""
    whole = found.effects if found.scenarios else found.table
    last = whole[whole["municipality_code"].isna() & (whole["year"] == whole["year"].max())]
    shown = last[["scenario", "year", "outcome", "focal", "estimate", "low", "high", "note"]]
    texts = [visible(name) for name in shown["scenario"]]
    named: pd.DataFrame = shown.assign(scenario=texts).dropna(axis="columns", how="all")
    return named if (named["note"] != "").any() else named.drop(columns="note")


def _check_folder(path: Path | None) -> None:
    """Refuse a place to write that is not there, before the work."""
    if path is not None and not path.absolute().parent.is_dir():
        raise FileError(f"there is no folder {path.parent}", kind="NotWritable", remedy="Make it, or write elsewhere.")


def _check_ending(option: str, path: Path | None) -> None:
    """Refuse a file of a kind that is not written, before the work."""
    if path is not None and path.suffix not in ENDINGS:
        raise InputError(
            f"--{option} is {path.name}, which ends in neither {' nor '.join(ENDINGS)}",
            kind="BadOption",
            column=option,
            remedy=f"Name a file such as {path.stem}.csv or {path.stem}.parquet.",
        )


def _saved(path: Path, table: pd.DataFrame) -> None:
    if path.suffix == ".parquet":
        _write(path, lambda new: table.to_parquet(new, index=False))
    else:
        _write(path, lambda new: new.write_text(f"{_written(table, Output.CSV)}\n", encoding="utf-8"))


def _write(path: Path, write: Callable[[Path], object]) -> None:
    folder = path.absolute().parent
    with written(folder, again="Make room and run again.", elsewhere="Write elsewhere."), replacing(path) as new:
        write(new)


def _mask(text: str) -> tuple[str, tuple[int, int]]:
    label, _, bounds = text.rpartition("=")
    low, _, high = bounds.partition(":")
    if not (label and low.isdigit() and high.isdigit()):
        raise InputError(
            f"{text!r} is no mask", kind="BadOption", column="mask", remedy="Write the text, =, low:high: '<5=1:4'."
        )
    return label, (int(low), int(high))


def _written(table: pd.DataFrame, output: Output) -> str:
    if output is Output.JSON:
        return str(table.to_json(orient="records", force_ascii=False, indent=1))
    if output is Output.CSV:
        texts = table.select_dtypes(include=["object", "string"]).columns
        safe = table.assign(**{name: table[name].map(inert, na_action="ignore") for name in texts})
        return str(safe.to_csv(index=False)).rstrip("\n")
    return str(table.to_string(index=False, na_rep=""))


def inert(text: str) -> str:
    """
    Return a text that a spreadsheet will not take for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("Texel")
    ("'=1+1", 'Texel')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


if __name__ == "__main__":
    main()
