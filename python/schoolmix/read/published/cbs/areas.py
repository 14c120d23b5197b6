"""CBS: areas and what is known of them: codes, kinds, and columns that come and go between editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from schoolmix.read.codes import check_code
from schoolmix.read.fields import TYPES, Field
from schoolmix.read.numbers import MISSING, read_decimals, read_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

AREA_TYPES = {"NL": "country", "GM": "municipality", "WK": "district", "BU": "neighbourhood"}
"""Kinds of areas by the letters before their number (*land, gemeente, wijk, buurt*)."""

NIL = (*MISSING, "-", ",")
"""As CBS leaves a figure out per area: unknown, secret, nil, or a lone comma where an edition lost it."""

_CODE = "NL[0-9]{2}|GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4}"


def read_area_code(values: pd.Series[Any]) -> pd.Series[Any]:
    """Read codes of areas; those of districts and neighbourhoods may end in letters."""
    codes = values.str.strip()
    check_code(codes, _CODE, "a code of CBS such as GM0363, WK0363ME or BU03630001")
    return codes


def municipality_of(codes: pd.Series[Any]) -> pd.Series[Any]:
    """Return the municipality in which an area lies, four digits; null for the country."""
    return codes.str[2:6].mask(codes.str.startswith("NL"))


def figure(
    name: str,
    meaning: str,
    *headers: str,
    unit: str,
    kind: str = "whole",
    missing: Sequence[str] = NIL,
    mark: str = ",",
) -> Field:
    """Column that editions have under one of these headers, or not at all: then it is null."""

    def read(wide: pd.DataFrame) -> pd.Series[Any]:
        word = next((header for header in map(_word, headers) if header in wide), None)
        if word is None:
            return pd.Series(pd.NA, index=wide.index, dtype=TYPES[kind])
        return read_whole(wide[word], missing) if kind == "whole" else read_decimals(wide[word], mark, missing)

    return Field(name, kind, meaning, unit, "not published, or not in this edition", ", ".join(headers), read=read)


def decimal_figure(name: str, meaning: str, *headers: str, unit: str, **options: Any) -> Field:
    """Column with decimals, as `figure`."""
    return figure(name, meaning, *headers, unit=unit, kind="decimal", **options)


def absent(fields: Sequence[Field], columns: Sequence[str]) -> tuple[str, ...]:
    """Say which figures an edition does not have, under none of their headers, one of which has a comma itself."""
    headers = {field.name: (field.published, *field.published.split(", ")) for field in fields}
    gone = [name for name, parts in headers.items() if not any(_word(part) in columns for part in parts)]
    return (f"not in this edition: {', '.join(gone)}",) if gone else ()


def _word(header: str) -> str:
    return header.upper().replace("_", " ")
