"""Layouts of DUO: real files against counts taken from their raw text, and made files with the published headers."""

from __future__ import annotations

import csv
import json

import pandas as pd
import pytest

from schoolmix import read
from schoolmix.errors import ColumnError, FileError, InputError
from schoolmix.read.features import OUTLINE, POINT
from schoolmix.read.layout import Source, recognise
from schoolmix.read.published.duo.catalogue import FIELDS, read_catalogue
from schoolmix.read.published.duo.tracks import find_track
from schoolmix.read.published.known import LAYOUTS
from schoolmix.read.tables import Table
from schoolmix.read.words import published_name, translate

ADVICE = "nl/duo/sample_04-leerlingen-bo-sbo-schooladviezen-2023-2024.csv"
DISTANCES = "nl/duo/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv"
MOVEMENT = "nl/duo/zittenblijven-opstroom-afstroom-vo-2017.csv"
VO_TOTALS = "nl/duo/sample_leerlingen-vo-per-vestiging-2025.csv"
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
NEAR = AT.replace("00AP;0;", "00AP;1;")


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
    frame = read.duo(write(header, f"20141001;20150601;{AT};{parts};60", f"20141001;20150601;{NEAR};{parts};61"))
    assert " ".join(frame["advice"][:11]) == (
        "vso pro vmbo_b vmbo_b_k vmbo_k vmbo_k_gt vmbo_gt vmbo_gt_havo havo havo_vwo vwo"
    )
    assert frame["pupils_high"].tolist()[:11] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 11]
    assert frame["total"].tolist() == [60] * 11 + [61] * 11
    assert "1 rows whose TOTAAL ADVIES" in notes(frame)  # 57 to 60 are possible
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
    frame = read.duo(write(header, f"20241001;20250904;{AT};<5;17;537,6;<5;0", f"20241001;20250904;{NEAR};0;0;0;0;9,5"))
    assert frame["test"].tolist() == ["LIB", "DOE"] * 2
    assert frame["mean_score"].tolist() == [537.6, pd.NA, pd.NA, pd.NA]
    assert frame["exempt"].tolist() == [pd.NA, pd.NA, 0, 0]
    assert "LEERJAAR 8" in notes(frame)
    assert "1 means without pupils left out" in notes(frame)
    with pytest.raises(ColumnError) as caught:
        read.duo(write(header.replace("DOE_GEM", "DOE_SD"), f"20241001;20250904;{AT};<5;17;537,6;<5;0"))
    assert (caught.value.kind, caught.value.column) == ("MissingColumn", "DOE GEM")


# Real files: distances, movement, secondary totals


def test_distances_are_metres(data):
    frame, rows = read.duo(data / DISTANCES), raw(data / DISTANCES, "cp1252")
    assert len(frame) == len(rows) == 7301
    assert frame["pupils"].tolist() == [int(row["LEERLINGEN"]) for row in rows]
    assert frame["distance"].tolist() == [float(row["AFSTAND"].replace(",", ".")) for row in rows]
    bo = frame[frame["sector"] == "bo"]
    assert (bo["distance"] * bo["pupils"]).sum() / bo["pupils"].sum() == pytest.approx(
        1090, abs=5
    )  # 1.09 km, dutch-education.md section 7
    assert frame["denomination"].isna().sum() == sum(not row["DENOMINATIE_VESTIGING"].strip() for row in rows) == 2
    assert "Noardeast-FryslÔn" in notes(frame)


def test_movement_is_read_as_cp850_with_its_dots_and_lost_zeros(data):
    frame, rows = read.duo(data / MOVEMENT), raw(data / MOVEMENT, "cp850")
    assert len(frame) == 3 * len(rows) == 3 * 1297
    headers = {"repeat": "ZITTENBLIJVERS", "down": "AFSTROMERS", "up": "OPSTROMERS"}
    for movement, header in headers.items():
        part = frame[frame["movement"] == movement]
        assert part["pupils"].tolist() == [int(row[f"AANTAL {header}"]) for row in rows]
        assert part["site_pupils"].tolist() == [int(row["TOTAAL LEERLINGEN"].replace(".", "")) for row in rows]
        assert part["percentage"].tolist() == [float(row[f"PERCENTAGE {header}"].replace(",", ".")) for row in rows]
    assert frame["site"].tolist()[::3] == [row["BRINNUMMER"] + row["VESTIGINGSNUMMER"].zfill(2) for row in rows]
    assert frame["site_name"].str.contains("Mariëndael").sum() == 3
    assert set(frame["year"]) == {2017}
    assert read.provenance(frame)["encoding"].tolist() == ["cp850"]
    assert "accents read as cp850" in notes(frame)
    assert "percentages" not in notes(frame)  # all are the count over the total, to two decimals


def test_movement_that_contradicts_itself_is_counted(data, tmp_path):
    content = (data / MOVEMENT).read_bytes()
    (tmp_path / "moving.csv").write_bytes(content.replace(b"1.001;84;25;139;8,39", b"1.001;84;25;139;8,41", 1))
    assert "1 percentages that are not the count over the total" in notes(read.duo(tmp_path / "moving.csv"))
    (tmp_path / "moving.csv").write_bytes(content.replace(b";1.001;84", b";1.01;84", 1))
    with pytest.raises(InputError) as caught:
        read.duo(tmp_path / "moving.csv")
    assert (caught.value.kind, caught.value.column) == ("AmbiguousNumber", "TOTAAL LEERLINGEN")


def test_secondary_totals_keep_adult_education_apart(data):
    frame, rows = read.duo(data / VO_TOTALS), raw(data / VO_TOTALS, "utf-8")
    assert frame["site"].tolist() == [row["VESTIGINGSCODE"] for row in rows]
    assert frame["pupils"].tolist() == [int(row["AANTAL LEERLINGEN"]) for row in rows]
    vavo = [row["AANTAL VO LEERLINGEN UITBESTEED AAN VAVO"] for row in rows]
    assert frame["vavo_pupils"].tolist() == [pd.NA if cell == "<5" else int(cell) for cell in vavo]
    assert set(frame["census_date"]) == {pd.Timestamp(2025, 10, 1)}


# Made files with the published header: layouts not met in a real file here

PORTAL = "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,PEILJAAR"
OLD_PC4 = (
    "PEILDATUM;GEMEENTENUMMER;GEMEENTENAAM;POSTCODE_LEERLING;GEMEENTENAAM_LEERLING;BRIN_NUMMER;VESTIGINGSNUMMER;"
    "INSTELLINGSNAAM_VESTIGING;POSTCODE_VESTIGING;PLAATSNAAM;PROVINCIE;SOORT_PO;DENOMINATIE_VESTIGING;"
    "BEVOEGD_GEZAG_NUMMER;L3_MIN;L4;L25_PLUS;TOTAAL"
)
VO_PC4 = (
    "BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;POSTCODE LEERLING;PLAATSNAAM LEERLING;"
    "GEMEENTENAAM LEERLING;GEMEENTENUMMER LEERLING;LEER- OF VERBLIJFSJAAR 1;LEER- OF VERBLIJFSJAAR 2"
)
MADE = {
    "duo_po_ages": (
        f"PEILDATUM;{NEW};CLUSTER;LEEFTIJD_JONGER;LEEFTIJD_4;LEEFTIJD_OUDER\n20231001;{AT};4;0;12;<5",
        "site cluster age age_class pupils pupils_high",
        [("00AP00", "4", 4, "4", 12, 12), ("00AP00", "4", None, ">24", None, 4)],
    ),
    "duo_po_total": (
        f"{OLD_PC4}\n20151001;46;Delfzijl;ANDERS/BUITENLAND;ANDERS;00AP;0;W;2716PH;X;Groningen;Bo;Openbaar;1;1;2;0;3",
        "site municipality_code home_pc4 home_country age_class pupils total",
        [("00AP00", "0046", None, None, "<4", 1, 3), ("00AP00", "0046", None, None, "4", 2, 3)],
    ),
    "duo_weights": (
        (
            "BRINNUMMER;VESTIGINGSNUMMER;PROVINCIE;IMPULSGEBIED;SCHOOLGEWICHT_VESTIGING;GEWICHT_0.0;GEWICHT_0.3;GEWICHT_1.2;"
            "TOTAAL\n00AP;0;Utrecht;N;10,5;100;3;0;103"
        ),
        "site province pupil_weight pupils total impulse_area school_weight board",
        [("00AP00", "Utrecht", 0, 100, 103, "N", 10.5, None), ("00AP00", "Utrecht", 0.3, 3, 103, "N", 10.5, None)],
    ),
    "duo_reference_levels": (
        (
            f"PEILDATUM_LEERLINGEN;PRIKDATUM;{NEW};REKENEN_LAGER1F;REKENEN_1F;REKENEN_1S;REKENEN_2F;LV_LAGER1F;LV_1F;LV_2F;"
            f"TV_LAGER1F;TV_1F;TV_2F\n20241001;20250904;{AT};<5;7;8;0;0;0;9;0;0;0"
        ),
        "site subject level pupils",
        [
            ("00AP00", "arithmetic", "below_1f", None),
            ("00AP00", "arithmetic", "1f", 7),
            ("00AP00", "arithmetic", "1s", 8),
            ("00AP00", "reading", "2f", 9),
        ],
    ),
    "duo_vo_pc4": (
        f"{VO_PC4}\n00AH;7;Lyceum;9999;USQUERT;Het Hogeland;1966;0;5\n00AH;7;Lyceum;20;X;DUITSLAND;0;1;0",
        "site home_pc4 home_country home_municipality_code study_year pupils",
        [("00AH07", "9999", "NL", "1966", 2, 5), ("00AH07", None, "DE", None, 1, 1)],
    ),
    "duo_history_long": (
        (
            "INSTELLINGSCODE;VESTIGINGSCODE;NAAM_VESTIGING;SOORT_VESTIGING;DENOMINATIE_VESTIGING;BEVOEGD_GEZAG_NUMMER;"
            "GEMEENTECODE_VESTIGING;GEMEENTENAAM_VESTIGING;SCHOOLJAAR;AANTAL_LEERLINGEN\n"
            "00AP;00AP00;W;SO/VSO;Openbaar;41646;637;ZOETERMEER;2023-2024;<5"
        ),
        "site sector year pupils_high",
        [("00AP00", "so_vso", 2023, 4)],
    ),
    "duo_boards": (
        (
            "BEVOEGD GEZAG NUMMER,BEVOEGD GEZAG NAAM,STRAATNAAM,HUISNUMMER-TOEVOEGING,POSTCODE,PLAATSNAAM,"
            "GEMEENTENUMMER,GEMEENTENAAM,DENOMINATIE,KVK-NUMMER\n"
            '1234,"Stichting A, B",Weg,1,2716 PH,X,46,Delfzijl,Openbaar,1'
        ),
        "board board_name board_pc4 municipality_code",
        [("01234", "Stichting A, B", "2716", "0046")],
    ),
    "duo_buildings": (
        (
            "ONDERWIJSLOCATIECODE,STRAATNAAM,HUISNUMMER,POSTCODE,PLAATSNAAM,GPS_LATITUDE,GPS_LONGITUDE\n"
            "100X001,Weg,1,2716PH,X,52.05,4.51\n100X002,Weg,2,,X,,"
        ),
        "building building_pc4 latitude longitude",
        [("100X001", "2716", 52.05, 4.51), ("100X002", None, None, None)],
    ),
    "duo_judgements": (
        (
            "Sector,BRIN,Vestiging,Elementtype,Peildatum,EindoordeelKwaliteit,VaststellingsdatumEindoordeelKwaliteit\n"
            "VO,00AH,7,HAVO,2018-09-01,Voldoende,2017-03-21\nVO,00AH,07,VWO,2018-09-01,Geen oordeel,"
        ),
        "site judgement judged_on",
        [("00AH07", "Voldoende", pd.Timestamp(2017, 3, 21)), ("00AH07", "Geen oordeel", None)],
    ),
    "duo_site_sex": (
        f"{PORTAL},GESLACHT,AANTAL_LEERLINGEN\n00AP,00,BO,2024,VROUW,-1\n00AP,00AP01,SBO,2024,M,0",
        "site sector year sex pupils pupils_low pupils_high",
        [("00AP00", "bo", 2024, "f", None, 1, 4), ("00AP01", "sbo", 2024, "m", 0, 0, 0)],
    ),
    "duo_site_age": (
        f"{PORTAL},LEEFTIJD,AANTAL_LEERLINGEN\n00AP,00,BO,2024,4,11\n00AP,00,BO,2024,<4,5",
        "age age_class pupils",
        [(4, "4", 11), (None, "<4", 5)],
    ),
    "duo_site_pc4": (
        f"{PORTAL},POSTCODE4_DEELNEMER,AANTAL_LEERLINGEN\n00AP,00,BO,2024,0000,6\n00AP,00,BO,2024,9999,7",
        "home_pc4 home_country pupils",
        [(None, None, 6), ("9999", "NL", 7)],
    ),
    "duo_site_noat": (f"{PORTAL},NOAT,AANTAL_LEERLINGEN\n00AP,00,BO,2021,1,6", "noat pupils", [("1", 6)]),
    "duo_site_cumi": (f"{PORTAL},CUMI,AANTAL_LEERLINGEN\n00AP,00,SBO,2021,0,6", "cumi pupils", [("0", 6)]),
    "duo_site_advice": (
        f"{PORTAL};ADVIES;AANTAL_LEERLINGEN\n00AP,00,BO,2021,11,6".replace(",", ";"),
        "advice_code pupils",
        [("11", 6)],
    ),
    "duo_site_review": (
        f"{PORTAL},TOETSEN_EN_ADVIEZEN,AANTAL_LEERLINGEN\n00AP,00,BO,2021,3,6",
        "review_code pupils",
        [("3", 6)],
    ),
    "duo_site_cluster": (f"{PORTAL},CLUSTER,AANTAL_LEERLINGEN\n00AP,00,SO,2021,4,6", "cluster pupils", [("4", 6)]),
    "duo_site_impulse_area": (
        "BRINNUMMER,VESTIGINGSNUMMER,TYPE_PO,PEILJAAR,IMPULSGEBIED,AANTAL_LEERLINGEN\n00AP,00,BO,2018,J,6",
        "site impulse_area pupils",
        [("00AP00", "J", 6)],
    ),
    "duo_site_reference_level": (
        (
            f"{PORTAL},DOORSTROOMTOETS_PO,REFERENTIENIVEAU,AANTAL_LEERLINGEN\n"
            "00AP,00,BO,2024,IEP,TAAL_LV_LAGER_1F,6\n00AP,00,BO,2024,IEP,7,-1"
        ),
        "test level_label subject level pupils",
        [("IEP", "TAAL_LV_LAGER_1F", "reading", "below_1f", 6), ("IEP", "7", None, None, None)],
    ),
    "duo_site_test_score": (
        (
            f"{PORTAL},LEERJAAR,DOORSTROOMTOETS_PO,GEMIDDELDE_UITSLAG,AANTAL_LEERLINGEN,AANTAL_ONTHEFFINGEN\n"
            "00AP,00,BO,2024,8,IEP,81.25,20,-1\n00AP,00,BO,2024,8,DIA,-1,-1,0"
        ),
        "grade test mean_score pupils exempt",
        [("8", "IEP", 81.25, 20, None), ("8", "DIA", None, None, 0)],
    ),
    "duo_site_forecast": (
        "INSTELLINGSCODE,VESTIGINGSCODE,TYPE_PO,JAAR,PROGNOSEAANTALLEN\n00AP,00,BO,2030,120",
        "site year pupils",
        [("00AP00", 2030, 120)],
    ),
    "duo_vo_forecast": (
        "INSTELLINGSCODE,ONDERWIJSNIVEAU,JAAR,PROGNOSEAANTALLEN\n00AH,HAVO,2030,120",
        "school track_label year pupils",
        [("00AH", "HAVO", 2030, 120)],
    ),
    "duo_municipality_sex": (
        "GEMEENTENUMMER,TYPE_PO,PEILJAAR,GESLACHT,AANTAL_LEERLINGEN\n46,BO,2024,V,600",
        "municipality_code sex pupils",
        [("0046", "f", 600)],
    ),
    "duo_board_total": (
        "BEVOEGD_GEZAGNUMMER,TYPE_PO,PEILJAAR,AANTAL_LEERLINGEN\n1234,BO,2024,600",
        "board year pupils",
        [("01234", 2024, 600)],
    ),
    "duo_alliance_pc4": (
        "SAMENWERKINGSVERBANDNUMMER,TYPE_PO,PEILJAAR,POSTCODE4_DEELNEMER,AANTAL_LEERLINGEN\nPO2001,BO,2024,1011,600",
        "alliance home_pc4 pupils",
        [("PO2001", "1011", 600)],
    ),
}


@pytest.mark.parametrize("layout", MADE)
def test_headers_that_are_only_described(write, layout):
    content, columns, values = MADE[layout]
    frame = read.duo(write(*content.split("\n")))
    records = read.provenance(frame)
    assert records["layout"].tolist() == [layout]
    schema = read.layouts().query("layout == @layout")
    assert list(frame) == schema["column"].tolist()
    assert not schema["met"].any()
    found = frame[columns.split()].astype(object)
    assert [tuple(row) for row in found.where(found.notna(), None).to_numpy().tolist()] == values


def test_totals_and_repeaters_have_one_header(write):
    lines = (f"{PORTAL},AANTAL_LEERLINGEN", "00AP,00,BO,2024,-1")
    names = {"brin6_totaal.csv": "all", "brin6_zittenblijvers.csv": "repeaters", "data.csv": None}
    for name, counted in names.items():
        frame = read.duo(write(*lines, name=name))
        assert frame["counted"].astype(object).where(frame["counted"].notna(), None).tolist() == [counted]
        assert (counted or "does not say") in notes(frame)


def test_a_total_that_its_ages_contradict_is_counted(write):
    row = "20151001;46;Delfzijl;9933;Delfzijl;00AP;{};W;2716PH;X;Groningen;Bo;Openbaar;1;<5;2;0;{}"
    frame = read.duo(write(OLD_PC4, *(row.format(at, total) for at, total in enumerate(("3", "6", "7", "<5")))))
    assert "1 rows whose TOTAAL their cells cannot add up to, first in line 4" in notes(frame)
    assert frame["total"].isna().sum() == 2


# Recognition


def header_of(layout):
    columns = [*layout.columns, *([layout.example] if layout.cells else [])]
    shapes = [column for column in columns if column in {POINT, OUTLINE}]
    return translate(published_name(column) for column in columns if column not in shapes) + shapes


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_least_header_of_a_layout_is_no_other(layout):
    fits = [other for other in LAYOUTS if not other.missing(header_of(layout)) and not other.foreign(header_of(layout))]
    most = max(len(other.columns) for other in fits)
    assert [other.name for other in fits if len(other.columns) == most] == [layout.name]
    assert len({other.name for other in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_header_that_lacks_one_column_names_its_own_layout(layout):
    """The column taken out is the last that no layout of fewer columns does without."""
    for column in reversed(header_of(layout)):
        source = Source(
            "x", "", 0, tables=(Table(pd.DataFrame(columns=[c for c in header_of(layout) if c != column])),)
        )
        try:
            recognise(source, LAYOUTS)
        except FileError as error:
            near = error.message
            break
    if column in {POINT, OUTLINE}:  # the same columns around another shape
        return
    assert f"Nearest is {layout.name} " in near
    assert published_name(column).replace("_", " ").upper() in near.replace("_", " ").upper()


@pytest.mark.parametrize("extra", ["GEWICHT", "LEERJAAR", "SCHOOLGEWICHT"])
def test_a_split_that_is_not_known_is_not_taken_for_totals(write, extra):
    with pytest.raises(FileError) as caught:
        read.duo(write(f"{PORTAL},{extra},AANTAL_LEERLINGEN", "00AP,00,BO,2018,1,6"))
    assert caught.value.kind == "UnknownLayout"
    assert "Nearest is duo_site_total" in str(caught.value)
    assert f"which does not have: {extra}" in str(caught.value)


def test_the_row_numbers_of_a_dump_are_no_split(write):
    frame = read.duo(write(f"_id,{PORTAL},GESLACHT,AANTAL_LEERLINGEN", "1,00AP,00,BO,2024,V,6"))
    assert frame[["site", "sex", "pupils"]].to_numpy().tolist() == [["00AP00", "f", 6]]


@pytest.mark.parametrize(
    ("layout", "change", "error"),
    [
        ("duo_site_sex", ("VROUW", "?"), ("UnknownCode", "GESLACHT")),
        ("duo_site_sex", ("-1", "-2"), ("NegativeCount", "AANTAL LEERLINGEN")),
        ("duo_site_pc4", ("9999", "999"), ("NumericId", "POSTCODE LEERLING")),
        ("duo_site_test_score", ("81.25", "-8"), ("NegativeCount", "GEMIDDELDE UITSLAG")),
        ("duo_site_test_score", ("81.25", "81;25"), ("NotANumber", "GEMIDDELDE UITSLAG")),
        ("duo_buildings", ("52.05", '"52,05"'), ("AmbiguousNumber", "GPS LATITUDE")),
        ("duo_judgements", ("2017-03-21", "21-03-2017"), ("UnknownCode", "VASTSTELLINGSDATUMEINDOORDEELKWALITEIT")),
        ("duo_history_long", ("2023-2024", "23/24"), ("UnknownCode", "SCHOOLJAAR")),
        ("duo_vo_forecast", ("2030", "2030,5"), ("MalformedRow", None)),
    ],
)
def test_values_that_cannot_be(write, layout, change, error):
    content = MADE[layout][0]
    assert change[0] in content
    with pytest.raises((InputError, FileError)) as caught:
        read.duo(write(*content.replace(*change).split("\n")))
    assert (caught.value.kind, caught.value.column) == error


# The catalogue


def test_the_catalogue_has_a_row_a_file(data):
    document = json.loads((data / "nl/duo/duo_resources.json").read_text(encoding="utf-8"))
    frame = read_catalogue(document)
    assert list(frame) == [field.name for field in FIELDS]
    assert len(frame) == sum(len(one["_resources"]) for one in document)
    assert frame["data_set"].nunique() == len(document) == 57
    totals = frame.set_index("file").loc["brin6_totaal.csv"]
    assert totals["columns"].split(", ") == [*PORTAL.split(","), "AANTAL_LEERLINGEN"]
    assert frame.loc[frame["columns"].isna(), "data_set"].nunique() == sum(not one["_kolommen"] for one in document)
    known = {tuple(sorted(layout.columns)) for layout in LAYOUTS}
    listed = frame[frame["theme"] == "PO"].drop_duplicates("data_set").set_index("data_set")["columns"].dropna()
    unread = {name for name, columns in listed.items() if tuple(sorted(translate(columns.split(", ")))) not in known}
    assert unread == {
        "mibek_bo_en_sbo",
        "persbek_bo_en_sbo",
        "adressen_bo",
        "adressen_so",
    }  # funding; more than is asked


def test_catalogues_that_are_none():
    for document in ({}, [], [3], [{"bron": "x"}]):
        with pytest.raises(FileError) as caught:
            read_catalogue(document)
        assert caught.value.kind == "UnknownLayout"
    empty = read_catalogue(
        [dict.fromkeys(("_ckan_id", "bron", "_thema", "frequentie"), "x") | {"_kolommen": None, "_resources": []}]
    )
    assert empty[["resource", "url", "columns"]].isna().all(axis=None)


# What a site is


def test_a_sector_or_postcode_of_another_form_is_refused(write):
    header, row = f"PEILDATUM;{NEW};CLUSTER;LEEFTIJD_4", f"20231001;{AT};;12"
    for before, after, column in (
        (";Bo;", ";Basisonderwijs;", "SOORT PO"),
        ("2716PH", "27 16PH", "POSTCODE VESTIGING"),
        ("2716PH", "x", "POSTCODE VESTIGING"),
    ):
        with pytest.raises(InputError) as caught:
            read.duo(write(header, row.replace(before, after)))
        assert (caught.value.kind, caught.value.column) == ("UnknownCode", column)
    for postcode in ("2716 PH", "2716"):
        assert read.duo(write(header, row.replace("2716PH", postcode)))["site_pc4"].tolist() == ["2716"]


def test_blanks_within_a_type_do_not_matter():
    assert find_track("VWO  lj 4-6") == "vwo"
    assert find_track("HAVO/VWO \t lj 3") == "havo_vwo"
