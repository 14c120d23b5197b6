"""Who would go where: worked examples, and the synthetic Netherlands beside NumPy on its frames."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import worlds

import schoolmix as sm

EXACT = 1e-12
GROUP = "migration_background"


@pytest.fixture(scope="module", params=["po", "vo"])
def country(request):
    return sm.World.synthetic("netherlands", sector=request.param, scale=0.02, seed=4)


def rows(*cells, **constant):
    """Return a frame with a row a pupil: each cell is the number of pupils and what they have."""
    pupils = [what for count, what in cells for _ in range(count)]
    return pd.DataFrame(pupils).assign(pupil=range(len(pupils)), year=2024, **constant)


def two_areas():
    """Two areas of 100 pupils, a school in each; more of one group choose the school of the other area."""
    counts = {("1", "low"): (50, 10), ("2", "low"): (25, 15), ("1", "high"): (15, 25), ("2", "high"): (15, 45)}
    frame = rows(
        *(
            (count, {"home_area": area, "site": site, "ses": ses})
            for (area, ses), both in counts.items()
            for site, count in zip(("S1", "S2"), both, strict=True)
        )
    )
    homes = pd.DataFrame({"home_area": ["1", "2"], "x_km": [0.0, 10.0], "y_km": 0.0})
    schools = pd.DataFrame({"site": ["S1", "S2"], "x_km": [1.0, 9.0], "y_km": 0.0})
    return frame, {"homes": homes, "schools": schools}


# Worked examples


def test_a_trait_of_pupils_gives_the_worked_example():
    frame, around = two_areas()
    world = worlds.made(frame, **around)
    row = sm.nearest_school(world, "ses", rules="nearest").iloc[0]
    assert [row["observed"], row["assigned"], row["difference"]] == pytest.approx([0.45, 0.20, 0.25], abs=EXACT)
    assert row["share"] == pytest.approx(0.25 / 0.45, abs=EXACT)
    at_home = sm.measure(world.roll("ses", unit="home_area"), "D")["estimate"].item()
    assert row["assigned"] == pytest.approx(at_home, abs=EXACT)
    assert [row["attending"], row["pupils"], row["without_coordinates"]] == [0.625, 200, 0]
    assert [row["mean_distance"], row["mean_distance_assigned"]] == pytest.approx([0.625 * 1 + 0.375 * 9, 1], abs=EXACT)
    assert pd.isna(row["municipality_code"])
    assert row["label"] == "difference with attending the nearest school"


@pytest.mark.parametrize("marked", [False, True])
def test_a_trait_of_the_area_is_refused_with_a_way_out(marked):
    frame, around = two_areas()
    trait = {"column": "prosperity"}
    if marked:
        frame["prosperity"] = frame["ses"]
        trait["trait_level"] = "area"
    else:
        frame["prosperity"] = np.where(frame["home_area"] == "1", "poor", "rich")
    world = worlds.made(frame, prosperity=trait, **around)
    for verb in (
        lambda: sm.reassign(world, group="prosperity"),
        lambda: sm.nearest_school(world, "prosperity"),
        lambda: sm.sources(world, group="prosperity", replicates=1),
    ):
        with pytest.raises(sm.AreaTraitError) as caught:
            verb()
        assert caught.value.kind == "AreaTrait"
        assert "area" in caught.value.message
        assert "mixing by travel" in caught.value.remedy
    assert world.roll("prosperity").pupils == 200
    with pytest.raises(sm.InputError, match="trait_level"):
        worlds.made(frame, prosperity={"column": "prosperity", "trait_level": "home"}, **around)


def test_small_areas_and_a_stray_pupil_do_not_hide_a_trait_of_the_area():
    """Areas of five pupils; in areas of forty one pupil differs."""
    for size, stray in ((5, 0), (40, 1)):
        count = 400 // size
        area = np.repeat([str(n) for n in range(count)], size)
        frame = pd.DataFrame(
            {"pupil": range(400), "year": 2024, "home_area": area, "site": ["S1", "S2"] * 200, "ses": "x"}
        )
        frame["prosperity"] = np.where(frame["home_area"].astype(int) % 2 == 0, "poor", "rich")
        frame.loc[: stray - 1, "prosperity"] = "rich"
        homes = pd.DataFrame({"home_area": [str(n) for n in range(count)], "x_km": range(count), "y_km": 0.0})
        schools = pd.DataFrame({"site": ["S1", "S2"], "x_km": [0.0, 5.0], "y_km": 0.0})
        world = worlds.made(
            frame, prosperity={"column": "prosperity"}, homes=homes.astype({"x_km": float}), schools=schools
        )
        with pytest.raises(sm.AreaTraitError):
            sm.reassign(world, group="prosperity")


def test_municipalities_of_schools_alone_are_not_those_of_homes():
    frame, around = two_areas()
    schools = around["schools"].assign(municipality_code=["0001", "0002"])
    world = worlds.made(frame, homes=around["homes"], schools=schools)
    table = sm.nearest_school(world, "ses", rules="nearest")
    assert table["municipality_code"].isna().all()
    assert table["note"].str.contains("municipalities of homes are not known").all()
    parts = sm.sources(world, "D", group="ses", replicates=1, rng=1)
    assert parts["municipality_code"].isna().all()
    assert parts.loc[parts["part"] == "chance", "note"].str.contains("seats of the whole world").all()


def test_places_that_are_not_known_leave_the_other_rules():
    frame, around = two_areas()
    world = worlds.made(frame, **around)
    table = sm.nearest_school(world, "ses").set_index("rule")
    assert table["assigned"].isna().to_dict() == {
        "nearest": False, "nearest_with_places": True, "nearest_denomination": False
    }  # fmt: skip
    assert "places of schools are not known" in table.loc["nearest_with_places", "note"]
    with pytest.raises(sm.InputError, match="random"):
        sm.nearest_school(world, "ses", rules="random")


def line(places):
    """Six pupils at kilometre 0 and four at 1; a school at 0 and one at 3."""
    at, groups = {"A": "S", "B": "T"}, ("x", "y")
    frame = rows(*((n, {"home_area": a, "site": at[a], "g": g}) for a, n in (("A", 3), ("B", 2)) for g in groups))
    homes = pd.DataFrame({"home_area": ["A", "B"], "x_km": [0.0, 1.0], "y_km": 0.0})
    schools = pd.DataFrame({"site": ["S", "T"], "x_km": [0.0, 3.0], "y_km": 0.0})
    return worlds.made(frame, homes=homes, schools=schools if places is None else schools.assign(places=places))


def test_places_go_to_those_who_would_have_farthest_to_go():
    """Each seat at S saves pupils of A three kilometres and pupils of B one."""
    world = line([5, 9])
    row = sm.nearest_school(world, "g", rules="nearest_with_places", rng=1).iloc[0]
    assert row["mean_distance_assigned"] == pytest.approx((1 * 3 + 4 * 2) / 10, abs=EXACT)
    roll = sm.reassign(world, "nearest_with_places", group="g", rng=1)
    assert roll.to_frame().groupby("site")["pupils"].sum().to_dict() == {"S": 5, "T": 5}
    assert "6 pupils of areas that go to several schools are dealt over them at random" in roll.notes
    assert "drawn with seed 1" in roll.notes
    assert sm.reassign(world, group="g").to_frame().groupby("site")["pupils"].sum().to_dict() == {"S": 10}


def test_who_of_an_area_goes_where_does_not_hang_on_the_group():
    """A sixth of area A goes to T: each group is drawn as often."""
    world = line([5, 9])
    draws = [sm.reassign(world, "nearest_with_places", group="g", rng=seed).to_frame() for seed in range(200)]
    alone = sum(frame.loc[(frame["site"] == "S") & (frame["g"] == "x"), "pupils"].sum() for frame in draws)
    assert abs(alone / 200 - 2.5) < 4 * 0.5 / 200**0.5


@pytest.mark.parametrize(("places", "kind"), [([5, 4], "TooFewPlaces"), (None, "NoCapacity")])
def test_too_few_places_or_none_known_is_an_error(places, kind):
    with pytest.raises(sm.InputError) as caught:
        sm.reassign(line(places), "nearest_with_places", group="g")
    assert (caught.value.kind, caught.value.column) == (kind, "places")


# The synthetic Netherlands


@pytest.mark.parametrize("rule", ["nearest", "nearest_denomination"])
def test_every_municipality_is_as_numpy_finds_it(country, rule):
    pupils = worlds.listed(country)
    pupils["near"] = worlds.nearest_for_all(country, pupils, denomination=rule == "nearest_denomination")
    answer = sm.nearest_school(country, GROUP, rules=rule).set_index("municipality_code")
    schools = country.schools.set_index("site")
    apart = pupils[["x_km", "y_km"]].to_numpy()
    km = {
        name: np.hypot(*(apart - schools.loc[pupils[name], ["x_km", "y_km"]].to_numpy()).T) for name in ("site", "near")
    }
    sizes = pd.DataFrame({name: pupils[name].value_counts() for name in ("site", "near")}).fillna(0)
    everywhere = [(code, pupils["municipality_code"] == code) for code in pupils["municipality_code"].unique()]
    for code, mine in [(np.nan, pupils["pupil"] >= 0), *everywhere]:
        row = answer[answer.index.isna()].iloc[0] if pd.isna(code) else answer.loc[code]
        there = pupils[mine]
        for name, column in (("observed", "site"), ("assigned", "near")):
            if len(set(there[column])) > 1:
                assert row[name] == pytest.approx(worlds.dissimilarity(there[column], there[GROUP]), abs=EXACT)
            else:
                assert pd.isna(row[name])
                assert f"{name}: one unit" in row["note"]
        assert row["attending"] == pytest.approx((there["site"] == there["near"]).mean(), abs=EXACT)
        assert row["mean_distance"] == pytest.approx(km["site"][mine].mean(), abs=EXACT)
        assert row["mean_distance_assigned"] == pytest.approx(km["near"][mine].mean(), abs=EXACT)
        inside = schools.index[schools["municipality_code"] == code] if not pd.isna(code) else schools.index
        size = sizes[(sizes["site"] > 0) & sizes.index.isin(inside)]
        assert row["pupils"] == len(there)
        if len(size):
            assert row["empty_share"] == pytest.approx((size["near"] == 0).mean(), abs=EXACT)
            assert row["crowded_share"] == pytest.approx((size["near"] > 2 * size["site"]).mean(), abs=EXACT)
    roll = sm.reassign(country, rule, group=GROUP)
    found = roll.to_frame().groupby(["site", GROUP])["pupils"].sum()
    assert found.to_dict() == pupils.groupby(["near", GROUP]).size().to_dict()


def test_the_least_distance_under_places_is_least(country):
    """No other rule that keeps to places does with less, nor does any pair of pupils who change schools."""
    answer = sm.nearest_school(country, GROUP, rules=["nearest", "nearest_with_places"], rng=1)
    near, roomy = answer[answer["municipality_code"].isna()].to_dict("records")
    assert near["mean_distance_assigned"] <= roomy["mean_distance_assigned"] <= roomy["mean_distance"]
    roll = sm.reassign(country, "nearest_with_places", group="study_year", rng=1).to_frame()
    sizes = roll.groupby("site")["pupils"].sum()
    places = country.schools.set_index("site")["places"]
    assert (sizes <= places[sizes.index]).all()
    assert sizes.sum() == len(country.pupils)


def test_random_seats_stay_in_municipality_and_track_and_keep_sizes(country):
    pupils = worlds.listed(country)
    by = ["site"] if country.sector == "po" else ["site", "track"]
    group = "study_year" if country.sector == "po" else "track"
    roll = sm.reassign(country, "random", group=group, rng=1).to_frame()
    assert roll.groupby("site")["pupils"].sum().to_dict() == pupils.groupby("site").size().to_dict()
    if country.sector == "vo":
        assert roll.set_index(by)["pupils"].to_dict() == pupils.groupby(by).size().to_dict()
    assert not roll.equals(sm.reassign(country, "random", group=GROUP, rng=2).to_frame())


def test_schools_at_random_within_a_radius_lie_within_it(country):
    wide = sm.reassign(country, "random", group=GROUP, radius=1e4, rng=1).to_frame()
    none = sm.reassign(country, "random", group=GROUP, radius=1e-6, rng=1)
    assert any("go to the nearest" in note for note in none.notes)
    near = sm.reassign(country, "nearest", group=GROUP).to_frame()
    pd.testing.assert_frame_equal(none.to_frame(), near)
    assert wide.groupby("site")["pupils"].sum().max() < near.groupby("site")["pupils"].sum().max()


# What is not there


def test_pupils_without_a_place_on_the_map_are_left_out_of_both_sides():
    frame, around = two_areas()
    more = rows(
        (30, {"home_area": "3", "site": "S1", "ses": "low"}), (2, {"home_area": "1", "site": "S3", "ses": "low"})
    )
    frame = pd.concat([frame, more.assign(pupil=more["pupil"] + len(frame))], ignore_index=True)
    homes = pd.concat([around["homes"], pd.DataFrame({"home_area": ["3"], "x_km": [np.nan], "y_km": [0.0]})])
    schools = pd.concat([around["schools"], pd.DataFrame({"site": ["S3"], "x_km": [5.0], "y_km": [None]})])
    world = worlds.made(frame, homes=homes, schools=schools)
    assert world.homes["x_km"].isna().tolist() == [False, False, True]
    row = sm.nearest_school(world, "ses", rules="nearest").iloc[0]
    assert [row["pupils"], row["without_coordinates"]] == [200, 32]
    assert "32 pupils left out: their home, their school or every school for them has no coordinates" in row["note"]
    there = frame[(frame["home_area"] != "3") & (frame["site"] != "S3")]
    assert row["observed"] == pytest.approx(worlds.dissimilarity(there["site"], there["ses"]))
    roll = sm.reassign(world, group="ses")
    assert roll.pupils == 200
    assert any("32 pupils left out" in note for note in roll.notes)
    assert row["empty_share"] == row["crowded_share"] == 0
    assert "S3" not in roll.units
    gone = worlds.made(frame, homes=homes.drop(columns=["x_km", "y_km"]), schools=schools)
    with pytest.raises(sm.InputError) as caught:
        sm.reassign(gone, group="ses")
    assert caught.value.kind == "NoPlaces"


def test_pupils_without_a_value_still_take_their_places(country):
    if country.sector == "vo":
        pytest.skip("in secondary education everyone has an advice")
    roll = sm.reassign(country, group="advice")
    assert roll.pupils == world_pupils(country, "advice")
    assert any("without a value of advice" in note for note in roll.notes)


def world_pupils(world, group):
    return int(world.pupils[group].notna().sum())


@pytest.mark.parametrize(
    ("options", "column"),
    [
        ({"rule": "neerest"}, "rule"),
        ({"group": "migration"}, "group"),
        ({"year": 1999}, "year"),
        ({"radius": 5}, "radius"),
        ({"rule": "random", "radius": 0}, "radius"),
        ({"rule": "random", "radius": float("nan")}, "radius"),
    ],
)
def test_what_means_nothing_is_refused(country, options, column):
    with pytest.raises(sm.InputError) as caught:
        sm.reassign(country, **({"group": GROUP} | options))
    assert (caught.value.kind, caught.value.column) == ("BadOption", column)


@pytest.mark.parametrize("wrong", [{"rule": 1}, {"radius": "5"}, {"group": ["a"]}])
def test_other_types_are_refused(country, wrong):
    with pytest.raises(sm.InputTypeError):
        sm.reassign(country, **({"group": GROUP} | wrong))
    with pytest.raises(sm.InputTypeError):
        sm.reassign(country.pupils, group=GROUP)


def test_rules_and_measures_of_a_comparison_are_checked(country):
    with pytest.raises(sm.InputError, match="no rule"):
        sm.nearest_school(country, GROUP, rules=["nearest", "nearby"])
    with pytest.raises(sm.InputTypeError):
        sm.nearest_school(country, GROUP, rules=[])
    with pytest.raises(sm.InputError, match="pairs"):
        sm.nearest_school(country, GROUP, "exposure")
    table = sm.nearest_school(country, GROUP, ["D", "isolation"], focal="europe", rules="nearest")
    assert set(table["focal"]) == {"europe"}
    assert "seed" not in table


THREADS = """
import hashlib, sys
sys.path.insert(0, {here!r})
import schoolmix as sm
texts = []
for sector in ("po", "vo"):
    world = sm.World.synthetic("netherlands", sector=sector, scale=0.01, seed=3)
    group = "migration_background"
    for rule in ("nearest", "nearest_with_places", "nearest_denomination", "random"):
        texts.append(sm.reassign(world, rule, group=group, rng=2).to_frame().to_csv())
    texts.append(sm.nearest_school(world, group, ["D", "M"], rng=2).to_csv(float_format=float.hex))
    texts.append(sm.sources(world, ["D", "H"], replicates=2, rng=2).to_csv(float_format=float.hex))
print(hashlib.sha256("".join(texts).encode()).hexdigest())
"""


def test_one_two_and_eight_threads_give_the_same_bits():
    code = THREADS.format(here=str(Path(sm.__file__).parents[1]))

    def run(threads):
        environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
        return subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True).stdout

    one = run(1)
    assert len(one.strip()) == len(hashlib.sha256().hexdigest())
    assert run(2) == one
    assert run(8) == one


def test_the_order_of_rows_does_not_matter():
    frame, around = two_areas()
    one, other = (worlds.made(rows, **around) for rows in (frame, frame.sample(frac=1, random_state=1)))
    for rule in ("nearest", "random"):
        ours, theirs = (sm.reassign(world, rule, group="ses", rng=3).to_frame() for world in (one, other))
        pd.testing.assert_frame_equal(ours, theirs)
