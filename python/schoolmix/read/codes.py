"""Codes of sites, municipalities and homes: always text, never numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.read.words import published_name

_SCHOOL = r"[0-9]{2}(?:[A-Z][0-9A-Z]|[0-9][A-Z])"
_SECTORS = r"BO|SBO|SO|VSO|SO/VSO|VO"
_REMEDY = "Take the published file: a spreadsheet has turned codes into numbers."


def read_site(frame: pd.DataFrame) -> pd.Series[Any]:
    """Site of six characters: school (*BRIN*) and location (*vestiging*).

    The location is published as two characters, as one (a lost zero, put back) or with the school in front. A code such
    as ``00E1`` is a school, though spreadsheets take it for a number.
    """
    school = frame["school"].str.strip()
    check_code(school, _SCHOOL, "a school code such as 16AH")
    location = frame["location"].str.strip()
    whole = location.str.len() == 6
    other = whole & (location.str[:4] != school)
    if other.any():
        raise _refusal(location, other, "a site of the school beside it", kind="SiteMismatch")
    part = location.where(~whole, location.str[4:]).str.zfill(2)
    check_code(part, r"[0-9]{2}", "a site code such as 00")
    return school + part


def read_code(values: pd.Series[Any], digits: int, what: str) -> pd.Series[Any]:
    """Code of so many digits, lost zeros put back; null where the publisher has none (blank or ``0``)."""
    text = values.str.strip()
    text = text.mask(text.isin(["", "0", "-"])).str.zfill(digits)
    check_code(text, rf"[0-9]{{{digits}}}", what)
    return text


def read_name(values: pd.Series[Any]) -> pd.Series[Any]:
    """Name without surrounding blanks and doubled quotes; null where blank.

    DUO's history escapes the quotes of a name twice, so that doubled ones remain once it is parsed.
    """
    text = values.str.strip().str.replace('""', '"', regex=False)
    return text.mask(text == "")


def read_sector(values: pd.Series[Any]) -> pd.Series[Any]:
    """Sector in small letters, with ``_`` for ``/``; another one is refused."""
    check_code(values.str.strip().str.upper(), _SECTORS, "one of BO, SBO, SO, VSO, SO/VSO and VO")
    return values.str.strip().str.lower().str.replace("/", "_", regex=False)


def read_pc4(values: pd.Series[Any]) -> pd.Series[Any]:
    """Postcode area, four digits, of a postcode with or without its letters; null where blank."""
    codes = read_name(values)
    check_code(codes, r"[1-9][0-9]{3}(?: ?[A-Za-z]{2})?", "a postcode such as 1012 AB")
    return codes.str[:4]


def check_code(values: pd.Series[Any], pattern: str, what: str) -> None:
    """Refuse codes of another form; those that look like numbers are named as such."""
    wrong = values.notna() & ~values.str.fullmatch(pattern).astype(bool)
    if wrong.any():
        raise _refusal(values, wrong, what)


def _refusal(values: pd.Series[Any], wrong: pd.Series[Any], what: str, kind: str = "") -> InputError:
    row = int(wrong.to_numpy().argmax())
    value, column, count = str(values.iloc[row]), published_name(str(values.name)), int(wrong.sum())
    looks_numeric = bool(pd.Series([value]).str.fullmatch(r"[0-9]+(?:[.,][0-9]+)?(?:E[+-]?[0-9]+)?").iloc[0])
    kind = kind or ("NumericId" if looks_numeric else "UnknownCode")
    line = int(values.index[row]) + 2
    message = f"column {column!r}, line {line}: {value!r} is not {what} ({count} such values)"
    remedy = _REMEDY if looks_numeric else "Correct the code."
    return InputError(message, kind=kind, column=column, row=row, count=count, remedy=remedy)
