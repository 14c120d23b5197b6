"""Units in their places: published values on a line, scales of distance, and places that cannot be used."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

PRINTED = 0.51e-9  # the reference prints nine decimals
UNITS = pd.DataFrame({"site": list("abcd"), "low": [80, 15, 5, 20], "high": [20, 85, 95, 60]})
PLACES = pd.DataFrame({"site": list("abcd"), "x": [0.0, 1000.0, 2000.0, 3000.0], "y": 0.0})
PLACES = PLACES.assign(area=[1e6, 2e6, 3e6, 4e6], perimeter=[4000, 6000, 7000, 8000])
LINKS = pd.DataFrame({"site": list("abbccd"), "neighbour": list("bacbdc")})
NEAR, DECAY, CLUSTER = {"bandwidth": 1.5}, {"beta": 1}, {"beta": 1, "self_distance": "zero"}
LINE = [  # section 6 of the reference; the Y rule of RCO is printed with four decimals
    (sm.Measure("spatial_theil", **NEAR), 0.181528344),
    (sm.Measure("spatial_dissimilarity", **NEAR), 0.428178070),
    (sm.Measure("spatial_relative_diversity", **NEAR), 0.226661732),
    (sm.Measure("spatial_isolation", **NEAR), 0.499621894),
    (sm.Measure("distance_decay_isolation", **DECAY), 0.450865895),
    (sm.Measure("distance_decay_exposure", **DECAY), 0.549134105),
    (sm.Measure("proximity", **CLUSTER), 1.209734535),
    (sm.Measure("relative_clustering", **CLUSTER), 0.173324223),
    (sm.Measure("absolute_clustering", **CLUSTER), 0.179025025),
    ("relative_centralisation", 0.544871795),
    ("absolute_centralisation", 0.579166667),
    ("delta", 0.566666667),
    (sm.Measure("hoover", reference="area"), 0.566666667),
    ("absolute_concentration", 0.892857143),
    ("relative_concentration", 0.670995671),
    (sm.Measure("relative_concentration", fill="other"), 0.776515152),
    ("morrill", 0.273076923),
    ("moran", -0.079777365),
]
ALL = [measure for measure, _ in LINE] + ["wong", "distortion"]
SMOOTHED = ["spatial_theil", "spatial_dissimilarity", "spatial_relative_diversity", "spatial_isolation"]
SCALES = [0, 0.5, 1, 2, 4]


def line(units=UNITS):
    return sm.Roll.from_wide(units, unit="site", groups=["low", "high"])


def located(roll=None, places=PLACES, **options):
    given = {"area": "area", "perimeter": "perimeter", "centre": (0, 0), "radius": 1, **options}
    return (line() if roll is None else roll).located(places, **given)


def values(roll, measures, **focus):
    return sm.measure(roll, measures, **focus)["estimate"].tolist()


def value(roll, measure, **parameters):
    return values(roll, sm.Measure(measure, **parameters), focal="low")[0]


@pytest.fixture(scope="module")
def world():
    """Give an invented country: who sits where, and where that is."""
    country = sm.World.synthetic("netherlands", scale=0.02, seed=1)
    return country.roll("migration_background").located(country.schools, x="x_km", y="y_km", per_km=1)


# Values


@pytest.mark.parametrize(("measure", "known"), LINE, ids=str)
def test_a_line_of_four_units_has_its_published_values(measure, known):
    assert abs(values(located(), measure, focal="low")[0] - known) < PRINTED


def test_wong_weighs_morrill_by_the_shape_of_units():
    border = [4, 3, 7 / 3, 2]  # perimeter over area
    p = UNITS["low"] / (UNITS["low"] + UNITS["high"])
    steps = [abs(p[j] - p[j + 1]) * (border[j] + border[j + 1]) / (2 * max(border)) for j in range(3)]
    assert value(located(), "wong") == pytest.approx(value(line(), "D") - sum(steps) / 3, abs=1e-14)
    equal = located(places=PLACES.assign(area=1e6, perimeter=4000.0))
    assert value(equal, "wong") == pytest.approx(value(equal, "morrill"), abs=1e-14)


def test_isolation_and_the_exposures_add_up_to_one(world):
    for stem, scale in [("spatial", {"bandwidth": 2}), ("distance_decay", {"beta": 0.5})]:
        own = sm.measure(world, sm.Measure(f"{stem}_isolation", **scale)).set_index("focal")["estimate"]
        others = sm.measure(world, sm.Measure(f"{stem}_exposure", **scale)).groupby("focal")["estimate"].sum()
        np.testing.assert_allclose(own + others, 1, rtol=0, atol=1e-13)


def test_the_unit_of_length_and_the_origin_do_not_matter():
    in_km = PLACES.assign(x=PLACES["x"] / 1000, area=PLACES["area"] / 1e6, perimeter=PLACES["perimeter"] / 1000)
    turned = PLACES.assign(x=155_000.0, y=463_000.0 - PLACES["x"])
    expected = values(located(), ALL, focal="low")
    for roll in (located(places=in_km, per_km=1), located(places=turned, centre=(155_000, 463_000))):
        np.testing.assert_allclose(values(roll, ALL, focal="low"), expected, rtol=0, atol=1e-14)


# Scales of distance


def test_the_profile_over_scales_starts_at_the_aspatial_value_and_falls(world):
    profile = sm.profile(world, SMOOTHED, at=SCALES)
    assert list(profile) == ["measure", "focal", "versus", "at", "estimate", "note"]
    for measure, plain in zip(SMOOTHED, ["H", "D", "R", "isolation"], strict=True):
        rows = profile[profile["measure"] == measure]
        assert sorted(set(rows["at"])) == SCALES
        np.testing.assert_allclose(rows.query("at == 0")["estimate"], values(world, plain), rtol=0, atol=1e-14)
        for at, here in rows.groupby("at"):
            assert here["estimate"].tolist() == values(world, sm.Measure(measure, bandwidth=at))
        if plain != "isolation":
            assert rows["estimate"].is_monotonic_decreasing
            assert rows["estimate"].iloc[-1] < 0.85 * rows["estimate"].iloc[0]


def test_other_scales_have_profiles_too(world):
    asks = [("concentration_profile", "threshold", [0.5, 0.7, 0.8]), ("atkinson", "epsilon", [0.1, 0.5, 0.9])]
    focal = world.groups[0]
    for measure, scale, at in [*asks, ("distance_decay_isolation", "beta", [0.1, 1])]:
        profile = sm.profile(world, measure, at=at, focal=focal)
        assert profile["at"].tolist() == at
        each = [values(world, sm.Measure(measure, **{scale: x}), focal=focal)[0] for x in at]
        assert profile["estimate"].tolist() == each


@pytest.mark.parametrize("kernel", ["uniform", "triangular", "biweight", "gaussian", "exponential"])
def test_kernels_start_at_the_aspatial_value_and_end_without_segregation(world, kernel):
    near, far = (sm.Measure("spatial_theil", bandwidth=r, kernel=kernel) for r in (0, 1e6))
    assert values(world, near)[0] == pytest.approx(values(world, "H")[0], abs=1e-14)
    assert abs(values(world, far)[0]) < 1e-3


# Tables side by side, order of rows, links


def test_the_order_of_rows_changes_no_bit(world):
    country = sm.World.synthetic("netherlands", scale=0.02, seed=1)
    pupils, schools = (frame.sample(frac=1, random_state=3) for frame in (world.to_frame(), country.schools))
    roll = sm.Roll(pupils, unit="site", group="migration_background", count="pupils")
    shuffled = roll.located(schools, x="x_km", y="y_km", per_km=1, radius=1)
    measures = [m for m in ALL if isinstance(m, sm.Measure) and m.parameters.keys() & {"bandwidth", "beta"}]
    measures += ["moran", "morrill", "distortion"]
    plain = world.located(country.schools, x="x_km", y="y_km", per_km=1, radius=1)
    assert values(shuffled, measures) == values(plain, measures)


def test_tables_side_by_side_have_the_places_of_their_own_units():
    two = pd.concat([UNITS.assign(year=1), UNITS[1:].assign(year=2)])
    roll = located(sm.Roll.from_wide(two, unit="site", groups=["low", "high"], by="year"))
    answer = sm.measure(roll, ALL, focal="low")
    for year, units in [(1, UNITS), (2, UNITS[1:])]:
        alone = values(located(line(units)), ALL, focal="low")
        assert answer[answer["year"] == year]["estimate"].tolist() == alone


def test_links_within_a_radius_are_links_both_ways():
    networks = ["morrill", "moran"]
    within = values(located(), networks, focal="low")
    assert values(line().located(links=LINKS), networks, focal="low") == within
    renamed = LINKS.rename(columns={"neighbour": "other"}).sample(frac=1, random_state=1)
    assert values(line().located(links=renamed, to="other"), networks, focal="low") == within
    itself = pd.DataFrame({"site": ["a", "a"], "neighbour": ["a", "elsewhere"]})
    assert values(line().located(links=pd.concat([LINKS, itself])), networks, focal="low") == within
    doubled = LINKS.assign(w=2.0)
    np.testing.assert_allclose(values(line().located(links=doubled, weight="w"), networks, focal="low"), within)
    p = UNITS["low"] / (UNITS["low"] + UNITS["high"])
    mean = np.average([abs(p[j] - p[j + 1]) for j in range(3)], weights=[1, 2, 3])
    weighed = line().located(links=LINKS.assign(w=[1, 1, 2, 2, 3, 3]), weight="w")
    assert value(weighed, "morrill") == pytest.approx(value(line(), "D") - mean, abs=1e-14)


def test_a_located_roll_is_the_same_roll_and_places_of_others_are_passed_over():
    elsewhere = pd.DataFrame({"site": ["z"], "x": [math.nan], "y": [0.0], "area": [-1.0], "perimeter": [0.0]})
    roll = located(places=pd.concat([elsewhere, PLACES]))
    assert repr(roll) == repr(line())
    assert values(roll, ["D", "H", "M"]) == values(line(), ["D", "H", "M"])
    assert values(roll, ALL, focal="low") == values(located(), ALL, focal="low")
    with pytest.raises(sm.InputError):
        sm.measure(line(), "delta", focal="low")


def test_areas_alone_are_places_enough_for_areal_measures():
    roll = line().located(PLACES.drop(columns=["x", "y"]), area="area")
    areal = ["delta", "absolute_concentration", "relative_concentration"]
    assert values(roll, areal, focal="low") == values(located(), areal, focal="low")
    with pytest.raises(sm.InputError) as caught:
        value(roll, "spatial_theil", bandwidth=1)
    assert caught.value.kind == "NoPlaces"


def test_units_that_do_not_differ_have_no_spatial_value():
    heap = PLACES.assign(x=0.0, area=1e6)
    alike = ["relative_centralisation", "absolute_concentration", "relative_concentration"]
    answer = sm.measure(located(places=heap), alike, focal="low")
    undefined = answer["estimate"].isna()
    assert undefined.tolist()[1:] == [True, True]
    assert set(answer[undefined]["note"]) == {"units do not differ in place or area"}


# What cannot be used


def put(column, rows, number):
    places = PLACES.copy()
    places.loc[rows, column] = number
    return {"places": places}


@pytest.mark.parametrize(
    ("options", "kind", "column", "row", "count"),
    [
        ({"places": PLACES[:2]}, "UnmatchedKey", "site", None, 2),
        ({"places": pd.concat([PLACES, PLACES[1:3]])}, "DuplicateKey", "site", 4, 1),
        (put("x", [2], math.nan), "MissingPlace", "x", 2, 1),
        (put("y", [1, 3], math.inf), "MissingPlace", "y", 1, 2),
        (put("area", [1, 3], -1.0), "MissingPlace", "area", 1, 2),
        (put("perimeter", [0], 0), "MissingPlace", "perimeter", 0, 1),
        ({"places": PLACES.drop(columns="y"), "area": None}, "MissingColumn", "y", None, None),
        ({"places": PLACES.drop(columns="site")}, "MissingColumn", "site", None, None),
        ({"area": "surface"}, "MissingColumn", "surface", None, None),
        ({"places": PLACES.assign(x=list("klmn"))}, "WrongType", "x", None, None),
        ({"places": [1, 2]}, "WrongType", None, None, None),
        *[({"radius": radius}, "BadOption", "radius", None, None) for radius in (0, -1, math.nan, math.inf, "1", True)],
        ({"links": LINKS}, "BadOption", "radius", None, None),
        ({"places": None}, "NoPlaces", "radius", None, None),
        ({"places": PLACES.drop(columns=["x", "y"])}, "NoPlaces", "radius", None, None),
        *[({"per_km": length}, "BadOption", "per_km", None, None) for length in (0, -1, math.inf, "m", True)],
        *[({"centre": centre}, "BadOption", "centre", None, None) for centre in ((1, 2, 3), 5, "ab")],
        *[
            ({"centre": centre}, "BadOption", "centre", None, None)
            for centre in ((math.nan, 0), (0, math.inf), ("a", "b"))
        ],
    ],
)
def test_places_that_cannot_be_used_are_refused(options, kind, column, row, count):
    with pytest.raises(sm.InputError) as caught:
        located(**options)
    error = caught.value
    assert (error.kind, error.column, error.row, error.count) == (kind, column, row, count)
    assert error.remedy


@pytest.mark.parametrize(
    ("options", "kind", "column"),
    [
        ({"links": pd.concat([LINKS, LINKS[2:3]])}, "DuplicateKey", "links"),
        ({"links": LINKS, "to": "other"}, "MissingColumn", "other"),
        ({"links": LINKS, "to": ["site", "neighbour"]}, "BadOption", "to"),
        ({"links": LINKS, "weight": "w"}, "MissingColumn", "w"),
        ({"links": LINKS.assign(w=[1, 1, -1, 1, 1, 1]), "weight": "w"}, "BadWeight", "w"),
        ({"links": LINKS.assign(w=[1, 1, math.nan, 1, 1, 1]), "weight": "w"}, "BadWeight", "w"),
        ({"links": LINKS.assign(w=list("abcdef")), "weight": "w"}, "WrongType", "w"),
    ],
)
def test_links_that_cannot_be_used_are_refused(options, kind, column):
    with pytest.raises(sm.InputError) as caught:
        line().located(**options)
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.row == (2 if kind == "BadWeight" else None)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("options", "measure", "needed"),
    [
        ({}, sm.Measure("spatial_theil", bandwidth=1), "coordinates"),
        ({"links": LINKS}, sm.Measure("proximity", **CLUSTER), "coordinates"),
        ({"places": PLACES}, "delta", "areas"),
        ({"places": PLACES}, sm.Measure("hoover", reference="area"), "areas"),
        ({"places": PLACES}, sm.Measure("proximity", beta=1, self_distance="area"), "coordinates and areas"),
        ({"places": PLACES}, "relative_centralisation", "coordinates and a centre"),
        ({"places": PLACES, "centre": (0, 0)}, "absolute_centralisation", "coordinates, a centre and areas"),
        ({"places": PLACES}, "moran", "links between units"),
        ({"places": PLACES, "area": "area", "radius": 1}, "wong", "links, areas and perimeters"),
    ],
)
def test_a_measure_names_the_places_that_it_needs(options, measure, needed):
    with pytest.raises(sm.InputError) as caught:
        sm.measure(line().located(**options) if options else line(), measure, focal="low")
    assert (caught.value.kind, caught.value.column) == ("NoPlaces", "roll")
    assert caught.value.message.endswith(f"needs {needed}")
    assert "located" in caught.value.remedy
