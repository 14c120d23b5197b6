"""The policy side as data: calendar, commitments, evidence, projects, money, agreements, participation."""

from __future__ import annotations

import csv
import io
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix.errors import ColumnError, FileError, InputError
from schoolmix.policy.register import kinds

Schema = Mapping[str, Any]
Row = dict[str, str]


def tables(folder: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """
    Return the tables of the policy side (*beleidskant*), each checked against its schema.

    Parameters
    ----------
    folder : path, optional
        A folder with CSV files (UTF-8, commas) named as tables, such as ``ledger.csv``: they take the place of those
        that come with the package. Other files in it are an error.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``calendar`` (what happened when: a mark in a figure, which explains nothing), ``commitments`` (what was
        promised to parliament), ``evidence`` (what studies found), and, empty as they come: ``projects`` (local
        projects, of volunteers), ``ledger`` (euros by instrument, year and payer), ``lea`` (local education agendas by
        municipality and year), ``participation`` (sites in programmes by year). What is not known is null. Dates are
        texts, as precise as they are known (``"2021"``, ``"2021-02"``, ``"2021-02-01"``); ``yes, no`` are truth values.

    Raises
    ------
    FileError
        Kinds ``FileNotFound``; ``UnknownLayout``: a file that is no table of these; ``WrongEncoding, MalformedRow``.
    ColumnError
        Kinds ``MissingColumn, UnknownColumn``.
    InputError
        Kinds ``MissingValue``; ``UnknownCode``: a word that the column does not have; ``BadDate``; ``DuplicateKey``.

    Examples
    --------
    >>> from schoolmix import policy
    >>> found = policy.tables()
    >>> found["commitments"].loc[0, "status"], len(found["ledger"])
    ('open', 0)
    """
    schemas = _schemas()
    own = {} if folder is None else _found(Path(folder), schemas)
    return {name: _table(name, schema, own.get(name)) for name, schema in schemas.items()}


@cache
def _schemas() -> Mapping[str, Schema]:
    return tomllib.loads(files("schoolmix.policy").joinpath("tables.toml").read_text(encoding="utf-8"))


def _found(folder: Path, schemas: Mapping[str, Schema]) -> dict[str, Path]:
    if not folder.is_dir():
        raise FileError(f"there is no folder {folder}", kind="FileNotFound", remedy="Give the folder with the tables.")
    paths = {path.stem: path for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
    strange = [path.name for path in paths.values() if path.suffix != ".csv" or path.stem not in schemas]
    if strange:
        raise FileError(
            f"{strange[0]} in {folder} is no table of the policy side",
            kind="UnknownLayout",
            count=len(strange),
            remedy=f"Name files {', '.join(f'{name}.csv' for name in schemas)}.",
        )
    return paths


def _table(name: str, schema: Schema, path: Path | None) -> pd.DataFrame:
    source = files("schoolmix.policy").joinpath("data", f"{name}.csv") if path is None else path
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{name}.csv is not UTF-8", kind="WrongEncoding", remedy="Save it as UTF-8.") from None
    rows = list(_rows(name, schema, text))
    columns = {
        column: _column((name, column), kind, [row[column] for row in rows], needed=column in schema["needed"])
        for column, kind in schema["columns"].items()
    }
    if "id" in columns:
        _check_once(name, rows)
    return pd.DataFrame(columns)


def _rows(name: str, schema: Schema, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    wrong = [
        ("MissingColumn", f"{name}.csv lacks", [column for column in schema["columns"] if column not in header]),
        (
            "UnknownColumn",
            f"{name}.csv does not know",
            [column for column in header if column not in schema["columns"]],
        ),
    ]
    for kind, what, columns in wrong:
        if columns:
            raise ColumnError(
                f"{what} column '{columns[0]}'",
                kind=kind,
                column=columns[0],
                count=len(columns),
                remedy=f"Its columns are {', '.join(schema['columns'])}.",
            )
    for place, cells in enumerate(line for line in reader if line):
        if len(cells) != len(header):
            raise FileError(
                f"{name}.csv has {len(cells)} values in a row, and {len(header)} columns",
                kind="MalformedRow",
                row=place,
                remedy="Put texts with a comma in double quotes.",
            )
        yield dict(zip(header, (cell.strip() for cell in cells), strict=True))


def _column(where: tuple[str, str], kind: Any, texts: list[str], *, needed: bool) -> pd.Series[Any]:
    empty = [place for place, text in enumerate(texts) if not text]
    if needed and empty:
        raise _refusal(where, "has no value", empty, kind="MissingValue", remedy="Give these rows a value.")
    plain, allowed, error, dtype = _reading(kind)
    values = [plain(text) if text else None for text in texts]
    wrong = [place for place, (text, value) in enumerate(zip(texts, values, strict=True)) if text and value is None]
    if wrong:
        raise _refusal(where, f"has a value that is not {allowed}", wrong, kind=error, remedy=f"Give {allowed}.")
    return pd.Series(values, dtype=dtype)


def _reading(kind: Any) -> tuple[Callable[[str], Any], str, str, str]:
    """Return how a kind of column is read, what it may hold, the kind of error if not, and its type in a frame."""
    if kind == ["yes", "no"]:
        return {"yes": True, "no": False}.get, "'yes' or 'no'", "UnknownCode", "boolean"
    if isinstance(kind, list):
        return _one_of(kind), f"one of {', '.join(map(repr, kind))}", "UnknownCode", "object"
    known: dict[str, tuple[Callable[[str], Any], str, str, str]] = {
        "text": (str, "a text", "UnknownCode", "object"),
        "date": (_date, "a date such as 2021, 2021-02 or 2021-02-01", "BadDate", "object"),
        "whole": (_whole, "a whole number", "UnknownCode", "Int64"),
        "number": (_number, "a number, such as 1234.50", "UnknownCode", "float64"),
        "municipality": (_matching(r"\d{4}"), "a CBS code of four digits", "UnknownCode", "object"),
        "instrument": (_one_of(kinds()), "an instrument of schoolmix.policy", "UnknownCode", "object"),
    }
    return known[kind]


def _one_of(words: Any) -> Callable[[str], str | None]:
    return lambda text: text if text in words else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    return lambda text: text if re.fullmatch(pattern, text, re.ASCII) else None


def _date(text: str) -> str | None:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return None
    whole = text + "-01" * (2 - text.count("-"))
    return None if pd.isna(pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce")) else text


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else None


def _check_once(name: str, rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    again = [place for place, one in enumerate(ids) if one in ids[:place]]
    if again:
        raise _refusal(
            (name, "id"), "stands there twice", again, kind="DuplicateKey", remedy="Give every row an id of its own."
        )


def _refusal(where: tuple[str, str], what: str, rows: list[int], *, kind: str, remedy: str) -> InputError:
    name, column = where
    return InputError(
        f"'{column}' of {name}.csv {what}, first in row {rows[0]}",
        kind=kind,
        column=column,
        row=rows[0],
        count=len(rows),
        remedy=remedy,
    )
