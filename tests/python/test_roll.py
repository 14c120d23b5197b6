"""The roll: one table, whatever frame, order, chunks or threads it comes in."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import subprocess
import sys
import threading
import time

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import schoolmix as sm

MEASURES = ["D", "G", "H", "M", "E", "P", "V", "isolation", "exposure"]
TICKS_KEPT = 0.5  # of another thread's pace; with the interpreter lock held it is near 0
LARGE = 3_000_000  # rows: long enough that ticks can be counted, short enough for a test


def long(seed=1, units=60, groups=4):
    """Return a long table, some cells absent, rows in random order."""
    rng = np.random.default_rng(seed)
    cells = [(f"s{j:03d}", f"g{k}") for j in range(units) for k in range(groups)]
    frame = pd.DataFrame(cells, columns=["site", "group"])
    frame["pupils"] = rng.poisson(rng.gamma(0.7, 20, len(frame)))
    frame["town"] = "t" + (frame["site"].str[1:].astype(int) // 9).astype(str)
    return frame.sample(frac=1, random_state=seed, ignore_index=True)


FRAME = long()


def read(frame, **parts):
    return sm.Roll(frame, **{"unit": "site", "group": "group", "count": "pupils", **parts})


def bits(roll):
    """Return every estimate as its bits."""
    answers = sm.measure(roll, MEASURES)
    answers = answers if isinstance(answers, pd.DataFrame) else nw.from_native(answers, pass_through=True).to_pandas()
    return [value.hex() for value in answers["estimate"]]


EXPECTED = bits(read(FRAME))


def arrow(frame=FRAME):
    return pa.Table.from_pandas(frame, preserve_index=False)


def with_column(name, column):
    table = arrow()
    return table.set_column(table.column_names.index(name), name, column)


def chunked(table):
    """Return a table in ragged pieces, some empty, all of them slices of something larger."""
    pieces = [0, 1, 1, 7, 64, 64, 200, table.num_rows]
    padded = pa.concat_tables([table.slice(0, 3), table, table.slice(0, 5)]).combine_chunks()
    return pa.concat_tables([padded.slice(3 + a, b - a) for a, b in itertools.pairwise(pieces)])


def dictionary(index, values):
    """Return the sites as codes into a dictionary with repeated and unused values."""
    names = sorted(FRAME["site"].unique())
    places = {name: i for i, name in enumerate(names)}
    listed = pa.array([*names, "unused", *names, "never"], values)
    codes = [places[name] + (i % 2) * (len(names) + 1) for i, name in enumerate(FRAME["site"])]
    return pa.DictionaryArray.from_arrays(pa.array(codes, index), listed)


def backwards(frame):
    """Return a frame over numpy arrays read backwards: every stride is negative."""
    return pd.DataFrame({name: frame[name].to_numpy()[::-1] for name in frame})


def read_only(frame):
    pupils = np.array(frame["pupils"])
    pupils.flags.writeable = False
    return frame.assign(pupils=pupils)


class Stream:
    """Any library with the Arrow stream interface."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


def from_duckdb(query):
    frame = FRAME  # noqa: F841 - duckdb finds it by its name
    return duckdb.sql(query)


KINDS = {
    "pandas str": lambda: FRAME.astype({"site": "str", "group": "str"}),
    "pandas object": lambda: FRAME.astype({"site": object, "group": object}),
    "pandas string": lambda: FRAME.astype({"site": "string", "group": "string"}),
    "pandas category": lambda: FRAME.astype({"site": "category", "group": "category"}),
    "pandas Int64": lambda: FRAME.astype({"pupils": "Int64"}),
    "pandas Arrow types": lambda: FRAME.astype(
        {"site": pd.ArrowDtype(pa.string()), "group": pd.ArrowDtype(pa.string()), "pupils": pd.ArrowDtype(pa.int32())}
    ),
    "pandas unusual index": lambda: FRAME.set_index(np.arange(len(FRAME))[::-1] * 3),
    "pandas object counts": lambda: FRAME.astype({"pupils": object}),
    "pandas whole floats": lambda: FRAME.astype({"pupils": float}),
    "pandas text counts": lambda: FRAME.astype({"pupils": str}),
    "numpy backwards": lambda: backwards(FRAME),
    "numpy read only": lambda: read_only(FRAME),
    "numpy big-endian": lambda: FRAME.assign(pupils=FRAME["pupils"].to_numpy().astype(">i8")),
    "numpy int16": lambda: FRAME.astype({"pupils": "int16"}),
    "numpy uint64": lambda: FRAME.astype({"pupils": "uint64"}),
    "polars": lambda: pl.from_pandas(FRAME),
    "polars lazy": lambda: pl.from_pandas(FRAME).lazy(),
    "polars categorical": lambda: pl.from_pandas(FRAME).cast({"site": pl.Categorical, "group": pl.Categorical}),
    "polars enum": lambda: pl.from_pandas(FRAME).cast({"group": pl.Enum(["g3", "gx", "g1", "g0", "g2"])}),
    "polars chunks": lambda: pl.concat([pl.from_pandas(FRAME[:9]), pl.from_pandas(FRAME[9:])], rechunk=False),
    "arrow table": arrow,
    "arrow chunks": lambda: chunked(arrow()),
    "arrow record batch": lambda: arrow().combine_chunks().to_batches()[0],
    "arrow large string": lambda: with_column("site", arrow()["site"].cast(pa.large_string())),
    "arrow string view": lambda: with_column("site", arrow()["site"].cast(pa.string_view())),
    "arrow dictionary": lambda: with_column("site", dictionary(pa.int16(), pa.string())),
    "arrow wide dictionary": lambda: with_column("site", dictionary(pa.uint32(), pa.large_string())),
    "arrow stream": lambda: Stream(arrow()),
    "duckdb": lambda: from_duckdb("select * from frame"),
    "duckdb sum": lambda: from_duckdb(
        'select site, "group", sum(pupils) as pupils, any_value(town) as town from frame group by all'
    ),
    "duckdb wide sum": lambda: from_duckdb(
        'select site, "group", sum(pupils::hugeint) as pupils, any_value(town) as town from frame group by all'
    ),
    "duckdb decimal": lambda: from_duckdb("select * replace (pupils::decimal(18, 2) as pupils) from frame"),
    "narwhals": lambda: nw.from_native(pl.from_pandas(FRAME)),
    "narwhals lazy": lambda: nw.from_native(pl.from_pandas(FRAME).lazy()),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_gives_the_same_bits(kind):
    assert bits(read(KINDS[kind]())) == EXPECTED


@pytest.mark.parametrize(
    ("kind", "given_back"),
    [
        ("pandas str", pd.DataFrame),
        ("polars", pl.DataFrame),
        ("polars lazy", pl.DataFrame),
        ("arrow table", pa.Table),
        ("arrow stream", pa.Table),
        ("duckdb", pa.Table),
        ("narwhals", nw.DataFrame),
        ("narwhals lazy", nw.DataFrame),
    ],
)
def test_answers_come_in_the_callers_own_kind_of_frame(kind, given_back):
    frame = KINDS[kind]()
    roll = sm.Roll(frame, unit="site", group="group", count="pupils", within="town")
    answers = [sm.measure(roll), sm.local(roll), sm.expected(roll), sm.decompose(roll), roll.to_frame()]
    assert [type(answer) for answer in answers] == [given_back] * len(answers)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_no_bit(seed):
    shuffled = FRAME.sample(frac=1, random_state=seed)
    weighted = {"count": None, "weight": "weight"}
    for frame in (shuffled, shuffled[::-1]):
        assert bits(read(frame)) == EXPECTED
        frame = frame.assign(weight=frame["pupils"] / 7)  # noqa: PLW2901 - the same rows with weights
        assert bits(read(frame, **weighted)) == bits(read(FRAME.assign(weight=FRAME["pupils"] / 7), **weighted))


def test_rows_that_are_pupils_give_the_same_bits_as_counts():
    pupils = FRAME.loc[FRAME.index.repeat(FRAME["pupils"])].sample(frac=1, random_state=5)
    assert bits(read(pupils, count=None)) == EXPECTED


def test_keys_of_any_type_give_the_same_bits():
    numbers = FRAME.assign(site=FRAME["site"].str[1:].astype(int), group=FRAME["group"].str[1:].astype("int8"))
    days = numbers.assign(site=[dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in numbers["site"]])
    sparse = numbers.assign(site=numbers["site"] * 10**15 - 10**16)
    codes = numbers.astype({"site": "category"})
    for frame in (numbers, days, sparse, codes):
        assert bits(read(frame)) == EXPECTED
    assert read(days).units[0] == dt.date(2024, 1, 1)
    assert read(sparse).units[:2] == [-(10**16), 10**15 - 10**16]


THREADS = """
import hashlib, sys
sys.path.insert(0, {here!r})
import numpy as np, pandas as pd, schoolmix as sm
rng = np.random.default_rng(3)
n = 400_000
draw = lambda most: rng.integers(0, most, n)
frame = pd.DataFrame({{"site": draw(50_000), "group": draw(6), "n": draw(40)}})
frame["w"], frame["name"] = frame["n"] / 7, "s" + frame["site"].astype(str)
rolls = [sm.Roll(frame, unit="site", group="group", count="n"), sm.Roll(frame, unit="name", group="group", weight="w")]
values = [v.hex() for r in rolls for v in sm.measure(r, {measures!r})["estimate"]]
values += [v.hex() for v in sm.expected(rolls[0], "M")["estimate"]]
values += [v.hex() for v in sm.local(rolls[0], "H")["contribution"]]
small = sm.Roll(frame[frame["site"] < 60], unit="site", group="group", count="n")
two, drawn = {{"focal": 1, "rng": 5}}, {{"replicates": 40, "rng": 5}}
answers = [sm.measure(small, ["D", "G", "A"], interval=what, **drawn) for what in ("pupils", "units")]
answers += [sm.measure(small, "D", correct=name, replicates=40, **two) for name in ("allen", "rathelot")]
answers += [sm.expected(small, ["D", "G"], margins="free", **drawn)]
answers += [sm.expected(small, "G", clusters={{1: 0.5, 3: 0.5}}, **drawn)]
answers += [sm.test(small, measures="M", **drawn), sm.test(small, small, "M", interval="units", **drawn)]
values += [float(v).hex() for a in answers for v in a.select_dtypes("float").to_numpy().ravel()]
print(hashlib.sha256(" ".join(values).encode()).hexdigest())
"""


def test_one_two_and_eight_threads_give_the_same_bits():
    code = THREADS.format(here=os.path.dirname(os.path.dirname(sm.__file__)), measures=MEASURES)  # noqa: PTH120

    def run(threads):
        environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
        return subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True).stdout

    one = run(1)
    assert len(one.strip()) == 64
    assert run(2) == one
    assert run(8) == one


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16", "int32", "uint32"])
def test_narrow_integers_are_widened_before_they_are_added(kind):
    frame = pd.DataFrame({"site": ["a"] * 500 + ["b"] * 500, "group": ["x", "y"] * 500})
    frame["pupils"] = np.full(1000, 100, dtype=kind)
    roll = read(frame)
    assert roll.pupils == 100_000
    assert roll.to_frame()["pupils"].tolist() == [25_000] * 4


def test_other_threads_run_while_the_core_works():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"site": rng.integers(0, 700_000, LARGE), "group": rng.integers(0, 6, LARGE)})
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.wait(0.001):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=tick)
    thread.start()
    time.sleep(0.5)
    idle = len(ticks) / 0.5
    start = time.perf_counter()
    roll = sm.Roll(frame, unit="site", group="group")
    while time.perf_counter() - start < 0.5:
        sm.measure(roll, ["G", "M", "D", "exposure"])
    end = time.perf_counter()
    stop.set()
    thread.join()
    busy = sum(start <= moment <= end for moment in ticks) / (end - start)
    assert busy >= TICKS_KEPT * idle


@pytest.mark.parametrize("kind", ["pandas category", "pandas Int64", "numpy read only", "arrow chunks", "polars"])
def test_inputs_stay_as_they_were(kind):
    frame = KINDS[kind]()
    copy = frame.copy(deep=True) if isinstance(frame, pd.DataFrame) else KINDS[kind]()
    roll = sm.Roll(frame, unit="site", group="group", count="pupils", within="town")
    sm.measure(roll, MEASURES)
    sm.decompose(roll)
    if isinstance(frame, pd.DataFrame):
        pd.testing.assert_frame_equal(frame, copy)
    else:
        assert frame.equals(copy)


def test_a_roll_keeps_its_counts_when_the_frame_changes_later():
    frame = FRAME.copy()
    roll = read(frame)
    frame["pupils"] = 1
    frame.loc[:, "site"] = "elsewhere"
    assert bits(roll) == EXPECTED
    assert roll.units == read(FRAME).units


def columns_of(names):
    return [names] if isinstance(names, str) else names


PARTS = {
    "plain": {},
    "rows": {"count": None},
    "weights": {"count": None, "weight": "weight"},
    "within": {"within": ["province", "town"]},
    "by": {"by": "year"},
    "compound": {"unit": ["site", "wing"], "group": ["group", "sex"], "by": ["year", "phase"]},
}


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("kind", [pd.DataFrame, pl.from_pandas, arrow])
def test_the_canonical_table_reads_back_as_the_same_roll(parts, kind):
    rng = np.random.default_rng(8)
    frame = FRAME.assign(
        weight=FRAME["pupils"] * 0.3,
        province="p" + (FRAME["town"].str[1:].astype(int) // 3).astype(str),
        **{name: rng.choice(values, len(FRAME)) for name, values in
           {"year": [2017, 2024], "phase": ["a", "b"], "wing": ["n", "s"], "sex": ["f", "m"]}.items()},
    )  # fmt: skip
    asked = {"unit": "site", "group": "group", "count": "pupils", **PARTS[parts]}
    roll = sm.Roll(kind(frame), **asked)
    table = roll.to_frame()
    again = sm.Roll(table, **(asked if asked["count"] or "weight" in asked else {**asked, "count": "pupils"}))
    assert bits(again) == bits(roll)
    assert (again.units, again.groups, again.pupils) == (roll.units, roll.groups, roll.pupils)
    assert nw.from_native(again.to_frame()).to_pandas().equals(nw.from_native(table).to_pandas())
    named = nw.from_native(table).to_pandas()
    keys = [c for part in ("by", "unit", "group") for c in columns_of(asked.get(part, []))]
    pd.testing.assert_frame_equal(named, named.sort_values(keys, ignore_index=True))


@pytest.mark.parametrize("kind", [lambda frame: frame, pl.from_pandas, pa.Table.from_pandas])
def test_wide_frames_are_long_frames(kind):
    wide = FRAME.pivot_table(index=["town", "site"], columns="group", values="pupils", aggfunc="sum").reset_index()
    wide.columns.name = None
    groups = ["g2", "g0", "g1", "g3"]
    roll = sm.Roll.from_wide(kind(wide), unit="site", groups=groups, within="town")
    assert bits(roll) == EXPECTED
    assert roll.groups == sorted(groups)
    pd.testing.assert_frame_equal(
        nw.from_native(sm.decompose(roll)).to_pandas(), sm.decompose(read(FRAME, within="town"))
    )


def test_wide_weights_are_weights():
    wide = pd.DataFrame({"site": ["a", "b"], "x": [0.5, 1.5], "y": [2.0, 0.25]})
    roll = sm.Roll.from_wide(wide, unit="site", groups=["x", "y"], weighted=True)
    assert roll.pupils == 4.25


def test_compound_keys_are_keys_of_all_their_columns():
    frame = pd.DataFrame({"brin": ["A", "A", "AB", "AB"], "wing": ["BC", "BD", "C", "C"], "n": [5, 6, 7, 8]})
    frame["group"], frame["sex"] = ["x", "x", "x", "y"], ["f", "m", "f", "f"]
    roll = sm.Roll(frame, unit=["brin", "wing"], group=["group", "sex"], count="n")
    assert roll.units == [("A", "BC"), ("A", "BD"), ("AB", "C")]
    assert roll.groups == [("x", "f"), ("x", "m"), ("y", "f")]
    assert sm.measure(roll, "D", focal=("x", "m"))["focal"].tolist() == ["x / m"]
    assert list(sm.local(roll).columns[:2]) == ["brin", "wing"]


def test_tables_side_by_side_are_tables_one_by_one():
    frame = pd.concat([long(seed).assign(year=2015 + seed) for seed in (4, 2, 3)])
    side = sm.measure(read(frame, by="year"), MEASURES)
    assert side["year"].drop_duplicates().tolist() == [2017, 2018, 2019]
    for year, part in side.groupby("year"):
        alone = sm.measure(read(frame[frame["year"] == year]), MEASURES)
        pd.testing.assert_frame_equal(part.drop(columns="year").reset_index(drop=True), alone)


def test_a_group_or_unit_without_pupils_is_dropped_and_told():
    frame = pd.DataFrame({"site": [*"aabb", "empty"], "group": ["x", "y", "x", "none", "x"], "n": [3, 1, 2, 0, 0]})
    roll = sm.Roll(frame, unit="site", group="group", count="n")
    assert (roll.units, roll.groups) == (["a", "b"], ["x", "y"])
    assert roll.notes == ["1 unit without pupils dropped", "1 group without pupils dropped"]


def test_groups_have_the_order_that_is_given():
    levels = ["vmbo", "havo", "vwo"]
    frame = pd.DataFrame({"site": ["a", "a", "b", "b"], "track": ["vwo", "vmbo", "havo", "vwo"], "n": [1, 2, 3, 4]})
    assert sm.Roll(frame, unit="site", group="track", count="n", order=levels).order == tuple(levels)
    ordered = frame.astype({"track": pd.CategoricalDtype([*levels, "never"], ordered=True)})
    assert sm.Roll(ordered, unit="site", group="track", count="n").order == tuple(levels)
    assert sm.Roll(frame, unit="site", group="track", count="n").order is None
    assert sm.Roll(frame, unit="site", group="track", count="n").groups == sorted(levels)


def test_equal_cells_are_added_unless_they_are_refused():
    frame = pd.DataFrame({"site": ["a", "b", "a"], "group": ["x", "x", "x"], "pupils": [1, 2, 4]})
    assert read(frame).to_frame()["pupils"].tolist() == [5, 2]
    with pytest.raises(sm.InputError) as caught:
        read(frame, duplicates="error")
    assert (caught.value.kind, caught.value.row, caught.value.count) == ("DuplicateKey", 2, 1)


def test_facts_are_shown_and_names_stay_inert():
    payload = "<script>alert(1)</script>"
    frame = pd.DataFrame({payload: ["a", "b"], "group": ["x", "y"], "pupils": [1200, 34]})
    roll = sm.Roll(frame, unit=payload, group="group", count="pupils")
    assert repr(roll) == f"Roll: 1,234 pupils, 2 units ({payload}), 2 groups (group)"
    assert "1,234" in roll._repr_html_()
    assert "<script" not in roll._repr_html_()
