"""Keys, joins, municipalities through their mergers, and breaks in series."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schoolmix as sm
from schoolmix import read
from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.read.lost import PUBLISHED as PUBLISHED_COLUMNS

# CBS, Gemeentelijke indeling op 1 januari, of each year.
PUBLISHED = {2014: 403, 2015: 393, 2016: 390, 2017: 388, 2018: 380, 2019: 355, 2020: 355, 2021: 352, 2022: 345}
PUBLISHED |= dict.fromkeys((2023, 2024, 2025, 2026), 342)
HISTORY = "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
VO = "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"
CODED = {
    "nl/duo/zittenblijven-opstroom-afstroom-vo-2017.csv": (2017, "cp850", "GEMEENTENUMMER VESTIGING"),
    "nl/duo/gemiddelde-eindscores-bo-sbo-2018-2019.csv": (2018, "cp1252", "GEMEENTENUMMER"),
    "nl/duo/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv": (
        2019,
        "cp1252",
        "GEMEENTENUMMER",
    ),
    "nl/duo/alle-vestigingen-bo.csv": (2019, "cp1252", "GEMEENTENUMMER"),
    "nl/duo/alle-vestigingen-vo.csv": (2019, "cp1252", "GEMEENTENUMMER"),
    HISTORY: (2025, "utf-8-sig", "GEMEENTECODE_VESTIGING"),
}
WHOLE = [name for name in CODED if re.search("eindscores|afstand|vestigingen-bo|historisch", name)]
OWN_NAMES = {"0079", "0820", "0893", "1900", "1970"}  # DUO abbreviates these names, or encodes them twice


def names_in(path, encoding, column):
    """Read codes and names of municipalities from the raw text, without the readers."""
    rows = csv.DictReader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=";")
    name = column.replace("NUMMER", "NAAM").replace("CODE", "NAAM")
    return {row[column].strip().zfill(4): row[name].strip() for row in rows}


def letters(name):
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


def codes_of(year):
    return set(read.municipalities(year)["municipality_code"])


def frame(**columns):
    return pd.DataFrame(columns)


# Municipalities


@pytest.mark.parametrize(("year", "count"), PUBLISHED.items())
def test_there_are_as_many_municipalities_as_published(year, count):
    found = read.municipalities(year)
    assert len(found) == found["municipality_code"].nunique() == found["municipality"].nunique() == count


@pytest.mark.parametrize("name", CODED)
def test_files_have_the_codes_and_names_of_their_year(data, name):
    year, encoding, column = CODED[name]
    seen = names_in(data / name, encoding, column)
    seen.pop("9999", None)
    known = read.municipalities(year).set_index("municipality_code")["municipality"]
    assert set(seen) <= set(known.index)
    assert name not in WHOLE or set(seen) == set(known.index)
    assert {code for code, text in seen.items() if letters(text) != letters(known[code])} <= OWN_NAMES
    carried = read.constant_geography(frame(municipality_code=[*seen]), vintage=2026, unmatched="report")
    assert set(carried["municipality_code"].dropna()) <= codes_of(2026)
    assert set(read.unmatched(carried)["key"]) <= {"0788", "0053", "0140"}


def test_the_outlines_are_those_of_2015_with_one_that_was_gone(data):
    found = json.loads((data / "nl/geo/townships.geojson").read_text())["features"]
    assert {each["properties"]["code"] for each in found} - codes_of(2015) == {"1671"}
    assert codes_of(2015) <= {each["properties"]["code"] for each in found}


def test_every_change_is_told_on_both_sides():
    changes = read.mergers()
    register = pd.concat([read.municipalities(year) for year in PUBLISHED]).drop_duplicates("municipality_code")
    ended = register.dropna(subset="until").set_index("municipality_code")["until"]
    before = changes.drop_duplicates(["code_before", "date"]).set_index("code_before")["date"]
    assert before.index.is_unique
    assert before[ended.index].eq(ended).all()
    begun = register.dropna(subset="since").set_index("municipality_code")["since"]
    after = changes.groupby("code_after")["date"].min()
    assert after[begun.index].eq(begun).all()
    assert changes.notna().all(axis=None)
    is_split = changes.groupby(["date", "code_before"])["code_after"].transform("nunique") > 1
    assert (is_split == (changes["kind"] == "split")).all()
    existed = changes["code_after"].map(begun) != changes["date"]
    assert existed[changes["kind"] == "absorbed"].all()
    assert not existed[changes["kind"].isin(["merged", "recoded"])].any()


@pytest.mark.parametrize(
    ("year", "kind"), [(2013, "BadOption"), (2027, "BadOption"), ("2024", "WrongType"), (True, "WrongType")]
)
def test_years_that_are_not_known_are_refused(year, kind):
    with pytest.raises(InputError) as caught:
        read.municipalities(year)
    assert caught.value.kind == kind


# Present borders


def test_codes_are_followed_through_all_their_changes():
    old = frame(municipality_code=["0082", "0282", "0457", None, "0344"], municipality=["a", "b", "c", None, "UTRECHT"])
    new = read.constant_geography(old, vintage=2024)
    assert new["municipality_code"].tolist()[:3] == ["1940", "1945", "0363"]
    assert new["municipality"].tolist()[0] == "De Fryske Marren"
    assert new.iloc[3].isna().all()
    assert old["municipality_code"][0] == "0082"
    early = read.constant_geography(old, vintage=2015)["municipality_code"].tolist()
    assert early[:3] == ["1921", "0241", "0457"]


def test_a_code_that_was_split_needs_the_later_place_of_its_sites():
    old = frame(site=["16AH00", "16AH01", "16AH02"], municipality_code=["0788", "0788", "0363"], pupils=[100, 50, 50])
    with pytest.raises(InputError, match="Haaren was split over 0757 Boxtel, 0824 Oisterwijk") as caught:
        read.constant_geography(old, vintage=2024)
    assert (caught.value.kind, caught.value.row, caught.value.count) == ("SplitMunicipality", 0, 2)
    later = frame(site=["16AH00", "16AH01", "16AH02"], municipality_code=["0865", "0363", "0757"])
    found = read.constant_geography(old, vintage=2024, sites=later, unmatched="report")
    assert found["municipality_code"].fillna("").tolist() == ["0865", "", "0363"]
    lost = read.unmatched(found)
    assert lost[["key", "rows", "pupils", "pupils_share"]].to_numpy().tolist() == [["0788", 1, 50, 0.25]]


@pytest.mark.parametrize(
    ("codes", "options", "said"),
    [
        (["0363", "0501", "0501"], {"vintage": 2024, "year": 2024}, "'0501' (Brielle, valid to 2022)"),
        (["1992"], {"vintage": 2020}, "'1992' (Voorne aan Zee, valid from 2023)"),
        (["363"], {"vintage": 2024}, "'363' (0363 without its zeros or with blanks)"),
        (["9999"], {"vintage": 2024}, "'9999' (DUO's code for unknown)"),
        (["0457"], {"vintage": 2024, "year": 2023}, "'0457' (Weesp, valid to 2022)"),
        (["0000"], {"vintage": 2024}, "'0000' (no code since 2014)"),
    ],
)
def test_codes_of_another_year_are_named_with_their_years(codes, options, said):
    with pytest.raises(InputError) as caught:
        read.constant_geography(frame(municipality_code=codes), **options)
    wrong = sum(code != "0363" for code in codes)
    assert (caught.value.kind, caught.value.count) == ("UnmatchedKey", wrong)
    assert said in caught.value.message
    kept = read.constant_geography(frame(municipality_code=codes), **options, unmatched="report")
    assert kept["municipality_code"].isna().sum() == wrong


def test_sites_of_2019_are_carried_to_where_the_history_has_them(data):
    history = read.duo(data / HISTORY)
    bo = read.duo(data / "nl/duo/alle-vestigingen-bo.csv")
    now = read.constant_geography(bo, vintage=2025, year=2019, sites=history)
    there = now["site"].map(history.drop_duplicates("site").set_index("site")["municipality_code"]).dropna()
    assert there.eq(now.loc[there.index, "municipality_code"]).all()
    gone = ~bo["municipality_code"].isin(codes_of(2025))
    assert 0 < there.ne(bo.loc[there.index, "municipality_code"]).sum() <= gone.sum()
    assert set(now["municipality_code"]) == codes_of(2025)


@pytest.mark.parametrize("options", [{}, {"year": 2018}, {"year": 2025}, {"unmatched": "report"}])
def test_codes_of_present_borders_are_not_carried_back(data, options):
    history = read.duo(data / HISTORY)
    then = read.duo(data / "nl/duo/alle-vestigingen-bo.csv").query("municipality_code == '0457'")
    weesp = history[(history["year"] == 2018) & history["site"].isin(then["site"])]
    assert set(weesp["municipality_code"]) == {"0363"}  # which Weesp joined in 2022
    with pytest.raises(InputError, match=r"carried back to 1 January 2018.*vintage=2023 or later") as caught:
        read.constant_geography(weesp, vintage=2018, **options)
    assert (caught.value.kind, caught.value.column) == ("BadOption", "vintage")
    assert read.constant_geography(weesp, vintage=2023)["municipality_code"].equals(weesp["municipality_code"])


def test_the_day_of_the_codes_is_that_told_or_that_of_their_years():
    codes = frame(municipality_code=["0363"])
    for own, options in ((codes, {"year": 2025}), (codes.assign(year=2022), {})):
        with pytest.raises(InputError, match="merged in between"):
            read.constant_geography(own, vintage=2022, **options)
    read.constant_geography(codes.assign(year=2022), vintage=2022, year=2022)


def test_only_the_column_that_was_carried_is_on_the_borders_of_one_year():
    columns = {"municipality_code": ["0457", "0363"], "municipality": ["WEESP", "AMSTERDAM"]}
    both = frame(year=[2018, 2025], **columns, **{f"home_{name}": values for name, values in columns.items()})
    found = read.constant_geography(both, vintage=2025, column="home_municipality_code")
    assert found["home_municipality"].tolist() == ["Amsterdam", "Amsterdam"]
    assert found[list(columns)].equals(both[list(columns)])
    assert "municipalities" in set(read.breaks(found)["series"])
    assert "municipalities" not in set(read.breaks(read.constant_geography(found, vintage=2025))["series"])


# Joins


def test_a_join_keeps_rows_order_index_types_and_provenance(data):
    vo = read.duo(data / VO.format(2019)).iloc[::-7]
    sites = read.duo(data / "nl/duo/alle-vestigingen-vo.csv")[["site", "municipality_code", "board"]]
    found = read.join(vo, sites.assign(n=1), on="site", unmatched="report")
    assert found.index.equals(vo.index)
    assert found[vo.columns].equals(vo)
    assert found.dtypes[["n", "pupils"]].tolist() == ["Int64", "Int64"]
    assert set(read.provenance(found)["layout"]) == {"duo_vo_tracks", "duo_addresses"}
    missing = vo[~vo["site"].isin(sites["site"])]
    lost = read.unmatched(found)
    assert lost["rows"].sum() == len(missing) == found["board"].isna().sum()
    assert lost["pupils"].sum() == missing["pupils"].sum() > 0
    assert lost["pupils_share"].sum() == pytest.approx(missing["pupils"].sum() / vo["pupils"].sum())
    assert set(lost["key"]) == set(missing["site"])
    with pytest.raises(InputError, match=r"keys do not match, 0\.\d+ % of rows .* of pupils") as caught:
        read.join(vo, sites, on="site")
    assert (caught.value.kind, caught.value.column, caught.value.count) == ("UnmatchedKey", "site", len(missing))
    assert caught.value.row == vo.index.get_loc(missing.index[0])


def test_unknown_postcodes_are_reported_as_a_share(data):
    po = read.duo(data / "nl/duo/po-2024/Texel afgeschermd.csv")
    areas = read.cbs(data / "nl/cbs/ses-woa-pc4-2021.csv")[["pc4", "ses_woa"]]
    found = read.unmatched(read.join(po, areas, on={"home_pc4": "pc4"}, unmatched="report"))
    outside = po["home_pc4"].isna() | ~po["home_pc4"].isin(areas["pc4"])
    assert found["share"].sum() == pytest.approx(outside.mean())


@pytest.mark.parametrize(
    ("left", "right", "hint"),
    [
        ("Utrecht ", "Utrecht", "the other frame writes 'Utrecht'"),
        ("UTRECHT", "Utrecht", "the other frame writes 'Utrecht'"),
        ("Den  Haag", "den haag", "the other frame writes 'den haag'"),
        ("Breda", "Utrecht", None),
    ],
)
def test_variants_of_a_name_are_errors_with_a_hint(left, right, hint):
    pair = frame(municipality=[left]), frame(municipality=[right], x=[1])
    with pytest.raises(InputError) as caught:
        read.join(*pair, on="municipality")
    assert caught.value.kind == "UnmatchedKey"
    assert (hint or "") in caught.value.message
    found = read.unmatched(read.join(*pair, on="municipality", unmatched="report"))
    assert found["hint"].tolist() == [hint] if hint else found["hint"].isna().all()


@pytest.mark.parametrize("column", ["municipality_code", "home_municipality_code"])
def test_codes_of_another_year_are_recognised_in_a_join(column):
    with pytest.raises(InputError, match=re.escape("'0457' (Weesp, valid to 2022)")):
        read.join(frame(**{column: ["0457"]}), frame(code=["0363"], x=[1]), on={column: "code"})


def test_columns_whose_keys_are_shown_are_columns_of_layouts():
    assert set(read.layouts()["column"]) | {"neighbourhood_key"} >= PUBLISHED_COLUMNS


LEFT = {"site": ["a", "b"], "pupils": [1, 2]}


@pytest.mark.parametrize(
    ("right", "on", "error", "kind"),
    [
        ({"site": ["a", "a", "b"], "x": [1, 2, 3]}, "site", InputError, "DuplicateKey"),
        ({"site": ["a", "b"], "pupils": [1, 2]}, "site", ColumnError, "DuplicateColumn"),
        ({"sites": ["a", "b"]}, "site", ColumnError, "MissingColumn"),
        ({"site": ["a", "b"]}, {"site": "sites"}, ColumnError, "MissingColumn"),
        ({"site": [1, 2], "x": [1, 2]}, "site", InputTypeError, "NumericId"),
        ({"site": [1.5, 2.5], "x": [1, 2]}, "site", InputTypeError, "WrongType"),
        ({"site": ["a", "b"], "x": [1, 2]}, 3, InputTypeError, "WrongType"),
        ({"site": ["a", "b"], "x": [1, 2]}, [], InputError, "EmptyInput"),
        ({"site": ["a", "b"], "x": [1, 2]}, {}, InputError, "EmptyInput"),
        ({"site": ["a", "b"]}, {"site": "site", "pupils": "site"}, ColumnError, "SameColumn"),
        ({"site": ["a", "b"]}, ["site", "site"], ColumnError, "SameColumn"),
        ({"site": ["a", "b"], "brin": ["a", "b"]}, {"site": "brin"}, ColumnError, "DuplicateColumn"),
        ({"site": pd.Categorical([1, 2])}, "site", InputTypeError, "WrongType"),
    ],
)
def test_what_cannot_be_joined_is_refused(right, on, error, kind):
    with pytest.raises(error) as caught:
        read.join(frame(**LEFT), frame(**right), on=on)
    assert caught.value.kind == kind


def test_other_frames_and_columns_than_one_of_a_name_are_refused():
    left, twice = frame(**LEFT), pd.DataFrame([["a", 1, 2]], columns=["site", "x", "x"])
    for pair in ((left, twice), (twice, left)):
        with pytest.raises(ColumnError) as caught:
            read.join(*pair, on="site")
        assert (caught.value.kind, caught.value.column) == ("DuplicateColumn", "x")
    aware = pd.to_datetime(["2024-10-01"]).tz_localize("UTC")
    naive = frame(day=pd.to_datetime(["2024-10-01"]))
    calls = [
        lambda: read.join(frame(day=aware), naive, on="day"),
        lambda: read.join([1], left, on="site"),
        lambda: read.breaks(3),
        lambda: read.comparable(left, 3),
        lambda: read.comparable(left, left, bridge=3),
        lambda: read.unmatched(3),
        lambda: read.constant_geography(pa.table({"municipality_code": ["0363"]}), vintage=2024),
        lambda: read.constant_geography(left, vintage=2024, column=3),
        lambda: read.constant_geography(frame(municipality_code=["0788"]), vintage=2024, column=["municipality_code"]),
        lambda: read.neighbourhood_key(["BU1"], pd.Series(["a"])),
        lambda: read.neighbourhood_key(pd.Series(["BU1"]), "a"),
    ]
    for call in calls:
        with pytest.raises(InputTypeError) as wrong:
            call()
        assert wrong.value.kind == "WrongType"


@pytest.mark.parametrize("pupils", [["1", "<5"], [1.5, 2.0]])
@pytest.mark.parametrize("unmatched", ["error", "report"])
def test_pupils_that_are_not_counted_are_refused_beside_what_does_not_match(pupils, unmatched):
    with pytest.raises(InputTypeError, match="whole numbers") as caught:
        read.join(frame(site=["a", "b"], pupils=pupils), frame(site=["a"]), on="site", unmatched=unmatched)
    assert caught.value.column == "pupils"


def test_names_of_the_index_and_categories_are_no_matter():
    left = pd.DataFrame(LEFT, index=pd.Index([7, 7], name="site"))
    right = pd.DataFrame({"site": ["b", "a"], "x": [1, 2]}, index=pd.Index([1, 2], name="site"))
    assert read.join(left, right, on="site")["x"].tolist() == [2, 1]
    kept = read.join(left, right[:1], on="site", unmatched="report")
    assert kept.index.equals(left.index)
    assert read.unmatched(kept)["key"].tolist() == ["a"]
    coded = frame(site=pd.Categorical(["a", None, "b"]))
    for other in (right, right.astype({"site": "category"})):
        found = read.join(coded, other, on="site", unmatched="report")
        assert found["x"].fillna(0).tolist() == [2, 0, 1]
        assert found["site"].dtype == coded["site"].dtype
    empty = read.join(frame(site=pd.Categorical([None])), right, on="site", unmatched="report")
    assert read.unmatched(empty)["hint"].tolist() == ["no key"]


@pytest.mark.parametrize(("known", "rows", "said"), [(0, 3, "100 %"), (1, 3, "67 %"), (9999, 10000, "0.01 %")])
def test_shares_are_written_without_powers_of_ten(known, rows, said):
    left = frame(site=["a"] * known + ["b"] * (rows - known), pupils=1)
    with pytest.raises(InputError, match=f", {said} of rows .* and {said} of pupils"):
        read.join(left, frame(site=["a"]), on="site")


def test_nulls_match_nothing_on_either_side():
    left, right = frame(site=["a", None]), frame(site=["a", None, None], x=[1, 2, 3])
    found = read.join(left, right, on="site", unmatched="report")
    assert found["x"].tolist()[0] == 1
    assert pd.isna(found["x"][1])
    assert read.unmatched(found)["hint"].tolist() == ["no key"]


def test_a_pupil_is_never_named():
    left, right = frame(pupil=["P1234567", "P7654321"]), frame(pupil=["P1234567"], x=[1])
    with pytest.raises(InputError) as caught:
        read.join(left, right, on="pupil")
    assert "P7654321" not in str(caught.value)
    found = read.join(left, right, on="pupil", unmatched="report")
    assert "P7654321" not in str(found.attrs)
    assert read.unmatched(found)[["rows", "share"]].to_numpy().tolist() == [[1, 0.5]]
    assert read.unmatched(found)["key"].isna().all()


def test_keys_that_may_be_a_pupils_are_counted_together_in_what_travels():
    left = frame(rin=["p1", "P2", "p2 ", None, "p3"], pupils=pd.array([1, 2, 3, 4, 5], "Int64"))
    found = read.join(left, frame(rin=["p1", "p2"], x=[1, 2]), on="rin", unmatched="report")
    lost = read.unmatched(found)
    assert lost[["rows", "pupils"]].to_numpy().tolist() == [[3, 10], [1, 4]]
    assert lost["hint"].tolist()[0].startswith("3 keys; keys are not shown")
    assert not re.search("p[123]", str(found.attrs), re.IGNORECASE)
    codes = read.constant_geography(frame(rin=["363", "0363"]), vintage=2024, column="rin", unmatched="report")
    assert "363" not in str(codes.attrs)


def test_lists_of_two_joins_are_kept_beside_each_other():
    left = frame(site=["a", "b"], pc4=["1011", "1012"])
    once = read.join(left, frame(site=["a"], x=[1]), on="site", unmatched="report")
    twice = read.join(once, frame(pc4=["1011"], y=[1]), on="pc4", unmatched="report")
    assert read.unmatched(twice)[["on", "key"]].to_numpy().tolist() == [["site", "b"], ["pc4", "1012"]]
    assert read.unmatched(left).empty


def test_other_options_are_refused():
    with pytest.raises(InputError, match=r'"error", "report"'):
        read.join(frame(**LEFT), frame(site=["a"]), on="site", unmatched="drop")


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.integers(2015, 2017)), max_size=30),
    st.dictionaries(st.tuples(st.sampled_from("abcde"), st.integers(2015, 2017)), st.integers(), max_size=15),
)
def test_a_join_is_a_look_up(rows, values):
    left = pd.DataFrame(rows, columns=["site", "year"]).astype({"site": "str", "year": "int64"})
    right = pd.DataFrame([(*key, value) for key, value in values.items()], columns=["brin", "year", "x"])
    right = right.astype({"brin": "str", "year": "int64", "x": "object"})
    found = read.join(left, right, on={"site": "brin", "year": "year"}, unmatched="report")
    assert [None if pd.isna(x) else x for x in found["x"]] == [values.get(row) for row in rows]
    assert read.unmatched(found)["rows"].sum() == sum(row not in values for row in rows)


def test_a_code_used_again_for_another_neighbourhood_does_not_match():
    before = frame(code=["BU03630001", "BU03630002"], name=["Oude Kerk e.o.", "Zuid-West "])
    after = frame(code=["BU03630001", "BU03630002"], name=["Waterkant", "zuid west"], x=[1, 2])
    keyed = [f.assign(neighbourhood_key=read.neighbourhood_key(f.pop("code"), f.pop("name"))) for f in (before, after)]
    found = read.join(*keyed, on="neighbourhood_key", unmatched="report")
    assert found["x"].isna().tolist() == [True, False]
    assert read.neighbourhood_key(pd.Series(["BU1", None]), pd.Series([None, "x"])).isna().all()


# Breaks


def test_breaks_lie_between_the_years_of_a_frame():
    origins = frame(year=[2020, 2022], origin=["western", "europe"])
    assert read.breaks(origins)[["series", "year"]].to_numpy().tolist() == [["cbs_origin", 2022]]
    assert read.breaks(origins[:1]).empty
    dates = frame(census_date=pd.to_datetime(["2021-10-01", "2023-02-01"]), score=[1.0, 2.0])
    assert read.breaks(dates)["series"].tolist() == ["census_date"]
    assert read.breaks(frame(year=[2018, 2023], x=[1, 2])).empty
    quintiles = read.breaks(frame(year=[2018, 2019, 2021], income_quintile=[1, 1, 1]))
    assert quintiles["year"].tolist() == [2019, 2021]


def test_a_break_is_of_the_frames_that_have_the_series():
    scores, others = frame(year=[2021], score=[1.0]), frame(year=[2024], pupils=[1])
    assert read.breaks(scores, others).empty
    assert len(read.breaks(scores, others.assign(score=1.0))) == 1


def test_columns_of_both_ways_are_a_break_whatever_the_years():
    old, new = frame(year=[2022], western=[100], origin_nl=[None]), frame(year=[2022], western=[None], origin_nl=[200])
    assert read.breaks(old).empty
    assert read.breaks(old, new)["series"].tolist() == ["cbs_origin_areas"]
    weights, scores = frame(pupil_weight=[0.3]), frame(year=[2019], score=[1.0])
    assert read.breaks(weights, scores)[["series", "year"]].to_numpy().tolist() == [["pupil_weights", 2019]]


def test_years_travel_with_what_was_read(data):
    before, after = (read.duo(data / VO.format(year)) for year in (2017, 2019))
    slim = [f.drop(columns=["year", "census_date"])[["site", "track_label", "pupils"]] for f in (before, after)]
    assert "vo_types" in set(read.breaks(*slim)["series"])
    sites = read.duo(data / "nl/duo/alle-vestigingen-vo.csv")[["site", "municipality_code"]]
    joined = [read.join(f, sites, on="site", unmatched="report") for f in slim]
    assert "vo_types" in set(read.breaks(*joined)["series"])
    assert "vo_types" in set(read.breaks(pd.concat([before, after]))["series"])
    named = [f[["site", "track", "year", "pupils"]] for f in (before, after)]
    assert sm.read.comparable(*named).empty


def test_borders_are_a_break_until_they_are_those_of_one_year(data):
    before, after = frame(year=[2021], municipality_code=["0363"]), frame(year=[2023], municipality_code=["0363"])
    found = read.breaks(before, after)
    assert found[["series", "year", "bridge"]].to_numpy().tolist() == [["municipalities", 2022, "constant_geography"]]
    bridged = read.constant_geography(before, vintage=2023), read.constant_geography(after, vintage=2023)
    assert read.breaks(*bridged).empty
    older = read.constant_geography(before.assign(year=2019), vintage=2020)
    assert "municipalities" in set(read.breaks(bridged[0], older)["series"])
    assert read.breaks(before.assign(municipality_code="0344"), after.assign(municipality_code="0344")).empty
    history = read.duo(data / HISTORY)
    assert "municipalities" not in set(read.breaks(history)["series"])


def test_a_break_is_not_crossed_without_its_bridge(data):
    before, after = (read.duo(data / VO.format(year)).drop(columns="lwoo") for year in (2017, 2019))
    with pytest.raises(InputError, match="vmbo-mbo2") as caught:
        read.comparable(before, after)
    assert caught.value.kind == "BreakInSeries"
    assert "named_tracks" in caught.value.remedy
    crossed = read.comparable(before, after, bridge="named_tracks")
    assert crossed["series"].tolist() == ["vo_types"]
    with pytest.raises(InputError, match="bridges no known break"):
        read.comparable(before, after, bridge="wishful")


def test_the_examples_of_the_page_run_as_written(data, monkeypatch):
    page = (Path(__file__).parents[2] / "docs/keys.md").read_text(encoding="utf-8")
    joined, carried, compared = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names = {"sm": sm, **{f"tracks_{year}": read.duo(data / VO.format(year)) for year in (2017, 2019)}}
    names["frame_of_2019"] = read.duo(data / "nl/duo/alle-vestigingen-vo.csv")
    exec(carried + compared.replace("sm.read.comparable", "crossed = sm.read.comparable"), names)
    assert set(names["now"]["municipality_code"].dropna()) <= codes_of(2025)
    assert "vo_types" in set(names["crossed"]["series"])
    with pytest.raises(InputError, match="compare without lwoo"):
        read.comparable(names["tracks_2017"], names["tracks_2019"], bridge="named_tracks")
    monkeypatch.chdir(data / "nl/duo")
    with pytest.raises(InputError) as caught:
        exec(joined.replace("ses-woa", "../cbs/ses-woa", 1), {"sm": sm})
    told = re.search(r"```\nInputError: (.*?)```", page, re.DOTALL)[1]
    assert str(caught.value) == " ".join(told.split())


def test_what_reading_bridged_is_told_and_not_refused():
    pair = frame(year=[2018], site=["16AH00"]), frame(year=[2024], site=["16AH00"])
    assert read.comparable(*pair)[["series", "bridged"]].to_numpy().tolist() == [["column_names", np.True_]]


def test_the_page_lists_the_breaks_that_are_known():
    page = (Path(__file__).parents[2] / "docs/keys.md").read_text(encoding="utf-8")
    known = tomllib.loads((Path(read.__file__).parent / "breaks.toml").read_text(encoding="utf-8"))["break"]
    for entry in known:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{entry['series']}`"))
        assert {int: f"{entry.get('year')}/", str: "every year"}.get(type(entry.get("year")), "not established") in row
        assert f"`{entry.get('columns', entry.get('before'))[0]}`" in row
        assert f"`{entry['bridge']}`" in row if "bridge" in entry else "none" in row


def test_years_must_be_numbers():
    with pytest.raises(InputTypeError):
        read.breaks(frame(year=["2018/19"], score=[1.0]))


def test_a_census_date_is_a_date_however_it_is_written():
    for dates in ([20191001, 20231001], ["20191001", "2023-10-01"], [20191001.0, None, 20231001.0]):
        scores = frame(census_date=dates, funded_pupils=range(len(dates)))
        assert read.breaks(scores)[["series", "year"]].to_numpy().tolist() == [["census_date", 2022]]


@pytest.mark.parametrize(
    ("columns", "kind", "row"),
    [
        ({"census_date": ["2019-10-01", "zzz"]}, "BadDate", 1),
        ({"census_date": ["01-10-2019"]}, "BadDate", 0),
        ({"census_date": [2019]}, "BadDate", 0),
        ({"census_date": [20191301]}, "BadDate", 0),
        ({"census_date": [float("inf")]}, "BadDate", 0),
        ({"census_date": [True]}, "BadDate", 0),
        ({"year": [2019.5]}, "WrongType", None),
        ({"year": [float("inf")]}, "WrongType", None),
        ({"year": [True]}, "WrongType", None),
        ({"year": ["2018/19"]}, "WrongType", None),
    ],
)
def test_what_is_no_year_or_date_is_refused(columns, kind, row):
    with pytest.raises(InputError) as caught:
        read.breaks(frame(**columns).assign(score=1.0))
    assert (caught.value.kind, caught.value.column, caught.value.row) == (kind, next(iter(columns)), row)
