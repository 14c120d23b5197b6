"""Layouts of DUO: real files against counts taken from their raw text, and made files with the published headers."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from schoolmix import read
from schoolmix.errors import ColumnError

ADVICE = "nl/duo/sample_04-leerlingen-bo-sbo-schooladviezen-2023-2024.csv"
SCORES = "nl/duo/gemiddelde-eindscores-bo-sbo-2018-2019.csv"

SITE = (
    "{school};{location};INSTELLINGSNAAM_VESTIGING;POSTCODE_VESTIGING;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;PROVINCIE;"
    "SOORT_PO;DENOMINATIE_VESTIGING;BEVOEGD_GEZAG_NUMMER"
)
NEW, OLD = (
    SITE.format(school=s, location=v)
    for s, v in (("INSTELLINGSCODE", "VESTIGINGSCODE"), ("BRIN_NUMMER", "VESTIGINGSNUMMER"))
)
AT = "00AP;0;Wereldwijs;2716PH;ZOETERMEER; 637;Zoetermeer;Zuid-Holland;Bo;Openbaar;41646"


def raw(path, encoding):
    """Give the rows of a file by Python's own parser, as texts."""
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@pytest.fixture
def write(tmp_path):
    """Write a file of given lines and give its path."""

    def put(*lines, encoding="utf-8", name="file.csv"):
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return put


def notes(frame):
    return read.provenance(frame)["note"].iloc[0]


# Outcomes


def test_advice_is_long_and_its_masks_stay(data):
    frame, rows = read.duo(data / ADVICE), raw(data / ADVICE, "utf-8")
    columns = list(rows[0])[13:]
    cells = [row[column] for row in rows for column in columns]
    assert len(frame) == sum(cell != "0" for cell in cells)
    assert frame["pupils"].isna().sum() == cells.count("<5")
    assert frame["pupils"].sum() == sum(int(cell) for cell in cells if cell != "<5")
    assert set(frame["advice"]) <= {
        column.lower().replace("advies_niet_mogelijk", "none_possible") for column in columns
    }
    assert set(frame["site"]) == {row["INSTELLINGSCODE"] + row["VESTIGINGSCODE"] for row in rows}
    assert set(frame["snapshot_date"]) == {pd.Timestamp(2024, 9, 4)}


@pytest.mark.parametrize(
    "names",
    [
        "VSO;PRO;VMBO_B;VMBO_B_K;VMBO_K;VMBO_K_GT;VMBO_GT;VMBO_GT_HAVO;HAVO;HAVO_VWO;VWO",
        "VSO;PRO;VMBO_BL;VMBO_BL_KL;VMBO_KL;VMBO_KL_GT;VMBO_GT;VMBO_GT_HAVO;HAVO;HAVO_VWO;VWO",
        "VSO;PrO;VMBO BL;VMBO BL-KL;VMBO KL;VMBO KL-GT;VMBO GT;VMBO GT-HAVO;HAVO;HAVO-VWO;VWO",
    ],
)
def test_advice_of_any_edition(write, names):
    header = f"PEILDATUM_LEERLINGEN;PEILDATUM_ADVIEZEN;{OLD};{names};ADVIES_NIET_MOGELIJK;TOTAAL_ADVIES"
    parts = "1;2;3;4;5;6;7;8;9;<5;11;0"
    frame = read.duo(write(header, f"20141001;20150601;{AT};{parts};60", f"20141001;20150601;{AT};{parts};61"))
    assert " ".join(frame["advice"][:11]) == (
        "vso pro vmbo_b vmbo_b_k vmbo_k vmbo_k_gt vmbo_gt vmbo_gt_havo havo havo_vwo vwo"
    )
    assert frame["pupils_high"].tolist()[:11] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 11]
    assert frame["total"].tolist() == [60] * 11 + [61] * 11
    assert "1 rows whose TOTAAL" in notes(frame)  # 57 to 60 are possible
    assert "line 3" in notes(frame)


def test_scores_have_a_row_a_site_and_test(data):
    frame, rows = read.duo(data / SCORES), raw(data / SCORES, "cp1252")
    assert len(frame) == 5 * len(rows) == 5 * 6579
    for test in ("CET", "IEP", "ROUTE8", "DIA", "AMN"):
        part = frame[frame["test"] == test]
        assert part["pupils"].sum() == sum(int(row[f"{test}_AANTAL"]) for row in rows)
        means = [float(row[f"{test}_GEM"].replace(",", ".")) for row in rows if row[f"{test}_GEM"].strip()]
        assert part["mean_score"].dropna().tolist() == means
    assert (frame["mean_score"].isna() == (frame["pupils"] < 5)).all()
    sites = frame.drop_duplicates("site")
    assert sites["year_8"].sum() == sum(int(row["LEERJAAR_8"]) for row in rows)
    assert sites["exempt"].sum() == sum(int(row["ONTHEFFING_REDEN_ND"]) for row in rows)
    assert (sites["municipality_code"].str.len() == 4).all()
    assert "S·dwest-FryslÔn" in notes(frame)


def test_scores_of_other_editions(write):
    header = f"PEILDATUM_LEERLINGEN;PRIKDATUM;{NEW};ONTHEFFING_REDEN_ND;LIB_AANTAL;LIB_GEM;DOE_AANTAL;DOE_GEM"
    frame = read.duo(write(header, f"20241001;20250904;{AT};<5;17;537,6;<5;0", f"20241001;20250904;{AT};0;0;0;0;9,5"))
    assert frame["test"].tolist() == ["LIB", "DOE"] * 2
    assert frame["mean_score"].tolist() == [537.6, 0, pd.NA, pd.NA]
    assert frame["exempt"].tolist() == [pd.NA, pd.NA, 0, 0]
    assert "LEERJAAR 8" in notes(frame)
    assert "1 means without pupils left out" in notes(frame)
    with pytest.raises(ColumnError) as caught:
        read.duo(write(header.replace("DOE_GEM", "DOE_SD"), f"20241001;20250904;{AT};<5;17;537,6;<5;0"))
    assert (caught.value.kind, caught.value.column) == ("MissingColumn", "DOE GEM")
