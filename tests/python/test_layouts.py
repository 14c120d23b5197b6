"""Layouts: every real file is read as one, and gives the columns that its schema says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from schoolmix import read
from schoolmix.read.fields import TYPES

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
    "nl/cbs/ses-woa-pc4-2021.csv": "cbs_ses_woa",
    "nl/cbs/achterstandsscores-scholen-2019.xlsx": "cbs_scores",
}


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
