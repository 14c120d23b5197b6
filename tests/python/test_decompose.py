"""Nested parts: each computed by itself, together the whole."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

PRINTED = 2e-14  # R prints 15 digits of each part
ADDING_UP = 1e-14  # a handful of parts near 1
STATES = {
    "A": (0.408596522834574, 0.276881852122328, 0.496921569209236, 0.809250114633598),
    "B": (0.254995859585263, 0.403542510928647, 0.268088400301113, 0.936118992735963),
    "C": (0.345022055434215, 0.319575636949025, 0.361125742152516, 0.940295509022469),
}


@pytest.fixture(scope="module")
def frame(data):
    return pd.read_csv(data / "us" / "schools00.csv")


def read(frame, **parts):
    return sm.Roll(frame, **{"unit": "school", "group": "race", "count": "n", **parts})


def value(roll, measure):
    return sm.measure(roll, measure)["estimate"].item()


@pytest.mark.parametrize(
    ("measure", "parts"),
    [
        ("M", [0.0992437012829429, 0.23870879550591, 0.0875864790875664]),
        ("H", [0.0976739843572, 0.2349331882706, 0.0862011420142]),
    ],
)
def test_states_districts_and_schools_have_the_parts_of_the_reference(frame, measure, parts):
    answer = sm.decompose(read(frame, within=["state", "district"]), measure)
    assert answer["part"].tolist() == ["state", "district", "school", "total"]
    tolerance = PRINTED if measure == "M" else 1e-13  # the reference prints 13 decimals of H
    np.testing.assert_allclose(answer["estimate"][:3], parts, rtol=0, atol=tolerance)


@pytest.mark.parametrize("measure", ["M", "H", sm.Measure("M", base=2)])
@pytest.mark.parametrize("within", [["state"], ["district"], ["state", "district"]])
def test_parts_add_up_to_the_measure(frame, measure, within):
    roll = read(frame, within=within)
    answer = sm.decompose(roll, measure).set_index("part")
    parts, total = answer.drop("total"), answer.loc["total"]
    assert abs(parts["estimate"].sum() - total["estimate"]) < ADDING_UP
    assert abs(total["estimate"] - value(roll, measure)) < ADDING_UP
    assert abs(parts["share"].sum() - 1) < ADDING_UP
    assert total["share"] == 1


@pytest.mark.parametrize("measure", ["M", "H"])
def test_the_part_of_a_level_is_that_level_measured_alone(frame, measure):
    parts = sm.decompose(read(frame, within=["state", "district"]), measure).set_index("part")["estimate"]
    assert abs(parts["state"] - value(read(frame, unit="state"), measure)) < ADDING_UP
    districts = value(read(frame, unit=["state", "district"]), measure)
    assert abs(parts["state"] + parts["district"] - districts) < ADDING_UP


def test_what_is_inside_nests_is_their_weighted_mean(frame):
    parts = {m: sm.decompose(read(frame, within="state"), m).set_index("part")["estimate"] for m in "MH"}
    side = read(frame, by="state")
    m, h, e = (sm.measure(side, name).set_index("state") for name in "MHE")
    share = m["pupils"] / side.pupils
    whole = value(read(frame), "E")
    assert abs((share * m["estimate"]).sum() - parts["M"]["school"]) < ADDING_UP
    assert abs((share * e["estimate"] / whole * h["estimate"]).sum() - parts["H"]["school"]) < ADDING_UP
    for state, known in STATES.items():
        found = [m["estimate"][state], share[state], h["estimate"][state], e["estimate"][state] / whole]
        np.testing.assert_allclose(found, known, rtol=0, atol=PRINTED)


def test_deep_nests_of_any_names_add_up(frame):
    deep = frame.assign(
        country="US", half=frame["district"].str[-1].isin(list("02468")), school=frame["school"].astype("category")
    )
    deep["half"] = deep["state"] + deep["half"].astype(str)
    roll = read(deep, within=["country", "state", "half", "district"])
    answer = sm.decompose(roll, ["M", "H"])
    for _, parts in answer.groupby("measure"):
        assert parts["part"].tolist() == ["country", "state", "half", "district", "school", "total"]
        assert parts["estimate"].iloc[0] == 0
        assert abs(parts["estimate"].iloc[:-1].sum() - parts["estimate"].iloc[-1]) < ADDING_UP


def test_nests_with_the_same_name_in_two_outer_nests_are_two(frame):
    """A district number may come back in every state."""
    renamed = frame.assign(district=frame["district"].str[1:])
    same = sm.decompose(read(renamed, within=["state", "district"]))
    pd.testing.assert_frame_equal(same, sm.decompose(read(frame, within=["state", "district"])))


def test_a_nest_of_one_unit_adds_nothing_inside():
    frame = pd.DataFrame({"town": ["t", "t", "u"], "school": ["a", "b", "c"], "x": [9, 7, 1], "y": [1, 3, 9]})
    roll = sm.Roll.from_wide(frame, unit="school", groups=["x", "y"], within="town")
    alone = sm.Roll.from_wide(frame[:2], unit="school", groups=["x", "y"])
    parts = sm.decompose(roll).set_index("part")["estimate"]
    assert abs(parts["school"] - 20 / 30 * value(alone, "M")) < ADDING_UP


def test_a_compound_unit_is_named_after_its_columns():
    frame = pd.DataFrame({"town": ["t", "t", "u"], "brin": list("AAB"), "site": list("xyx"), "group": list("fmf")})
    roll = sm.Roll(frame, unit=["brin", "site"], group="group", within="town")
    assert sm.decompose(roll)["part"].tolist() == ["town", "brin+site", "total"]


def test_years_are_decomposed_side_by_side(frame):
    both = pd.concat([frame.assign(year=2000), frame.assign(year=2005, n=frame["n"] * (1 + frame.index % 3))])
    answer = sm.decompose(read(both, by="year", within=["state", "district"]), ["M", "H"])
    for year, part in answer.groupby("year"):
        alone = sm.decompose(read(both[both["year"] == year], within=["state", "district"]), ["M", "H"])
        pd.testing.assert_frame_equal(part.drop(columns="year").reset_index(drop=True), alone)


def test_weights_decompose_as_counts_do(frame):
    weighted = read(frame.assign(n=frame["n"] / 8), count=None, weight="n", within=["state", "district"])
    counted = read(frame, within=["state", "district"])
    np.testing.assert_allclose(
        sm.decompose(weighted)["estimate"], sm.decompose(counted)["estimate"], rtol=0, atol=ADDING_UP
    )


def test_undefined_is_null_with_the_reason():
    frame = pd.DataFrame({"town": ["t", "t"], "school": ["a", "b"], "group": ["x", "x"]})
    answer = sm.decompose(sm.Roll(frame, unit="school", group="group", within="town"))
    assert answer["estimate"].isna().all()
    assert set(answer["note"]) == {"one group"}


def weights(index, nest, whole):
    """Give the weight of the index inside a nest (`indices.md` sections 5 and 7.1)."""
    share, of = nest.sum() / whole.sum(), lambda table: table.sum(0) / table.sum()
    variety = {
        "R": lambda p: (p * (1 - p)).sum(),
        "V": lambda p: p[0] * p[1],
        "ordinal_variance": lambda p: (np.cumsum(p)[:-1] * (1 - np.cumsum(p)[:-1])).sum(),
    }
    if index in variety:
        return share * variety[index](of(nest)) / variety[index](of(whole))
    return float(np.prod((nest.sum(0) / whole.sum(0)) ** (1 / whole.shape[1])))


@pytest.mark.parametrize(("index", "groups"), [("R", 3), ("ordinal_variance", 3), ("A", 3), ("V", 2), ("O", 2)])
def test_other_indices_are_between_plus_weighted_within(index, groups):
    rng = np.random.default_rng(5)
    tables = rng.integers(1, 40, size=(4, 3, groups))
    names = [f"g{k}" for k in range(groups)]
    frame = pd.DataFrame(tables.reshape(12, groups), columns=names)
    frame = frame.assign(town=np.repeat(list("abcd"), 3), site=[f"s{j}" for j in range(12)])
    options = {"groups": names, "order": names} if index.startswith("ordinal") else {"groups": names}
    focal = {"focal": "g0"} if groups == 2 else {}
    roll = sm.Roll.from_wide(frame, unit="site", within="town", **options)
    found = sm.decompose(roll, index, **focal).set_index("part")["estimate"]
    between = sm.measure(sm.Roll.from_wide(frame, unit="town", **options), index, **focal)["estimate"].item()
    inside = [
        weights(index, table, tables.reshape(12, groups))
        * sm.measure(sm.Roll.from_wide(part, unit="site", **options), index, **focal)["estimate"].item()
        for table, (_, part) in zip(tables, frame.groupby("town"), strict=True)
    ]
    assert found["town"] == pytest.approx(between, abs=ADDING_UP)
    assert found["site"] == pytest.approx(sum(inside), abs=ADDING_UP)


@pytest.mark.parametrize("measure", ["D", "G", "H", "M", sm.Measure("atkinson", epsilon=0.3)])
def test_shapley_parts_are_the_average_over_orders_whatever_the_order_of_columns(measure):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.integers(0, 30, size=(24, 2)), columns=["x", "y"])
    frame = frame.assign(sector=np.tile(list("pr"), 12), town=np.repeat(list("tuv"), 8), track=np.tile(list("hhvv"), 6))
    frame["site"] = [f"s{j}" for j in range(24)]
    columns = ["sector", "town", "track"]

    def whole(chosen):
        if not chosen:
            return 0.0
        return sm.measure(sm.Roll.from_wide(frame, unit=list(chosen), groups=["x", "y"]), measure, focal="x")[
            "estimate"
        ].item()

    sums = dict.fromkeys(columns, 0.0)
    for order in permutations(columns):
        for place, name in enumerate(order):
            sums[name] += (whole(order[: place + 1]) - whole(order[:place])) / 6
    for within in (columns, columns[::-1]):
        roll = sm.Roll.from_wide(frame, unit="site", groups=["x", "y"], within=within)
        found = sm.decompose(roll, measure, focal="x", order="shapley").set_index("part")["estimate"]
        for name in columns:
            assert found[name] == pytest.approx(sums[name], abs=ADDING_UP)
        assert found["site"] == pytest.approx(whole(["site"]) - whole(columns), abs=ADDING_UP)
        assert found.drop("total").sum() == pytest.approx(found["total"], abs=ADDING_UP)


def test_crossed_columns_swap_what_they_share(frame):
    """Sector by town and town by sector have the same sum, and Shapley lies between the two."""
    crossed = frame.assign(size=np.where(frame["school"].str[-1].isin(list("01234")), "odd", "even"))
    parts = {
        within: sm.decompose(read(crossed, within=list(within)), "M").set_index("part")["estimate"]
        for within in (("state", "size"), ("size", "state"))
    }
    one, other = parts.values()
    both = sm.decompose(read(crossed, within=["state", "size"]), "M", order="shapley").set_index("part")["estimate"]
    assert abs(one["school"] - other["school"]) < ADDING_UP
    for name in ("state", "size"):
        assert both[name] == pytest.approx((one[name] + other[name]) / 2, abs=ADDING_UP)


def test_intervals_cover_the_parts_and_draws_do_not_depend_on_other_tables(frame):
    roll = read(frame, by="state", within="district")
    answer = sm.decompose(roll, ["H", "D"], order="shapley", interval="pupils", replicates=40, rng=2)
    assert (answer["low"] < answer["high"]).all()
    assert (answer["se"] > 0).all()
    assert (answer["seed"] == 2).all()
    again = sm.decompose(roll, "H", order="shapley", interval="pupils", replicates=40, rng=2)
    kept = answer[answer["measure"] == "H"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, again)
    units = sm.decompose(roll, "H", interval="units", replicates=40, rng=2)
    assert (
        units["se"][units["part"] == "total"].to_numpy() > 3 * again["se"][again["part"] == "total"].to_numpy()
    ).all()


@pytest.mark.parametrize(
    ("measure", "options", "column"),
    [
        ("D", {}, "measures"),
        ("isolation", {"order": "shapley"}, "measures"),
        ("M", {"order": "crossed"}, "order"),
        ("M", {"interval": "masking"}, "interval"),
        ("M", {"versus": "x"}, "versus"),
    ],
)
def test_what_has_no_parts_is_refused(measure, options, column):
    frame = pd.DataFrame({"town": ["t", "t", "u"], "school": ["a", "b", "c"], "x": [9, 7, 1], "y": [1, 3, 9]})
    roll = sm.Roll.from_wide(frame, unit="school", groups=["x", "y"], within="town")
    with pytest.raises(sm.InputError) as error:
        sm.decompose(roll, measure, **options)
    assert (error.value.kind, error.value.column) == ("BadOption", column)
