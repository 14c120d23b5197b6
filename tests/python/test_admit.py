"""Admission: worked examples, a peer, chances, invariance, and placements that agree with what is said of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import schoolmix as sm
from schoolmix import _core
from schoolmix.market import BY_TURN

GOLDEN = Path(__file__).parents[1] / "golden" / "matchings.json"
MECHANISMS = [
    "deferred_acceptance",
    "immediate_acceptance",
    "adaptive_boston",
    sm.Mechanism("chinese_parallel", band=2),
    "top_trading_cycles",
    "serial_dictatorship",
    "efficiency_adjusted",
    sm.Mechanism("efficiency_adjusted", consent="agrees"),
    "stable_improvement_cycles",
    "rank_minimising",
    sm.Mechanism("first_come", arrival="day"),
    "lottery_then_central",
]
TIES = ["single", "multiple", sm.Ties("hybrid", popular=["s0", "s1"]), sm.Ties("mixed", weight=0.5)]
LOW, HIGH = {"ses": "low"}, {"ses": "high"}
RESERVES = [
    sm.Reserve(group=LOW, seats=2),
    sm.Quota(group=HIGH, seats=2),
    sm.Bounds(group=LOW, floor=1, ceiling=2),
    sm.DoubleList(trait="ses", shares={"low": 0.4, "high": 0.6}),
    sm.DoubleList(trait="ses", shares={"low": 0.4, "high": 0.6}, spill=False),
    sm.Slots(order=[sm.Slot(group=LOW), sm.Slot()], schools=["s0", "s1"]),
    sm.Share(group=LOW, share=0.4),
]


def market(pupils=40, schools=5, seed=1):
    """Return invented wishes, schools, pupils and priorities with ties, in any order of rows."""
    draw = np.random.default_rng(seed)
    names = [f"s{number}" for number in range(schools)]
    lists = {f"p{number:02}": draw.permutation(names)[: draw.integers(1, schools + 1)] for number in range(pupils)}
    wishes = pd.DataFrame(
        [(pupil, school, rank) for pupil, listed in lists.items() for rank, school in enumerate(listed, 1)],
        columns=["pupil", "school", "rank"],
    )
    frame = pd.DataFrame(
        {
            "pupil": [*lists, "silent"],
            "ses": draw.choice(["low", "high"], pupils + 1),
            "agrees": draw.choice([True, False], pupils + 1),
            "day": draw.integers(1, 30, pupils + 1),
            "round": draw.integers(1, 3, pupils + 1),
            "x": draw.uniform(0, 1000, pupils + 1),
            "y": draw.uniform(0, 1000, pupils + 1),
        }
    )
    at = pd.DataFrame({"school": names, "places": draw.integers(4, 8, schools), "x": 500.0, "y": np.arange(schools)})
    priorities = wishes[["school", "pupil"]].assign(priority=draw.integers(1, 4, len(wishes)))
    return wishes, at, frame, priorities


def schools_of(result, lottery=1):
    """Return the school of every pupil, "-" for none."""
    frame = result.placements
    return frame.loc[frame["lottery"] == lottery].set_index("pupil")["school"].fillna("-").to_dict()


# Worked examples (Roth 1982; Abdulkadiroğlu & Sönmez 2003; Kojima 2012)


def digits(letter, texts):
    return [[f"{letter}{digit}" for digit in text] for text in texts.split()]


EXAMPLES = {
    "E1": (
        dict(zip(["i1", "i2", "i3"], digits("s", "213 123 123"), strict=True)),
        {"s1": 1, "s2": 1, "s3": 1},
        dict(zip(["s1", "s2", "s3"], digits("i", "132 213 213"), strict=True)),
    ),
    "E2": (
        {f"i{n}": listed for n, listed in enumerate(digits("s", "2134 1234 3214 3412 1342 4123 1234 1243"), 1)},
        {"s1": 2, "s2": 2, "s3": 3, "s4": 3},
        {f"s{n}": order for n, order in enumerate(digits("i", "12345678 35487216 53172864 68742351"), 1)},
    ),
}
PARALLEL = sm.Mechanism("chinese_parallel", band=2)
CONSENT = sm.Mechanism("efficiency_adjusted", consent=True)
NO_CONSENT = sm.Mechanism("efficiency_adjusted", consent=False)


@pytest.mark.parametrize(
    ("example", "mechanisms", "placed", "ranks", "blocking"),
    [
        ("E1", ["DA", PARALLEL, NO_CONSENT, "SIC"], "123", 7, []),
        ("E1", ["TTC", "EADA", CONSENT], "213", 5, [("i3", "s1")]),
        ("E1", ["IA", "adaptive_boston", "lottery_then_central"], "231", 5, [("i2", "s2")]),
        ("E2", ["DA", PARALLEL, NO_CONSENT, "SIC"], "11333422", 12, []),
        ("E2", ["TTC"], "21331424", 11, [("i8", "s2")]),
        ("E2", ["IA", "adaptive_boston"], "21331432", 11, [("i7", "s2")]),
        ("E2", ["EADA", CONSENT], "21333412", 10, [("i5", "s1")]),
    ],
)
def test_worked_examples(example, mechanisms, placed, ranks, blocking):
    wishes, places, orders = EXAMPLES[example]
    for mechanism in mechanisms:
        result = sm.admit(wishes, places, priorities=orders, ties=None, mechanism=mechanism)
        assert "".join(school[1] for school in result.placements["school"]) == placed, mechanism
        assert result.placements["rank"].sum() == ranks
        pairs = result.blocking_pairs()[["pupil", "school"]]
        assert list(pairs.itertuples(index=False, name=None)) == blocking, mechanism
        result.verify()


@pytest.mark.parametrize(("example", "placed"), [("E1", "213"), ("E2", "21331424")])
def test_serial_dictatorship_in_a_given_order(example, placed):
    wishes, places, _ = EXAMPLES[example]
    pupils = pd.DataFrame({"pupil": list(wishes), "day": range(len(wishes))})
    in_order = sm.admit(wishes, places, pupils=pupils, mechanism=sm.Mechanism("first_come", arrival="day"))
    alike = sm.admit(wishes, places, priorities={school: list(wishes) for school in places}, ties=None)
    assert "".join(school[1] for school in in_order.placements["school"]) == placed
    assert schools_of(in_order) == schools_of(alike)


def test_serial_dictatorship_is_in_the_order_of_the_lots():
    wishes, places, _ = EXAMPLES["E2"]
    result = sm.admit(wishes, places, mechanism="serial_dictatorship", lotteries=20, rng=4)
    for lottery in range(1, 21):
        lots = result.lots(lottery).drop_duplicates("pupil").sort_values("number")
        left, placed = dict(places), {}
        for pupil in lots["pupil"]:
            placed[pupil] = next(school for school in wishes[pupil] if left[school])
            left[placed[pupil]] -= 1
        assert schools_of(result, lottery) == placed


@pytest.mark.parametrize("example", EXAMPLES)
def test_least_ranks_are_least(example):
    wishes, places, orders = EXAMPLES[example]
    result = sm.admit(wishes, places, priorities=orders, mechanism="rank_minimising", lotteries=40, rng=1)
    sums = result.placements.groupby("lottery")["rank"].sum()
    assert set(sums) == {{"E1": 5, "E2": 10}[example]}
    found = {tuple(schools_of(result, lottery).values()) for lottery in range(1, 41)}
    assert len(found) == {"E1": 2, "E2": 3}[example], "all optima are drawn"


def test_quota_and_reserve_of_kojima():
    wishes = {"s1": ["c1"], "s2": ["c1", "c2"], "s3": ["c2", "c1"]}
    orders = {"c1": ["s1", "s2", "s3"], "c2": ["s2", "s3", "s1"]}
    pupils = pd.DataFrame({"pupil": ["s1", "s2", "s3"], "type": ["majority", "majority", "minority"]})
    quota = sm.Quota(group={"type": "majority"}, seats=1, schools=["c1"])
    reserve = sm.Reserve(group={"type": "minority"}, seats=1, schools=["c1"])
    found = [
        list(schools_of(sm.admit(wishes, {"c1": 2, "c2": 1}, pupils=pupils, priorities=orders, reserves=kept)).values())
        for kept in ((), [quota], [reserve])
    ]
    assert found == [["c1", "c1", "c2"], ["c1", "c2", "c1"], ["c1", "c1", "c2"]]


@pytest.mark.parametrize(
    "given", json.loads(GOLDEN.read_text(encoding="utf-8")), ids=lambda given: len(given["wishes"])
)
def test_deferred_acceptance_is_that_of_a_peer(given):
    result = sm.admit(given["wishes"], given["places"], priorities=given["orders"], ties=None)
    assert {pupil: school for pupil, school in schools_of(result).items() if school != "-"} == given["placed"]


# Chances


def test_chances_add_up_and_agree_with_placements():
    wishes, schools, pupils, priorities = market()
    result = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, lotteries=50, rng=3)
    chances, placements = result.chances(), result.placements
    assert chances.groupby("pupil")["chance"].sum().to_numpy() == pytest.approx(np.ones(41), abs=1e-12)
    assert len(chances) == len(wishes) + len(pupils)
    counted = placements.fillna({"school": "-"}).groupby(["pupil", "school"]).size() / 50
    told = chances.fillna({"school": "-"}).set_index(["pupil", "school"])["chance"]
    assert told[told > 0].to_dict() == pytest.approx(counted.to_dict())
    assert chances["se"].to_numpy() == pytest.approx(np.sqrt(chances["chance"] * (1 - chances["chance"]) / 50))


@pytest.mark.parametrize("ties", ["single", "multiple"])
def test_pupils_alike_have_the_same_chance(ties):
    pupils, lotteries = 30, 4000
    result = sm.admit(
        {pupil: ["a", "b"] for pupil in range(pupils)}, {"a": 6, "b": 9}, ties=ties, lotteries=lotteries, rng=2
    )
    chances = result.chances()
    for school, places in {"a": 6, "b": 9}.items():
        found, share = chances.loc[chances["school"] == school, "chance"], places / pupils
        assert found.mean() == pytest.approx(share, abs=1e-12)
        assert (found - share).abs().max() < 4 * np.sqrt(share * (1 - share) / lotteries)


def test_many_lotteries_are_the_first_ones_and_more():
    wishes, schools, *_ = market()
    few, many = (sm.admit(wishes, schools, lotteries=count, rng=9).placements for count in (3, 8))
    assert many[many["lottery"] <= 3].reset_index(drop=True).equals(few)


# What anyone can do anew with the lots


def redone(lots, places, band):
    """Return the school of every pupil by the definition of parallel acceptance, from lots alone."""
    key = {(row.pupil, row.school): (row.priority, row.number) for row in lots.itertuples()}
    lists = {pupil: dict(zip(own["rank"], own["school"], strict=True)) for pupil, own in lots.groupby("pupil")}
    left, final, last = dict(places), {}, int(lots["rank"].max())
    for start in range(0, last, band):
        held = {school: [] for school in places}
        free = [(pupil, start + 1) for pupil in lists if pupil not in final]
        while free:
            pupil, rank = free.pop()
            if rank > min(start + band, last):
                continue
            school = lists[pupil].get(rank)
            if school is None:
                free.append((pupil, rank + 1))
                continue
            held[school].append((key[pupil, school], rank, pupil))
            held[school].sort()
            if len(held[school]) > left[school]:
                _, rank, out = held[school].pop()
                free.append((out, rank + 1))
        for school, those in held.items():
            final |= {pupil: school for _, _, pupil in those}
            left[school] -= len(those)
    return final


@pytest.mark.parametrize("ties", TIES, ids=str)
def test_placements_can_be_redone_from_the_lots(ties):
    for seed in range(6):
        wishes, schools, _, priorities = market(30, 4, seed)
        closed = np.random.default_rng(seed).random(len(priorities)) < 0.1
        priorities = priorities.assign(priority=priorities["priority"].astype("Int64").mask(closed))
        places = dict(zip(schools["school"], schools["places"], strict=True))
        for mechanism, band in (("DA", 9), (PARALLEL, 2), ("IA", 1), (NO_CONSENT, 9)):
            result = sm.admit(wishes, schools, priorities=priorities, ties=ties, mechanism=mechanism, rng=seed)
            found = {pupil: school for pupil, school in schools_of(result).items() if school != "-"}
            assert found == redone(result.lots(), places, band), (seed, mechanism)


# The same in any order, any kind of frame, any number of threads


def shuffled(frame, seed):
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=str)
def test_rows_in_any_order_give_the_same_bits(mechanism):
    frames = market()
    whole = [frame.copy() for frame in frames]
    for seed in (1, 2):
        wishes, schools, pupils, priorities = (shuffled(frame, seed) for frame in frames)
        options = {"mechanism": mechanism, "rounds": "round", "lotteries": 3, "rng": 5}
        first = sm.admit(frames[0], frames[1], pupils=frames[2], priorities=frames[3], **options)
        again = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, **options)
        assert first.placements.equals(again.placements)
        assert first.record() == again.record()
        assert first.summary("ses").equals(again.summary("ses"))
    for before, after in zip(whole, frames, strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_reserves_in_any_order_of_rows():
    wishes, schools, pupils, priorities = market()
    for kept in RESERVES:
        first = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, reserves=[kept], rng=5)
        again = sm.admit(
            shuffled(wishes, 3),
            shuffled(schools, 3),
            pupils=shuffled(pupils, 3),
            priorities=shuffled(priorities, 3),
            reserves=[kept],
            rng=5,
        )
        assert first.record() == again.record()


def test_frames_of_any_kind_come_back_as_they_came():
    pl, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    wishes, schools, pupils, priorities = market()
    expected = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, rng=1)
    with duckdb.connect() as connection:
        kinds = [
            (pl.from_pandas, pl.DataFrame),
            (lambda frame: pl.from_pandas(frame).lazy(), pl.DataFrame),
            (lambda frame: pa.Table.from_pandas(frame, preserve_index=False), pa.Table),
            (connection.from_df, pa.Table),
        ]
        for made, kind in kinds:
            found = sm.admit(made(wishes), made(schools), pupils=made(pupils), priorities=made(priorities), rng=1)
            answers = [found.placements, found.chances(), found.ranks("ses"), found.summary("ses"), found.cutoffs()]
            answers += [found.lots(), found.verify(), found.blocking_pairs(), found.justified_envy()]
            assert {type(answer) for answer in answers} <= {kind, pl.DataFrame if kind is pl.DataFrame else kind}
            assert (
                pa.table(found.placements).to_pylist()
                == pa.table(pa.Table.from_pandas(expected.placements)).to_pylist()
            )
            assert found.record() == expected.record()


def test_types_of_columns_do_not_matter():
    wishes, schools, pupils, priorities = market()
    expected = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, rng=1).record()
    for kind in ("category", "string", object):
        typed = [
            frame.astype({name: kind for name in ("pupil", "school") if name in frame})
            for frame in (wishes, schools, pupils, priorities)
        ]
        found = sm.admit(
            typed[0].astype({"rank": "Int64"}),
            typed[1].astype({"places": "Int32"}),
            pupils=typed[2],
            priorities=typed[3].astype({"priority": "float64"}),
            rng=1,
        )
        assert found.record() == expected
        assert found.explain("p00", language="en")


def test_dictionaries_and_frames_are_the_same():
    wishes, places, orders = EXAMPLES["E2"]
    as_frame = pd.DataFrame([(p, s, r) for p, listed in wishes.items() for r, s in enumerate(listed, 1)])
    as_frame.columns = ["pupil", "school", "rank"]
    priorities = pd.DataFrame([(s, p, n) for s, order in orders.items() for n, p in enumerate(order, 1)])
    priorities.columns = ["school", "pupil", "priority"]
    schools = pd.DataFrame({"school": list(places), "places": list(places.values())})
    one = sm.admit(wishes, places, priorities=orders, rng=1)
    other = sm.admit(as_frame, schools, priorities=priorities, rng=1)
    assert one.record() == other.record()
    assert one.placements.equals(other.placements)


def test_threads_do_not_matter():
    code = """
import json, sys
sys.path.insert(0, sys.argv[1])
import test_admit as t, schoolmix as sm
wishes, schools, pupils, priorities = t.market(300, 12)
found = [sm.admit(wishes, schools, pupils=pupils, priorities=priorities, mechanism=m, lotteries=7, rng=11).record()
         for m in t.MECHANISMS]
print(json.dumps(found))
"""
    told = [
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "RAYON_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len({one["placements"] for one in json.loads(told[0])}) > len(MECHANISMS) // 2


def test_a_seed_that_is_drawn_is_told():
    wishes, schools, *_ = market()
    first = sm.admit(wishes, schools, lotteries=2)
    assert first.record() == sm.admit(wishes, schools, lotteries=2, rng=first.seed).record()
    assert first.seed != sm.admit(wishes, schools).seed
    generator = sm.admit(wishes, schools, rng=np.random.default_rng(1))
    assert generator.record() == sm.admit(wishes, schools, rng=np.random.default_rng(1)).record()


# What is said of placements


def test_figures_agree_with_placements():
    wishes, schools, pupils, priorities = market()
    result = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, lotteries=6, rng=8)
    placed = result.placements.merge(pupils, on="pupil").merge(schools, on="school", how="left", suffixes=("", "_s"))
    listed = placed[placed["pupil"] != "silent"]
    summary = result.summary("ses")
    told = summary[summary["ses"].isna()].set_index("outcome")["estimate"]
    assert told["first_choice"] == pytest.approx((listed["rank"] == 1).fillna(False).mean())
    assert told["top_3"] == pytest.approx((listed["rank"] <= 3).fillna(False).mean())
    assert told["unplaced"] == pytest.approx(listed["school"].isna().mean())
    assert told["no_list"] == pytest.approx(1 / 41)
    assert told["mean_rank"] == pytest.approx(listed.groupby("lottery")["rank"].mean().mean())
    assert told["empty_places"] == schools["places"].sum() - placed["school"].notna().sum() / 6
    far = np.hypot(placed["x"] - placed["x_s"], placed["y"] - placed["y_s"])
    assert told["mean_distance"] == pytest.approx(far.groupby(placed["lottery"]).mean().mean())
    assert told["median_distance"] == pytest.approx(far.groupby(placed["lottery"]).median().mean())
    of_low = summary[summary["ses"] == "low"].set_index("outcome")["estimate"]
    low = listed[listed["ses"] == "low"]
    assert of_low["first_choice"] == pytest.approx((low["rank"] == 1).fillna(False).mean())

    ranks = result.ranks("ses").fillna({"rank": 0}).set_index(["ses", "rank"])["pupils"]
    counted = placed.fillna({"rank": 0}).groupby(["ses", "rank"]).size() / 6
    assert ranks.to_dict() == pytest.approx(counted.to_dict())

    roll = result.roll("ses")
    assert roll.pupils == placed["school"].notna().sum()
    assert any("unplaced" in note for note in roll.notes)
    seats = roll.to_frame().set_index(["lottery", "school", "ses"])["pupils"]
    assert seats[seats > 0].to_dict() == placed.groupby(["lottery", "school", "ses"]).size().to_dict()


def test_cutoffs_are_the_last_in_the_order_of_the_school():
    wishes, schools, pupils, priorities = market()
    result = sm.admit(wishes, schools, pupils=pupils, priorities=priorities, ties="multiple", lotteries=3, rng=8)
    for lottery in (1, 2, 3):
        placed = result.placements.query("lottery == @lottery").dropna()
        stood = placed.merge(result.lots(lottery), on=["pupil", "school"]).sort_values(["priority", "number"])
        last, told = stood.groupby("school").last(), result.cutoffs(lottery).set_index("school")
        assert told["admitted"].to_dict() == {**dict.fromkeys(schools["school"], 0), **placed.groupby("school").size()}
        full = told[told["admitted"] == told["places"]].index
        assert len(full) > 1
        assert told.loc[full, ["priority", "number"]].equals(last.loc[full, ["priority", "number"]])


def test_without_places_nobody_is_placed():
    wishes, schools, pupils, _ = market()
    for mechanism in MECHANISMS:
        result = sm.admit(wishes, schools.assign(places=0), pupils=pupils, mechanism=mechanism, rng=1)
        assert result.placements["school"].isna().all()
        assert result.summary().set_index("outcome").loc["unplaced", "estimate"] == 1
        assert result.verify()["found"].sum() == 0
        assert "geen plaatsen" in result.explain("p00")


def test_who_has_no_list_is_unplaced_and_told():
    result = sm.admit({"ann": [], "bob": ["oak"]}, {"oak": 5}, rng=1)
    assert schools_of(result) == {"ann": "-", "bob": "oak"}
    told = result.summary().set_index("outcome")["estimate"]
    assert (told["no_list"], told["first_choice"], told["unplaced"]) == (0.5, 1, 0)
    nobody = sm.admit({"ann": [], "bob": []}, {"oak": 5}, rng=1)
    assert nobody.placements["school"].isna().all()
    assert nobody.chances()["chance"].tolist() == [1, 1]
    assert np.isnan(nobody.summary().set_index("outcome").loc["first_choice", "estimate"])


def test_fewer_places_than_pupils_is_valid():
    wishes, schools, pupils, _ = market()
    result = sm.admit(wishes, schools.assign(places=1), pupils=pupils, rng=1)
    assert result.placements["school"].notna().sum() == 5
    assert len(result.placements) == 41


def test_a_null_priority_is_not_admissible():
    wishes, schools, pupils, priorities = market()
    closed = priorities.assign(priority=priorities["priority"].astype("Int64").where(priorities["school"] != "s0"))
    for mechanism in MECHANISMS:
        result = sm.admit(wishes, schools, pupils=pupils, priorities=closed, mechanism=mechanism, lotteries=3, rng=1)
        assert "s0" not in set(result.placements["school"].dropna())
        result.verify()
    first = wishes[(wishes["school"] == "s0") & (wishes["rank"] == 1)]["pupil"].iloc[0]
    assert "niet toelaatbaar" in result.explain(first)


def test_who_lists_a_closed_school_has_a_list():
    priorities = pd.DataFrame({"school": ["oak", "oak"], "pupil": ["ann", "bob"], "priority": [None, 1]})
    told = sm.admit({"ann": ["oak"], "bob": ["oak"]}, {"oak": 2}, priorities=priorities).summary()
    told = told.set_index("outcome")["estimate"]
    assert (told["no_list"], told["first_choice"], told["unplaced"]) == (0, 0.5, 0.5)


def test_groups_may_have_any_name_but_those_of_answers():
    wishes, schools, pupils, _ = market()
    named = pupils.assign(group=pupils["ses"], school=pupils["agrees"], priority=pupils["round"])
    result = sm.admit(wishes, schools, pupils=named, rng=1)
    plain = sm.admit(wishes, schools, pupils=pupils, rng=1)
    for columns, same in ((["group", "school"], ["ses", "agrees"]), (["priority", "group"], ["round", "ses"])):
        renamed = dict(zip(same, columns, strict=True))
        assert result.ranks(columns).equals(plain.ranks(same).rename(columns=renamed))
        assert result.summary(columns).equals(plain.summary(same).rename(columns=renamed))
    result = sm.admit(wishes, schools, pupils=pupils.assign(outcome="x", rank=1), rng=1)
    for call in (result.ranks, result.summary):
        for name in ("outcome", "rank"):
            with pytest.raises(sm.ColumnError) as caught:
                call(["ses", name])
            assert (caught.value.kind, caught.value.column) == ("SameColumn", name)


# Guarantees and rounds


def test_a_guarantee_gives_a_place_that_nobody_asked_for():
    wishes = {"ann": ["oak", "elm"], "bob": ["oak", "elm"], "cas": ["oak", "elm"], "dee": ["oak"]}
    lists = sm.Lists(least=2, guarantee=True)
    schools = {"oak": 1, "elm": 1, "ash": 1, "fir": 3}
    result = sm.admit(wishes, schools, lists=lists, lotteries=40, rng=1)
    placed = result.placements
    assert placed.loc[placed["pupil"] != "dee", "school"].notna().all()
    by_guarantee = placed[placed["school"].notna() & placed["rank"].isna()]
    assert set(by_guarantee["pupil"]) == {"ann", "bob", "cas"}
    for _, placed_so in by_guarantee.groupby("lottery"):
        assert sorted(placed_so["school"]) == ["ash", "fir"][: len(placed_so)], "in the order of schools"
    told = result.summary().set_index("outcome")["estimate"]
    assert told["guarantee"] == pytest.approx(len(by_guarantee) / 160)
    assert set(result.ranks()["outcome"]) == {"choice", "guarantee", "unplaced"}
    result.verify()


def test_a_guarantee_gives_the_nearest_school_that_has_a_place():
    wishes = {"ann": ["oak"], "bob": ["oak"]}
    schools = pd.DataFrame({"school": ["oak", "ash", "fir"], "places": [1, 2, 2], "x": [0.0, 900, 100], "y": 0.0})
    pupils = pd.DataFrame({"pupil": ["ann", "bob"], "x": [0.0, 0], "y": [0.0, 0]})
    result = sm.admit(
        wishes,
        schools,
        pupils=pupils,
        lists=sm.Lists(least=1, guarantee=True),
        priorities={"oak": ["ann", "bob"], "ash": ["ann", "bob"], "fir": ["ann", "bob"]},
    )
    assert schools_of(result) == {"ann": "oak", "bob": "fir"}


def test_a_guarantee_for_any_kind_of_frame():
    wishes, schools, pupils, _ = market(30, 150)
    rules = sm.Lists(least=2, guarantee=True)
    schools = schools.assign(places=[0] * 148 + [1, 40])
    expected = sm.admit(wishes, schools, pupils=pupils, lists=rules, rng=1)
    assert expected.placements["rank"].isna().sum() > 5
    short = wishes[wishes["rank"] <= 100].astype({"rank": "int8"})
    typed = [frame.astype({"pupil": "category"}) for frame in (short, pupils)]
    found = sm.admit(typed[0], schools.astype({"school": "category"}), pupils=typed[1], lists=rules, rng=1)
    again = sm.admit(short, schools, pupils=pupils, lists=rules, rng=1)
    assert found.record() == again.record()
    table = pa.Table.from_pandas(wishes, preserve_index=False)
    assert sm.admit(table, schools, pupils=pupils, lists=rules, rng=1).record() == expected.record()
    view = table.set_column(0, "pupil", table["pupil"].cast(pa.string_view()))  # as polars gives it
    assert sm.admit(view, schools, pupils=pupils, lists=rules, rng=1).record() == expected.record()
    turned = sm.admit(shuffled(wishes, 1), schools[::-1], pupils=shuffled(pupils, 1), lists=rules, rng=1)
    assert turned.record() == expected.record()
    nowhere = schools.drop(columns=["x", "y"])
    by_name = [sm.admit(wishes, rows, pupils=pupils, lists=rules, rng=1).record() for rows in (nowhere, nowhere[::-1])]
    assert by_name[0] == by_name[1] != expected.record()
    everywhere = {"ann": ["oak", "elm"], "bob": ["oak", "elm"]}
    result = sm.admit(everywhere, {"oak": 1, "elm": 0}, lists=rules, rng=1)
    assert sorted(schools_of(result).values()) == ["-", "oak"], "nothing to add to a list of all schools"


def test_places_that_are_left_go_to_the_next_round():
    wishes = {"ann": ["oak", "elm"], "bob": ["oak"], "cas": ["elm"]}
    pupils = pd.DataFrame({"pupil": ["ann", "bob", "cas"], "turn": [2, 1, 2]})
    orders = {"oak": ["ann", "bob"], "elm": ["cas", "ann"]}
    options = {"pupils": pupils, "priorities": orders, "rounds": "turn"}
    assert schools_of(sm.admit(wishes, {"oak": 1, "elm": 2}, **options)) == {"ann": "elm", "bob": "oak", "cas": "elm"}
    assert schools_of(sm.admit(wishes, {"oak": 2, "elm": 1}, **options)) == {"ann": "oak", "bob": "oak", "cas": "elm"}
    assert schools_of(sm.admit(wishes, {"oak": 1, "elm": 1}, **options)) == {"ann": "-", "bob": "oak", "cas": "elm"}


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=str)
def test_earlier_rounds_are_final(mechanism):
    wishes, schools, pupils, priorities = market()
    early = set(pupils.loc[pupils["round"] == 1, "pupil"])
    options = {"schools": schools, "mechanism": mechanism, "rounds": "round", "lotteries": 3, "rng": 1}
    both = sm.admit(wishes, pupils=pupils, priorities=priorities, **options).placements
    alone = sm.admit(
        wishes[wishes["pupil"].isin(early)],
        pupils=pupils[pupils["pupil"].isin(early)],
        priorities=priorities[priorities["pupil"].isin(early)],
        **options,
    ).placements
    both, alone = (frame.astype({"rank": "Int64"}) for frame in (both, alone))
    assert both[both["pupil"].isin(early)].reset_index(drop=True).equals(alone)
    taken = both.dropna().groupby(["lottery", "school"]).size().rename("taken").reset_index()
    assert (taken["taken"] <= taken["school"].map(schools.set_index("school")["places"])).all()


# Proof


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=str)
@pytest.mark.parametrize("ties", TIES, ids=str)
def test_every_mechanism_keeps_what_it_promises(mechanism, ties):
    if sm.Mechanism.of(mechanism).name in BY_TURN and ties != "single":
        return  # refused: pupils take turns by one number each
    for seed in (1, 2):
        wishes, schools, pupils, priorities = market(seed=seed)
        for tiers in (None, priorities):
            result = sm.admit(
                wishes, schools, pupils=pupils, priorities=tiers, mechanism=mechanism, ties=ties, lotteries=4, rng=seed
            )
            told = result.verify()
            assert told.loc[told["promised"], "holds"].all()
            assert told.loc[~told["promised"], "holds"].isna().all()
            assert set(told.loc[told["promised"], "check"]) >= {"wrong_wishes", "places_exceeded", "bounds_exceeded"}


@pytest.mark.parametrize("kept", RESERVES, ids=lambda kept: type(kept).__name__)
def test_reserves_under_every_mechanism_that_knows_them(kept):
    wishes, schools, pupils, priorities = market()
    knowing = ["DA", "IA", "adaptive_boston", PARALLEL, "lottery_then_central"]
    for mechanism, ties in product(knowing, TIES):
        options = {"pupils": pupils, "priorities": priorities, "mechanism": mechanism, "ties": ties, "rng": 1}
        result = sm.admit(wishes, schools, reserves=[kept], lotteries=3, **options)
        result.verify()
        placed = result.placements.dropna().merge(pupils, on="pupil")
        if isinstance(kept, sm.Quota):
            assert placed[placed["ses"] == "high"].groupby(["lottery", "school"]).size().max() <= 2
    for mechanism in set(map(str, MECHANISMS)) - set(map(str, map(sm.Mechanism.of, knowing))):
        if "(" not in mechanism:
            with pytest.raises(sm.InputError, match="does not know of reserves") as caught:
                sm.admit(wishes, schools, pupils=pupils, mechanism=mechanism, reserves=[kept])
            assert (caught.value.kind, caught.value.column) == ("BadOption", "reserves")
            assert "deferred_acceptance" in caught.value.remedy


def test_reserves_bring_in_who_they_are_for():
    wishes, schools, pupils, _ = market(80)
    orders = wishes.merge(pupils, on="pupil").assign(priority=lambda frame: 1 + (frame["ses"] == "low"))
    orders = orders[["school", "pupil", "priority"]]
    without = sm.admit(wishes, schools, pupils=pupils, priorities=orders, rng=1).placements.merge(pupils, on="pupil")
    kept = sm.Reserve(group=LOW, seats=3)
    within = sm.admit(wishes, schools, pupils=pupils, priorities=orders, reserves=[kept], rng=1).placements
    within = within.merge(pupils, on="pupil").query("ses == 'low'").dropna().groupby("school").size()
    assert (within >= 3).all()
    assert len(without.query("ses == 'low'").dropna()) < within.sum()


def test_a_guarantee_opens_no_school_that_does_not_admit():
    orders = pd.DataFrame(
        {
            "school": list("AABBCC"),
            "pupil": ["p", "q"] * 3,
            "priority": pd.array([1, 2, None, None, 1, 1], dtype="Int64"),
        }
    )
    options = {"priorities": orders, "lists": sm.Lists(least=1, guarantee=True), "rng": 1}
    found = sm.admit({"p": ["A"], "q": ["A"]}, {"A": 1, "B": 5, "C": 1}, **options)
    assert found.placements["school"].tolist() == ["A", "C"], "the priority of q at B is null"
    assert found.chances().query("pupil == 'q'")["school"].fillna("-").tolist() == ["A", "C", "-"]
    found.verify()


def test_groups_of_a_summary_stay_apart_from_all_pupils():
    wishes = pd.DataFrame({"pupil": [1, 2, 3], "school": ["a", "a", "b"], "rank": 1})
    pupils = pd.DataFrame({"pupil": [1, 2, 3], "ses": ["low", None, "high"], "year": [7, 8, 8]})
    found = sm.admit(wishes, {"a": 1, "b": 1}, pupils=pupils, rng=1)
    with pytest.raises(sm.InputError, match="has no value in 1 rows"):
        found.summary("ses")  # null is said of all pupils
    assert found.ranks("ses")["ses"].isna().any()
    assert found.summary("year")["year"].dtype == "Int64"


def test_where_no_place_costs_no_more_than_a_place_nothing_is_promised():
    wishes = {"p": ["a"], "q": ["a", "b"], "r": ["b"]}
    pupils = pd.DataFrame({"pupil": list(wishes), "weight": [1, 0, 0]})

    def told(**parameters):
        mechanism = sm.Mechanism("rank_minimising", **parameters)
        return sm.admit(wishes, {"a": 1, "b": 2}, pupils=pupils, mechanism=mechanism, rng=1).verify().set_index("check")

    empty = told(unplaced=0)
    assert (empty.loc["waste", "found"], empty.loc["waste", "promised"]) == (4, False), "all four wishes are for places"
    assert not told(weight="weight").loc[["waste", "improving_cycles"], "promised"].any()
    assert told().loc[["waste", "improving_cycles"], "promised"].all()


def test_a_broken_promise_is_told(monkeypatch):
    wishes, schools, *_ = market()
    result = sm.admit(wishes, schools, rng=1)

    class Broken:
        def __getattr__(self, name):
            return getattr(result_core, name)

        def verdicts(self, *, report):
            table = pa.table(result_core.verdicts(report=report)).to_pandas()
            return pa.Table.from_pandas(table.assign(blocking_pairs=3, improving_cycles=2), preserve_index=False)

    result_core = result._core
    assert isinstance(result_core, _core.Admission)
    monkeypatch.setattr(result, "_core", Broken())
    with pytest.raises(sm.InternalError, match="blocking_pairs") as caught:
        result.verify()
    assert (caught.value.kind, caught.value.count) == ("BrokenPromise", 3), "cycles are not promised"
    assert "report" in caught.value.remedy


# Presets


GIVEN = {
    "mechanism": "deferred_acceptance",
    "ties": "single",
    "tiers": ["sibling"],
    "tiers_before": ["sibling"],
    "tiers_after": [],
    "near": sm.Priority("nearest", schools=2),
    "spill": True,
    "sitting": pd.DataFrame({"school": ["s0"], "indicator": ["yes"], "pupils": [1]}),
}


@pytest.mark.parametrize("name", sm.preset.names())
def test_every_preset_gives_out_places(name):
    wishes, schools, pupils, _ = market(60, 12)
    draw = np.random.default_rng(2)
    count = len(pupils)
    pupils = pupils.assign(
        sibling=pd.Series(draw.choice(schools["school"], count)).where(draw.random(count) < 0.2),
        preschool=pd.Series(draw.choice(schools["school"], count)).where(draw.random(count) < 0.2),
        early_childhood_indication=draw.random(count) < 0.3,
        municipality=draw.choice(["A", "B"], count),
        opportunity=draw.choice(["low", "high"], count),
        indicator=draw.choice(["yes", "no"], count),
        advice=draw.choice(["vmbo_b", "vmbo_gt", "havo", "vwo"], count),
    )
    schools = schools.assign(
        kind=["public", "private-run"] * 6, city_school=[True] + [False] * 11, city_wide=[True] + [False] * 11
    )
    schools = schools.assign(municipality=["A", "B"] * 6)
    wishes = wishes[wishes["rank"] <= 6]
    unknown = sm.Preset(name).unknown
    given = {key: GIVEN[key] for key in unknown.loc[unknown["must_be_given"], "parameter"]}
    rules = sm.Preset(name, **given)
    result = sm.admit(wishes, schools, pupils=pupils, lotteries=2, rng=1, **rules)
    result.verify()
    placed = result.placements["school"].notna().mean()
    assert 0.3 < placed <= 1
    told = result.explain("p00")
    assert told.startswith(("Geplaatst", "Niet geplaatst"))


@pytest.mark.parametrize("mechanism", ["DA", "IA", PARALLEL, "RSD", "TTC", "adaptive_boston", "rank_minimising"])
def test_a_guarantee_takes_no_place_that_someone_asked_for(mechanism):
    lists = {"g": ["A"], "k": ["A"], "h": ["A", "Z", "B"], "l": ["Z"]}
    rules = sm.Lists(least=1, guarantee=True)
    result = sm.admit(lists, {"A": 1, "B": 1, "C": 3, "Z": 0}, lists=rules, mechanism=mechanism, lotteries=40, rng=1)
    at = result.placements.pivot_table(index="lottery", columns="pupil", values="school", aggfunc="first")
    assert at["h"].isin(["A", "B"]).all()
    assert at["l"].isin(["B", "C"]).all()
    result.verify()
