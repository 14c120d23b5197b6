"""What layouts of places share: their geometry, and readers that put it beside the other columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from schoolmix.read.features import OUTLINE, POINT
from schoolmix.read.fields import Field, read_fields
from schoolmix.read.geometry import read_outlines, read_points
from schoolmix.read.layout import Reading, Source

GEOMETRY = Field("geometry", "geometry", "outline, in the coordinates that the provenance names", published=OUTLINE)
PLACE_OF_POINT = (
    Field("lon", "decimal", "longitude (WGS84)", unit="degrees", published=POINT),
    Field("lat", "decimal", "latitude (WGS84)", unit="degrees", published=POINT),
)


def outlines(fields: Sequence[Field]) -> Callable[[Source], Reading]:
    """Return a reader that gives a row an outline."""

    def read(source: Source) -> Reading:
        table = source.tables[0]
        frame, note = read_outlines(table, read_fields(table.frame, fields))
        return Reading(frame, notes=(note,))

    return read


def points(fields: Sequence[Field], *notes: str) -> Callable[[Source], Reading]:
    """Return a reader that gives a row a point."""

    def read(source: Source) -> Reading:
        table = source.tables[0]
        places, note = read_points(table)
        return Reading(pd.concat([read_fields(table.frame, fields), places], axis=1), notes=(note, *notes))

    return read
