"""Schools beside their neighbourhoods: the rule, who lives around a school, and real schools of Amsterdam."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import schoolmix as sm
from schoolmix import read
from schoolmix.errors import ColumnError, InputError, InputTypeError

COMPASS = "nl/amsterdam/compass/amsterdam-ses/{}.geojson"
PRINTED = 0.5e-6 + 1e-12  # the reference prints six decimals
GROUPS = ["low", "high"]
COLUMNS = ["share", "reference_share", "difference", "ratio", "log_ratio", "low", "high", "chance_low", "chance_high"]
COLUMNS += ["p_value", "answer", "chance_of_deviating", "pupils", "reference_pupils", "note"]
SITES = pd.DataFrame(
    {"site": ["a", "b", "c"], "town": ["t", "t", "u"], "low": [30, 2, 12], "high": [30, 58, 28], "x": [0, 3000, 9000]}
)
AREAS = pd.DataFrame(
    {
        "area": [1, 2, 3, 4],
        "town": ["t", "t", "u", "v"],
        "low": [40, 10, 30, 5],
        "high": [60, 190, 70, 5],
        "x": [500, 2500, 8500, 60_000],
    }
)


def schools(frame=SITES, **parts):
    return sm.Roll.from_wide(frame, unit="site", groups=GROUPS, **parts)


def homes(frame=AREAS, **parts):
    return sm.Roll.from_wide(frame, unit="area", groups=GROUPS, **parts)


def placed():
    return tuple(
        roll.located(frame.assign(y=0)[[unit, "x", "y"]])
        for roll, frame, unit in ((schools(), SITES, "site"), (homes(), AREAS, "area"))
    )


def one(x, t, reference_low, reference_all, **options):
    """Reflect one school of t pupils, x of them low."""
    roll = schools(pd.DataFrame({"site": ["a"], "low": [x], "high": [t - x], "p": [1]}), within="p")
    living = {"area": [1], "low": [reference_low], "high": [reference_all - reference_low], "p": [1]}
    return sm.reflect(roll, homes(pd.DataFrame(living), within="p"), focal="low", match="p", **options).iloc[0]


# The rule


@pytest.mark.parametrize(
    ("x", "t", "focal", "p_value", "answer"),
    [(0, 20, 100, 0.238, "not_distinguishable"), (0, 40, 100, 0.0270, "under"), (13, 25, 300, 0.0326, "over")],
)
def test_the_rule_gives_the_answers_of_the_reference(x, t, focal, p_value, answer):
    found = one(x, t, focal - x, 1000 - t)  # 1,000 pupils in school and neighbourhood together
    assert found["answer"] == answer
    assert found["p_value"] == pytest.approx(p_value, abs=5e-4)
    assert one(70, 225, 3000, 10_000)["answer"] == "mirror"
    assert one(8, 25, 3000, 10_000)["answer"] == "not_distinguishable"


def test_a_row_says_what_its_columns_promise():
    found = one(13, 25, 287, 975)
    assert found["difference"] == pytest.approx(13 / 25 - 287 / 975)
    assert found["ratio"] == pytest.approx(13 / 25 / (287 / 975))
    assert found["log_ratio"] == pytest.approx(np.log(found["ratio"]))
    # SciPy 1.17: beta(13, 13).ppf(.025), beta(14, 12).ppf(.975).
    assert found[["low", "high"]].tolist() == pytest.approx([0.3130570444570323, 0.7220319903300534], abs=1e-13)
    # SciPy 1.17: the least and the largest count whose own tail of hypergeom(1000, 300, 25) is at least .025.
    assert found[["chance_low", "chance_high"]].tolist() == pytest.approx([3 / 25, 12 / 25])
    assert found[["pupils", "reference_pupils"]].tolist() == [25, 975]
    lone = one(0, 25, 300, 1000)
    assert lone["ratio"] == 0
    assert np.isnan(lone["log_ratio"])
    assert np.isnan(one(5, 25, 0, 1000)["ratio"])


def test_chance_deviates_as_often_as_it_is_said_to():
    """Draw schools of 40 out of 1,000 pupils of whom 100 are low, and let the rule judge them."""
    drawn = np.random.default_rng(7).hypergeometric(100, 900, 40, size=4000)
    said = {x: one(x, 40, 100 - x, 960) for x in np.unique(drawn)}
    flagged = np.mean([said[x]["answer"] in {"over", "under"} for x in drawn])
    chance = said[drawn[0]]["chance_of_deviating"]
    assert all(row["chance_of_deviating"] == pytest.approx(chance, abs=1e-12) for row in said.values())
    assert abs(flagged - chance) < 4 * (chance * (1 - chance) / len(drawn)) ** 0.5


def test_the_answer_does_not_hang_on_which_group_is_focal():
    answer = sm.reflect(*placed(), match=sm.Neighbourhood("nearest", areas=2))
    wide = answer.set_index(["site", "focal"])["answer"].unstack()  # noqa: PD010 - texts have no mean
    turned = wide["low"].map({"over": "under", "under": "over"}).fillna(wide["low"])
    assert turned.tolist() == wide["high"].tolist()
    assert wide["low"].tolist()[:2] == ["over", "under"]


def test_a_higher_threshold_flags_fewer():
    assert one(100, 200, 300, 1000, threshold=0.2)["answer"] == "over"
    assert one(100, 200, 300, 1000, threshold=0.21)["answer"] == "not_distinguishable"
    assert one(100, 200, 300, 1000, threshold=0.3)["answer"] == "mirror"


# Who lives around a school


def shares(answer):
    return answer.set_index("site")["reference_share"].tolist()


def test_every_way_to_match_finds_the_same_neighbours():
    roll, reference = placed()
    near = sm.reflect(roll, reference, focal="low", match=sm.Neighbourhood("nearest", areas=1))
    assert shares(near) == pytest.approx([0.4, 0.05, 0.3])
    pairs = pd.DataFrame({"site": ["a", "b", "c", "z"], "area": [1, 2, 3, 4], "other": 0})
    by_frame = sm.reflect(roll, reference, focal="low", match=pairs)
    pd.testing.assert_frame_equal(by_frame, near)
    within = sm.reflect(roll, reference, focal="low", match=sm.Neighbourhood("within", radius=0.5))
    pd.testing.assert_frame_equal(within, near)
    by_town = sm.reflect(schools(within="town"), homes(within="town"), focal="low", match="town")
    assert shares(by_town) == pytest.approx([50 / 300, 50 / 300, 0.3])
    wider = sm.reflect(roll, reference, focal="low", match=sm.Neighbourhood("within", radius=2.5))
    assert shares(wider) == pytest.approx([50 / 300, 50 / 300, 0.3])


def test_weights_fall_with_distance_and_chance_knows_the_effective_size():
    roll, reference = placed()
    found = sm.reflect(roll, reference, focal="low", match=sm.Neighbourhood("decay", beta=0.7)).set_index("site")
    for site, x in zip(SITES["site"], SITES["x"], strict=True):
        weight = np.exp(-0.7 * abs(AREAS["x"] - x) / 1000)
        pupils = AREAS["low"] + AREAS["high"]
        total = (weight * pupils).sum()
        assert found.loc[site, "reference_share"] == pytest.approx((weight * AREAS["low"]).sum() / total, abs=1e-14)
        size = round(total**2 / (weight**2 * pupils).sum())
        assert found.loc[site, "reference_pupils"] == size
        assert found.loc[site, "note"] == f"areas weigh by distance: effective size {size}"


def test_a_school_without_neighbourhood_has_no_answer_but_a_reason():
    roll, reference = placed()
    pairs = pd.DataFrame({"site": ["a", "a", "c"], "area": [1, 77, 3]})
    found = sm.reflect(roll, reference, focal="low", match=pairs).set_index("site")
    assert found["answer"].isna().tolist() == [False, True, False]
    notes = ["1 of its areas is not in the reference", "none of its areas is in the reference", ""]
    assert found["note"].tolist() == notes
    assert found["pupils"].tolist() == [60, 60, 40]
    assert found["reference_pupils"].isna().tolist() == [False, True, False]
    error = refuse("UnmatchedKey", roll, reference, match=sm.Neighbourhood("within", radius=0.1))
    assert error.count == 3
    assert "none of 3 schools has a neighbourhood" in error.message


def test_tables_match_by_their_values():
    years = [SITES.assign(year=2023), SITES.assign(year=2024), SITES.assign(year=2025)]
    living = [AREAS.assign(year=2024), AREAS.assign(year=2025, low=AREAS["high"], high=AREAS["low"])]
    roll, reference = (
        schools(pd.concat(years), by="year", within="town"),
        homes(pd.concat(living), by="year", within="town"),
    )
    found = sm.reflect(roll, reference, focal="low", match="town")
    assert list(found)[:3] == ["year", "site", "focal"]
    assert shares(found[found["year"] == 2024]) == pytest.approx([50 / 300, 50 / 300, 0.3])
    assert shares(found[found["year"] == 2025]) == pytest.approx([250 / 300, 250 / 300, 0.7])
    assert set(found.loc[found["year"] == 2023, "note"]) == {"the reference has no such table"}
    assert len(found) == 9


def test_own_pupils_can_be_left_out():
    roll = schools(SITES.iloc[[2]], within="town")
    found = sm.reflect(roll, homes(within="town"), focal="low", match="town", own="left_out").iloc[0]
    assert found["reference_share"] == pytest.approx((30 - 12) / (100 - 40))
    assert found["reference_pupils"] == 60
    crowded = schools(SITES.assign(low=60), within="town")
    assert refuse("TooFewResidents", crowded, homes(within="town"), match="town", own="left_out").count == 3
    refuse("BadOption", *placed(), match=sm.Neighbourhood("decay", beta=1), own="left_out")


# Frames and bad input


def test_the_answer_comes_in_the_callers_kind_of_frame():
    found = sm.reflect(schools(pl.from_pandas(SITES), within="town"), homes(within="town"), match=["town"])
    assert isinstance(found, pl.DataFrame)
    assert found.columns == ["site", "focal", *COLUMNS]
    assert found["focal"].to_list() == ["high"] * 3 + ["low"] * 3


def refuse(kind, roll, reference, error=InputError, **options):
    with pytest.raises(error) as caught:
        sm.reflect(roll, reference, **options)
    assert caught.value.kind == kind
    assert caught.value.remedy
    return caught.value


def test_what_cannot_be_matched_is_refused():
    roll, reference = schools(within="town"), homes(within="town")
    refuse("BadOption", roll, reference)
    assert refuse("MissingColumn", roll, reference, ColumnError, match="wijk").column == "wijk"
    assert "'site', 'town'" in refuse("MissingColumn", roll, reference, ColumnError, match="area").remedy
    refuse("NoPlaces", roll, reference, match=sm.Neighbourhood("nearest", areas=1))
    refuse("MissingColumn", roll, reference, ColumnError, match=pd.DataFrame({"site": ["a"], "pc4": [1]}))
    refuse("DuplicateKey", roll, reference, match=pd.DataFrame({"site": ["a", "a"], "area": [1, 1]}))
    refuse("UnmatchedKey", roll, reference, match=pd.DataFrame({"site": ["a"], "area": ["1"]}))
    refuse("UnmatchedKey", schools(by="town"), reference, match="town")
    renamed = AREAS.rename(columns={"low": "Low"})
    other = sm.Roll.from_wide(renamed, unit="area", groups=["Low", "high"], within="town")
    error = refuse("UnmatchedKey", roll, other, match="town")
    assert (error.column, error.count) == ("group", 2)
    assert "'low', 'Low'" in error.message
    same = sm.Roll.from_wide(AREAS.rename(columns={"area": "site"}), unit="site", groups=GROUPS)
    refuse("BadOption", roll, same, match=pd.DataFrame({"site": ["a"]}))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("BadOption", {"threshold": 0}),
        ("BadOption", {"threshold": 1.0}),
        ("BadOption", {"threshold": "x"}),
        ("BadOption", {"threshold": float("nan")}),
        ("BadOption", {"own": "excluded"}),
        ("BadOption", {"own": None}),
        ("UnknownGroup", {"focal": "Low"}),
        ("BadOption", {"match": sm.Neighbourhood("nearst", areas=1)}),
        ("BadOption", {"match": sm.Neighbourhood("nearest")}),
        ("BadOption", {"match": sm.Neighbourhood("nearest", areas=0)}),
        ("BadOption", {"match": sm.Neighbourhood("nearest", areas=1.5)}),
        ("BadOption", {"match": sm.Neighbourhood("nearest", areas=5)}),
        ("BadOption", {"match": sm.Neighbourhood("within", radius=-1)}),
        ("UnknownOption", {"match": sm.Neighbourhood("within", radius=1, areas=2)}),
    ],
)
def test_options_without_meaning_are_refused(kind, options):
    refuse(kind, *placed(), **{"match": sm.Neighbourhood("nearest", areas=1), **options})


def test_hidden_counts_and_weights_are_refused():
    masked = SITES.astype({"low": str}).replace({"low": {"2": "<5"}})
    reference = homes(within="town")
    hidden = sm.Roll.from_wide(masked, unit="site", groups=GROUPS, masks={"<5": (1, 4)}, within="town")
    refuse("SuppressedMarker", hidden, reference, match="town")
    weighted = sm.Roll.from_wide(AREAS, unit="area", groups=GROUPS, weighted=True, within="town")
    refuse("FractionalCount", schools(within="town"), weighted, match="town")
    refuse("WrongType", SITES, reference, InputTypeError, match="town")


def test_neighbourhoods_are_compared_by_what_they_ask():
    assert sm.Neighbourhood("nearest", areas=3) == sm.Neighbourhood("nearest", areas=3.0)
    assert hash(sm.Neighbourhood("nearest", areas=3)) == hash(sm.Neighbourhood("nearest", areas=3.0))
    assert sm.Neighbourhood("nearest", areas=3) != sm.Neighbourhood("within", radius=3)
    assert repr(sm.Neighbourhood("decay", beta=0.5)) == "decay(beta=0.5)"
    with pytest.raises(AttributeError):
        sm.Neighbourhood("decay", beta=0.5).name = "within"
    for name, parameters in ((3, {}), ("within", {"radius": "1"}), ("within", {"radius": float("inf")})):
        with pytest.raises(InputTypeError):
            sm.Neighbourhood(name, **parameters)


# Real schools


@pytest.fixture(scope="module")
def amsterdam(data):
    """Rolls of schools and neighbourhoods, those unknown left out, with places in metres of the Dutch grid."""
    gpd = pytest.importorskip("geopandas")
    sites, areas = (read.file(data / COMPASS.format(name)) for name in ("schools", "neighbourhoods"))
    rolls = []
    for frame, unit in ((sites, "school"), (areas, "area_code")):
        known = pd.DataFrame(frame)[frame["group"] != "onbekend"]
        shape = frame.geometry if unit == "area_code" else gpd.points_from_xy(frame["lon"], frame["lat"])
        points = gpd.GeoSeries(shape, crs="EPSG:4326").to_crs("EPSG:28992").centroid
        places = pd.DataFrame({unit: frame[unit].to_numpy(), "x": points.x.to_numpy(), "y": points.y.to_numpy()})
        roll = sm.Roll(known, unit=unit, group="group", count="pupils")
        rolls.append(roll.located(places.drop_duplicates(unit)))
    return rolls


def test_schools_of_amsterdam_beside_their_neighbourhoods(amsterdam):
    measured = [sm.measure(roll, ["D", "H"], focal="ja")["estimate"].tolist() for roll in amsterdam]
    assert measured[0] == pytest.approx([0.460541, 0.205990], abs=PRINTED)
    assert measured[1] == pytest.approx([0.352565, 0.120318], abs=PRINTED)
    found = sm.reflect(*amsterdam, focal="ja", match=sm.Neighbourhood("nearest", areas=3))
    assert len(found) == len(amsterdam[0].units)
    assert found["answer"].notna().all()
    deviates = found["answer"].isin(["over", "under"])
    assert deviates.sum() > 5 * found["chance_of_deviating"].sum()
    assert (found["p_value"][deviates] < 0.05).all()
    within = found["low"].le(found["share"]) & found["share"].le(found["high"])
    assert within.all()
    other = sm.reflect(*amsterdam, focal="nee", match=sm.Neighbourhood("nearest", areas=3))
    turned = found["answer"].replace({"over": "under", "under": "over"})
    assert turned.tolist() == other["answer"].tolist()


def test_the_nearest_areas_are_those_of_a_look_at_all():
    rng = np.random.default_rng(3)
    areas = pd.DataFrame({"area": range(400), "low": rng.integers(1, 99, 400), "high": rng.integers(1, 99, 400)})
    sites = pd.DataFrame({"site": range(50), "low": 3, "high": 4})
    # Metres on a lattice, so that many areas are equally far; the first in order counts then.
    spots = [pd.DataFrame(rng.integers(-9, 9, (len(f), 2)) * 250.0, columns=["x", "y"]) for f in (sites, areas)]
    roll = schools(sites).located(pd.concat([sites[["site"]], spots[0]], axis=1))
    reference = homes(areas).located(pd.concat([areas[["area"]], spots[1]], axis=1))
    apart = np.hypot(*(spots[0].to_numpy()[:, None, :] - spots[1].to_numpy()[None]).transpose(2, 0, 1))
    for count in (1, 7, 400):
        found = sm.reflect(roll, reference, focal="low", match=sm.Neighbourhood("nearest", areas=count))
        chosen = np.argsort(apart, axis=1, kind="stable")[:, :count]
        low, high = (areas[name].to_numpy()[chosen].sum(axis=1) for name in GROUPS)
        np.testing.assert_array_equal(found["reference_pupils"], low + high)
        np.testing.assert_allclose(found["reference_share"], low / (low + high), rtol=1e-15)
