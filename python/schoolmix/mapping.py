"""A mapping file: how the columns and codes of microdata are called, and what they are called here."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolmix.errors import FileError, InputError, InputTypeError

SECTORS = ("po", "vo")
NEEDED = ("pupil", "site", "home_area")
OPTIONAL = ("year", "study_year", "family")
RESERVED = {*NEEDED, *OPTIONAL, "pupils", "birth_year", "source", "home_municipality"}
RESERVED |= {"municipality_code", "municipality", "province"}
LEVELS = ("pupil", "area")
MOST_LABELS = 100


@dataclass(frozen=True)
class Trait:
    """A trait of pupils: a column with codes for labels, or with whole numbers.

    Attributes
    ----------
    name, column : str
        The trait here, and the column there.
    values : dict or None
        Code there to label here; None takes every value as its own label.
    whole : tuple of int or None
        Least and greatest whole number, where the trait is a number.
    missing : tuple of str
        Codes that say that it is not known.
    order : tuple of str
        Labels from low to high, where they have such an order.
    trait_level : str
        ``"pupil"``, or ``"area"`` for a trait that was joined from statistics of the home area.
    """

    name: str
    column: str
    values: Dict[str, str] | None = None
    whole: tuple[int, int] | None = None
    missing: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    trait_level: str = "pupil"


@dataclass(frozen=True)
class Mapping:
    """What the columns of microdata are called.

    Attributes
    ----------
    sector : str
        ``"po"`` or ``"vo"``.
    columns : dict
        Word here to column there, of `NEEDED` and those of `OPTIONAL` that there are.
    traits : tuple of Trait
        Traits of pupils.
    year : int or None
        The school year, where no column tells it.
    """

    sector: str
    columns: Dict[str, str]
    traits: tuple[Trait, ...]
    year: int | None = None


def read_mapping(mapping: str | os.PathLike[str] | Dict[str, Any]) -> Mapping:
    """Read a mapping file (TOML), or a dictionary of the same form, and check all of it."""
    given = _load(Path(mapping)) if isinstance(mapping, str | os.PathLike) else mapping
    if not isinstance(given, Dict):
        raise InputTypeError(
            f"mapping must be a path or a dictionary, not {type(mapping).__name__}",
            kind="WrongType",
            column="mapping",
            remedy="Give the path of a TOML file.",
        )
    _only(given, {"sector", "year", "columns", "traits"}, "the mapping")
    sector, year, columns = given.get("sector"), given.get("year"), given.get("columns", {})
    if sector not in SECTORS:
        raise _bad("sector", f"sector is {sector!r}", f"Allowed: {', '.join(SECTORS)}.")
    _only(_table(columns, "columns"), {*NEEDED, *OPTIONAL}, "[columns]")
    if (year is None) == ("year" not in columns):
        raise _bad("year", "the school year is told twice or not at all", "Give columns.year, or year = 2024.")
    if year is not None and (not isinstance(year, int) or not 1900 <= year <= 2200):
        raise _bad("year", f"year is {year!r}", "Give the year in which the school year starts, such as 2024.")
    traits = tuple(_trait(name, value) for name, value in _table(given.get("traits", {}), "traits").items())
    columns = {**columns, **{word: word for word in NEEDED if word not in columns}}
    _check_columns(columns, traits)
    return Mapping(sector, columns, traits, year)


def _check_columns(columns: Dict[str, Any], traits: Sequence[Trait]) -> None:
    """Refuse columns that play two parts: an identifier must never be taken for something that is shown."""
    for word, column in columns.items():
        if not isinstance(column, str):
            raise _bad(word, f"columns.{word} is a {type(column).__name__}", "Name one column, as text.")
    twice = [column for column in columns.values() if list(columns.values()).count(column) > 1]
    if twice:
        raise _bad(twice[0], f"[columns] names '{twice[0]}' twice", "Give each word a column of its own.")
    persons = {columns[word] for word in ("pupil", "family") if word in columns}
    for trait in traits:
        if trait.column in persons:
            remedy = "An identifier is no trait: name another column."
            raise _bad(trait.name, f"trait '{trait.name}' is the column '{trait.column}' of [columns]", remedy)
        if trait.name in RESERVED:
            raise _bad(
                trait.name, f"a trait cannot be called '{trait.name}'", "The word has a meaning: choose another."
            )


def _load(path: Path) -> dict[str, Any]:
    if path.suffix.lower() in {".yaml", ".yml"}:
        raise FileError(
            f"{path.name} is YAML",
            kind="UnsupportedFormat",
            column="mapping",
            remedy="Use TOML: nothing is guessed in it.",
        )
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(
            f"{path} does not exist", kind="FileNotFound", column="mapping", remedy="Check the path."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(
            f"{path.name} cannot be read as UTF-8 text: {error}",
            kind="NotReadable",
            column="mapping",
            remedy="Check the file.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise FileError(
            f"{path.name} is no TOML: {error}", kind="MalformedToml", column="mapping", remedy="Mend that line."
        ) from error


def _trait(name: str, value: Any) -> Trait:
    if isinstance(value, str):
        return Trait(name, value)
    given = _table(value, f"traits.{name}")
    _only(given, {"column", "values", "whole", "missing", "order", "trait_level"}, f"[traits.{name}]")
    if ("values" in given) and ("whole" in given):
        raise _bad(name, f"trait '{name}' has both values and whole", "Give one of them.")
    values = None if "values" not in given else {str(k): str(v) for k, v in _table(given["values"], name).items()}
    order, missing = _texts(name, given, "order"), _texts(name, given, "missing")
    if order and sorted(order) != sorted(set((values or {}).values())):
        raise _bad(name, f"order of trait '{name}' is not its labels", "List every label of values once.")
    if both := sorted(set(missing) & set(values or ())):
        raise _bad(name, f"trait '{name}' has {both[0]!r} in values and in missing", "Keep it in one of them.")
    column = given.get("column", name)
    if not isinstance(column, str):
        raise _bad(name, f"column of trait '{name}' is a {type(column).__name__}", "Name one column, as text.")
    level = given.get("trait_level", "pupil")
    if level not in LEVELS:
        raise _bad(name, f"trait_level of trait '{name}' is {level!r}", f"Allowed: {', '.join(LEVELS)}.")
    return Trait(name, column, values, _range(name, given.get("whole")), missing, order, level)


def _texts(name: str, given: Dict[str, Any], key: str) -> tuple[str, ...]:
    listed = given.get(key, ())
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        raise _bad(name, f"{key} of trait '{name}' is a {type(listed).__name__}", f'Make it a list: {key} = ["9"].')
    return tuple(str(one) for one in listed)


def _range(name: str, given: Any) -> tuple[int, int] | None:
    if given is None:
        return None
    whole = isinstance(given, Sequence) and len(given) == 2 and all(isinstance(end, int) for end in given)
    if not whole or not 0 <= given[0] < given[1] < 2**16:
        remedy = "Give the least and the greatest, from 0 to 65535, such as whole = [1, 100]."
        raise _bad(name, f"whole of trait '{name}' is {given!r}", remedy)
    return given[0], given[1]


def _table(value: Any, where: str) -> Dict[str, Any]:
    if not isinstance(value, Dict):
        raise _bad(where, f"{where} is a {type(value).__name__}", "Make it a table, as in the documentation.")
    return value


def _only(given: Dict[str, Any], known: set[str], where: str) -> None:
    unknown = [key for key in given if key not in known]
    if unknown:
        close = difflib.get_close_matches(unknown[0], sorted(known), n=1)
        raise InputError(
            f"{where} has an unknown key '{unknown[0]}'",
            kind="UnknownOption",
            column=unknown[0],
            count=len(unknown),
            remedy=f"Did you mean '{close[0]}'?" if close else f"Known are {', '.join(sorted(known))}.",
        )


def _bad(column: str, message: str, remedy: str) -> InputError:
    return InputError(message, kind="BadOption", column=column, remedy=remedy)
