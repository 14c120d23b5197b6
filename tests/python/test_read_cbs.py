"""Files of CBS: counts beside the raw text, editions that differ, and files that are nearly right."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import pytest
from files import sheet, workbook

from schoolmix import read
from schoolmix.errors import FileError, InputError
from schoolmix.read.numbers import read_count
from schoolmix.read.tables import Table
from schoolmix.read.workbook import as_texts

PC4 = "nl/cbs/cbs_pc4_2022_v1.csv"
WIJKEN = "nl/amsterdam/statline/wijk_25042023_160857.csv"
KWB = (
    "gwb_code_10;gwb_code_8;regio;gm_naam;recs;gwb_code;a_inw;a_00_14;g_hhgro;{education};{home};p_koopw;m_hh_ver;"
    "pst_mvp;ste_mvs"
)
OLD = KWB.format(education="a_opl_lg;a_opl_md;a_opl_hg", home="g_woz")
NEW = KWB.format(education="a_opl_bvm;a_opl_hvm;a_opl_hw", home="g_wozbag").replace("a_inw;", "a_inw ;")
ROWS = (
    "NL00;0;Nederland;Nederland;Land      ;NL00;17942942;2700000;2,1;3550;5560;4390;379;57,1;.;.;.",
    "GM0363;363;Amsterdam;Amsterdam;Gemeente  ;GM0363;931295;130000;1,8;100;200;300;520;30;52,4;1011;1",
    "WK0363ME;363ME;Oostelijk;Amsterdam;Wijk      ;WK0363ME;   45;5;x;       .;-;,;;30;-1,5;1018;1",
    "BU0363ME01;363ME1;Plein;Amsterdam;Buurt     ;BU0363ME01;.;.;.;.;.;.;.;.;.;.;.",
)
HEADER = ("School (BRIN vestiging)", "Aantal bekostigde leerlingen", "Achterstandsscore", None)
WITHOUT = ("School (BRIN vestiging)", "Achterstandsscore zonder drempel", None)


def cells(path, delimiter):
    """Parse a text file with another parser than ours."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=delimiter))


def refuse(error, kind, path, verb=read.cbs):
    with pytest.raises(error) as caught:
        verb(path)
    assert caught.value.kind == kind, caught.value
    assert caught.value.remedy
    return caught.value


@pytest.fixture
def write(tmp_path):
    def put(content, name="kwb-2023.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


# Postcode areas


def test_postcode_areas_are_as_in_the_file(data):
    frame = read.cbs(data / PC4)
    header, units, *rows = cells(data / PC4, ",")
    assert len(frame) == len(rows)
    totals = [at for at, name in enumerate(header) if name == "Totaal"]
    for column, at in zip(("residents", "households", "dwellings"), totals, strict=True):
        known = [int(row[at]) for row in rows if row[at] != "-99997"]
        assert frame[column].sum() == sum(known)
        assert frame[column].isna().sum() == len(rows) - len(known)
    density, urbanity = units.index("adressen/km2"), units.index("categorie")
    for column, at in (("address_density", density), ("urbanity", urbanity)):
        assert frame[column].dropna().tolist() == [int(row[at]) for row in rows if row[at] != "-99997"]
    sizes = [float(row[header.index("Huishoudgrootte")]) for row in rows]
    assert frame["household_size"].dropna().tolist() == [size for size in sizes if size > 0]
    shares = frame.filter(regex="origin_|abroad_")
    assert (shares.melt()["value"].dropna() % 10 == 0).all()  # rounded to 10 by CBS
    assert not (frame.drop(columns="pc4") < 0).any(axis=None)


def test_the_workbook_of_postcode_areas_reads_as_its_csv(data, write):
    header, units, *rows = cells(data / PC4, ",")
    names = [*header[:-2], "Omgevingsadressendichtheid", "Stedelijkheid (klasse)"]
    above = [
        ["Kerncijfers per postcode, 2022"],
        [],
        ["Bevolking", *[None] * 35, "Omgeving", None],
        [None],
        [None],
        [None],
    ]
    body = [[row[0], *(float(cell) for cell in row[1:])] for row in rows[:30]]
    book = workbook(sheet([["Toelichting"]]), sheet([*above, names, [None], units, *body]))
    made = read.cbs(write(book, "cbs_pc4_2022_v1.xlsx"))
    pd.testing.assert_frame_equal(made, read.cbs(data / PC4).head(30), check_dtype=False)


def test_a_postcode_area_gone_wrong_is_named_by_its_line(data, write):
    text = (data / PC4).read_text(encoding="utf-8-sig")
    lines = text.split("\n")
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("1013,"))
    error = refuse(InputError, "NotANumber", write(text.replace("\n1013,21940,", "\n1013,2194?,")))
    assert f"line {number}" in str(error)
    assert error.row == 2
    error = refuse(InputError, "NumericId", write(text.replace("\n1013,", "\n101,")))
    assert f"line {number}" in str(error)
    refuse(InputError, "DuplicateKey", write(text.replace("\n1013,", "\n1012,")))
    units = text.index("\nCode,")
    refuse(FileError, "MalformedRow", write(text[:units] + text[text.index("\n1011") :]))


# StatLine


def test_statline_is_as_in_the_file(data):
    header, *rows = cells(data / WIJKEN, ";")
    frame = read.cbs(data / WIJKEN)
    measures = header[3:]
    assert len(frame) == len(rows) * len(measures)
    for at, published in enumerate(measures, 3):
        values = {row[2].strip(): float(row[at]) for row in rows if row[at].strip() != "."}
        measure, unit = published.rsplit(" (", 1)
        found = frame[(frame["measure"] == measure) & (frame["unit"] == unit.rstrip(")"))].set_index("area_code")[
            "value"
        ]
        assert found.dropna().to_dict() == values
    assert not frame.duplicated(["area_code", "measure", "unit"]).any()
    first = frame.iloc[0].drop("breakdown").tolist()
    assert first == ["2019", "GM0363", "Amsterdam", "Particuliere huishoudens", "Aantal", 457_400.0]
    assert frame["breakdown"].isna().all()


def test_statline_with_other_dimensions(write):
    header = '\ufeff"Perioden";"Geslacht";"Regio\'s";"Leerlingen/Totaal (aantal)"'
    text = header + '\r\n"2023*";"Mannen";"Utrecht";"     12"\r\n'
    frame = read.cbs(write(text))
    assert frame.loc[0, ["period", "area_name", "breakdown", "measure", "value"]].tolist() == [
        "2023*",
        "Utrecht",
        "Geslacht: Mannen",
        "Leerlingen/Totaal",
        12,
    ]
    assert frame["area_code"].isna().all()
    refuse(InputError, "AmbiguousNumber", write(text.replace("     12", "   1,2")))
    refuse(FileError, "UnknownLayout", write(text.replace(" (aantal)", "")))


def test_data_sets_of_statline(write):
    header = '"ID";"WijkenEnBuurten";"Perioden";"Geslacht";"AantalInwoners_5";"k_0Tot15Jaar_8"'
    frame = read.cbs(write(header + '\n0;"GM0363    ";"2023JJ00";"T001038";"  931295";"       ."\n'))
    assert frame["area_code"].tolist() == ["GM0363"] * 2
    assert frame["breakdown"].tolist() == ["Geslacht: T001038"] * 2
    assert dict(zip(frame["measure"], frame["value"].astype(object), strict=True)) == {
        "AantalInwoners_5": 931_295,
        "k_0Tot15Jaar_8": pd.NA,
    }
    assert frame["unit"].isna().all()
    assert read.provenance(frame)["layout"].tolist() == ["cbs_odata"]


# Neighbourhoods


def as_workbook(header, rows):
    def value(cell):
        try:
            return float(cell.replace(",", "."))
        except ValueError:
            return cell

    return workbook(sheet([header.split(";"), *([value(cell) for cell in row.split(";")] for row in rows)]))


@pytest.mark.parametrize("header", [OLD, NEW])
@pytest.mark.parametrize(
    "make", [lambda header: "\n".join([header, *ROWS, ""]), lambda header: as_workbook(header, ROWS)]
)
def test_editions_of_neighbourhoods_read_alike(write, header, make):
    frame = read.cbs(write(make(header))).set_index("area_code")
    assert frame["area_type"].tolist() == ["country", "municipality", "district", "neighbourhood"]
    assert frame["municipality_code"].isna().tolist() == [True, False, False, False]
    assert set(frame["municipality_code"].dropna()) == {"0363"}
    assert set(frame["year"]) == {2023}
    figures = frame[["residents", "household_size", "education_high", "home_value", "owner_occupied", "wealth"]]
    assert figures.loc["GM0363"].tolist() == [931_295, 1.8, 300, 520, 30, 52.4]
    assert figures.loc["WK0363ME"].dropna().to_dict() == {"residents": 45, "owner_occupied": 30, "wealth": -1.5}
    assert frame.loc["BU0363ME01"].filter(regex="residents|age|education|home|wealth").isna().all()
    assert frame["main_pc4"].tolist()[1:3] == ["1011", "1018"]
    note = read.provenance(frame)["note"].iloc[0]
    assert "not in this edition" in note
    assert "origin_nl" in note
    assert "education_high" not in note


def test_neighbourhoods_that_are_not_what_they_say(write):
    text = "\n".join([NEW, *ROWS, ""])
    assert refuse(InputError, "UnknownCode", write(text.replace("Wijk ", "Buurt "))).row == 2
    refuse(InputError, "UnknownCode", write(text.replace("WK0363ME;", "WK036;")))
    refuse(InputError, "AmbiguousNumber", write(text.replace(";1,8;", ";1.8;")))
    refuse(InputError, "DuplicateKey", write(text + ROWS[1] + "\n"))
    error = refuse(FileError, "UnknownLayout", write(text.replace("recs", "soort")))
    assert "Nearest is cbs_kwb" in str(error)
    assert "RECS" in str(error)


# Disadvantage scores of secondary sites


def test_scores_of_secondary_sites(write):
    title = ["Achterstandsscore per vestiging in het voortgezet onderwijs, 1 oktober 2024"]
    first = sheet([["Tabel 1"], title, [None], HEADER, [None], ("00AH00", 812, 0, None), ("00AH01", 32, 105.54, "a")])
    second = sheet([["Tabel 2"], title, [None], WITHOUT, [None], ("00AH00", 10.5, None), ("00AH01", 127.82, "a")])
    both, lone = read.cbs(write(workbook(first, second), "a.xlsx")), read.cbs(write(workbook(first), "b.xlsx"))
    for frame in (both, lone):
        assert set(frame["sector"]) == {"vo"}
        assert set(frame["census_date"]) == {pd.Timestamp(2024, 10, 1)}
        assert frame["score"].tolist() == [0, 105.54]
        assert frame["score_reliable"].tolist() == [True, False]
        assert frame[["score_lower", "score_upper", "score_lower_reliable"]].isna().all(axis=None)
    assert both["score_without_threshold"].tolist() == [10.5, 127.82]
    assert lone["score_without_threshold"].isna().all()
    twice = sheet([["Tabel 1"], title, [None], HEADER, [None], ("00AH00", 8, 0, None), ("00AH00", 3, 1, None)])
    refuse(InputError, "DuplicateKey", write(workbook(twice), "c.xlsx"))
    below = sheet([["Tabel 1"], title, [None], HEADER, [None], ("00AH00", -8, 0, None)])
    refuse(InputError, "NegativeCount", write(workbook(below), "d.xlsx"))
    hidden = sheet([["Tabel 1"], title, [None], HEADER, [None], ("00AH00", -99997, -99997, None)])
    assert read.cbs(write(workbook(hidden), "e.xlsx"))[["funded_pupils", "score"]].isna().all(axis=None)


def test_scores_of_primary_sites_say_so(data):
    frame = read.cbs(data / "nl/cbs/achterstandsscores-scholen-2019.xlsx")
    assert set(frame["sector"]) == {"bo"}
    assert read.provenance(frame)["recognised_by"].iloc[0].startswith("workbook: SCHOOL (BRIN VESTIGING)")


# Workbooks whose cells are numbers


def as_numbers(text, mark, first):
    """Rows of a csv, the cells from column `first` on that are numbers as such."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")

    def value(cell):
        try:
            return float(cell.replace(mark, "."))
        except ValueError:
            return cell

    return [header, *([*row[:first], *map(value, row[first:])] for row in rows)]


@pytest.mark.parametrize(
    ("path", "encoding", "first"),
    [
        ("nl/cbs/ses-woa-pc4-2021.csv", "utf-8-sig", 0),
        ("nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv", "utf-8-sig", 5),
        ("nl/duo/po-2024/Texel afgeschermd.csv", "utf-8-sig", 0),
        ("nl/duo/gemiddelde-eindscores-bo-sbo-2018-2019.csv", "cp1252", 13),
    ],
)
def test_numbers_of_a_workbook_read_as_their_texts(data, write, path, encoding, first):
    lines = (data / path).read_text(encoding=encoding).split("\n")[:300]
    text = "\n".join(lines).rstrip("\n") + "\n"
    made = read.file(write(workbook(sheet(as_numbers(text, ",", first))), "a.xlsx"))
    pd.testing.assert_frame_equal(made, read.file(write(text, "a.csv")))


def test_days_of_a_workbook_are_read_as_texts():
    table = Table(pd.DataFrame({"census_date": [date(2024, 10, 1)], "x": [1e-05], "y": [3.0]}))
    assert as_texts(table, ",").frame.to_numpy().tolist() == [["20241001", "0,00001", "3"]]


def test_what_is_missing_is_no_number():
    with pytest.raises(InputError) as caught:
        read_count(pd.Series(["3", None], name="pupils", dtype="str"))
    assert caught.value.row == 1


# Figures that are left out, or cannot be


MASKED = "2021;1011;{};{};-0,5;-99997,0;-99995;0,3;0,878;0,873;0,884"
SES = (
    "SES_Verslagjaar;SES_PC4;SES_Aantal_huishoudens;SES_Totaalscore;SES_Deelscore_welvaart;SES_Deelscore_arbeid;"
    "SES_Spreiding_welvaart;SES_Spreiding_arbeid;SES_Spreiding_totaalscore;SES_Interval_ondergrens;"
    "SES_Interval_bovengrens\n"
)


def test_masks_of_cbs_are_null_and_counts_are_not_negative(write):
    frame = read.cbs(write(SES + MASKED.format("-99997", "-99997.0") + "\n"))
    assert frame[["households", "ses_woa", "score_work", "spread_prosperity"]].isna().all(axis=None)
    assert frame["score_prosperity"].tolist() == [-0.5]
    refuse(InputError, "NegativeCount", write(SES + MASKED.format("-5", "0,1") + "\n"))
    text = "\n".join([NEW, *ROWS, ""])
    assert read.cbs(write(text.replace(";931295;", ";-99997;")))["residents"].isna().sum() == 2
    refuse(InputError, "NegativeCount", write(text.replace(";931295;", ";-5;")))


def test_postcode_areas_are_told_what_their_edition_lacks(data):
    assert "not in this edition" not in read.provenance(data / PC4)["note"].iloc[0]


def test_totals_of_a_postcode_area_in_another_order_are_refused(data, write):
    header, units, *rows = cells(data / PC4, ",")
    first, second = [at for at, name in enumerate(header) if name == "Totaal"][:2]
    for row in rows:
        row[first], row[second] = row[second], row[first]
    made = io.StringIO()
    csv.writer(made).writerows([header, units, *rows])
    error = refuse(InputError, "SumMismatch", write(made.getvalue(), "pc4.csv"))
    assert "men" in str(error)
