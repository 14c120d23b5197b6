"""CBS: key figures per postcode area (*kerncijfers per postcode*), csv or workbook, with the units below the header."""

from __future__ import annotations

from functools import partial

import pandas as pd

from schoolmix.errors import FileError, InputError
from schoolmix.read.fields import Field, coded, read_fields
from schoolmix.read.keys import refuse_twice
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.numbers import MISSING
from schoolmix.read.published.cbs.areas import absent, decimal_figure, figure
from schoolmix.read.words import COPY
from schoolmix.read.years import find_year

_CODE = "POSTCODE-4"
_ROUNDINGS = 7.5
"""How far three numbers, each rounded to 5, may be from adding up."""
_BY_UNIT = {"adressen/km2": "ADDRESS DENSITY", "categorie": "URBANITY"}
"""Two columns have no name in the csv edition; their units tell them."""


def _read(source: Source) -> Reading:
    """Read a row an area. Percentages are rounded to 10 by CBS, so that shares of origin need not add up to 100."""
    wide, units = _split_units(source.tables[0].frame)
    named = {name: _BY_UNIT[unit] for name, unit in units.items() if unit in _BY_UNIT}
    year, note = find_year(source.file, source.inside)
    frame = read_fields(wide.rename(columns=named), LAYOUT.fields)
    refuse_twice(frame, "pc4")
    _refuse_other_sums(frame)
    frame.insert(1, "year", pd.Series(year, index=frame.index, dtype="Int64"))
    notes = (note, "the row of units is no area", *absent(_FIGURES, [*wide.columns, *named.values()]))
    return Reading(frame.reset_index(drop=True), notes=notes)


def _refuse_other_sums(frame: pd.DataFrame) -> None:
    """Refuse a file whose men and women are not its residents: three columns are called total, told by their order."""
    apart = (frame["residents"] - frame["men"] - frame["women"]).abs().gt(_ROUNDINGS).fillna(value=False).to_numpy(bool)
    if apart.any():
        row, count = int(apart.argmax()), int(apart.sum())
        found = ", ".join(f"{name} {frame[name].iloc[row]}" for name in ("residents", "men", "women"))
        message = f"line {int(frame.index[row]) + 2}: {found} ({count} such rows); the columns may be in another order"
        remedy = "Give the file as published."
        raise InputError(message, kind="SumMismatch", column="Totaal", row=row, count=count, remedy=remedy)


def _split_units(published: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    units = {str(name): str(unit).strip() for name, unit in published.iloc[0].items()}
    if units[_CODE] != "Code":
        message = f"below the header stands {units[_CODE][:20]!r} instead of the units"
        remedy = "Give the file as published: the units tell the columns without a name."
        raise FileError(message, kind="MalformedRow", column="Postcode-4", row=0, count=1, remedy=remedy)
    return published.iloc[1:], units


_figure = partial(figure, missing=MISSING)
_decimal = partial(decimal_figure, missing=MISSING, mark=".")
_ROUNDED = "%, rounded to 10"
_PEOPLE, _HOUSEHOLDS, _DWELLINGS = "inhabitants, rounded to 5", "households, rounded to 5", "dwellings, rounded to 5"
_BORN = "Geboren in Nederland met"
_ABROAD = "Geboren buiten Nederland met"

_FIGURES = (
    _figure("residents", "inhabitants", "Totaal", unit=_PEOPLE),
    _figure("men", "men", "Man", unit=_PEOPLE),
    _figure("women", "women", "Vrouw", unit=_PEOPLE),
    _figure("age_0_14", "of 0 to 14 years", "tot 15 jaar", unit=_PEOPLE),
    _figure("age_15_24", "of 15 to 24 years", "15 tot 25 jaar", unit=_PEOPLE),
    _figure("age_25_44", "of 25 to 44 years", "25 tot 45 jaar", unit=_PEOPLE),
    _figure("age_45_64", "of 45 to 64 years", "45 tot 65 jaar", unit=_PEOPLE),
    _figure("age_65", "of 65 years and older", "65 jaar en ouder", unit=_PEOPLE),
    _figure("origin_nl", "born here, Dutch origin", f"{_BORN} een Nederlandse herkomst", unit=_ROUNDED),
    _figure(
        "origin_europe",
        "born here, European origin",
        f"{_BORN} een Europese herkomst (excl. Nederland)",
        unit=_ROUNDED,
    ),
    _figure("origin_other", "born here, origin outside Europe", f"{_BORN} herkomst buiten Europa", unit=_ROUNDED),
    _figure(
        "abroad_europe",
        "born abroad, European origin",
        f"{_ABROAD} een Europese herkomst (excl. Nederland)",
        unit=_ROUNDED,
    ),
    _figure(
        "abroad_other", "born abroad, origin outside Europe", f"{_ABROAD} een herkomst buiten Europa", unit=_ROUNDED
    ),
    _figure("households", "private households", f"Totaal{COPY}2", unit=_HOUSEHOLDS),
    _figure("single", "of one person", "Eenpersoons", unit=_HOUSEHOLDS),
    _figure("without_children", "of more persons, without children", "Meerpersoons zonder kinderen", unit=_HOUSEHOLDS),
    _figure("one_parent", "of one parent", "Eenouder", unit=_HOUSEHOLDS),
    _figure("two_parents", "of two parents", "Tweeouder", unit=_HOUSEHOLDS),
    _decimal("household_size", "mean size of a household", "Huishoudgrootte", unit="persons"),
    _figure("dwellings", "dwellings", f"Totaal{COPY}3", unit=_DWELLINGS),
    _figure("owner_occupied", "dwellings that are owner-occupied", "Koopwoning", unit=_ROUNDED),
    _figure("rented", "dwellings that are rented", "Huurwoning", unit=_ROUNDED),
    _figure("social_rent", "of housing corporations", "Huurcoporatie", unit=_DWELLINGS),
    _figure("home_value", "mean value of a dwelling (WOZ)", "WOZ-waarde woning", unit="1,000 euros"),
    _figure(
        "benefits",
        "below pension age on unemployment, disability or social assistance benefit",
        "Personen met WW, Bijstand en/of AO uitkering Beneden AOW-leeftijd",
        unit=_PEOPLE,
    ),
    _figure("address_density", "density of addresses around", "address density", unit="addresses per km2"),
    _figure("urbanity", "urbanity, 1 (very strong) to 5 (none)", "urbanity", unit=""),
)

LAYOUT = Layout(
    name="cbs_pc4",
    title="key figures per postcode area",
    publisher="CBS",
    columns=(_CODE, "TOTAAL", "MAN", "VROUW", "TOT 15 JAAR", f"TOTAAL{COPY}2", "EENPERSOONS", f"TOTAAL{COPY}3"),
    fields=(
        coded("pc4", "postcode area", pattern="[1-9][0-9]{3}", what="a postcode area", word=_CODE),
        Field("year", "whole", "year, from the name of the file", null="not in it, or several are"),
        *_FIGURES,
    ),
    source="https://www.cbs.nl/nl-nl/dossier/nederland-regionaal/geografische-data/gegevens-per-postcode",
    mark=".",
    read=_read,
)
