"""What chance and masks leave open: intervals, corrections and tests against published, derived and exact values."""

from __future__ import annotations

import itertools
import subprocess
import sys
from math import comb

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

V1 = [[80, 20], [15, 85], [5, 95]]
V4 = [[10, 90], [40, 60], [25, 75], [60, 40], [5, 95]]
FULL = [[30, 0], [0, 40], [20, 0], [0, 50]]
EVEN = [[3, 6], [10, 20], [5, 10]]
ALONE = [[1, 0]] * 3 + [[0, 1]] * 7
NINE = 0.5e-9 + 1e-12  # decimals that the reference prints
REPLICATES = 500  # as many as the reference drew
ERRORS = 4  # Monte Carlo errors that a result may lie off
CORRECTIONS = ["bootstrap", "carrington_troske", "winship", "allen", "density", "rathelot"]


def wide(rows, **parts):
    rows = np.asarray(rows)
    frame = pd.DataFrame(rows, columns=[f"g{k}" for k in range(rows.shape[1])]).assign(unit=range(len(rows)))
    return sm.Roll.from_wide(frame, unit="unit", groups=[f"g{k}" for k in range(rows.shape[1])], **parts)


def schools(data, **parts):
    return sm.Roll(pd.read_csv(data / "us/schools00.csv"), unit="school", group="race", count="n", **parts)


def row(roll, measure="D", **options):
    return sm.measure(roll, measure, **{"rng": 1, **options}).iloc[0]


# Intervals


def test_the_bootstrap_of_pupils_gives_what_the_reference_found(data):
    """Debiased M .42186 with standard error 8.1e-4, D of black pupils .686486 with 9.0e-4, 500 replicates each."""
    roll = schools(data)
    for options, debiased, se in (({"measure": "M"}, 0.42186, 8.1e-4), ({"focal": "black"}, 0.686486, 9.0e-4)):
        found = row(roll, interval="pupils", replicates=REPLICATES, **options)
        error = se * (2 / REPLICATES) ** 0.5  # of the difference of two means of so many replicates
        assert abs(found["estimate"] - found["bias"] - debiased) < ERRORS * error
        assert abs(found["se"] / se - 1) < ERRORS * (1 / REPLICATES) ** 0.5
        assert row(roll, correct="bootstrap", replicates=REPLICATES, **options)["estimate"] == pytest.approx(
            found["estimate"] - found["bias"], abs=1e-15
        )


def test_units_scatter_ten_times_as_much_as_pupils(data):
    pupils, units = (row(schools(data), "H", interval=what) for what in ("pupils", "units"))
    assert abs(pupils["se"] / 7.3e-4 - 1) < 0.15
    assert abs(units["se"] / 7.5e-3 - 1) < 0.15


def test_methods_are_made_of_the_same_replicates():
    roll = wide(V4)
    basic, percentile, corrected = (
        row(roll, interval="pupils", method=method, replicates=2000)
        for method in ("basic", "percentile", "bias_corrected")
    )
    assert basic["low"] == pytest.approx(2 * basic["estimate"] - percentile["high"], abs=1e-15)
    assert basic["high"] == pytest.approx(2 * basic["estimate"] - percentile["low"], abs=1e-15)
    assert basic["se"] == percentile["se"] == corrected["se"]
    # D of drawn tables lies above that of the table more often than not, so that BC moves down.
    assert corrected["low"] < percentile["low"]
    assert corrected["high"] < percentile["high"]


@pytest.mark.parametrize("what", ["pupils", "units"])
def test_one_seed_is_one_interval_in_any_order_of_rows(what):
    frame = wide(V4).to_frame()
    roll = sm.Roll(frame.sample(frac=1, random_state=3), unit="unit", group="group", count="pupils")
    measures = ["D", "H", "G", "A", "isolation"]
    first = sm.measure(wide(V4), measures, interval=what, rng=7)
    pd.testing.assert_frame_equal(first, sm.measure(roll, measures, interval=what, rng=7))
    assert (sm.measure(roll, measures, interval=what, rng=8)["se"] != first["se"]).all()


def test_every_measure_has_an_interval_and_a_test():
    rows = [[9, 4, 1, 2], [2, 8, 5, 1], [1, 3, 9, 7], [4, 4, 4, 4]]
    places = pd.DataFrame(
        {"unit": range(4), "x": [0, 1, 3, 4], "y": [0, 1, 0, 2], "a": [1.0, 2, 1, 3], "p": [4, 6, 4, 8]}
    )
    roll = wide(rows, order=["g0", "g1", "g2", "g3"]).located(
        places, area="a", perimeter="p", centre=(0, 0), per_km=1, radius=3
    )
    entries = sm.catalogue().query("kind != 'local' and needs != 'groups that are whole numbers'")
    given = {"bandwidth": 2, "beta": 0.5, "self_distance": "zero"}
    asked = [
        sm.Measure(e.name, **{p: given[p] for p in e.parameters.split(", ") if p in given})
        for e in entries.itertuples()
    ]
    for measures in asked:
        found = sm.measure(roll, measures, interval="units", replicates=40, rng=1)
        assert found["estimate"].notna().all(), measures
        tested = sm.test(roll, measures=measures, replicates=40, rng=1)
        assert ((tested["p_value"] > 0) & (tested["p_value"] <= 1)).all(), measures
        assert sm.expected(roll, measures, replicates=40, rng=1)["estimate"].notna().all(), measures


# Corrections


@pytest.mark.parametrize(
    ("rows", "correct", "want"),
    [
        (V1, "carrington_troske", 0.677633467),
        (V4, "carrington_troske", 0.388043223),
        (V1, "winship", 0.677633467),
        (V1, "density", 0.7),
        (V4, "density", 0.421626959),
        (ALONE, "density", 0.737430),
    ],
)
def test_corrected_values_are_those_of_the_reference(rows, correct, want):
    tolerance = NINE if rows is not ALONE else 0.5e-6
    assert abs(row(wide(rows), correct=correct)["estimate"] - want) < tolerance


def test_density_of_two_thousand_schools(data):
    assert abs(row(schools(data), focal="black", correct="density")["estimate"] - 0.686185082) < NINE


@pytest.mark.parametrize("correct", [*CORRECTIONS, "dhaultfoeuille_rathelot"])
def test_full_separation_stays_full(correct):
    found = row(wide(FULL), correct=correct)
    if correct == "dhaultfoeuille_rathelot":
        assert [found["bound_low"], found["bound_high"]] == pytest.approx([1, 1], abs=1e-9)
    else:
        assert found["estimate"] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("correct", "off"), [("carrington_troske", 0.02), ("winship", 0.02), ("rathelot", 0.1)])
def test_no_segregation_is_0_on_average(correct, off):
    """Rolls of two hundred classes of 20, dealt out at random."""
    rng = np.random.default_rng(4)
    found = []
    for _ in range(20):
        x = rng.multivariate_hypergeometric([20] * 200, 1200)
        found.append(row(wide(np.c_[x, 20 - x]), correct=correct)["estimate"])
    assert abs(np.mean(found)) < off
    assert row(wide(np.c_[x, 20 - x]))["estimate"] > 0.1


def test_proportional_units_have_none_left():
    for correct in ("density", "rathelot"):
        assert row(wide(EVEN), correct=correct)["estimate"] == pytest.approx(0, abs=1e-9)
    assert row(wide(EVEN), correct="carrington_troske")["estimate"] == pytest.approx(-1, abs=1e-9)


@pytest.mark.parametrize("correct", [*(c for c in CORRECTIONS if c != "density"), "dhaultfoeuille_rathelot"])
def test_units_of_one_pupil_have_no_corrected_value(correct):
    found = row(wide(ALONE), correct=correct)
    assert pd.isna(found["estimate"])
    assert correct in found["note"]


def test_corrections_say_what_they_are_not_for():
    roll = wide([[5, 3, 2], [1, 7, 4]])
    assert "two groups only" in row(roll, correct="density")["note"]
    assert "from 0 to 1" in row(roll, "M", correct="winship")["note"]
    assert "for D only" in row(roll, "H", focal="g0", correct="density")["note"]
    for correct in ("density", "rathelot"):
        assert sm.measure(roll, ["M", "isolation"], focal="g0", correct=correct, rng=1)["estimate"].isna().all()


def test_an_interval_lies_around_the_corrected_value():
    roll = wide(V4)
    plain = row(roll, interval="pupils")
    for correct in ("bootstrap", "density", "carrington_troske"):
        found = row(roll, interval="pupils", correct=correct)
        assert found["low"] < found["estimate"] < found["high"]
        assert found["bias"] == pytest.approx(plain["estimate"] - found["estimate"], abs=1e-12)
    assert row(roll, interval="pupils", correct="bootstrap")["low"] == pytest.approx(plain["low"], abs=1e-12)
    by_units, alone = row(roll, interval="units", correct="bootstrap"), row(roll, correct="bootstrap")
    assert by_units["estimate"] == alone["estimate"]


def test_where_nothing_is_hidden_masking_leaves_nothing_open():
    found = row(wide(V4), interval="masking")
    assert found["low"] == found["high"] == found["estimate"]
    assert found["note"] == "nothing is hidden"


def test_a_loop_over_districts_does_not_die():
    """One district of two groups, one of one unit, one of one group, beside an ordinary one: every verb answers."""
    cells = {"a": [[5, 3, 1], [1, 9, 4]], "b": [[5, 0, 2], [1, 0, 9]], "c": [[3, 4, 5]], "d": [[3, 0, 0], [4, 0, 0]]}
    rows = [(t, j, g, n) for t, us in cells.items() for j, u in enumerate(us) for g, n in zip("xyz", u, strict=True)]
    frame = pd.DataFrame(rows, columns=["town", "unit", "group", "n"])
    roll = sm.Roll(frame, unit="unit", group="group", count="n", by="town", order=["x", "y", "z"])
    asked = ["D", "G", "A", "ordinal_variance", "icc", "isolation", "E"]
    for correct in (None, *CORRECTIONS, "dhaultfoeuille_rathelot"):
        found = sm.measure(roll, asked, correct=correct, interval="pupils", replicates=20, rng=1)
        assert found.loc[found["estimate"].isna(), "note"].ne("").all()
    for found in (sm.expected(roll, asked, replicates=20, rng=1), sm.test(roll, measures=asked, replicates=20, rng=1)):
        assert found.loc[found["estimate"].isna(), "note"].ne("").all()
    for found in (sm.rank_order(roll), sm.profile(roll, "rank_information"), sm.local(roll, ["D", "LQ", "ln LQ"])):
        assert found.loc[found["estimate"].isna(), "note"].ne("").all()


# Tests


def test_the_p_value_is_that_of_all_tables():
    """Two units of four, four pupils of each group: D is at least ½ in 2·(1 + 16) of 70 allocations."""
    roll = wide([[3, 1], [1, 3]])
    exact = sum(comb(4, k) * comb(4, 4 - k) for k in (0, 1, 3, 4)) / comb(8, 4)
    found = sm.test(roll, measures=["D", "exposure"], replicates=20_000, rng=1)
    assert (abs(found["p_value"] - exact) < ERRORS * (exact * (1 - exact) / 20_000) ** 0.5).all()
    assert found["z"].iloc[0] > 0 > found["z"].iloc[1]


def test_p_is_never_0_and_z_is_the_distance_from_chance(data):
    found = sm.test(schools(data), measures="M", replicates=99, rng=1).iloc[0]
    assert found["p_value"] == 1 / 100
    assert abs(found["expected"] - 0.0048055) < ERRORS * found["sd"] / 99**0.5
    assert found["z"] == pytest.approx((found["estimate"] - found["expected"]) / found["sd"])


def test_two_years_alike_do_not_differ_and_others_do():
    rng = np.random.default_rng(5)
    before = wide(rng.multinomial(100, [0.3, 0.7], 40))
    alike = wide(rng.multinomial(100, [0.3, 0.7], 40))
    other = wide(np.concatenate([rng.multinomial(100, [0.1, 0.9], 20), rng.multinomial(100, [0.5, 0.5], 20)]))
    found = [sm.test(before, two, "D", replicates=999, interval="pupils", rng=1).iloc[0] for two in (alike, other)]
    assert found[0]["p_value"] > 0.01
    assert found[0]["low"] < 0 < found[0]["high"]
    assert found[1]["p_value"] == 1 / 1000
    assert 0 < found[1]["low"] < found[1]["estimate"] < found[1]["high"]
    assert found[1]["estimate"] == pytest.approx(found[1]["after"] - found[1]["before"], abs=1e-15)


def test_a_draw_of_schools_serves_both_years():
    """Schools that all grow alike: paired, the difference has no spread; apart, it has that of both years."""
    rng = np.random.default_rng(6)
    rows = rng.multinomial(100, [0.4, 0.6], 30)
    before, after = wide(rows), wide(rows * 3)
    paired = sm.test(before, after, ["D", "H"], interval="units", replicates=99, rng=1)
    assert paired["se"].to_numpy() == pytest.approx([0, 0], abs=1e-12)
    apart = sm.measure(before, "D", interval="units", rng=1)
    assert apart["se"].item() > 0.005


def test_rolls_without_a_common_unit_have_no_exchange_of_pupils():
    one = wide([[8, 2], [2, 8]])
    frame = wide([[5, 5], [6, 4]]).to_frame().assign(unit=[8, 8, 9, 9])
    other = sm.Roll(frame, unit="unit", group="group", count="pupils")
    found = sm.test(one, other, "D", replicates=9, rng=1).iloc[0]
    assert pd.isna(found["p_value"])
    assert "exchange='units'" in found["note"]
    assert sm.test(one, other, "D", exchange="units", replicates=9, rng=1)["p_value"].notna().all()


def test_areas_exchange_whole_units():
    even, uneven = wide([[5, 5]] * 12), wide([[9, 1]] * 6 + [[1, 9]] * 6)
    found = sm.test(even, uneven, "D", exchange="units", replicates=999, rng=1).iloc[0]
    assert found["p_value"] < 0.05
    assert sm.test(even, even, "D", exchange="units", replicates=99, rng=1)["p_value"].item() == 1


def test_tables_of_two_rolls_are_paired_by_their_values():
    frame = pd.concat([wide(V4).to_frame().assign(town=town) for town in "ab"])
    one = sm.Roll(frame, unit="unit", group="group", count="pupils", by="town")
    found = sm.test(one, one, ["D", "xPx"], focal="g0", replicates=9, rng=1)
    assert found[["town", "measure"]].to_numpy().tolist() == [list(p) for p in itertools.product("ab", ["D", "xPx"])]
    assert (found["estimate"] == 0).all()
    with pytest.raises(sm.InputError) as caught:
        sm.test(one, sm.Roll(frame[frame["town"] == "a"], unit="unit", group="group", count="pupils", by="town"), "D")
    assert caught.value.kind == "UnmatchedKey"
    with pytest.raises(sm.InputError):
        sm.test(one, wide(V4), "D")


# Size


def test_counts_of_a_million_million_overflow_nothing():
    """Every measure that knows shares only is the same; an interval and a test of so many pupils are narrow."""
    rows = np.array([[9, 4, 1], [2, 8, 5], [1, 3, 9], [4, 4, 4]])
    alike = sm.catalogue().query("needs in ['', 'order'] and kind not in ['local', 'spatial']")["name"].tolist()
    order = ["g0", "g1", "g2"]
    alike = [name for name in alike if not name.startswith("rank")]
    small, huge = (sm.measure(wide(times, order=order), alike) for times in (rows, rows * 10**12))
    np.testing.assert_allclose(huge["estimate"], small["estimate"], rtol=1e-12)
    for what in ("pupils", "units"):
        found = sm.measure(wide(rows * 10**12), ["D", "H", "M", "G"], interval=what, replicates=50, rng=1)
        assert (found["se"] < (1e-5 if what == "pupils" else 0.5)).all()
    tested = sm.test(wide(rows * 10**12), measures=["D", "M"], replicates=50, rng=1)
    assert (tested["expected"] < 1e-5).all()
    assert (sm.expected(wide(rows * 10**12), ["D", "M"])["estimate"] < 1e-5).all()


# Masks


def masked(rows, rng, hidden=(1, 4)):
    frame = wide(rows).to_frame()
    hide = frame["pupils"].between(*hidden) & (rng.random(len(frame)) < 0.9)
    return frame.assign(pupils=frame["pupils"].astype(str).where(~hide, "<5")), hide.sum()


def test_bounds_hold_the_truth_and_totals_tighten_them():
    rng = np.random.default_rng(7)
    asked = ["D", "H", "M", "G", "O", "V", "R", "C", "A", "isolation", "E"]
    for _ in range(6):
        rows = rng.negative_binomial(1.2, 0.12, (30, 3))
        rows[:, 0] += 5
        truth = sm.measure(wide(rows), asked)
        frame, _ = masked(rows, rng)
        parts = {"unit": "unit", "group": "group", "count": "pupils", "masks": {"<5": (1, 4)}}
        totals = pd.DataFrame({"unit": range(30), "pupils": rows.sum(axis=1)})
        free, tied = (sm.measure(sm.Roll(frame, **parts, totals=given), asked, rng=1) for given in (None, totals))
        for found in (free, tied):
            assert (found["bound_low"] <= truth["estimate"] + 1e-12).all()
            assert (truth["estimate"] <= found["bound_high"] + 1e-12).all()
        assert (tied["bound_low"] >= free["bound_low"] - 1e-9).all()
        assert (tied["bound_high"] <= free["bound_high"] + 1e-9).all()


def test_an_interval_of_hidden_counts_holds_masking_and_draw():
    rng = np.random.default_rng(8)
    frame, hidden = masked(rng.negative_binomial(1.5, 0.1, (40, 2)) + 1, rng)
    assert hidden > 5
    roll = sm.Roll(frame, unit="unit", group="group", count="pupils", masks={"<5": (1, 4)})
    masking, pupils = (row(roll, interval=what, replicates=400) for what in ("masking", "pupils"))
    assert masking["bound_low"] <= masking["low"] < masking["estimate"] < masking["high"] <= masking["bound_high"]
    assert pupils["se"] > masking["se"] > 0
    assert pupils["low"] < pupils["estimate"] - pupils["bias"] < pupils["high"]


def test_ordinary_sites_of_a_municipality_lie_inside_their_bounds(data):
    """The enrolment history has the exact total of each site: it lies between the sums of the hidden counts' ends."""
    sites = sm.read.duo(data / "nl/duo/po-2024")
    sites = sites[sites["sector"] == "bo"]
    found = sites.groupby("site")[["pupils_low", "pupils_high"]].sum()
    history = sm.read.duo(next((data / "nl/duo").glob("06.-historisch*")))
    latest = history[history["year"] == 2024].set_index("site")["pupils"].dropna()
    both = found.join(latest, how="inner")
    inside = (both["pupils_low"] <= both["pupils"]) & (both["pupils"] <= both["pupils_high"])
    assert len(both) > 3000
    assert (~inside).sum() < 0.01 * len(both)


# Long work


INTERRUPTED = """
import signal, sys, threading, time
import pandas as pd
import schoolmix as sm
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
roll = sm.Roll(pd.read_csv(sys.argv[1]), unit="school", group="race", count="n")
threading.Timer(1.0, signal.raise_signal, [signal.SIGINT]).start()
start = time.perf_counter()
try:
    sm.measure(roll, ["G", "H"], interval="pupils", replicates=999_999, rng=1)
except KeyboardInterrupt:
    print(time.perf_counter() - start < 30, sm.measure(roll, "M")["estimate"].item() > 0)
"""


def test_control_c_stops_long_work(data):
    """In a process of its own: what other tests leave behind may swallow an interrupt."""
    command = [sys.executable, "-c", INTERRUPTED, str(data / "us/schools00.csv")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["True", "True"]


def test_long_work_shows_how_far_it_is(data, capsys, monkeypatch):
    monkeypatch.setattr("schoolmix.progress.PATIENCE", 0)
    sm.measure(schools(data), "G", interval="pupils", replicates=300, rng=1)
    assert "measure" in capsys.readouterr().err
