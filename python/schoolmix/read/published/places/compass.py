"""Amsterdam as the school choice model COMPASS has it: schools and neighbourhoods with two groups of pupils.

Its source does not say what the groups *ja*, *nee* and *onbekend* (yes, no, unknown) stand for: their names are kept.
"""

from __future__ import annotations

import pandas as pd

from schoolmix.read.cells import gather_cells
from schoolmix.read.features import OUTLINE, POINT
from schoolmix.read.fields import PUPILS, Field, coded, decimal, read_fields, text
from schoolmix.read.geometry import read_outlines, read_points
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.published.places.shapes import GEOMETRY, PLACE_OF_POINT, outlines, points

_GROUPS = ("NEE", "JA", "ONBEKEND")
_PUBLISHER = "ODISSEI"
_SOURCE = "https://github.com/ODISSEI-School-Choice/school-choice (compass/maps)"
_GROUP = Field(
    "group", "text", "nee, ja or onbekend; what they stand for is not said", published=", ".join(_GROUPS).lower()
)


def _read_schools(source: Source) -> Reading:
    """Read a row a school and group."""
    table = source.tables[0]
    places, note = read_points(table)
    return _by_group(table.frame, pd.concat([read_fields(table.frame, SCHOOLS.fields), places], axis=1), note)


def _read_neighbourhoods(source: Source) -> Reading:
    """Read a row a neighbourhood and group; the outline of each is there once a group."""
    table = source.tables[0]
    frame, note = read_outlines(table, read_fields(table.frame, NEIGHBOURHOODS.fields))
    return _by_group(table.frame, frame, note)


def _by_group(wide: pd.DataFrame, frame: pd.DataFrame, note: str) -> Reading:
    cells = gather_cells(wide, list(_GROUPS), keep_zeros=True)
    long = frame.take(cells.rows).reset_index(drop=True)
    long["group"] = pd.Series([name.lower() for name in _GROUPS], dtype="str").take(cells.columns).to_numpy()
    differ = int((cells.counts["pupils"].groupby(cells.rows).sum() != pd.to_numeric(wide["TOTAAL"])).sum())
    notes = (f"{differ} totals are not the sum of the groups",) if differ else ()
    return Reading(long.join(cells.counts), cells=cells, notes=(note, *notes))


SCHOOLS = Layout(
    name="compass_schools",
    title="primary schools of Amsterdam by group",
    publisher=_PUBLISHER,
    columns=("school", "NAAM", "GRONDSLAG", "distance", "TOTAAL", *_GROUPS, POINT),
    fields=(
        coded("school", "school (BRIN, four characters)", pattern="[0-9]{2}[A-Z]{2}", what="a school code"),
        text("site_name", "name of the school", word="NAAM"),
        text("denomination", "denomination (grondslag), as published", word="GRONDSLAG"),
        text("concept", "educational concept", word="ONDERWIJSCONCEPT"),
        decimal("distance", "mean distance to pupils' homes", unit="metres", null="not known", mark="."),
        *PLACE_OF_POINT,
        _GROUP,
        *PUPILS,
    ),
    source=_SOURCE,
    read=_read_schools,
)

NEIGHBOURHOODS = Layout(
    name="compass_neighbourhoods",
    title="neighbourhoods of Amsterdam by group",
    publisher=_PUBLISHER,
    columns=("BUURTCOMBINATIE CODE", "BUURTCOMBINATIE", "TOTAAL", *_GROUPS, OUTLINE),
    fields=(
        text("area_code", "neighbourhood (buurtcombinatie)", word="BUURTCOMBINATIE CODE"),
        text("area_name", "its name", word="BUURTCOMBINATIE"),
        GEOMETRY,
        _GROUP,
        *PUPILS,
    ),
    source=_SOURCE,
    read=_read_neighbourhoods,
)

_BUURT = (text("area_code", "neighbourhood (buurt)", word="BUURT CODE"),)

BUURTEN = Layout(
    name="compass_outlines",
    title="outlines of small neighbourhoods of Amsterdam",
    publisher=_PUBLISHER,
    columns=("BUURT CODE", "SHAPE", "COLOR", OUTLINE),
    fields=(*_BUURT, GEOMETRY),
    source=_SOURCE,
    read=outlines(_BUURT),
)

PLACES = Layout(
    name="compass_points",
    title="places of primary schools of Amsterdam, without names",
    publisher=_PUBLISHER,
    columns=("BUURT CODE", "SHAPE", "COLOR", POINT),
    fields=PLACE_OF_POINT,
    source=_SOURCE,
    read=points((), "the file does not say which school stands where"),
)
