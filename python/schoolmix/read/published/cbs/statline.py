"""CBS: exports of StatLine (*csv*), whatever the table: a row a period, area, breakdown and measure."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from schoolmix.read.codes import read_name
from schoolmix.read.fields import Field
from schoolmix.read.keys import refuse_twice
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.numbers import read_decimals

_PERIOD = "PERIODEN"
_MEASURE = re.compile(r"(?P<measure>.+) \((?P<unit>[^()]+)\)")
_DESCRIBES = ("code", "naam", "omschrijving")
"""Units of columns that say which area a row is about, and are no measures."""
_NUMBER = "ID"
_REGIONS = ("WIJKENENBUURTEN", "REGIOS", "REGIOKENMERKEN")
_AREAS = ("WIJKEN EN BUURTEN", "REGIO'S", "GEMEENTEN", "WIJKEN", "BUURTEN")


def _read(source: Source) -> Reading:
    """Read a row a cell. Numbers are padded with blanks; ``.`` is unknown or secret, and null."""
    headers = _headers(source)
    measures = {name: found for name, header in headers.items() if (found := _find_measure(header))}
    code = next((name for name in headers if name.endswith("(CODE)")), None)
    area = next((name for name in headers if name in _AREAS), None)
    return _read_long(source, measures, code, area)


def _read_odata(source: Source) -> Reading:
    """Read a row a cell of a data set, which has codes instead of names and does not say the units."""
    headers = _headers(source)
    measures = {name: (header, None) for name, header in headers.items() if re.fullmatch(ODATA.cells, name)}
    return _read_long(source, measures, next((name for name in headers if name in _REGIONS), None), None)


def _headers(source: Source) -> dict[str, str]:
    table = source.tables[0]
    return {name: header.strip() for name, header in zip(table.columns, table.headers, strict=True)}


def _find_measure(header: str) -> tuple[str, str] | None:
    found = _MEASURE.fullmatch(header)
    return (found["measure"].strip(), found["unit"]) if found and found["unit"] not in _DESCRIBES else None


def _read_long(
    source: Source, measures: Mapping[str, tuple[str, str | None]], code: str | None, area: str | None
) -> Reading:
    """Read a row a measure; columns that are neither period, area nor measure break it down further."""
    wide, headers = source.tables[0].frame, _headers(source)
    others = [name for name in headers if name not in {_PERIOD, _NUMBER, code, area, *measures}]
    keys = pd.DataFrame(
        {
            "period": wide[_PERIOD].str.strip(),
            "area_code": _optional(wide, code),
            "area_name": _optional(wide, area),
            "breakdown": _join(wide, others, headers),
        }
    )
    refuse_twice(keys, *keys.columns)
    parts = [_read_measure(wide, keys, name, found) for name, found in measures.items()]
    frame = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    return Reading(frame, notes=(f"{len(measures)} measures a row",))


def _optional(wide: pd.DataFrame, name: str | None) -> pd.Series[Any]:
    return read_name(wide[name]) if name else pd.Series(None, index=wide.index, dtype=wide[_PERIOD].dtype)


def _join(wide: pd.DataFrame, names: list[str], headers: dict[str, str]) -> pd.Series[Any]:
    parts = [headers[name].strip() + ": " + wide[name].str.strip() for name in names]
    return functools.reduce(lambda left, right: left + "; " + right, parts) if parts else _optional(wide, None)


def _read_measure(wide: pd.DataFrame, keys: pd.DataFrame, name: str, found: tuple[str, str | None]) -> pd.DataFrame:
    measure, unit = found
    units = pd.Series(unit, index=wide.index, dtype=wide[_PERIOD].dtype)
    return keys.assign(measure=measure, unit=units, value=read_decimals(wide[name], "."))


_UNIT = Field("unit", "text", "its unit, as published", published="in brackets at the end")
_FIELDS = (
    Field("period", "text", "year or other period, as published", published="Perioden"),
    Field("area_code", "code", "area (CBS code)", null="not exported, or blank", published="Regiocode (...) (code)"),
    Field("area_name", "text", "its name", null="not exported, or blank", published="Wijken en buurten, Regio's"),
    Field("breakdown", "text", "further dimensions, as 'name: value; ...'", null="none"),
    Field("measure", "text", "what is measured, as published", published="before the unit"),
    _UNIT,
    Field("value", "decimal", "the figure", unit="see unit", null="unknown, secret or not reliable (.)"),
)

LAYOUT = Layout(
    name="cbs_statline",
    title="exports of StatLine",
    publisher="CBS",
    columns=(_PERIOD,),
    fields=_FIELDS,
    source="https://opendata.cbs.nl/statline",
    cells=r".+ \((?!CODE\)|NAAM\)|OMSCHRIJVING\))[^()]+\)",
    example="Particuliere huishoudens (Aantal)",
    mark=".",
    read=_read,
)

ODATA = Layout(
    name="cbs_odata",
    title="data sets of StatLine as open data (OData 3), codes instead of names",
    publisher="CBS",
    columns=(_NUMBER, _PERIOD),
    fields=tuple(
        _UNIT.but(null="always: the data set does not say it") if field is _UNIT else field for field in _FIELDS
    ),
    source="https://opendata.cbs.nl/statline/portal.html; header as described by CBS, not met in a real file here",
    cells=r".*[^ ] [0-9]+",
    example="ParticuliereHuishoudens_1",
    mark=".",
    read=_read_odata,
)
