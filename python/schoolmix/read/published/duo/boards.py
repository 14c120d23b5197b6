"""DUO: addresses of school boards (*bevoegde gezagen*) of primary, special or secondary education."""

from __future__ import annotations

from schoolmix.read.fields import BOARD, DENOMINATION, MUNICIPALITY, MUNICIPALITY_CODE, PLACE, SITE_PC4, text
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_rows


def _read(source: Source) -> Reading:
    """Read a row a board."""
    return read_rows(source, LAYOUT.fields, "board")


LAYOUT = Layout(
    name="duo_boards",
    title="addresses of school boards",
    publisher="DUO",
    columns=(
        "board",
        "board_name",
        "STRAATNAAM",
        "site_postcode",
        "place",
        "municipality_code",
        "municipality",
        "denomination",
        "KVK-NUMMER",
    ),
    fields=(
        BOARD,
        text("board_name", "name of the board"),
        DENOMINATION,
        MUNICIPALITY_CODE.but(meaning="municipality of the board (CBS code)"),
        MUNICIPALITY,
        PLACE.but(meaning="town or village of the board"),
        SITE_PC4.but(name="board_pc4", meaning="postcode area of the board, four digits", published="POSTCODE"),
    ),
    source="https://onderwijsdata.duo.nl/dataset/adressen_bo",
    met=False,
    read=_read,
)
