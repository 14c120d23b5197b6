"""Command line: ``schoolmix report`` and ``schoolmix measure``."""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schoolmix.errors import FileError, InputError, SchoolmixError

if TYPE_CHECKING:
    import pandas as pd

PARQUET, ZIP = b"PAR1", b"PK\x03\x04"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
BAD_INPUT = 2

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
    epilog="Example:  schoolmix report --data ../shared/data/nl --language nl --municipality 0344 --out report",
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
    frame = read_table(file)
    for name in (count, weight):
        if name is not None and name in frame and not masks:
            frame[name] = _numbers(frame, name)
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


def read_table(path: Path) -> pd.DataFrame:
    r"""
    Read a table by its content; texts stay texts, so that ``00E1`` is a school.

    Parameters
    ----------
    path : pathlib.Path
        A CSV (comma, semicolon or tab; UTF-8), Parquet or XLSX file.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    FileError
        Kinds ``FileNotFound``, ``EmptyInput``, ``CorruptFile``.

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
    start = path.read_bytes()[:4096]
    if not start.strip():
        raise FileError(f"{path.name} is empty", kind="EmptyInput", count=0, remedy="Get the file again.")
    try:
        if start.startswith(PARQUET):
            return pd.read_parquet(path)
        if start.startswith(ZIP):
            return pd.read_excel(path, engine="calamine", dtype=str)
        text = start.decode("utf-8-sig", errors="replace")
        return pd.read_csv(path, sep=_delimiter(text), dtype=str, keep_default_na=False, encoding="utf-8-sig")
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
        typer.echo(f"schoolmix: {error}", err=True)
        sys.exit(BAD_INPUT)


def _delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text.splitlines()[0], delimiters=";,\t").delimiter
    except csv.Error:
        return ","


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as numbers; a text that is none is refused with its row, an empty one is null."""
    import pandas as pd  # noqa: PLC0415

    column = frame[name]
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = (numbers.isna() & column.notna() & (column != "")).to_numpy(bool)
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f"column '{name}' holds {column.iloc[row]!r} in row {row}, which is no number",
            kind="NotANumber",
            column=name,
            row=row,
            count=int(wrong.sum()),
            remedy="Repair it, or say what it hides: --mask '<5=1:4'.",
        )
    return numbers.convert_dtypes()


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
