"""The account of a source: sizes, nulls, masks, doubles, unknown codes, jumps, and sites that come and go."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter

import pandas as pd
import pytest

from schoolmix import monitor, read
from schoolmix.errors import InputError, InputTypeError

HISTORY = "nl/duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging.csv"
FILES = [
    "nl/duo/po-2024",
    "nl/duo/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv",
    "nl/duo/alle-vestigingen-bo.csv",
    "nl/cbs/ses-woa-pc4-2021.csv",
    "nl/cbs/achterstandsscores-scholen-2019.xlsx",
]


def described(check, frame):
    found = read.describe(frame)
    return found[found["check"] == check].reset_index(drop=True)


def by_check(frame):
    return {check: rows.set_index("year") for check, rows in read.describe(frame).groupby("check")}


def sites(**by_year):
    """Make a row a site and year, of the pupils that each site has in 2020, 2021, ..."""
    rows = [(site, 2020 + at, n) for site, counts in by_year.items() for at, n in enumerate(counts) if n is not ...]
    return pd.DataFrame(rows, columns=["site", "year", "pupils"]).astype({"pupils": "Int64"})


@pytest.fixture(scope="module")
def raw(data):
    """Read the enrolment history from its raw text, without the readers: pupils by site and year, texts."""
    rows = csv.DictReader(io.StringIO((data / HISTORY).read_bytes().decode("utf-8-sig")), delimiter=";")
    return {row["VESTIGINGSCODE"]: ({int(k[-4:]): v for k, v in row.items() if k[-4:].isdigit()}, row) for row in rows}


@pytest.fixture(scope="module")
def history(data):
    return read.duo(data / HISTORY)


def test_counts_of_the_history_are_those_of_its_text(raw, history):
    found = by_check(history)
    texts = [text for by_year, _ in raw.values() for text in by_year.values()]
    hidden = found["hidden"].iloc[0]
    assert hidden["count"] == hidden["low"] == texts.count("<5") > 0
    assert hidden["high"] == 4 * texts.count("<5")
    pupils = Counter({year: 0 for by_year, _ in raw.values() for year in by_year})
    for by_year, _ in raw.values():
        pupils.update({year: int(text) for year, text in by_year.items() if text != "<5"})
    assert found["pupils"]["count"].to_dict() == dict(pupils)
    present = Counter(year for by_year, _ in raw.values() for year, text in by_year.items() if text != "0")
    assert found["units"]["count"].to_dict() == dict(present)
    unknown = found["unknown_code"].iloc[0]
    codes = [row["GEMEENTECODE_VESTIGING"] for _, row in raw.values()]
    assert (unknown["key"], unknown["count"]) == ("9999", codes.count("9999") * len(pupils))


def test_sites_come_and_go_as_in_the_text(raw, history):
    found = by_check(history)
    for year in range(1997, 2026):
        pairs = [(by_year[year - 1] != "0", by_year[year] != "0") for by_year, _ in raw.values()]
        assert found["appeared"].loc[year, "count"] == pairs.count((False, True))
        assert found["vanished"].loc[year, "count"] == pairs.count((True, False))


def test_jumps_are_told_worst_first_and_small_schools_do_not_crowd_them(raw, history):
    found = described("jump", history)
    listed = found.iloc[1:]
    assert len(listed) == 10 < found["count"][0]
    for row in listed.to_dict("records"):
        by_year, _ = raw[row["key"]]
        assert (int(by_year[row["year"] - 1]), int(by_year[row["year"]])) == (row["low"], row["high"])
    errors = [
        abs(math.sqrt(r["high"] + 3 / 8) - math.sqrt(r["low"] + 3 / 8)) * math.sqrt(2)
        for r in listed.to_dict("records")
    ]
    assert errors == sorted(errors, reverse=True)
    assert found["share"][0] < 0.01


@pytest.mark.parametrize("name", FILES)
def test_real_files_have_no_doubles_and_no_unknown_codes(data, name):
    frame = read.file(data / name)
    found = read.describe(frame)
    assert not {"duplicate", "unknown_code", "jump"} & set(found["check"])
    missing = found[found["check"] == "missing"].set_index("column")["count"]
    nulls = frame.drop(columns="pupils", errors="ignore").isna().sum()
    assert missing.to_dict() == nulls[nulls > 0].to_dict()
    if "pupils" in frame:
        assert described("hidden", frame)["count"].sum() == frame["pupils"].isna().sum()


def test_a_jump_is_more_than_chance_gives():
    frame = sites(small=[8, 16], usual=[200, 240], merged=[100, 300], halved=[400, 200], gone=[50, 0], new=[..., 60])
    jumps = described("jump", frame)
    assert jumps["count"][0] == 2
    assert jumps["key"].tolist()[1:] == ["merged", "halved"]
    assert described("appeared", frame)[["year", "count", "high"]].to_numpy().tolist() == [[2021, 1, 60]]
    assert described("vanished", frame)[["year", "count", "high"]].to_numpy().tolist() == [[2021, 1, 50]]


def test_what_is_hidden_neither_jumps_nor_vanishes():
    frame = sites(a=[400, None, 400], b=[None, 0, 3])
    frame["pupils_low"] = frame["pupils"].fillna(1)
    assert described("jump", frame)["count"].tolist() == [0]
    assert described("vanished", frame)["count"].tolist() == [1, 0]
    assert described("appeared", frame)["count"].tolist() == [0, 1]
    assert described("units", frame)["count"].tolist() == [2, 1, 2]


def test_cells_of_a_site_are_added_up_before_years_are_compared():
    frame = pd.concat([sites(a=[200, 200]), sites(a=[100, 110])])
    assert described("jump", frame)["count"].tolist() == [0]
    assert described("pupils", frame)["count"].tolist() == [300, 310]


def test_doubles_differ_in_nothing_but_counts():
    frame = pd.DataFrame({"site": ["a", "a", "a"], "sex": ["m", "m", "f"], "pupils": [3, 4, 3]})
    assert described("duplicate", frame)[["column", "count"]].to_numpy().tolist() == [["site, sex", 1]]


def test_codes_must_hold_in_the_years_of_the_frame():
    frame = pd.DataFrame({"municipality_code": ["0501", "0363", None], "year": [2023, 2023, 2023]})
    assert described("unknown_code", frame)[["key", "count"]].to_numpy().tolist() == [["0501", 1]]
    assert described("unknown_code", frame.assign(year=2022)).empty
    assert described("unknown_code", frame.drop(columns="year")).empty


def test_a_constant_column_is_told_with_its_value():
    frame = pd.DataFrame({"site": ["a", "b"], "sector": ["bo", "bo"], "none": [None, None]})
    assert described("constant", frame)[["column", "key"]].to_numpy().tolist() == [["sector", "bo"]]
    assert described("missing", frame)["share"].tolist() == [1.0]


def test_outlines_are_not_compared():
    frame = pd.DataFrame({"site": ["a", "b"], "geometry": [{"x": 1}, {"x": 1}], "kind": pd.Categorical(["k", "k"])})
    assert read.describe(frame)["check"].tolist() == ["rows", "units", "constant"]


def test_what_is_no_frame_or_has_no_rows_is_refused():
    for wrong in ([1, 2], pd.DataFrame({"pupils": ["<5"]}), pd.DataFrame({"pupils": [1.5]})):
        with pytest.raises(InputTypeError):
            read.describe(wrong)
    with pytest.raises(InputError) as caught:
        read.describe(pd.DataFrame({"site": []}))
    assert caught.value.kind == "EmptyInput"


def test_the_report_accounts_for_each_source(data, tmp_path):
    for name in (HISTORY, FILES[1], FILES[3]):
        (tmp_path / name.rpartition("/")[2]).symlink_to(data / name)
    edition = monitor.Edition(monitor.open_source(tmp_path))
    tables = monitor.account(edition).tables()
    table = tables["quality"].frame.set_index("what")
    assert set(table.index) == {f"layout_{name}" for name in edition.source.frames}
    since = read.describe(edition.source.frames["duo_history"].query("year >= 2016"))
    for check in ("appeared", "vanished"):
        assert table[check]["layout_duo_history"] == since.loc[since["check"] == check, "count"].sum() > 0
    assert table[["jumps", "appeared"]].loc["layout_duo_vo_tracks"].isna().all()
    assert {"quality_jumps", "quality_years"} <= set(tables)
    assert "quality" not in monitor.account(monitor.Edition(monitor.open_source(None))).tables()


def test_a_folder_of_two_censuses_is_told_by_year(data, tmp_path):
    text = (data / "nl/duo/po-2024/Texel afgeschermd.csv").read_bytes()
    (tmp_path / "new.csv").write_bytes(text)
    lines = text.replace(b"20241001", b"20231001").splitlines(keepends=True)
    (tmp_path / "old.csv").write_bytes(b"".join(lines[:-1]))
    new, both = read.duo(tmp_path / "new.csv"), read.duo(tmp_path)
    assert described("census", new).empty
    assert described("rows", new)["year"].tolist() == [2024]
    found = described("census", both)
    assert found[["key", "year"]].to_numpy().tolist() == [["2023-10-01", 2023], ["2024-10-01", 2024]]
    assert found["count"].tolist() == described("rows", both)["count"].tolist() == [len(both) - len(new), len(new)]
    assert described("pupils", both)["count"].tolist()[1] == described("pupils", new)["count"].iloc[0]


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (pd.DataFrame({"site": ["a"], "year": ["2018/19"], "pupils": [1]}), "WrongType"),
        (pd.DataFrame([["a", "b"]], columns=["site", "site"]), "DuplicateColumn"),
        (pd.DataFrame([[1, 2]], columns=["pupils", "pupils"]), "DuplicateColumn"),
        (pd.DataFrame({"census_date": ["zzz"]}), "BadDate"),
    ],
)
def test_years_and_columns_that_cannot_be_used_are_refused(frame, kind):
    with pytest.raises(InputError) as caught:
        read.describe(frame)
    assert caught.value.kind == kind


def test_a_row_without_year_is_no_year():
    frame = sites(a=(100, 300)).astype({"year": "Int64"})
    frame.loc[2] = ["b", pd.NA, 5]
    assert described("jump", frame)["count"].tolist()[0] == 1
