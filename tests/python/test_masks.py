"""Hidden counts: hard bounds that hold every possible table, and an estimate under a stated law."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import polars as pl
import pytest

import schoolmix as sm

NINE = 0.5e-9 + 1e-12  # decimals that the reference prints
EXACT = 1e-12  # sums of a dozen terms
MASKS = {"<5": (1, 4), "?": (0, 100)}
FIVE = pd.DataFrame(
    {
        "site": list("aabbccddee"),
        "group": ["x", "y"] * 5,
        "n": ["<5", "?", "12", "38", "<5", "?", "30", "20", "<5", "?"],
    }
)
TOTALS = pd.DataFrame({"site": list("abcde"), "n": [12, 50, 9, 50, 14]})
BOTH = pd.DataFrame({"site": list("aabb"), "group": list("xyxy"), "n": ["<5", "20", "30", "<5"]})


def read(frame, **parts):
    return sm.Roll(frame, **{"unit": "site", "group": "group", "count": "n", "masks": MASKS, **parts})


def row(roll, measure="D", **options):
    return sm.measure(roll, measure, **{"rng": 1, **options}).iloc[0]


def dissimilarity(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    return np.nan if x.sum() == 0 or y.sum() == 0 else 0.5 * abs(x / x.sum() - y / y.sum()).sum()


def test_bounds_are_those_of_the_reference():
    found = row(read(FIVE, totals=TOTALS))
    assert abs(found["bound_low"] - 0.320987654) < NINE
    assert abs(found["bound_high"] - 0.444444444) < NINE
    assert "exact bounds" in found["note"]
    found = row(read(BOTH))
    assert abs(found["bound_low"] - 0.715686275) < NINE
    assert abs(found["bound_high"] - 0.920122888) < NINE


def possible(frame, totals, *, focal):
    """Return D of every table that a masked frame allows."""
    cells = [(MASKS[n][0], MASKS[n][1]) if n in MASKS else (int(n), int(n)) for n in frame["n"]]
    sites = sorted(frame["site"].unique())
    units, is_focal = [sites.index(s) for s in frame["site"]], frame["group"].eq(focal).to_numpy()
    for counts in itertools.product(*[range(low, high + 1) for low, high in cells]):
        sums = np.zeros((len(sites), 2))
        np.add.at(sums, (units, np.where(is_focal, 0, 1)), counts)
        if totals is None or (sums.sum(axis=1) == totals).all():
            yield dissimilarity(sums[:, 0], sums[:, 1])


@pytest.mark.parametrize("seed", range(40))
def test_bounds_are_the_extremes_of_all_possible_tables(seed):
    rng = np.random.default_rng(seed)
    groups = "xyz"[: rng.integers(2, 4)]
    sites = "abc"
    truth = rng.integers(0, 9, (3, len(groups)))
    truth[:, 0] += 1  # nobody is absent, and something is hidden
    truth[0] = np.arange(2, 2 + len(groups))
    frame = pd.DataFrame([(s, g, truth[i, k]) for i, s in enumerate(sites) for k, g in enumerate(groups)])
    frame.columns = ["site", "group", "n"]
    hidden = frame["n"].between(1, 4) & ((rng.random(len(frame)) < 0.7) | (frame.index == 0))
    frame["n"] = frame["n"].astype(str).where(~hidden, "<5")
    known = truth.sum(axis=1) if seed % 2 else None
    totals = None if known is None else pd.DataFrame({"site": list(sites), "n": known})
    found = row(read(frame, totals=totals), focal="x")
    values = np.array(list(possible(frame, known, focal="x")))
    low, high = np.nanmin(values), np.nanmax(values)
    assert found["bound_low"] <= low + EXACT
    assert found["bound_high"] >= high - EXACT
    assert found["bound_low"] - EXACT <= found["estimate"] <= found["bound_high"] + EXACT
    if "exact bounds" in found["note"]:
        assert abs(found["bound_low"] - low) < EXACT
        assert abs(found["bound_high"] - high) < EXACT


@pytest.mark.parametrize("known", [True, False])
def test_bounds_of_a_large_table_hold_what_may_be(known):
    rng = np.random.default_rng(9)
    truth = rng.poisson(rng.gamma(0.6, 9, (300, 1)) * [0.4, 1.6])
    truth[0] = [3, 40]
    frame = pd.DataFrame({"site": np.repeat(np.arange(300), 2), "group": ["x", "y"] * 300, "n": truth.ravel()})
    hidden = frame["n"].between(1, 4)
    totals = pd.DataFrame({"site": np.arange(300), "n": truth.sum(axis=1)}) if known else None
    found = row(read(frame.assign(n=frame["n"].astype(str).where(~hidden, "<5")), totals=totals))
    low, high = found["bound_low"], found["bound_high"]
    assert 0 <= low <= dissimilarity(*truth.T) <= high <= 1
    assert low <= found["estimate"] <= high
    for _ in range(200):
        other = frame["n"].where(~hidden, rng.integers(1, 5, len(frame))).to_numpy().reshape(-1, 2)
        fits = not known or (other.sum(axis=1) == truth.sum(axis=1)).all()
        assert not fits or low <= dissimilarity(*other.T) <= high


def test_totals_that_leave_no_choice_give_the_value_itself():
    frame = pd.DataFrame({"site": list("aabb"), "group": list("xyxy"), "n": ["<5", "20", "30", "<5"]})
    totals = pd.DataFrame({"site": ["a", "b"], "n": [23, 31]})
    found = row(read(frame, totals=totals))
    value = dissimilarity([3, 30], [20, 1])
    assert [found[c] for c in ("estimate", "bound_low", "bound_high")] == pytest.approx([value] * 3, abs=EXACT)
    assert found["pupils"] == 54


def test_totals_narrow_the_bounds():
    wide, narrow = row(read(BOTH)), row(read(BOTH, totals=pd.DataFrame({"site": ["a", "b"], "n": [22, 34]})))
    assert wide["bound_low"] <= narrow["bound_low"] <= narrow["bound_high"] <= wide["bound_high"]


def test_two_columns_of_bounds_are_masks():
    bounded = BOTH.assign(n=pd.array([None, 20, 30, None], "Int64"), low=[1, 20, 30, 1], high=[4, 20, 30, 4])
    roll = read(bounded, masks=None, bounds=("low", "high"))
    pd.testing.assert_frame_equal(
        sm.measure(roll, ["D", "H", "isolation"], rng=3), sm.measure(read(BOTH), ["D", "H", "isolation"], rng=3)
    )


def test_every_measure_has_bounds_around_its_estimate():
    asked = sm.catalogue().query("needs in ['', 'whole pupils'] and kind != 'local'")["name"].tolist()
    answer = sm.measure(read(FIVE, totals=TOTALS), asked, rng=1)
    assert answer["estimate"].notna().all()
    assert (answer["bound_low"] <= answer["estimate"] + 1e-12).all()
    assert (answer["estimate"] <= answer["bound_high"] + 1e-12).all()
    assert answer["note"].str.contains("exact bounds").all()


@pytest.mark.parametrize(
    ("law", "totals", "named"),
    [
        ("poisson", TOTALS, "Poisson"),
        ("negative_binomial", TOTALS, "negative binomial of size"),
        ("uniform", TOTALS, "uniform"),
        ("poisson", None, "uniform"),
    ],
)
def test_the_note_names_the_law_and_what_it_is_conditional_on(law, totals, named):
    frame = FIVE.assign(n=FIVE["n"].replace("?", "<5"))
    totals = None if totals is None else totals.assign(n=[4, 50, 4, 50, 5])
    note = row(read(frame, totals=totals), law=law)["note"]
    assert named in note
    assert ("conditional on unit totals" in note) == (totals is not None)


def test_the_uniform_law_has_the_mean_of_all_tables():
    """Twenty imputations a call: over many seeds their mean is that of all sixteen tables."""
    values = np.array(list(possible(BOTH, None, focal="x")))
    means = [row(read(BOTH), law="uniform", rng=seed)["estimate"] for seed in range(60)]
    assert abs(np.mean(means) - values.mean()) < 4 * values.std() / (60 * 20) ** 0.5


def test_one_seed_is_one_answer_in_any_order_of_rows():
    shuffled = FIVE.sample(frac=1, random_state=2)
    measures = ["D", "H", "exposure"]
    first = sm.measure(read(FIVE, totals=TOTALS), measures, rng=5)
    pd.testing.assert_frame_equal(first, sm.measure(read(shuffled, totals=TOTALS[::-1]), measures, rng=5))
    assert set(first["seed"]) == {5}
    other = sm.measure(read(FIVE, totals=TOTALS), measures, rng=6)
    assert (first["estimate"] != other["estimate"]).all()


def test_no_seed_draws_one_and_tells_it():
    roll = read(FIVE, totals=TOTALS)
    first, second = sm.measure(roll), sm.measure(roll)
    assert first["seed"][0] != second["seed"][0]
    pd.testing.assert_frame_equal(first, sm.measure(roll, rng=int(first["seed"][0])))


def test_a_generator_and_a_seed_sequence_give_the_seed():
    roll = read(FIVE, totals=TOTALS)
    for make in (np.random.default_rng, np.random.SeedSequence):
        pd.testing.assert_frame_equal(sm.measure(roll, rng=make(4)), sm.measure(roll, rng=make(4)))


def test_a_roll_tells_what_is_hidden_and_shows_it():
    roll = read(BOTH)
    assert (roll.masked, roll.pupils, roll.units, roll.groups) == (2, 50, ["a", "b"], ["x", "y"])
    assert "2 hidden counts" in repr(roll)
    table = roll.to_frame()
    assert table["n"].isna().tolist() == [True, False, False, True]
    assert table["n_low"].tolist() == [1, 20, 30, 1]
    assert table["n_high"].tolist() == [4, 20, 30, 4]
    again = sm.Roll(table, unit="site", group="group", count="n", bounds=("n_low", "n_high"))
    pd.testing.assert_frame_equal(sm.measure(again, rng=1), sm.measure(roll, rng=1))


def test_a_unit_or_group_that_is_only_hidden_stays():
    frame = pd.DataFrame({"site": list("aabc"), "group": list("xyxz"), "n": ["7", "9", "<5", "<5"]})
    roll = read(frame)
    assert (roll.units, roll.groups, roll.notes) == (["a", "b", "c"], ["x", "y", "z"], [])
    assert sm.measure(roll, "D", rng=1)["units"].item() == 3


def test_masks_alone_change_nothing_where_nothing_is_hidden():
    frame = BOTH.assign(n=["3", "20", "30", "2"])
    pd.testing.assert_frame_equal(sm.measure(read(frame)), sm.measure(read(frame.astype({"n": int}), masks=None)))


@pytest.mark.parametrize("kind", [pl.from_pandas, lambda frame: frame.astype({"n": "category"})])
def test_masks_are_read_from_any_kind_of_text(kind):
    found = sm.measure(read(kind(BOTH)), "D", rng=1)
    assert list(found["bound_low"]) == list(sm.measure(read(BOTH), "D", rng=1)["bound_low"])


def test_hidden_years_stand_beside_whole_ones():
    both = pd.concat([BOTH.assign(year=1), BOTH.assign(year=2, n=["3", "20", "30", "2"])])
    answer = sm.measure(read(both, by="year"), "D", rng=1).set_index("year")
    assert answer.loc[2, ["bound_low", "bound_high"]].tolist() == pytest.approx(
        [answer.loc[2, "estimate"]] * 2, abs=EXACT
    )
    assert answer.loc[2, "estimate"] == pytest.approx(dissimilarity([3, 30], [20, 2]), abs=EXACT)


def test_wide_frames_bring_masks():
    wide = pd.DataFrame({"site": ["a", "b"], "x": ["<5", "30"], "y": ["20", "<5"]})
    roll = sm.Roll.from_wide(wide, unit="site", groups=["x", "y"], masks={"<5": (1, 4)})
    assert sm.measure(roll, "D", rng=1)["bound_high"].item() == pytest.approx(0.920122888, abs=NINE)
