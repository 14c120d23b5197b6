"""Outlines of municipalities, by their code of four digits."""

from __future__ import annotations

from schoolmix.read.features import OUTLINE
from schoolmix.read.fields import coded, text
from schoolmix.read.layout import Layout
from schoolmix.read.published.places.shapes import GEOMETRY, outlines

_FIELDS = (
    coded("municipality_code", "municipality (CBS code)", pattern="[0-9]{4}", what="a municipality code", word="CODE"),
    text("municipality", "its name", word="NAME"),
)

LAYOUT = Layout(
    name="municipality_outlines",
    title="outlines of municipalities",
    publisher="not stated",
    columns=("CODE", "NAME", "REGIOFACET", OUTLINE),
    fields=(*_FIELDS, GEOMETRY),
    source="townships.geojson, which names no publisher; the division is that of before 2016",
    read=outlines(_FIELDS),
)
