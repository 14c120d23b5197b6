"""Where pupils of an area go to school: small flows by hand, hidden counts, missing places, and the files of 2024."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import schoolmix as sm
from schoolmix import hidden

EXACT = 1e-12  # sums of a dozen terms
MEAN_DISTANCE = 1.09  # km, ordinary primary schools in DUO's file of 2019, weighted by pupils, to two decimals
FROM_CENTROIDS = 0.25  # km by which the mean from centroids, of other municipalities and another year, may be off
# Two areas of 100 pupils; S1 is nearest to area 1, S2 to area 2.
FLOWS = pd.DataFrame({"site": ["S1", "S2"] * 2, "home_pc4": ["1", "1", "2", "2"], "pupils": [65, 35, 40, 60]})
CENTROIDS = pd.DataFrame({"pc4": ["1", "2"], "x_km": [0.0, 3.0], "y_km": [0.0, 0.0]})
SCHOOLS = pd.DataFrame({"site": ["S1", "S2"], "site_pc4": ["1", "2"], "x_km": [0.0, 3.0], "y_km": [1.0, 0.0]})
VALUES = ["own_share", "adjacent_share", "outflow", "distance", "excess"]
BOUNDED = ["pupils", *VALUES]


def asked(flows=FLOWS, **options):
    return sm.homes(flows, **{"places": CENTROIDS, "schools": SCHOOLS, "radius": 3, "least": 1, **options})


def row(frame, area):
    """Return the row of an area, or of homes that are not known."""
    rows = frame[frame["area"].isna() if area is None else frame["area"] == area]
    assert len(rows) == 1
    return rows.iloc[0]


def refuse(error, kind, call):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.kind == kind
    return caught.value


# By hand


def test_two_areas_by_hand():
    found = asked()
    far = math.hypot(3, 1)
    one, two = row(found, "1"), row(found, "2")
    known = {"pupils": 100, "own_share": 0.65, "adjacent_share": 0.35, "outflow": 0.35, "schools_attended": 2}
    known |= {"distance": 0.65 * 1 + 0.35 * 3, "excess": 0.35 * 2}
    assert {name: one[name] for name in known} == pytest.approx(known, abs=EXACT)
    assert two["distance"] == pytest.approx(0.4 * far, abs=EXACT) == two["excess"]
    assert found["note"].tolist() == ["adjacent: centroids within 3 km"] * 2
    assert found["pupils"].dtype == "int64"
    assert not [name for name in found if name.endswith(("_low", "_high"))]


def test_any_frame_any_order_and_any_type_of_codes_give_the_same():
    first = asked()
    again = [
        asked(FLOWS.iloc[::-1]),
        asked(FLOWS.assign(home_pc4=[1, 1, 2, 2])),
        asked(FLOWS.assign(home_pc4=[1.0, 1, 2, 2])),
    ]
    split = pd.concat([FLOWS.assign(pupils=FLOWS["pupils"] - 5), FLOWS.assign(pupils=5)])
    for other in [*again, asked(split), asked(pl.from_pandas(FLOWS)).to_pandas()]:
        pd.testing.assert_frame_equal(other, first, check_dtype=False)
    assert isinstance(asked(pl.from_pandas(FLOWS)), pl.DataFrame)
    assert isinstance(asked(pa.Table.from_pandas(FLOWS)), pa.Table)


def test_groups_split_the_pupils_of_an_area():
    flows = pd.concat([FLOWS.assign(age=4), FLOWS.assign(age=5, pupils=[1, 0, 0, 2])])
    found = asked(flows, group="age").set_index(["area", "age"])
    assert found.loc[("1", 4), "own_share"] == pytest.approx(0.65, abs=EXACT)
    assert found.loc[("1", 5), ["pupils", "own_share", "schools_attended"]].tolist() == [1, 1.0, 1]


def test_degrees_are_measured_on_the_ellipsoid():
    """Distances of pyproj's geodesic, which is exact to nanometres, to within a metre."""
    from pyproj import Geod

    at = {"1": (4.9, 52.37), "2": (5.12, 52.09), "3": (6.57, 53.22)}
    centroids = pd.DataFrame([(code, *place) for code, place in at.items()], columns=["pc4", "lon", "lat"])
    schools = pd.DataFrame({"site": ["S"], "lon": [5.0], "lat": [52.3]})
    flows = pd.DataFrame({"site": "S", "home_pc4": list(at), "pupils": 1})
    found = asked(flows, places=centroids, schools=schools, radius=None)
    metres = [Geod(ellps="WGS84").inv(*place, 5.0, 52.3)[2] for place in at.values()]
    assert np.abs(found["distance"] * 1000 - metres)[:2].max() < 1
    # Far away the straight line dips into the ground: a chord is shorter than its arc by d^3 / 24 R^2.
    assert abs(metres[2] - 1000 * found["distance"][2] - metres[2] ** 3 / 24 / 6.371e6**2) < 10


def test_only_sites_of_the_same_sector_can_be_nearer():
    near = pd.DataFrame({"site": ["X"], "site_pc4": ["1"], "x_km": [0.0], "y_km": [0.0], "sector": ["sbo"]})
    schools = pd.concat([SCHOOLS.assign(sector="bo"), near])
    assert row(asked(schools=schools), "1")["excess"] == pytest.approx(0.7, abs=EXACT)
    schools["sector"] = "bo"
    assert row(asked(schools=schools), "1")["excess"] == pytest.approx(1.7, abs=EXACT)


def test_a_site_without_a_sector_is_nearest_to_none_and_its_pupils_are_told():
    one = row(asked(schools=SCHOOLS.assign(sector=["bo", None])), "1")
    assert one["excess"] == 0  # of the 65 at S1, the only site known to be of its sector
    assert "sector of the site not known for 35.00% of its pupils" in one["note"]
    assert "1 of 2 schools without a sector are never the nearest" in one["note"]
    none = asked(schools=SCHOOLS.assign(sector=pd.Series([None, None], dtype=object)))
    assert none["excess"].isna().all()
    assert none["distance"].notna().all()
    assert none["note"].str.contains("2 of 2 schools without a sector").all()


def test_outflow_across_a_wider_border():
    flows = FLOWS.assign(home_town=["A", "A", "B", "B"], town=["A", "A", "A", "A"])
    found = asked(flows, across=("home_town", "town"))
    assert found["outflow"].tolist() == [0, 1]
    assert len(asked(flows, across=("home_town", "town"), group="town")) == 2
    flows.loc[0, "home_town"] = None
    one = row(asked(flows, across=("home_town", "town")), "1")
    assert one["outflow"] == 0
    assert "border not known for 65.00% of its pupils" in one["note"]
    numbered = FLOWS.assign(home_town=pd.array([363, None, 14, 14], dtype="Int64"), town=["363", "14", "363", "14"])
    assert asked(numbered, across=("home_town", "town"))["outflow"].tolist() == [0, 0.4]
    nowhere = asked(numbered.assign(town=pd.Series([None] * 4, dtype=object)), across=("home_town", "town"))
    assert nowhere["note"].str.contains("'home_town' and 'town' are both known of nobody: outflow is not known").all()


def test_the_area_of_a_site_may_stand_in_the_flows():
    flows = FLOWS.assign(site_pc4=["1", "2", "1", "2"])
    assert asked(flows, schools=SCHOOLS.drop(columns="site_pc4"))["own_share"].tolist() == [0.65, 0.6]
    flows.loc[0, "site_pc4"] = "2"
    error = refuse(sm.InputError, "DuplicateKey", lambda: asked(flows, schools=None, places=None, radius=None))
    assert error.column == "site_pc4"
    flows["site_pc4"] = None
    empty = asked(flows, schools=SCHOOLS.drop(columns="site_pc4"))
    assert empty["note"].str.contains("'site_pc4' is null for all: own and adjacent share and outflow").all()
    absent = asked(schools=SCHOOLS.drop(columns="site_pc4"))
    assert absent["note"].str.contains("no column 'site_pc4': own and adjacent share and outflow").all()


# Adjacent


def test_outlines_and_pairs_tell_which_areas_touch():
    flows = pd.DataFrame({"site": ["S1", "S2", "S3"], "home_pc4": "1", "pupils": [50, 30, 20]})
    schools = pd.DataFrame({"site": ["S1", "S2", "S3"], "site_pc4": ["1", "2", "3"]})
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 1)]
    outlines = gpd.GeoDataFrame({"pc4": ["1", "2", "3"]}, geometry=boxes)
    pairs = pd.DataFrame({"home_pc4": ["2", "2"], "neighbour": ["1", "3"]})
    for adjacent, words in ((outlines, "outlines that touch"), (pairs, "the pairs given")):
        found = asked(flows, places=None, schools=schools, radius=None, adjacent=adjacent)
        assert found["adjacent_share"].tolist() == [0.3]
        assert words in found["note"][0]
        assert "distances are not known" in found["note"][0]
    found = asked(flows, places=None, schools=schools, radius=None, adjacent=outlines.iloc[1:])
    assert found["adjacent_share"].isna().all()


# What is not known


def test_pupils_without_a_place_are_told_and_never_dropped():
    more = pd.DataFrame({"site": ["S1", "S3", "S1"], "home_pc4": ["9", "1", None], "pupils": [50, 25, 25]})
    found = asked(pd.concat([FLOWS, more]))
    assert found["pupils"].sum() == 300
    away, one, unknown = row(found, "9"), row(found, "1"), row(found, None)
    assert (away["own_share"], away["outflow"]) == (0, 1)
    assert away[["distance", "excess", "adjacent_share"]].isna().all()
    wanting = "whether it is adjacent not known for 100.00%, distance not known for 100.00% of its pupils"
    assert away["note"] == f"{wanting} (who are 16.67% of all); adjacent: centroids within 3 km"
    assert one["pupils"] == 125
    assert one["distance"] == pytest.approx(1.7, abs=EXACT)  # over the hundred whose school has a place
    assert "distance not known for 20.00% of its pupils (who are 41.67% of all)" in one["note"]
    assert unknown[VALUES].isna().all()
    assert unknown["note"] == "home abroad or not known: 8.33% of all pupils"


def test_small_areas_are_null_below_the_floor():
    flows = FLOWS.assign(pupils=[65, 35, 40, 59])
    found = asked(flows, least=100)
    assert row(found, "1")["note"] == "adjacent: centroids within 3 km"
    small = row(found, "2")
    assert small[[*VALUES, "schools_attended"]].isna().all()
    assert (small["pupils"], small["note"]) == (99, "below floor")
    assert asked(flows)["own_share"].notna().all()


# Hidden counts


def masked(counts, hides=lambda n: 1 <= n <= 4):
    """Return flows of which small counts are hidden, as DUO hides them."""
    hide = counts["pupils"].map(hides)
    shown = counts["pupils"].astype("Int64").mask(hide)
    ends = {"pupils_low": counts["pupils"].mask(hide, 1), "pupils_high": counts["pupils"].mask(hide, 4)}
    return counts.assign(pupils=shown, **ends)


@pytest.mark.parametrize("name", ["low", "high", "unit", "rest", "rows", "mean"])
def test_hidden_counts_go_with_any_names_of_further_columns(name):
    flows = masked(FLOWS.assign(pupils=[65, 3, 40, 60]))
    town, half = flows.assign(**{name: "A"}), flows.assign(**{name: ["A", "A", "B", "B"]})
    pd.testing.assert_frame_equal(asked(town, group=name).drop(columns=name), asked(flows))
    pd.testing.assert_frame_equal(sm.catchments(town, within=name).drop(columns=name), sm.catchments(flows))
    other = sm.mixing(half.rename(columns={name: "trait"}), "trait")
    pd.testing.assert_frame_equal(sm.mixing(half, name), other)


def brute(pairs, total, law):
    """Return the mean of each hidden count, by going through all tables that add up to a total."""
    mass, sums = 0.0, np.zeros(len(pairs))
    for counts in itertools.product(*[range(low, high + 1) for low, high in pairs]):
        if sum(counts) == total:
            weight = 1 / math.prod(map(math.factorial, counts)) if law == "poisson" else 1
            mass, sums = mass + weight, sums + weight * np.array(counts)
    return sums / mass


@pytest.mark.parametrize("law", hidden.LAWS)
@pytest.mark.parametrize(
    ("pairs", "total"),
    [([(1, 4)] * 3, 6), ([(1, 4), (1, 4), (0, 9)], 8), ([(2, 3), (1, 4), (0, 6), (0, 6)], 12), ([(1, 4), (0, 2)], 1)],
)
def test_means_given_a_total_are_those_of_all_tables(pairs, total, law):
    rows = pd.DataFrame([("a", *pair) for pair in pairs], columns=["unit", "low", "high"])
    found, words = hidden.means(rows, pd.Series({"a": total}), law)
    assert found == pytest.approx(brute(pairs, total, law), abs=1e-9)
    assert found.sum() == pytest.approx(total, abs=1e-9)
    assert words.endswith("given totals of 1 of 1 units")


def test_a_unit_without_total_takes_the_rate_of_the_others():
    rows = pd.DataFrame({"unit": list("aaabb"), "low": [1, 1, 1, 1, 0], "high": [4, 4, 4, 4, 9]})
    found, _ = hidden.means(rows, pd.Series({"a": 5}), "poisson")
    assert found[:4] == pytest.approx([5 / 3] * 4, abs=1e-9)  # the rate whose mean is the mean of the others
    alone, words = hidden.means(rows, pd.Series(dtype=float), "poisson")
    assert (alone.tolist(), words) == ([2.5] * 4 + [4.5], "uniform law, given totals of 0 of 2 units")
    assert hidden.means(rows, pd.Series({"a": 5}), "uniform")[0][3] == 2.5


def test_pupils_are_means_of_the_law_and_the_note_says_which():
    flows = masked(pd.DataFrame({"site": list("aabb"), "home_pc4": list("1212"), "pupils": [3, 2, 3, 30]}))
    totals = pd.DataFrame({"site": ["a", "b"], "pupils": [5, 33]})
    found = asked(flows, totals=totals, places=None, schools=None, radius=None)
    assert found["pupils"].tolist() == pytest.approx([2.5 + 3, 2.5 + 30], abs=EXACT)
    assert found[["pupils_low", "pupils_high"]].to_numpy().tolist() == [[4, 7], [31, 34]]
    assert found["note"].str.contains("at their mean: Poisson truncated, given totals of 2 of 2 units").all()
    without = asked(flows, places=None, schools=None, radius=None)
    assert without["note"].str.contains("at their mean: uniform law, given totals of 0 of 2 units").all()


SMALL = st.lists(st.integers(0, 12), min_size=9, max_size=9)


@settings(max_examples=20, deadline=None)
@given(counts=SMALL, with_totals=st.booleans())
def test_bounds_hold_the_truth_however_counts_are_hidden(counts, with_totals):
    truth = pd.DataFrame({"site": ["S1", "S2", "S3"] * 3, "home_pc4": np.repeat(["1", "2", "3"], 3), "pupils": counts})
    if not sum(counts):
        return
    centroids = pd.DataFrame({"pc4": ["1", "2", "3"], "x_km": [0.0, 3.0, 9.0], "y_km": 0.0})
    schools = centroids.rename(columns={"pc4": "site_pc4"}).assign(site=["S1", "S2", "S3"], y_km=[1.0, 0.5, 2.0])
    options = {"places": centroids, "schools": schools, "radius": 4}
    totals = truth.groupby("site", as_index=False)["pupils"].sum() if with_totals else None
    known, found = asked(truth, **options), asked(masked(truth), totals=totals, **options)
    if f"{BOUNDED[0]}_low" not in found:
        pd.testing.assert_frame_equal(known, found)
        return
    for name in BOUNDED:
        value, low, high, mean = (
            x.astype(float) for x in (known[name], *(found[f"{name}{e}"] for e in ("_low", "_high", "")))
        )
        has = value.notna()
        assert (low <= value + EXACT)[has].all(), name
        assert (value <= high + EXACT)[has].all(), name
        assert ((low <= mean + EXACT) & (mean <= high + EXACT))[mean.notna()].all(), name
    one, other = sm.catchments(truth), sm.catchments(masked(truth), totals=totals)
    has = one["overlap"].notna()
    assert (other["overlap_low"] <= one["overlap"] + EXACT)[has].all()
    assert (one["overlap"] <= other["overlap_high"] + EXACT)[has].all()


def test_no_order_of_rows_shows_in_any_bit():
    rng = np.random.default_rng(5)
    sites, areas = [f"S{k}" for k in range(30)], [str(k) for k in range(20)]
    rows = pd.DataFrame(list(itertools.product(sites, areas, range(3))), columns=["site", "home_pc4", "age"])
    truth = rows.assign(pupils=rng.integers(0, 9, len(rows)))
    totals = truth.groupby("site", as_index=False)["pupils"].sum().iloc[::2]
    spots = {"x_km": rng.random(30), "y_km": rng.random(30)}
    options = {
        "places": pd.DataFrame({"pc4": areas, **{name: spot[:20] for name, spot in spots.items()}}),
        "schools": pd.DataFrame({"site": sites, "site_pc4": areas + areas[:10], **spots}),
        "totals": totals,
    }
    flows = masked(truth)
    first, pairs = asked(flows, **options), sm.catchments(flows, totals=totals)
    for _ in range(3):
        shuffled = flows.sample(frac=1, random_state=int(rng.integers(1000)))
        pd.testing.assert_frame_equal(asked(shuffled, **options), first, check_exact=True)
        pd.testing.assert_frame_equal(sm.catchments(shuffled, totals=totals), pairs, check_exact=True)


def test_bounds_of_shares_and_distances_are_reached():
    truth = pd.DataFrame({"site": ["S1", "S2", "S3"], "home_pc4": "1", "pupils": [2, 3, 5]})
    schools = pd.DataFrame({"site": ["S1", "S2", "S3"], "site_pc4": ["1", "2", "3"], "x_km": [1.0, 4, 7], "y_km": 0.0})
    found = row(asked(masked(truth), schools=schools, radius=None), "1")
    tables = [np.array([a, b, 5]) for a in range(1, 5) for b in range(1, 5)]
    shares, lengths = [t[0] / t.sum() for t in tables], [(t * [1, 4, 7]).sum() / t.sum() for t in tables]
    for name, all_ in (("own_share", shares), ("distance", lengths)):
        assert [found[f"{name}_low"], found[f"{name}_high"]] == pytest.approx([min(all_), max(all_)], abs=EXACT)
    assert found[["pupils_low", "pupils_high"]].tolist() == [7, 13]
    totals = pd.DataFrame({"site": ["S1"], "pupils": [2]})
    tied = row(asked(masked(truth), schools=schools, totals=totals, radius=None), "1")
    assert tied["own_share_high"] == pytest.approx(2 / 8, abs=EXACT)


# Catchments and mixing


def test_catchments_of_the_worked_example():
    found = sm.catchments(FLOWS)
    assert found["overlap"].item() == pytest.approx(35 / 95 + 40 / 105, abs=EXACT)
    assert round(found["overlap"].item(), 3) == 0.749
    assert found[["site", "other", "pupils", "other_pupils"]].iloc[0].tolist() == ["S1", "S2", 105, 95]


def test_catchments_are_paired_within_an_area_or_a_radius():
    flows = pd.DataFrame({"site": list("aabcd"), "home_pc4": ["1", "2", "1", "2", "3"], "pupils": [1, 1, 4, 3, 2]})
    flows["town"] = ["X", "X", "X", "X", "Y"]
    every = sm.catchments(flows)
    assert list(zip(every["site"], every["other"], every["overlap"], strict=True)) == [
        ("a", "b", 0.5), ("a", "c", 0.5), ("a", "d", 0), ("b", "c", 0), ("b", "d", 0), ("c", "d", 0),
    ]  # fmt: skip
    assert sm.catchments(flows, within="town")[["town", "site", "other"]].to_numpy().tolist() == [
        ["X", "a", "b"], ["X", "a", "c"], ["X", "b", "c"],
    ]  # fmt: skip
    spots = pd.DataFrame({"site": list("abc"), "x_km": [0.0, 1.0, 5.0], "y_km": 0.0})
    near = sm.catchments(flows, schools=spots, radius=2)
    assert near[["site", "other", "distance"]].to_numpy().tolist() == [["a", "b", 1.0]]
    assert near["note"].item() == "pairs within 2 km; 1 schools without a place are in no pair"
    assert sm.catchments(flows.iloc[:2]).empty
    lost = pd.concat([flows, pd.DataFrame({"site": ["b"], "home_pc4": [None], "pupils": [4], "town": ["X"]})])
    found = sm.catchments(lost, within="town").iloc[0]
    assert (found["overlap"], found["other_pupils"]) == (0.5, 8)
    assert found["note"] == "home not known for 50.00% of the other"


def test_mixing_of_the_worked_example():
    for low, homes, schools in ([["low", "low", "rest", "rest"], 1, 0.25], [[0.6, 0.6, 0.4, 0.4], 0.2, 0.05]):
        found = sm.mixing(FLOWS.assign(trait=low), "trait").iloc[0]
        assert found[["homes", "schools", "mixing"]].tolist() == pytest.approx([homes, schools, 0.75], abs=EXACT)
        assert found[["areas", "units", "unknown"]].tolist() == [2, 2, 0]
        assert found["note"] == "how far flows mix areas, not why"


@settings(max_examples=30, deadline=None)
@given(counts=SMALL, shares=st.lists(st.just(0.0) | st.floats(1e-12, 1), min_size=3, max_size=3))
def test_pouring_areas_into_schools_never_raises_an_index(counts, shares):
    flows = pd.DataFrame(
        {"site": ["S1", "S2", "S3"] * 3, "home_pc4": np.repeat(["1", "2", "3"], 3), "pupils": counts}
    ).assign(trait=np.repeat(shares, 3))
    if not sum(counts):
        return
    found = sm.mixing(masked(flows), "trait", measures=["D", "G", "H", "M", "V", "A", "O"])
    has = found["homes"].notna() & found["schools"].notna()
    assert (found["schools"] <= found["homes"] + 1e-9)[has].all()
    assert found["mixing"].dropna().between(0, 1).all()


def test_mixing_tells_pupils_without_a_trait_and_areas_that_do_not_differ():
    flows = pd.concat([FLOWS, pd.DataFrame({"site": ["S1"], "home_pc4": ["9"], "pupils": [50]})])
    flows["trait"] = ["low", "low", "rest", "rest", None]
    found = sm.mixing(flows, "trait").iloc[0]
    assert (found["unknown"], found["pupils"], found["areas"]) == (0.2, 200, 2)
    for share in (0.5, 0.2684640315471816):  # of the latter D over areas is 3e-17, not 0
        flat = sm.mixing(FLOWS.assign(trait=share), "trait").iloc[0]
        assert math.isnan(flat["mixing"])
        assert "areas do not differ" in flat["note"]


def test_mixing_says_why_it_is_null():
    flows = FLOWS.assign(trait=["low", "low", "rest", "rest"], share=[0.2, 0.2, 0.3, 0.3])
    label = "how far flows mix areas, not why"
    assert sm.mixing(flows.iloc[[0, 2]], "trait")["note"].tolist() == [f"one school; {label}"]
    assert sm.mixing(flows.iloc[:2], "share")["note"].tolist() == [f"one area; {label}"]
    assert sm.mixing(flows.iloc[:1], "share")["note"].tolist() == [f"one area; one school; {label}"]
    assert sm.mixing(flows.iloc[:2], "trait")["note"].tolist() == [f"one group; {label}"]


# Bad input

TOWNS = FLOWS.assign(home_town=[363, 363, 14, 14], town=["0363", "0014"] * 2)


@pytest.mark.parametrize(
    ("error", "kind", "column", "call"),
    [
        (sm.ColumnError, "MissingColumn", "home_pc5", lambda: asked(area="home_pc5")),
        (sm.ColumnError, "MissingColumn", "pc5", lambda: asked(group="pc5")),
        (sm.ColumnError, "MissingColumn", "town", lambda: asked(across=("town", "site"))),
        (sm.ColumnError, "MissingColumn", "home_pc4", lambda: asked(places=CENTROIDS.rename(columns={"pc4": "a"}))),
        (sm.ColumnError, "MissingColumn", "site", lambda: asked(schools=SCHOOLS.rename(columns={"site": "a"}))),
        (sm.ColumnError, "SameColumn", "note", lambda: asked(FLOWS.assign(note=1), group="note")),
        (sm.ColumnError, "SameColumn", "site", lambda: asked(unit="site", area="site")),
        (sm.InputError, "NegativeCount", "pupils", lambda: asked(FLOWS.assign(pupils=[-1, 2, 3, 4]))),
        (sm.InputError, "FractionalCount", "pupils", lambda: asked(FLOWS.assign(pupils=[0.5, 2, 3, 4]))),
        (sm.InputError, "MissingKey", "site", lambda: asked(FLOWS.assign(site=["S1", None, "S1", "S2"]))),
        (sm.InputTypeError, "WrongType", "home_pc4", lambda: asked(FLOWS.assign(home_pc4=[1.5, 1, 2, 2]))),
        (sm.InputError, "EmptyInput", None, lambda: asked(FLOWS.iloc[:0])),
        (sm.InputError, "BadOption", "law", lambda: asked(law="midpoint")),
        (sm.InputError, "BadOption", "radius", lambda: asked(radius=0)),
        (sm.InputError, "BadOption", "radius", lambda: asked(adjacent=CENTROIDS)),
        (sm.InputError, "BadOption", "least", lambda: asked(least=-1)),
        (sm.InputError, "DuplicateKey", "pc4", lambda: asked(places=pd.concat([CENTROIDS, CENTROIDS.assign(x_km=1)]))),
        (sm.InputError, "MissingPlace", "x_km", lambda: asked(places=CENTROIDS.assign(x_km=["east", "west"]))),
        (sm.InputError, "MissingPlace", "lat", lambda: asked(places=CENTROIDS.assign(lon=5, lat=400.0))),
        (sm.InputError, "MissingPlace", "places", lambda: asked(schools=SCHOOLS.rename(columns={"x_km": "x"}))),
        (sm.InputError, "UnmatchedKey", "home_pc4", lambda: asked(places=CENTROIDS.assign(pc4=["01", "02"]))),
        (sm.InputError, "UnmatchedKey", "home_pc4", lambda: asked(
            places=CENTROIDS.assign(pc4=["a", "b"]), schools=None)),
        (sm.InputError, "UnmatchedKey", "site", lambda: asked(schools=SCHOOLS.assign(site=["a", "b"]), places=None)),
        (sm.InputError, "UnmatchedKey", "site_pc4", lambda: asked(schools=SCHOOLS.assign(site_pc4=["1AA", "2AA"]))),
        (sm.InputError, "UnmatchedKey", "home_town", lambda: asked(TOWNS, across=("home_town", "town"))),
        (sm.InputError, "UnmatchedKey", "adjacent", lambda: asked(
            radius=None, adjacent=pd.DataFrame({"pc4": ["1AA"], "neighbour": ["2AA"]}))),
        (sm.InputError, "UnmatchedKey", "home_pc4", lambda: asked(
            radius=None, adjacent=gpd.GeoDataFrame({"home_pc4": ["1AA"]}, geometry=[shapely.box(0, 0, 1, 1)]))),
        (sm.InputError, "BadOption", "across", lambda: asked(TOWNS, across=("town",))),
        (sm.InputError, "BadOption", "across", lambda: asked(TOWNS, across="ab")),
        (sm.InputTypeError, "WrongType", "across", lambda: asked(TOWNS, across=5)),
        (sm.ColumnError, "SameColumn", "town", lambda: asked(TOWNS, across=("town", "town"))),
        (sm.ColumnError, "SameColumn", "age", lambda: asked(FLOWS.assign(age=4), group=["age", "age"])),
        (sm.ColumnError, "SameColumn", "_part", lambda: asked(FLOWS.assign(_part=4), group="_part")),
        (sm.InputTypeError, "WrongType", "site_area", lambda: asked(site_area=["site_pc4"])),
        (sm.InputTypeError, "WrongType", "unit", lambda: asked(unit=["site"])),
        (sm.InputTypeError, "WrongType", "area", lambda: asked(area=5)),
        (sm.ColumnError, "SameColumn", "site", lambda: sm.catchments(FLOWS, within="site")),
        (sm.ColumnError, "SameColumn", "_other", lambda: sm.catchments(FLOWS.assign(_other="A"), within="_other")),
        (sm.ColumnError, "SameColumn", "overlap", lambda: sm.catchments(FLOWS.assign(overlap="A"), within="overlap")),
        (sm.ColumnError, "SameColumn", "note", lambda: sm.catchments(
            FLOWS.rename(columns={"site": "note"}), unit="note")),
        (sm.InputTypeError, "WrongType", "within", lambda: sm.catchments(TOWNS, within=["town"])),
        (sm.InputTypeError, "WrongType", "trait", lambda: sm.mixing(TOWNS, ["town"])),
        *((sm.ColumnError, "SameColumn", name, lambda name=name: sm.mixing(FLOWS.assign(**{name: "A"}), name, by=name))
          for name in ("homes", "schools", "mixing", "areas", "unknown", "note")),
        (sm.InputError, "TotalMismatch", None, lambda: asked(totals=pd.DataFrame({"site": ["S1"], "pupils": [1]}))),
        (sm.InputError, "BadOption", "radius", lambda: sm.catchments(FLOWS, radius=2)),
        (sm.InputError, "BadOption", "radius", lambda: sm.catchments(FLOWS, schools=SCHOOLS)),
        (sm.ColumnError, "MissingColumn", "town", lambda: sm.catchments(FLOWS, within="town")),
        (sm.InputError, "DuplicateKey", "home_pc4", lambda: sm.catchments(FLOWS, within="home_pc4")),
        (sm.InputError, "BadOption", "t", lambda: sm.mixing(FLOWS.assign(t=[0.1, 0.2, 0.3, 0.3]), "t")),
        (sm.InputError, "BadWeight", "t", lambda: sm.mixing(FLOWS.assign(t=[0.1, 0.1, 1.3, 1.3]), "t")),
        (sm.InputError, "EmptyInput", "t", lambda: sm.mixing(FLOWS.assign(t=pd.Series([None] * 4, dtype=object)), "t")),
        (sm.InputError, "BadOption", "measures", lambda: sm.mixing(FLOWS.assign(t=[1, 1, 2, 2]), "t", measures="xPx")),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(error, kind, column, call):
    caught = refuse(error, kind, call)
    assert caught.remedy
    assert column is None or caught.column == column


def test_too_many_pairs_are_refused_with_a_remedy():
    flows = pd.DataFrame({"site": range(4000), "home_pc4": 1, "pupils": 1})
    assert refuse(sm.LimitError, "SizeLimit", lambda: sm.catchments(flows)).remedy


# The files of 2024


@pytest.fixture(scope="module")
def primary(data):
    """Ordinary primary pupils of 2024 with places and the exact totals that agree with what is visible."""
    po = sm.read.duo(data / "nl" / "duo" / "po-2024")
    flows = po[po["sector"] == "bo"]
    points = sm.read.file(data / "nl" / "geo" / "scholen20241122.geo.zip")
    points = points[points["sector"] == "bo"]
    # A site with several buildings is at their mean, in the area of the first.
    schools = points.groupby(["site", "sector"], as_index=False).agg(
        site_pc4=("site_pc4", "first"), lon=("lon", "mean"), lat=("lat", "mean")
    )
    history = sm.read.duo(next((data / "nl" / "duo").glob("06.-historisch*")))
    known = history[(history["year"] == 2024) & (history["sector"] == "bo")].groupby("site")["pupils"].sum(min_count=1)
    ends = flows.groupby("site")[["pupils_low", "pupils_high"]].sum().join(known)
    agrees = (ends["pupils"] >= ends["pupils_low"]) & (ends["pupils"] <= ends["pupils_high"])
    totals = ends.loc[agrees.fillna(False), "pupils"].astype("int64").reset_index()
    places = sm.read.file(data / "nl" / "geo" / "postcode_coords.csv")
    return flows, {"places": places, "schools": schools, "totals": totals, "radius": 2.5}


def test_pupils_of_2024_go_to_school_about_a_kilometre_away(primary, data):
    flows, options = primary
    found = sm.homes(flows, **options)
    shown = found[found["own_share"].notna()]
    pupils = shown["pupils"]
    mean = {name: np.average(shown[name].fillna(0), weights=pupils * shown[name].notna()) for name in VALUES}
    published = sm.read.duo(next((data / "nl" / "duo").glob("gemiddelde-afstand*")))
    here = published[(published["sector"] == "bo") & published["distance"].notna() & published["pupils"].notna()]
    duo = np.average(here["distance"].astype(float), weights=here["pupils"].astype(float)) / 1000
    assert round(duo, 2) == MEAN_DISTANCE
    assert abs(mean["distance"] - MEAN_DISTANCE) <= FROM_CENTROIDS
    assert [round(mean[name], 2) for name in VALUES] == [0.67, 0.24, 0.33, 1.23, 0.89]  # as docs/home-side.md prints
    assert mean["own_share"] + mean["outflow"] == pytest.approx(1, abs=1e-9)
    assert 0 < mean["excess"] < mean["distance"]
    for name in BOUNDED:
        assert (shown[f"{name}_low"] <= shown[name] + 1e-9).fillna(True).all()
        assert (shown[name] <= shown[f"{name}_high"] + 1e-9).fillna(True).all()
    # Nobody is lost: what is visible, and the exact totals of the sites that have one.
    sites = flows.groupby("site")["pupils"].sum()
    with_total = options["totals"]["pupils"].sum() + sites.drop(options["totals"]["site"]).sum()
    assert with_total < found["pupils"].sum() < 1.01 * with_total
    assert "home abroad or not known" in row(found, None)["note"]


def test_without_totals_hidden_counts_carry_pupils_away(primary):
    """The uniform law puts 2.5 pupils in thin far cells that hold 1.5: distances are too long, and the note tells."""
    flows, options = primary
    plain = sm.homes(flows, **{**options, "totals": None})
    tied = sm.homes(flows, **options)
    means = [np.average(f["distance"].dropna(), weights=f["pupils"][f["distance"].notna()]) for f in (plain, tied)]
    assert means[0] > means[1] + 0.1
    assert plain.loc[plain["own_share"].notna(), "note"].str.contains("uniform law").all()


def test_catchments_of_utrecht(primary):
    flows, options = primary
    here = flows[flows["municipality_code"] == "0344"]
    found = sm.catchments(here, within="municipality_code", totals=options["totals"])
    sites = here["site"].nunique()
    assert len(found) == sites * (sites - 1) // 2
    assert found["overlap"].between(0, 1).all()
    assert (found["overlap_low"] <= found["overlap"]).all()
    assert (found["overlap"] <= found["overlap_high"]).all()
    near = sm.catchments(here, schools=options["schools"], radius=1, totals=options["totals"])
    assert near["overlap"].mean() > 2 * found["overlap"].mean()
