"""DUO: places where education may be given (*onderwijslocaties* of the register RIO), with coordinates."""

from __future__ import annotations

from schoolmix.read.fields import SITE_PC4, decimal, text
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_rows


def _read(source: Source) -> Reading:
    """Read a row a place and period; many are no school, and the code of a site is not in this file."""
    return read_rows(source, LAYOUT.fields)


LAYOUT = Layout(
    name="duo_buildings",
    title="places where education may be given, with coordinates",
    publisher="DUO",
    columns=("building", "latitude", "longitude", "site_postcode", "STRAATNAAM", "HUISNUMMER"),
    fields=(
        text("building", "code of the place (onderwijslocatiecode)"),
        text("street", "street", word="STRAATNAAM"),
        text("house_number", "house number", word="HUISNUMMER"),
        SITE_PC4.but(name="building_pc4", meaning="postcode area of the place, four digits", published="POSTCODE"),
        decimal("latitude", "latitude (WGS84)", unit="degrees", null="not known (blank)", mark="."),
        decimal("longitude", "longitude (WGS84)", unit="degrees", null="not known (blank)", mark="."),
    ),
    source="https://onderwijsdata.duo.nl/dataset/rio_nfo_po_vo_vavo_mbo_ho",
    met=False,
    mark=".",
    read=_read,
)
