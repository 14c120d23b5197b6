"""DUO: recommendations for secondary education (*schooladviezen*) per primary site."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from schoolmix.read.fields import PUPILS, Field, counted
from schoolmix.read.findings import check_totals
from schoolmix.read.layout import Layout, Reading, Source
from schoolmix.read.long import read_long, texts
from schoolmix.read.published.duo import sites

_OF_HEADER = {
    "VSO": "vso",
    "PRO": "pro",
    "vmbo_b": "vmbo_b",
    "vmbo_b_k": "vmbo_b_k",
    "vmbo_k": "vmbo_k",
    "vmbo_k_gt": "vmbo_k_gt",
    "VMBO GT": "vmbo_gt",
    "vmbo_gt_havo": "vmbo_gt_havo",
    "HAVO": "havo",
    "havo_vwo": "havo_vwo",
    "VWO": "vwo",
    "none_possible": "none_possible",
}
_TOTAL = "TOTAAL ADVIES"
ADVICE = tuple(_OF_HEADER.values())
"""The vocabulary, from the lowest to the highest, and last the pupils for whom none was possible."""


def _read(source: Source) -> Reading:
    """Read a row a site x recommendation with pupils; exact zeros are left out and counted."""
    reading = read_long(source, LAYOUT.fields, list(_OF_HEADER), _label)
    assert reading.cells is not None
    return replace(reading, notes=reading.notes + check_totals(source.tables[0].frame, reading.cells, _TOTAL))


def _label(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"advice": texts(_OF_HEADER[name] for name in names)})


LAYOUT = Layout(
    name="duo_advice",
    title="recommendations for secondary education per primary site",
    publisher="DUO",
    columns=(*sites.COLUMNS, *_OF_HEADER),
    fields=(
        *sites.FIELDS,
        *sites.DATES,
        Field("advice", "text", f"recommendation (schooladvies): {', '.join(ADVICE)}", published="VSO, PRO, VMBO_B"),
        *PUPILS,
        counted("total", "pupils of the site with any recommendation, repeated in each of its rows", word=_TOTAL).maybe(
            _TOTAL
        ),
    ),
    source="https://duo.nl/open_onderwijsdata/primair-onderwijs/aantal-leerlingen/schooladviezen.jsp",
    read=_read,
)
