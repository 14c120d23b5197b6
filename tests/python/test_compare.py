"""Why it changed: parts that add up, the values of R, and what two years must share."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

PUBLISHED = 1e-9  # the oracle's own convergence
EXACT = 1e-12
FITTED = 1e-10
PARTS = ["additions", "removals", "group_marginal", "unit_marginal", "structural"]


@pytest.fixture(scope="session")
def years(data):
    before, after = pd.read_csv(data / "us/schools00.csv"), pd.read_csv(data / "us/schools05_states_AB.csv")
    return before[before.state.isin(["A", "B"])], after


def roll(frame, **options):
    return sm.Roll(frame, unit="school", group="race", count="n", **options)


def wide(rows, names=None):
    frame = pd.DataFrame(rows, columns=[f"g{k}" for k in range(len(rows[0]))])
    frame.insert(0, "site", names or [f"u{j}" for j in range(len(rows))])
    return sm.Roll.from_wide(frame, unit="site", groups=list(frame)[1:])


def parts(table):
    return dict(zip(table["part"], table["estimate"], strict=True))


@pytest.mark.parametrize("method", ["shapley", "km", "mrc"])
def test_two_states_have_the_parts_of_r(years, data, method):
    golden = json.loads((data / "oracle/difference_00_05.json").read_text())["states"]
    table = sm.compare(*(roll(frame, by="state") for frame in years), "M", method=method)
    names = {"before": "M1", "after": "M2", "difference": "diff"}
    for state in "AB":
        found = parts(table[table["state"] == state])
        assert {names.get(part, part) for part in found} == set(golden[state][method])
        for part, value in found.items():
            assert abs(value - golden[state][method][names.get(part, part)]) < PUBLISHED, (state, part)
        added = [part for part in found if part not in names]
        assert abs(sum(found[part] for part in added) - found["difference"]) < EXACT
    assert (table["residual"].dropna() <= EXACT).all()
    assert table["iterations"].notna().sum() == (0 if method == "mrc" else 2 * (3 + (method == "km")))


@pytest.mark.parametrize("method", ["shapley", "km", "mrc"])
def test_h_has_parts_too_and_m_in_bits_is_m_in_another_unit(years, method):
    before, after = (roll(frame[frame.state == "A"]) for frame in years)
    table = sm.compare(before, after, ["H", "M", sm.Measure("M", base=2)], method=method)
    for measure, rows in table.groupby("measure", sort=False):
        found = parts(rows)
        sum_of_parts = sum(value for part, value in found.items() if part not in {"before", "after", "difference"})
        assert abs(sum_of_parts - found["difference"]) < EXACT, measure
    estimates = table["estimate"].to_numpy().reshape(3, -1)
    assert np.abs(estimates[2] - estimates[1] / np.log(2)).max() < EXACT
    levels = [sm.measure(one, "H")["estimate"].item() for one in (before, after)]
    assert list(table["estimate"][:2]) == levels


def test_swaps_turn_signs_and_exchange_margins(years):
    for state in "AB":
        before, after = (frame[frame.state == state] for frame in years)
        one = parts(sm.compare(roll(before), roll(after), "M"))
        back = parts(sm.compare(roll(after), roll(before), "M"))
        for part, other in zip(PARTS, ["removals", "additions", *PARTS[2:]], strict=True):
            assert abs(one[part] + back[other]) < EXACT, part
        turned = [sm.Roll(frame, unit="race", group="school", count="n") for frame in (before, after)]
        swapped = parts(sm.compare(*turned, "M"))
        for part, other in zip(
            PARTS, ["additions", "removals", "unit_marginal", "group_marginal", "structural"], strict=True
        ):
            assert abs(one[part] - swapped[other]) < FITTED, part


def test_units_and_groups_add_up_to_the_structural_part(years):
    before, after = (roll(frame, by="state") for frame in years)
    whole = (
        sm.compare(before, after, ["M", "H"]).query("part == 'structural'").set_index(["state", "measure"])["estimate"]
    )
    for detail, column in (("units", "school"), ("groups", "race")):
        table = sm.compare(before, after, ["M", "H"], detail=detail)
        assert {column, "share_before", "share_after"} <= set(table.columns)
        sums = table.groupby(["state", "measure"])[["estimate", "share_before", "share_after"]].sum()
        assert np.abs(sums["estimate"] - whole).max() < EXACT
        assert np.abs(sums[["share_before", "share_after"]] - 1).max().max() < EXACT


def test_intervals_hold_the_bias_of_small_units_and_are_the_same_bits_for_any_number_of_threads(years):
    before, after = (roll(frame[frame.state == "B"]) for frame in years)
    table = sm.compare(before, after, ["M", "H"], interval="units", replicates=60, rng=3, level=0.9)
    assert (table["low"] < table["high"]).all()
    assert (table["se"] > 0).all()
    assert (table["seed"] == 3).all()
    structure = table[table["part"] == "structural"].iloc[0]
    assert abs(structure["bias"]) < 3 * structure["se"]
    detail = sm.compare(before, after, "M", detail="groups", interval="pupils", replicates=20, rng=3)
    assert detail[["low", "high", "se"]].notna().all().all()
    code = (
        "import sys, pandas as pd, schoolmix as sm; f = pd.read_json(sys.stdin);"
        "r = [sm.Roll(f[f.year == y], unit='school', group='race', count='n') for y in (0, 1)];"
        "t = sm.compare(*r, interval='pupils', replicates=20, rng=1);"
        "print([float(x).hex() for c in ('estimate', 'low', 'se') for x in t[c]])"
    )
    both = pd.concat([frame[frame.state == "B"].assign(year=year) for year, frame in enumerate(years)])
    text = both.sample(frac=1, random_state=1)[["year", "school", "race", "n"]].to_json(orient="records")
    bits = {
        subprocess.run(
            [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True,
            env={**os.environ, "RAYON_NUM_THREADS": threads},
        ).stdout
        for threads in ("1", "2", "8")
    }  # fmt: skip
    assert len(bits) == 1


def test_a_change_of_sizes_alone_has_no_structural_part():
    before = wide([[80, 20], [15, 85], [5, 95]])
    larger = parts(sm.compare(before, wide([[160, 40], [15, 85], [5, 95]])))
    assert abs(larger["structural"]) < EXACT
    assert abs(larger["unit_marginal"] + larger["group_marginal"] - larger["difference"]) < EXACT


def test_zeros_that_leave_no_room_are_filled_and_said():
    before, after = wide([[10, 0], [0, 30]]), wide([[20, 5], [5, 10]])
    table = sm.compare(before, after, "M").set_index("part")
    assert "zeros before leave no room" in table.loc["structural", "note"]
    assert abs(table.loc[PARTS, "estimate"].sum() - table.loc["difference", "estimate"]) < FITTED
    # Perfect separation stays perfect whatever the margins are: the structure is all of it.
    assert sm.compare(before, wide([[10, 0], [0, 90]]), "H").set_index("part").loc[
        "structural", "estimate"
    ] == pytest.approx(0, abs=1e-7)


def test_what_cannot_be_is_null_with_a_reason_or_an_error():
    one = wide([[5, 5], [1, 9]])
    with pytest.raises(sm.InputError, match="no unit is in both") as error:
        sm.compare(one, wide([[5, 5], [1, 9]], names=["v0", "v1"]))
    assert (error.value.kind, error.value.column) == ("NothingShared", "unit")
    frame = one.to_frame()
    with pytest.raises(sm.InputError, match="no group is in both"):
        sm.compare(one, sm.Roll(frame.assign(group=frame["group"] + "x"), unit="site", group="group", count="pupils"))
    with pytest.raises(sm.InputError, match="different columns as unit") as error:
        sm.compare(one, sm.Roll(frame.rename(columns={"site": "school"}), unit="school", group="group", count="pupils"))
    assert error.value.kind == "UnmatchedKey"
    with pytest.raises(sm.InputTypeError, match="'site' is of one type"):
        sm.compare(one, sm.Roll(frame.assign(site=[0, 0, 1, 1]), unit="site", group="group", count="pupils"))
    lone = sm.compare(one, wide([[4, 6], [3, 3]], names=["u0", "v1"]))
    detail = sm.compare(one, wide([[4, 6], [3, 3]], names=["u0", "v1"]), detail="units")
    assert detail["note"].tolist() == ["only one unit is in both"] == lone["note"].iloc[[-1]].tolist()
    for options, column in [
        ({"measures": "D"}, "measures"),
        ({"method": "elbers"}, "method"),
        ({"detail": "schools"}, "detail"),
        ({"method": "mrc", "detail": "groups"}, "detail"),
        ({"interval": "schools"}, "interval"),
        ({"level": 1.5}, "level"),
    ]:
        with pytest.raises(sm.InputError) as error:
            sm.compare(one, one, **options)
        assert (error.value.kind, error.value.column) == ("BadOption", column)
    hidden = sm.Roll(
        frame.assign(pupils=["<5", "5", "1", "9"]), unit="site", group="group", count="pupils", masks={"<5": (1, 4)}
    )
    with pytest.raises(sm.InputError) as error:
        sm.compare(one, hidden)
    assert error.value.kind == "SuppressedMarker"


def test_weights_have_parts_but_no_interval():
    frame = wide([[80, 20], [15, 85], [5, 95]]).to_frame().assign(weight=lambda rows: rows["pupils"] / 7)
    light = [
        sm.Roll(rows, unit="site", group="group", weight="weight") for rows in (frame, frame.assign(weight=range(1, 7)))
    ]
    whole = [
        sm.Roll(rows, unit="site", group="group", count="pupils") for rows in (frame, frame.assign(pupils=range(1, 7)))
    ]
    found, known = (sm.compare(*rolls)["estimate"].to_numpy() for rolls in (light, whole))
    assert np.abs(found - known).max() < EXACT
    with pytest.raises(sm.InputError) as error:
        sm.compare(*light, interval="pupils")
    assert error.value.kind == "FractionalCount"


def test_identical_years_differ_by_nothing():
    same = sm.compare(wide([[80, 20], [15, 85]]), wide([[80, 20], [15, 85]]))
    assert (same["estimate"][2:] == 0).all()


def test_a_break_in_the_series_is_not_crossed_without_its_bridge():
    rolls = [
        sm.Roll(
            pd.DataFrame({"year": year, "site": list("aabb"), "origin": ["x", "y"] * 2, "n": [5, 3, 1, 7]}),
            unit="site",
            group="origin",
            count="n",
            by=(),
        )
        for year in (2021, 2022)
    ]
    with pytest.raises(sm.InputError, match="cbs_origin") as error:
        sm.compare(*rolls)
    assert error.value.kind == "BreakInSeries"
    assert set(sm.compare(*rolls, bridge="double_coded")["bridge"]) == {"double_coded"}
    assert sm.compare(rolls[0], rolls[0])["bridge"].isna().all()


def test_one_common_unit_leaves_levels_and_their_difference():
    one, other = wide([[5, 5], [1, 9], [2, 2]]), wide([[4, 6], [3, 3]], names=["u0", "v1"])
    found = sm.compare(one, other).set_index("part")
    levels = [sm.measure(roll, "M")["estimate"].item() for roll in (one, other)]
    assert found.loc[["before", "after", "difference"], "estimate"].tolist() == [*levels, levels[1] - levels[0]]
    assert found.loc[PARTS, "estimate"].isna().all()
    assert (found.loc[PARTS, "note"] == "only one unit is in both").all()


def test_notes_say_what_chance_gives_and_which_draws_have_no_value():
    large, small = wide([[300, 100], [100, 300]] * 20), wide([[3, 1], [1, 3]] * 20)
    note = sm.compare(large, small).set_index("part").loc["difference", "note"]
    assert note.startswith("chance alone gives about 0.0012 before and 0.1219 after")
    drawn = sm.compare(large, small, interval="pupils", replicates=50, rng=1).set_index("part")
    outside = (drawn["estimate"] < drawn["low"]) | (drawn["estimate"] > drawn["high"])
    assert outside.any()
    assert (drawn["note"].str.contains("outside its interval") == outside).all()
    rare = sm.compare(wide([[40, 1], [30, 0]]), wide([[40, 0], [35, 1]]), interval="pupils", replicates=100, rng=1)
    assert rare.loc[rare["part"] == "structural", "note"].str.contains("undefined in").all()


def test_weights_do_not_hang_on_their_unit_where_zeros_are_filled():
    rows = pd.DataFrame({"site": list("aabbcc"), "group": list("xyxyxy")})
    start, end = [10, 0, 0, 10, 5, 5], [30, 3, 4, 10, 3, 5]
    found = []
    for unit in (1.0, 2.0**-30):
        rolls = [
            sm.Roll(rows.assign(w=np.array(w) * unit), unit="site", group="group", weight="w") for w in (start, end)
        ]
        found.append(sm.compare(*rolls)["estimate"].to_numpy())
    assert np.abs(found[0] - found[1]).max() < EXACT


def test_columns_and_orders_that_clash_are_refused():
    frame = wide([[5, 5], [1, 9]]).to_frame().assign(bridge="x")
    roll = sm.Roll(frame, unit="site", group="group", by="bridge", count="pupils")
    with pytest.raises(sm.ColumnError) as error:
        sm.compare(roll, roll)
    assert (error.value.kind, error.value.column) == ("SameColumn", "bridge")
    ordered = [
        sm.Roll(frame, unit="site", group="group", count="pupils", order=order)
        for order in (["g0", "g1"], ["g1", "g0"])
    ]
    with pytest.raises(sm.InputError, match="different orders"):
        sm.compare(*ordered)
