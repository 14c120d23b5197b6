"""Broad sites: four predicates by hand and in the files of 2017 and 2019, what the double foot costs, and spread."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from test_funding import BRANCH, HEAD, refuse

import schoolmix as sm

EXACT = 1e-9
SITES = {
    "20AA00": ["VMBO BL lj 3-4", "VMBO TL lj 3-4", "HAVO lj 4-5", "VWO lj 4-6"],
    "20AA01": ["VMBO GL lj 3-4", "VMBO TL lj 3-4", "HAVO lj 4-5", "VWO lj 4-6"],
    "20BB00": ["VMBO KL lj 3-4", "VMBO GL lj 3-4", "HAVO/VWO lj 3"],
    "20BB01": ["Brugjaar 1-2"],
}
TRACKS = {"BL": "vmbo_b", "KL": "vmbo_k", "GL": "vmbo_gt", "TL": "vmbo_gt"}


def track(label):
    first, *rest = label.split()
    return (
        TRACKS[rest[0]]
        if first == "VMBO"
        else {"HAVO/VWO": "havo_vwo", "Brugjaar": "first_years"}.get(first) or (first.lower())
    )


ROWS = pd.DataFrame(
    [(site, label, track(label), 10) for site, labels in SITES.items() for label in labels],
    columns=["site", "track_label", "track", "pupils"],
)


def answers(found):
    return found.pivot_table(index="site", columns="predicate", values="broad", aggfunc="first")


def test_four_sites_by_hand():
    structure = pd.DataFrame({"site": ["20AA00", "20BB00", "20CC00"], "structure": ["VBO/MAVO/HAVO/VWO", "vwo", None]})
    found = sm.broad(ROWS, structure=structure)
    table = found.set_index(["site", "predicate"])
    told = {
        "20AA00": {"structure": True, "upper_years": True, "gl_as_vbo": True, "with_havo_vwo": True},
        "20AA01": {"structure": None, "upper_years": False, "gl_as_vbo": True, "with_havo_vwo": False},
        "20BB00": {"structure": False, "upper_years": False, "gl_as_vbo": False, "with_havo_vwo": True},
        "20BB01": {"structure": None, "upper_years": False, "gl_as_vbo": False, "with_havo_vwo": False},
        "20CC00": {"structure": None, "upper_years": None, "gl_as_vbo": None, "with_havo_vwo": None},
    }
    for site, predicates in told.items():
        for predicate, is_broad in predicates.items():
            value = table.loc[(site, predicate), "broad"]
            assert value is pd.NA if is_broad is None else value == is_broad, (site, predicate)
            assert (table.loc[(site, predicate), "note"] == "") == (is_broad is not None)
    assert table.loc[("20BB00", "gl_as_vbo"), "lacking"] == "mavo+havo+vwo"
    assert table.loc[("20BB00", "upper_years"), "lacking"] == "havo+vwo"
    assert table.loc[("20AA00", "upper_years"), "lacking"] == ""
    assert table.loc[("20AA00", "structure"), "pupils"] == 40
    assert table.loc[("20CC00", "structure"), "pupils"] is pd.NA


def test_any_order_of_rows_and_kind_of_frame_give_the_same():
    found = sm.broad(ROWS)
    pd.testing.assert_frame_equal(sm.broad(ROWS.iloc[::-1]), found)
    assert isinstance(sm.broad(pl.from_pandas(ROWS)), pl.DataFrame)
    assert sm.broad(pl.from_pandas(ROWS))["broad"].to_list() == found["broad"].to_list()


def test_what_is_hidden_or_not_told_apart_is_said():
    hidden = ROWS.assign(pupils=pd.array([None] + [10] * (len(ROWS) - 1), dtype="Int64"))
    assert refuse(sm.InputError, "SuppressedMarker", lambda: sm.broad(hidden)).row == 0
    bounded = sm.broad(hidden.assign(pupils_low=1)).set_index(["site", "predicate"])
    assert bounded.loc[("20AA00", "upper_years"), "broad"]
    assert bounded.loc[("20AA00", "upper_years"), "pupils"] is pd.NA
    zero = sm.broad(ROWS.assign(pupils=[0] + [10] * (len(ROWS) - 1))).set_index(["site", "predicate"])
    assert zero.loc[("20AA00", "upper_years"), "lacking"] == "vbo"
    one_path = sm.broad(ROWS.drop(columns="track_label")).set_index(["site", "predicate"])
    assert one_path.loc[("20AA00", "gl_as_vbo"), "broad"] is pd.NA
    assert "one track" in one_path.loc[("20AA00", "gl_as_vbo"), "note"]
    assert one_path.loc[("20AA00", "upper_years"), "broad"]
    twice = pd.DataFrame({"site": ["20AA00"] * 2, "structure": ["VWO", "HAVO"]})
    refuse(sm.InputError, "DuplicateKey", lambda: sm.broad(ROWS, structure=twice))
    refuse(sm.InputError, "MissingKey", lambda: sm.broad(ROWS.assign(site=None)))
    refuse(sm.InputError, "EmptyInput", lambda: sm.broad(ROWS.iloc[:0]))
    refuse(sm.ColumnError, "MissingColumn", lambda: sm.broad(ROWS.drop(columns="track")))


# The double foot


def test_windfall_and_response_over_costs_by_hand():
    found = sm.broad(ROWS)
    none = sm.double_foot(found).set_index("predicate")
    assert none["responding_sites"].tolist() == [0] * 5
    assert none.loc["upper_years", "windfall_cents"] == HEAD
    assert none.loc["gl_as_vbo", "windfall_cents"] == 2 * HEAD
    assert none.loc["gl_as_vbo", "windfall_share"] == 1
    assert (none["note"] != "").all()
    own = sm.double_foot(found, foot="own", multiplier=3).set_index("predicate")
    assert own.loc["gl_as_vbo", "windfall_cents"] == 2 * (HEAD + BRANCH)
    curve = sm.double_foot(found, foot="own", costs=[0, HEAD / 100 - 1, HEAD / 100])
    curve = curve[curve["predicate"] == "upper_years"]
    assert curve["responding_sites"].tolist() == [3, 1, 0]  # a cost of the foot itself leaves nothing
    assert curve["response_cents"].tolist() == [HEAD + 2 * BRANCH, HEAD, 0]
    assert (curve["total_cents"] == curve["windfall_cents"] + curve["response_cents"]).all()
    costs = pd.DataFrame({"site": ["20AA01", "20BB00"], "cost_euros": [1000.0, None]})
    some = sm.double_foot(found, costs=costs).set_index("predicate")
    assert some.loc["upper_years", "responding_sites"] == 1
    assert some.loc["gl_as_vbo", "responding_sites"] == 0


def test_the_band_runs_from_the_least_to_the_most_and_more_cost_never_brings_more_response():
    found = sm.broad(ROWS)
    table = sm.double_foot(found, costs=[0, 100_000, 150_000, 250_000], foot="own")
    told = table[~table["predicate"].isin(["lowest", "highest"])]
    for cost, part in told.groupby("cost_euros"):
        ends = table[table["cost_euros"] == cost].set_index("predicate")
        for column in ("broad_sites", "windfall_cents", "total_cents"):
            assert ends.loc["lowest", column] == part[column].min()
            assert ends.loc["highest", column] == part[column].max()
    for _, part in told.groupby("predicate"):
        assert part.sort_values("cost_euros")["response_cents"].is_monotonic_decreasing
    assert (told["broad_sites"] + told["other_sites"] + told["unknown_sites"] == len(SITES)).all()


def test_what_has_no_meaning_is_refused():
    found = sm.broad(ROWS)
    for options in ({"costs": [-1]}, {"costs": "much"}, {"costs": []}, {"foot": "x"}, {"multiplier": 0}):
        refuse(sm.InputError, "BadOption", lambda given=options: sm.double_foot(found, **given))
    refuse(sm.InputError, "UnknownYear", lambda: sm.double_foot(found, year=2019))
    refuse(sm.InputError, "BadOption", lambda: sm.double_foot(found.assign(predicate="mine")))
    refuse(sm.InputError, "DuplicateKey", lambda: sm.double_foot(pd.concat([found, found])))
    costs = pd.DataFrame({"site": ["20AA01"] * 2, "cost_euros": 1.0})
    refuse(sm.InputError, "DuplicateKey", lambda: sm.double_foot(found, costs=costs))
    refuse(sm.InputError, "OutsideRange", lambda: sm.double_foot(found.head(1).assign(site="20")))


# Spread


def test_variety_is_that_inside_sites_and_that_between_them():
    found = sm.track_spread(ROWS, sm.broad(ROWS))
    upper = found[found["predicate"] == "gl_as_vbo"].set_index("sites")
    assert upper.loc["broad", "units"] == 2
    known = found.dropna(subset=["between"])
    assert np.allclose(known["variety"], known["inside"] + known["between"], atol=EXACT)
    assert np.allclose(known["H"], known["between"] / known["variety"], atol=EXACT)
    # Four tracks in equal parts at the one, three at the other: g and t are one track.
    assert upper.loc["broad", "inside"] == pytest.approx((np.log(4) + 1.5 * np.log(2)) / 2, abs=EXACT)
    assert upper.loc["all", "note"].startswith("20 pupils in other years and tracks")
    nested = sm.Roll(
        ROWS[~ROWS["track"].isin(["havo_vwo", "first_years"])].merge(
            sm.broad(ROWS).query("predicate == 'gl_as_vbo'").astype({"broad": str})[["site", "broad"]], on="site"
        ),
        unit="site",
        group="track",
        count="pupils",
        within="broad",
    )
    parts = sm.decompose(nested, "M").set_index("part")["estimate"]
    assert upper.loc["all", "between"] == pytest.approx(parts["total"], abs=EXACT)
    assert upper.loc["all", "share"] * parts["total"] == pytest.approx(parts["broad"], abs=EXACT)
    few = found[found["predicate"] == "upper_years"].set_index("sites")
    assert np.isnan(few.loc["broad", "H"])
    assert few.loc["broad", "note"] == "one site: nothing lies between sites"


def test_frames_that_do_not_go_together_are_refused():
    found = sm.broad(ROWS)
    refuse(sm.InputError, "UnmatchedKey", lambda: sm.track_spread(ROWS.assign(year=2019), found))
    refuse(sm.InputError, "UnmatchedKey", lambda: sm.track_spread(ROWS.assign(site="99ZZ00"), found))
    refuse(sm.InputError, "EmptyInput", lambda: sm.track_spread(ROWS.assign(track="first_years"), found))


# The real files


@pytest.fixture(scope="module")
def real(data):
    duo = data / "nl" / "duo"
    files = [duo / f"leerlingen-vo-per-vestiging-naar-onderwijstype-{year}.csv" for year in (2017, 2019)]
    tracks = pd.concat([sm.read.file(file) for file in files], ignore_index=True)
    return tracks, sm.broad(tracks, structure=sm.read.file(duo / "alle-vestigingen-vo.csv"))


COUNTS = {
    "structure": (353, 353),
    "upper_years": (78, 83),
    "gl_as_vbo": (92, 92),
    "with_havo_vwo": (114, 122),
}


def test_the_predicates_count_what_the_reference_counts(real):
    _, found = real
    counts = found.groupby(["predicate", "year"])["broad"].sum()
    for predicate, pair in COUNTS.items():
        assert tuple(counts[predicate]) == pair, predicate
    assert (found[found["predicate"] == "structure"].groupby("year")["broad"].count() == 1619).all()


def test_the_double_foot_costs_a_foot_for_every_broad_site(real):
    _, found = real
    for foot, cents in (("head", HEAD), ("branch", BRANCH)):
        table = sm.double_foot(found, foot=foot).set_index(["predicate", "year"])
        for predicate, pair in COUNTS.items():
            for year, sites in zip((2017, 2019), pair, strict=True):
                assert table.loc[(predicate, year), "total_cents"] == sites * cents
        assert table.loc[("lowest", 2017), "broad_sites"] == 78
        assert table.loc[("highest", 2019), "broad_sites"] == 353
    own = sm.double_foot(found, foot="own").set_index(["predicate", "year"])
    paid = own["broad_heads"] * HEAD + own["broad_branches"] * BRANCH
    assert (own["windfall_cents"] == paid)[list(COUNTS)].all()


def test_broad_sites_hold_more_tracks_inside_and_fewer_lie_between_them(real):
    table = sm.track_spread(*real).set_index(["predicate", "sites", "year"])
    for predicate in COUNTS:
        for year in (2017, 2019):
            broad, other = (table.loc[(predicate, sites, year)] for sites in ("broad", "other"))
            assert broad["inside"] > other["inside"]
            assert broad["H"] < other["H"] / 2
            assert broad["expected"] < broad["H"]
    shares = table["share"].groupby(["predicate", "year"]).sum()
    assert np.allclose(shares, 1, atol=EXACT)
    whole = table.loc[("upper_years", "all", 2019)]
    assert whole["H"] == pytest.approx(0.4975, abs=5e-5)
