"""Postcode areas of four digits: their outlines, and the middle of each."""

from __future__ import annotations

from schoolmix.read.features import OUTLINE
from schoolmix.read.fields import coded, decimal, read_fields
from schoolmix.read.geometry import check_degrees
from schoolmix.read.keys import refuse_twice
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.published.places.shapes import GEOMETRY, outlines

_TOTAL = "Grand Total"
_OUTLINED = (coded("pc4", "postcode area", pattern="[1-9][0-9]{3}", what="a postcode area", word="POSTCODE4"),)


def _read_middles(source: Source) -> Reading:
    """Read a row an area; the last line of the file is the middle of all, which is left out."""
    wide = source.tables[0].frame
    is_total = wide["site_postcode"] == _TOTAL
    frame = read_fields(wide[~is_total].reset_index(drop=True), MIDDLES.fields)
    refuse_twice(frame, "pc4")
    check_degrees(frame["lon"], frame["lat"])
    return Reading(frame, notes=(f"line {_TOTAL!r} left out: no area",) if is_total.any() else ())


OUTLINES = Layout(
    name="pc4_outlines",
    title="outlines of postcode areas",
    publisher="Amsterdam",
    columns=("POSTCODE4", OUTLINE),
    fields=(*_OUTLINED, GEOMETRY),
    source="https://maps.amsterdam.nl/open_geodata/",
    read=outlines(_OUTLINED),
)

MIDDLES = Layout(
    name="pc4_points",
    title="middle of each postcode area",
    publisher="not stated",
    columns=("site_postcode", "LAT", "LON"),
    fields=(
        coded("pc4", "postcode area", pattern="[1-9][0-9]{3}", what="a postcode area", word="site_postcode").but(
            published="POSTCODE"
        ),
        decimal("lon", "longitude of its middle (WGS84)", unit="degrees", word="LON"),
        decimal("lat", "latitude of its middle (WGS84)", unit="degrees", word="LAT"),
    ),
    source="postcode_coords.csv, which names no publisher",
    read=_read_middles,
)
