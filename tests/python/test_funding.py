"""Funding of secondary schools: the worked example to the cent, laws of the formula, and the files of 2017 and 2019."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schoolmix as sm
from schoolmix import policy

HEAD, BRANCH, RATES = 22_716_097, 11_358_048, (776_686, 913_749)
EXAMPLE = pd.DataFrame({"school": ["20LO"], "heads": 1, "branches": 1, "pupils_1": 700, "pupils_2": 300})
PARTS = ["head", "branch", "pupils_1", "pupils_2", "isolated", "exception", "broad"]
CENTS = [f"{part}_cents" for part in PARTS]


def refuse(error, kind, call):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.kind == kind
    return caught.value


def test_the_worked_example_comes_out_to_the_cent():
    found = sm.funding(EXAMPLE).iloc[0]
    assert found["total_cents"] == 851_879_045
    assert found["total_euros"] == 8_518_790.45
    assert found[CENTS].tolist() == [HEAD, BRANCH, 700 * RATES[0], 300 * RATES[1], 0, 0, 0]
    one_site = EXAMPLE.assign(branches=0, broad_heads=1)
    second = sm.funding(one_site).iloc[0]
    assert second["broad_cents"] / (second["total_cents"] - second["broad_cents"]) == pytest.approx(0.027, abs=5e-4)


def test_the_instrument_pays_the_same_feet():
    schools = EXAMPLE.assign(broad_heads=1)
    for foot in ("head", "branch"):
        paid = policy.DoubleFixedFoot(foot=foot).costs(1, 2022)[0].cents
        assert sm.funding(schools, foot=foot)["broad_cents"].item() == paid


COUNT = st.integers(0, 5000)


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=6), foot=st.booleans())
def test_parts_add_up_and_the_double_foot_adds_exactly_the_foot(rows, foot):
    names = ["heads", "branches", "pupils_1", "pupils_2", "isolated"]
    schools = pd.DataFrame(rows, columns=names).assign(school=[f"{n:04d}" for n in range(len(rows))])
    schools["broad_heads"], schools["broad_branches"] = schools["heads"] // 2, schools["branches"]
    single = sm.funding(schools, multiplier=1)
    assert (single["broad_cents"] == 0).all()
    assert (single[CENTS].sum(axis=1) == single["total_cents"]).all()
    assert {str(single[column].dtype) for column in [*CENTS, "total_cents"]} == {"int64"}
    own = sm.funding(schools, foot="own")
    feet = schools["broad_heads"] * HEAD + schools["broad_branches"] * BRANCH
    assert (own["total_cents"] - single["total_cents"] == feet).all()
    named, cents = ("head", HEAD) if foot else ("branch", BRANCH)
    thrice = sm.funding(schools, foot=named, multiplier=3)
    sites = schools["broad_heads"] + schools["broad_branches"]
    assert (thrice["total_cents"] - single["total_cents"] == 2 * cents * sites).all()


def test_small_exceptions_are_paid_in_feet_of_a_head_and_never_beside_isolation():
    cases = [("vbo", 129, 6), ("mavo", 200, 4), ("mavo", 201, 0), ("mavo+havo+vwo", 100, 11), (None, 50, 0)]
    cases += [("mavo+havo+vwo", 250, 9), ("vbo+mavo+havo+vwo", 129, 14), ("vbo+mavo+havo+vwo", 300, 12)]
    schools = pd.DataFrame(cases, columns=["exception", "pupils_1", "halves"]).assign(
        brin=[f"{n:04d}" for n in range(len(cases))], heads=1, branches=0, pupils_2=0, isolated=1
    )
    found = sm.funding(schools)
    assert found["exception_cents"].tolist() == [HEAD * halves // 2 for *_, halves in cases]
    assert found["isolated_cents"].tolist() == [HEAD * (halves == 0) for *_, halves in cases]
    assert (found["note"] != "").tolist() == [halves > 0 for *_, halves in cases]
    assert next(iter(found)) == "brin"


def test_amounts_of_ones_own_and_any_kind_of_frame():
    amounts = {"head_cents": 3, "branch_cents": 1, "pupil_1_cents": 10, "pupil_2_cents": 20}
    found = sm.funding(pl.from_pandas(EXAMPLE), amounts=amounts)
    assert isinstance(found, pl.DataFrame)
    assert found["total_cents"].to_list() == [3 + 1 + 7000 + 6000]
    assert found["amounts_year"].to_list() == [None]


def test_what_has_no_meaning_is_refused():
    error = refuse(sm.InputError, "UnknownYear", lambda: sm.funding(EXAMPLE, year=2023))
    assert "2022" in error.remedy
    assert error.column == "year"
    for options in ({"foot": "both"}, {"multiplier": 0}, {"multiplier": 1.5}, {"amounts": {"head_cents": 1}}):
        assert refuse(sm.InputError, "BadOption", lambda given=options: sm.funding(EXAMPLE, **given)).column in options
    refuse(sm.ColumnError, "MissingColumn", lambda: sm.funding(EXAMPLE.drop(columns="school")))
    refuse(sm.ColumnError, "MissingColumn", lambda: sm.funding(EXAMPLE.drop(columns="heads")))
    refuse(sm.InputError, "NegativeCount", lambda: sm.funding(EXAMPLE.assign(pupils_1=-1)))
    refuse(sm.InputError, "OutsideRange", lambda: sm.funding(EXAMPLE.assign(pupils_1=1.5)))
    refuse(sm.InputError, "OutsideRange", lambda: sm.funding(EXAMPLE.assign(pupils_1=10**13)))
    refuse(sm.InputError, "OutsideRange", lambda: sm.funding(EXAMPLE.assign(broad_heads=2)))
    refuse(sm.InputError, "BadOption", lambda: sm.funding(EXAMPLE.assign(exception="vwo")))
    refuse(sm.InputTypeError, "WrongType", lambda: sm.funding(EXAMPLE.assign(heads="1")))
    refuse(sm.InputError, "MissingKey", lambda: sm.funding(EXAMPLE.assign(school=None)))


def test_pupils_are_at_the_rate_of_their_track():
    tracks = ["first_years", "pro", "vmbo_b", "vmbo_k", "vmbo_gt", "havo", "havo_vwo", "vwo", None]
    rows = pd.DataFrame({"site": ["20LO00"] * 5 + ["20LO01"] * 4, "track": tracks, "pupils": range(1, 10)})
    found = sm.funded(rows).iloc[0]
    assert (found["heads"], found["branches"]) == (1, 1)
    assert (found["pupils_1"], found["pupils_2"]) == (1 + 5 + 6 + 7 + 8 + 9, 2 + 3 + 4)
    assert found["note"] == "9 pupils without a track at rate 1"
    refuse(sm.InputError, "OutsideRange", lambda: sm.funded(rows.assign(site="20LO")))
    hidden = rows.assign(pupils=rows["pupils"].astype("Int64").mask(rows["pupils"] == 3))
    assert refuse(sm.InputError, "SuppressedMarker", lambda: sm.funded(hidden)).row == 2


@pytest.mark.parametrize(("year", "schools", "heads", "pupils"), [(2017, 652, 637, 992_195), (2019, 650, 636, 956_857)])
def test_the_real_files_are_paid_for_every_pupil(data, year, schools, heads, pupils):
    tracks = sm.read.file(data / "nl" / "duo" / f"leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv")
    found = sm.funded(tracks)
    assert (len(found), found["heads"].sum()) == (schools, heads)
    assert found["heads"].sum() + found["branches"].sum() == tracks["site"].nunique()
    assert found["pupils_1"].sum() + found["pupils_2"].sum() == pupils == tracks["pupils"].sum()
    assert found["note"].str.contains("no head site").sum() == schools - heads
    paid = sm.funding(found)
    assert (paid["year"] == year).all()
    assert (paid["amounts_year"] == 2022).all()
    by_hand = found["heads"].sum() * HEAD + found["branches"].sum() * BRANCH
    by_hand += found["pupils_1"].sum() * RATES[0] + found["pupils_2"].sum() * RATES[1]
    assert paid["total_cents"].sum() == by_hand
