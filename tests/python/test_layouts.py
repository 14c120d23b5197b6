"""Layouts: every real file is read as one, and gives the columns that its schema says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from schoolmix import read
from schoolmix.errors import FileError
from schoolmix.read.fields import TYPES

STATLINE = (
    "10042023_174114",
    "10042023_174723",
    "10042023_175337",
    "11042023_123629",
    "11042023_124047",
    "11042023_124305",
)
AGENTS = ("", "_1000", "_7000", "_10000")
READ = {
    "nl/duo/po-2024/Delft afgeschermd.csv": "duo_po_pc4",
    "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv": "duo_history",
    "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-2017.csv": "duo_vo_tracks",
    "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv": "duo_vo_tracks",
    "nl/duo/alle-vestigingen-bo.csv": "duo_addresses",
    "nl/duo/alle-vestigingen-vo.csv": "duo_addresses",
    "nl/duo/sample_04-leerlingen-bo-sbo-schooladviezen-2023-2024.csv": "duo_advice",
    "nl/duo/gemiddelde-eindscores-bo-sbo-2018-2019.csv": "duo_test_scores",
    "nl/duo/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv": "duo_distances",
    "nl/duo/zittenblijven-opstroom-afstroom-vo-2017.csv": "duo_movement",
    "nl/duo/sample_leerlingen-vo-per-vestiging-2025.csv": "duo_vo_totals",
    "nl/duo/duo_resources.json": "duo_catalogue",
    "nl/cbs/ses-woa-pc4-2021.csv": "cbs_ses_woa",
    "nl/cbs/achterstandsscores-scholen-2019.xlsx": "cbs_scores",
    "nl/cbs/cbs_pc4_2022_v1.csv": "cbs_pc4",
    **{f"nl/amsterdam/statline/part_{name}.csv": "cbs_statline" for name in STATLINE},
    "nl/amsterdam/statline/wijk_25042023_160857.csv": "cbs_statline",
    "nl/geo/townships.geojson": "municipality_outlines",
    "nl/geo/AmsterdamPC4.geojson": "pc4_outlines",
    "nl/geo/postcode_coords.csv": "pc4_points",
    "nl/geo/scholen20241122.geo.zip": "school_points",
    "nl/amsterdam/compass/amsterdam-ses/schools.geojson": "compass_schools",
    "nl/amsterdam/compass/amsterdam-ses/neighbourhoods.geojson": "compass_neighbourhoods",
    "nl/amsterdam/compass/amsterdam-income/neighbourhoods.geojson": "compass_outlines",
    "nl/amsterdam/compass/amsterdam-income/schools.geojson": "compass_points",
    "nl/amsterdam/transport-network/schools.csv": "transport_schools",
    "nl/amsterdam/transport-network/ams-schools.geojson": "transport_school_points",
    **{f"nl/amsterdam/transport-network/population{name}.csv": "transport_agents" for name in AGENTS},
    "nl/amsterdam/transport-network/ams-ses.csv": "transport_neighbourhoods",
    "nl/amsterdam/transport-network/ams-diemen-duiven-ses.csv": "transport_neighbourhoods",
}


REFUSED = {
    "nl/duo/po-2024/Ridderkerk afgeschermd.csv": "EmptyInput",
    "nl/amsterdam/compass/LICENSE": "NotATable",
    "nl/amsterdam/compass/SOURCE.md": "NotATable",
    "nl/amsterdam/statline/LICENSE": "NotATable",
    "nl/amsterdam/statline/SOURCE.md": "NotATable",
    "nl/amsterdam/transport-network/SOURCE.md": "NotATable",
}
"""Files that cannot be read as they are, with the reason: the empty one, and texts about others."""


def test_every_file_is_read_or_refused_for_its_reason(data):
    """What is read is read below; of the files by municipality one stands for all, which are read as a folder."""
    found = {str(path.relative_to(data)) for path in (data / "nl").rglob("*") if path.is_file()}
    municipalities = {path for path in found if path.startswith("nl/duo/po-2024/")}
    assert municipalities & set(READ)
    assert found - municipalities == (set(READ) | set(REFUSED)) - municipalities
    for path, kind in REFUSED.items():
        with pytest.raises(FileError) as caught:
            read.file(data / path)
        assert caught.value.kind == kind, path
    folder = read.provenance(read.file(data / "nl/duo/po-2024"))
    assert set(folder["file"]) == {Path(path).name for path in municipalities}
    assert folder.loc[folder["layout"].isna(), "file"].tolist() == ["Ridderkerk afgeschermd.csv"]


@pytest.mark.parametrize("path", READ)
def test_frames_are_as_their_schema_says(data, path):
    frame = read.file(data / path)
    assert read.provenance(frame)["layout"].tolist() == [READ[path]]
    layouts = read.layouts()
    schema = layouts[layouts["layout"] == READ[path]].set_index("column")
    assert list(frame) == list(schema.index)
    for column, row in schema.iterrows():
        assert str(frame[column].dtype).startswith((TYPES[row["type"]], "string")), column
        assert row["null"] or not frame[column].isna().any(), column


def test_schemas_are_whole():
    layouts = read.layouts()
    assert layouts.notna().all(axis=None)
    assert not layouts.duplicated(["layout", "column"]).any()
    assert (layouts[["title", "publisher", "type", "meaning", "source"]] != "").all(axis=None)
    assert set(layouts["type"]) <= set(TYPES)


def test_the_page_is_the_schema():
    """``python docs/make_layouts.py`` writes it anew."""
    folder = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(folder / "make_layouts.py"))["page"]()
    assert made == (folder / "layouts.md").read_text(encoding="utf-8")
