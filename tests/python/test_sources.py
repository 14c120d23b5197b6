"""Sources of segregation: parts add up, and worlds whose source is known give it back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import worlds

import schoolmix as sm

EXACT = 1e-12
GROUP = "migration_background"
PARTS = ["chance", "tracking", "homes", "preferences", "places", "unexplained", "observed"]
REPLICATES = 6


@pytest.fixture(scope="module", params=["po", "vo"])
def country(request):
    return sm.World.synthetic("netherlands", sector=request.param, scale=0.02, seed=4)


@pytest.fixture(scope="module")
def po():
    return sm.World.synthetic("netherlands", sector="po", scale=0.02, seed=4)


def whole(table, measure="D"):
    """Return the parts of all pupils together."""
    rows = table[table["municipality_code"].isna() & (table["measure"] == measure)]
    return rows.set_index("part")["estimate"]


def test_parts_add_up_to_the_observed(country):
    table = sm.sources(country, ["D", "M", "H"], replicates=REPLICATES, rng=1)
    keys = ["municipality_code", "measure"]
    for (code, measure), rows in table.groupby(keys, dropna=False):
        parts = rows.set_index("part")["estimate"]
        apart = pd.isna(code) and measure != "D"
        assert list(parts.index) == (["between_municipalities"] if apart else []) + PARTS
        if parts.notna().all():
            assert parts.drop("observed").sum() == pytest.approx(parts["observed"], abs=EXACT)
            share = rows.set_index("part")["share"]
            assert share["observed"] == 1
            assert share.drop("observed").sum() == pytest.approx(1, abs=1e-9)
        else:
            assert (rows.loc[rows["estimate"].isna(), "note"] != "").all()
    spread = table[~table["part"].isin(["observed", "between_municipalities"])]
    assert (spread["low"] <= spread["high"]).sum() == spread["estimate"].notna().sum()
    tracking = table[table["part"] == "tracking"]
    if country.sector == "po":
        assert (tracking["estimate"].dropna() == 0).all()
        assert tracking["note"].str.contains("primary education has no tracks").all()
    else:
        assert whole(table)["tracking"] > 0


def test_observed_and_between_are_those_of_the_pupils(country):
    table = sm.sources(country, ["D", "M"], replicates=1, rng=1)
    pupils = worlds.listed(country)
    observed = table[(table["part"] == "observed") & (table["measure"] == "D")].set_index("municipality_code")[
        "estimate"
    ]
    sizes, values = [], []
    for code, mine in pupils.groupby("municipality_code"):
        if len(set(mine["site"])) > 1:
            assert observed[code] == pytest.approx(worlds.dissimilarity(mine["site"], mine[GROUP]), abs=EXACT)
    for code, mine in pupils.groupby("municipality_code"):
        rows = table[(table["municipality_code"] == code) & (table["measure"] == "D")]
        if rows["estimate"].notna().all():
            sizes.append(len(mine))
            values.append(observed[code])
    assert whole(table)["observed"] == pytest.approx(np.average(values, weights=sizes), abs=EXACT)
    pupils["place"] = pupils["municipality_code"] + pupils["site"]
    ours = whole(table, "M")
    roll = sm.Roll(pupils, unit="place", group=GROUP, within="municipality_code")
    parts = sm.decompose(roll, "M").set_index("part")["estimate"]
    assert ours["observed"] == pytest.approx(parts["total"], abs=EXACT)
    assert ours["between_municipalities"] == pytest.approx(parts["municipality_code"], abs=EXACT)


def test_chance_is_what_is_expected_of_random_allocation(country):
    table = sm.sources(country, "D", replicates=40, rng=1)
    roll = sm.Roll(worlds.listed(country), unit="site", group=GROUP, by="municipality_code")
    exact = sm.expected(roll, "D").set_index("municipality_code")["estimate"]
    chance = table[table["part"] == "chance"].set_index("municipality_code")
    chance = chance[chance.index.notna() & chance["estimate"].notna()]
    error = (chance["high"] - chance["low"]) / 3.29 / 40**0.5
    off = (chance["estimate"] - exact[chance.index]).abs() / error.clip(lower=1e-9)
    assert len(off) > 5
    assert (off < 5).all()


def test_a_world_in_which_all_take_the_nearest_has_no_preferences(po):
    pupils = worlds.listed(po)
    pupils["site"] = worlds.nearest(pupils, worlds.eligible(po, pupils)[None])
    near = worlds.remade(po, pupils, schools=po.schools.assign(places=10**6))
    parts = whole(sm.sources(near, "D", replicates=3, rng=1))
    assert abs(parts["preferences"]) < 0.02 * parts["observed"]
    assert abs(parts["unexplained"]) < 0.02 * parts["observed"]
    assert parts["places"] == pytest.approx(0, abs=EXACT)
    assert parts["chance"] + parts["homes"] == pytest.approx(parts["observed"], rel=0.02)


def towns_of_drawn_seats():
    """Two dozen towns far apart, of ten areas and ten schools; groups live apart, and seats are drawn."""
    rng = np.random.default_rng(5)
    town, number = (grid.ravel() for grid in np.meshgrid(range(24), range(10), indexing="ij"))
    code = [f"{t:02}{n}" for t, n in zip(town, number, strict=True)]
    here = {"municipality_code": [f"{t:04}" for t in town], "municipality": [f"t{t}" for t in town]}
    here["province"] = "p"
    spots = [{"x_km": 100.0 * town + rng.uniform(0, 3, 240), "y_km": rng.uniform(0, 3, 240)} for _ in range(2)]
    homes = pd.DataFrame({"home_area": [f"h{c}" for c in code], **here, **spots[0]})
    schools = pd.DataFrame({"site": [f"s{c}" for c in code], **here, **spots[1], "places": 10**6})
    schools["denomination"] = rng.choice(["Openbaar", "Rooms-Katholiek", "Protestants-Christelijk"], 240)
    pupils = pd.DataFrame(
        {"home_area": homes["home_area"].repeat(60).to_numpy(), "pupil": range(240 * 60), "year": 2024}
    )
    pupils["x"] = np.where(rng.random(240 * 60) < np.repeat(np.where(number < 5, 0.2, 0.8), 60), "a", "b")
    seats = schools["site"].repeat(60).to_numpy().reshape(24, 600)
    pupils["site"] = np.concatenate([rng.permutation(one) for one in seats])
    return worlds.made(pupils, homes=homes, schools=schools)


def test_a_world_in_which_seats_are_drawn_is_chance_alone():
    """Going to the nearest would add much, and preferences that heed no distance take all of it off again."""
    parts = whole(sm.sources(towns_of_drawn_seats(), "D", group="x", replicates=REPLICATES, rng=1))
    assert parts["homes"] > 2 * parts["chance"]
    for part in (parts["homes"] + parts["preferences"], parts["unexplained"]):
        assert abs(part) < 0.1 * parts["observed"]
    assert parts["places"] == pytest.approx(0, abs=EXACT)


def test_homes_that_tell_nothing_add_nothing(po):
    """Pupils live anywhere in their municipality: no more than chance is left of going to the nearest school."""
    pupils = worlds.listed(po)
    rng = np.random.default_rng(2)
    pupils[GROUP] = pupils.groupby("municipality_code")[GROUP].transform(rng.permutation)
    parts = whole(sm.sources(worlds.remade(po, pupils), "D", replicates=REPLICATES, rng=1))
    assert abs(parts["homes"]) < 0.25 * parts["chance"]
    assert parts["chance"] == pytest.approx(parts["observed"], rel=0.1)


def test_orders_share_what_they_have_in_common(country):
    options = {"replicates": 2, "rng": 1}
    table = sm.sources(country, "D", **options)
    turned = sm.sources(country, "D", order=("chance", "homes", "tracking", "places", "preferences"), **options)
    mean = sm.sources(country, "D", order="shapley", **options)
    keys = ["municipality_code", "part"]
    one, other, shapley = (frame.set_index(keys)["estimate"] for frame in (table, turned, mean))
    for code in table["municipality_code"].dropna().unique()[:20]:
        for part in ("chance", "unexplained", "observed"):
            assert one[code, part] == pytest.approx(other[code, part], abs=EXACT, nan_ok=True)
            assert pd.isna(shapley[code, part]) or one[code, part] == pytest.approx(shapley[code, part], abs=EXACT)
        if pd.notna(shapley[code]).all():
            assert shapley[code].drop("observed").sum() == pytest.approx(shapley[code]["observed"], abs=EXACT)
    if country.sector == "vo":
        assert whole(table)["homes"] != whole(turned)["homes"]


def test_places_that_are_not_known_have_no_part(po):
    world = worlds.remade(po, po.pupils, schools=po.schools.drop(columns="places"))
    table = sm.sources(world, "D", replicates=1, rng=1)
    places = table[table["part"] == "places"]
    assert places["estimate"].isna().all()
    assert places["note"].str.contains("places of schools are not known").all()
    parts = whole(table)
    assert parts.drop(["observed", "places"]).sum() == pytest.approx(parts["observed"], abs=EXACT)


def test_without_municipalities_the_world_is_one(po):
    homes = po.homes.drop(columns=["municipality_code", "municipality", "province"])
    schools = po.schools.drop(columns=["municipality_code", "municipality", "province"])
    world = worlds.remade(po, po.pupils, homes=homes, schools=schools)
    table = sm.sources(world, "D", replicates=2, rng=1)
    assert table["municipality_code"].isna().all()
    assert list(table["part"]) == PARTS
    expected = sm.expected(world.roll(GROUP), "D")["estimate"].item()
    assert whole(table)["chance"] == pytest.approx(expected, rel=0.1)


def test_one_focal_group_may_be_asked_for(po):
    table = sm.sources(po, ["D", "M", "isolation"], focal="outside_europe", replicates=1, rng=1)
    assert set(table["focal"]) == {"outside_europe"}
    pupils = worlds.listed(po)
    pupils["two"] = pupils[GROUP] == "outside_europe"
    pupils["place"] = pupils["municipality_code"] + pupils["site"]
    exact = sm.measure(sm.Roll(pupils, unit="place", group="two"), "M")["estimate"].item()
    assert whole(table, "M")["observed"] == pytest.approx(exact, abs=EXACT)


@pytest.mark.parametrize(
    ("options", "column"),
    [
        ({"order": "shaply"}, "order"),
        ({"order": ("chance", "homes", "tracking", "places")}, "order"),
        ({"order": ("homes", "chance", "tracking", "preferences", "places")}, "order"),
        ({"order": 3}, "order"),
        ({"replicates": 0}, "replicates"),
        ({"replicates": 2.0}, "replicates"),
        ({"group": "migration"}, "group"),
        ({"focal": "europa"}, "focal"),
        ({"measures": "d"}, "measures"),
        ({"year": 1999}, "year"),
    ],
)
def test_what_means_nothing_is_refused(po, options, column):
    with pytest.raises(sm.InputError) as caught:
        sm.sources(po, **({"replicates": 1} | options))
    assert caught.value.kind in {"BadOption", "UnknownGroup", "UnknownMeasure"}
    assert caught.value.column == column


def test_draws_are_named_by_their_seed(po):
    one, again, other = (sm.sources(po, "D", replicates=2, rng=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert not one["estimate"].equals(other["estimate"])
    assert set(one["seed"]) == {1}
