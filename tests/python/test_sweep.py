"""Sweeps: what a run is given, what lies in the store, and every way in which one can be broken off."""
# ruff: noqa: ARG001, ARG005 - a run takes four things, whether it looks at them or not

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import schoolmix as sm
from schoolmix import memory, progress, seeds
from schoolmix.errors import ColumnError, FileError, InputError, InputTypeError, LimitError
from schoolmix.sweep import journal, store

PACKAGE = Path(sm.__file__).parents[1]
GRID = sm.design.grid({"share": [0.1, 0.2, 0.3], "name": ["x", "y"]})
KEYS = ["run", "point", "share", "name", "replicate", "seed", "provenance"]

# A sweep of 200 runs in parts of 20, in a process of its own.
SCRIPT = """
import sys, time
import numpy as np, pandas as pd
import schoolmix as sm
from schoolmix.sweep import store
store.RUNS = 20

def slow(world, parameters, seed, replicate):
    time.sleep({sleep})
    values = np.random.default_rng([seed, int(1000 * parameters["share"])]).normal(size=3)
    return pd.DataFrame({{"measure": ["D", "H", "M"], "estimate": values, "note": [None, None, "few"]}})

def go(folder, threads):
    design = sm.design.grid({{"share": np.linspace(0, 1, 40)}})
    sm.sweep(None, design, run=slow, replicates=5, rng=7, store=folder, threads=threads, progress=False)
"""
# ... once; and killed again and again in forks of one process, since importing takes longer than sweeping.
ONCE = """
print("begins", flush=True)
go(sys.argv[1], 2)
print("done", flush=True)
"""
KILLED = """
import os, signal
go(sys.argv[1] + "/whole", 1)
for number, after in enumerate([0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3]):
    child = os.fork()
    if not child:
        go(sys.argv[1] + "/killed", 1 + number % 3)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
go(sys.argv[1] + "/killed", 4)
"""


def drawn(world, parameters, seed, replicate):
    """A run that draws by its seed."""
    noise = np.random.default_rng(seed).normal(size=2)
    return pd.DataFrame({"measure": ["D", "H"], "estimate": parameters["share"] + noise})


def marked(world, parameters, seed, replicate, *, folder):
    """A run that leaves a file called as its process and is slow enough for every worker to have its part."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(0.02)
    people = 0 if world is None else world.roll("migration_background").pupils
    return drawn(world, parameters, seed, replicate).assign(pupils=people)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


@pytest.fixture
def small(monkeypatch):
    """Parts of three runs."""
    monkeypatch.setattr(store, "RUNS", 3)


@pytest.fixture
def started(tmp_path):
    """Start the script, and kill what is left of it."""
    running = []

    def start(folder, sleep=0.01):
        path = tmp_path / f"script-{sleep}.py"
        path.write_text(SCRIPT.format(sleep=sleep) + ONCE, encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(PACKAGE)}
        command = [sys.executable, str(path), str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        running.append(process)
        assert process.stdout.readline() == "begins\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


# What a run is given, and what is kept


def test_rows_say_what_they_are_about(tmp_path):
    done = sm.sweep("town", GRID, run=drawn, replicates=4, rng=7, store=tmp_path / "s")
    frame = done.to_frame()
    assert list(frame) == [*KEYS, "measure", "estimate"]
    assert (done.runs, done.rows, len(frame), done.seed) == (24, 48, 48, 7)
    assert list(frame["run"]) == sorted(frame["run"])
    assert (frame["run"] == 4 * frame["point"] + frame["replicate"]).all()
    about = GRID.to_frame().set_index("point")
    assert (about.loc[frame["point"], "share"].to_numpy() == frame["share"]).all()
    assert frame["provenance"].unique().tolist() == [done.manifest["provenance"]]
    again = [
        drawn(None, {"share": row.share}, row.seed, row.replicate).set_index("measure").loc[row.measure, "estimate"]
        for row in frame.itertuples()
    ]
    assert list(frame["estimate"]) == again
    plan = done.manifest["plan"]
    assert plan["design"]["sha256"] == GRID.digest
    assert (plan["schoolmix"], plan["contract"]) == (sm.__version__, 1)
    assert pa.concat_tables([pq.read_table(path) for path in done.paths]).num_rows == 48


def test_replicates_share_their_seed_between_points_unless_they_are_independent(tmp_path):
    common = sm.sweep(None, GRID, run=drawn, replicates=5, rng=7, store=tmp_path / "c").to_frame()
    assert common.groupby("replicate")["seed"].nunique().eq(1).all()
    assert common["seed"].nunique() == 5
    assert common.loc[common["replicate"] == 3, "seed"].iloc[0] == seeds.derived(7, 3)
    own = sm.sweep(None, GRID, run=drawn, replicates=5, rng=7, independent=True, store=tmp_path / "i").to_frame()
    assert own["seed"].nunique() == 30
    # Replicate k of three is replicate k of five.
    fewer = sm.sweep(None, GRID, run=drawn, replicates=3, rng=7, store=tmp_path / "f").to_frame()
    both = common.loc[common["replicate"] < 3, ["point", "replicate", "seed", "measure", "estimate"]]
    pd.testing.assert_frame_equal(both.reset_index(drop=True), fewer[list(both)])


def test_a_run_may_do_what_it_likes_with_its_parameters(tmp_path):
    def greedy(world, parameters, seed, replicate):
        value = parameters.pop("share")
        parameters["name"] = "z"
        return pd.DataFrame({"estimate": [value]})

    frame = sm.sweep(None, GRID, run=greedy, replicates=2, rng=1, store=tmp_path).to_frame()
    assert (frame["estimate"] == frame["share"]).all()
    assert set(frame["name"]) == {"x", "y"}


@pytest.mark.parametrize("kind", [pl.DataFrame, pa.table, lambda columns: pd.DataFrame(columns).astype("category")])
def test_any_frame_gives_the_same_bytes(kind, tmp_path):
    columns = {"measure": ["D", "H"], "note": ["a", None]}

    def plain(world, parameters, seed, replicate):
        return pd.DataFrame(columns)

    def other(world, parameters, seed, replicate):
        return kind(columns)

    one = sm.sweep(None, GRID, run=plain, rng=1, store=tmp_path / "one").to_frame()
    two = sm.sweep(None, GRID, run=other, rng=1, store=tmp_path / "two").to_frame()
    pd.testing.assert_frame_equal(one.drop(columns="provenance"), two.drop(columns="provenance"))


def test_a_model_without_rows_and_one_with_many_are_kept(tmp_path):
    def some(world, parameters, seed, replicate):
        return pd.DataFrame({"at": np.arange(0 if parameters["size"] == 1 else parameters["size"])})

    done = sm.sweep(None, sm.design.grid({"size": [1, 0, 70_000, 2]}), run=some, rng=1, store=tmp_path)
    assert done.to_frame().groupby("size")["at"].size().to_dict() == {2: 2, 70_000: 70_000}


def test_a_world_goes_to_every_run(tmp_path):
    world = sm.World.synthetic("netherlands", scale=0.01, seed=1)

    def measured(world, parameters, seed, replicate):
        return sm.measure(world.roll(parameters["group"]), "D")[["measure", "estimate"]]

    design = sm.design.grid({"group": ["migration_background", "parental_education"]})
    done = sm.sweep(world, design, run=measured, rng=1, store=tmp_path)
    found = done.means("estimate", keys="measure")
    assert found["estimate"].tolist() == [
        sm.measure(world.roll(group), "D")["estimate"].item()
        for group in ("migration_background", "parental_education")
    ]
    assert done.manifest["plan"]["world"] == {"kind": "synthetic netherlands", "sector": "po", "scale": 0.01, "seed": 1}
    with pytest.raises(InputError, match="another world"):
        sm.sweep(sm.World.synthetic("netherlands", scale=0.01, seed=2), design, run=measured, rng=1, store=tmp_path)


def model(*, share, name, size=2, rng=None, replicates=1):
    """A model that takes what it needs by name, and tells its seed and replicates itself."""
    values = np.random.default_rng(rng).normal(size=(replicates, size)) + share
    frame = pd.DataFrame({"replicate": np.repeat(np.arange(replicates), size), "estimate": values.ravel()})
    return frame.assign(seed=np.uint64(rng), label=name)


def test_a_model_that_takes_its_parameters_by_name_can_be_given_as_it_is(tmp_path):
    run = functools.partial(model, size=3)
    frame = sm.sweep(None, GRID, run=run, replicates=2, rng=7, store=tmp_path / "s").to_frame()
    assert list(frame) == [*KEYS, "estimate", "label"]
    assert len(frame) == 3 * 12
    row = frame.iloc[17]
    assert model(share=row["share"], name=row["name"], size=3, rng=int(row["seed"]))["estimate"][2] == row["estimate"]
    with pytest.raises(ColumnError):  # replicates of its own would be lost
        sm.sweep(None, GRID, run=functools.partial(model, replicates=2), rng=7, store=tmp_path / "own")
    with pytest.raises(InputError) as told:
        sm.sweep("town", GRID, run=run, rng=7, store=tmp_path / "town")
    assert (told.value.kind, told.value.column) == ("BadOption", "world")


def test_a_seed_that_a_table_repeats_is_left_out_and_another_is_refused(tmp_path):
    def seeded(world, parameters, seed, replicate):
        return drawn(world, parameters, seed, replicate).assign(seed=np.uint64(seed))

    def other(world, parameters, seed, replicate):
        return drawn(world, parameters, seed, replicate).assign(seed=np.uint64(seed ^ 1))

    assert list(sm.sweep(None, GRID, run=seeded, rng=1, store=tmp_path / "s").to_frame()) == [
        *KEYS,
        "measure",
        "estimate",
    ]
    with pytest.raises(ColumnError):
        sm.sweep(None, GRID, run=other, rng=1, store=tmp_path / "o")


# The store


def test_any_number_of_threads_gives_the_same_bytes(tmp_path, small):
    for threads in (1, 2, 5):
        sm.sweep(None, GRID, run=drawn, replicates=4, rng=7, threads=threads, store=tmp_path / str(threads))
    one = contents(tmp_path / "1")
    assert len(one) == 8 + 2  # parts, manifest and lock
    assert one == contents(tmp_path / "2") == contents(tmp_path / "5")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_sweep_killed_again_and_again_ends_in_the_same_bytes(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(SCRIPT.format(sleep=0.004) + KILLED, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", str(script), str(tmp_path)]
    subprocess.run(command, check=True, timeout=300, env=os.environ | {"PYTHONPATH": str(PACKAGE)})
    assert len(contents(tmp_path / "whole")) == 10 + 2
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


def test_ctrl_c_leaves_a_store_that_goes_on(started, tmp_path):
    process = started(tmp_path / "s")
    while not list((tmp_path / "s").glob("part-*.parquet")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=300)[1]
    assert "KeyboardInterrupt" in told
    left = contents(tmp_path / "s")
    assert json.loads(left["manifest.json"])["parts"] is None
    assert started(tmp_path / "s").communicate(timeout=300)[0] == "done\n"
    assert (
        left.items()
        - {("manifest.json", left["manifest.json"])}
        - {item for item in left.items() if item[0].endswith(".runs")}
        <= contents(tmp_path / "s").items()
    )


def test_ctrl_c_does_not_wait_for_a_run_that_takes_long(started, tmp_path):
    process = started(tmp_path / "s", sleep=300)
    while not (tmp_path / "s").is_dir():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in process.communicate(timeout=300)[1]
    assert set(contents(tmp_path / "s")) <= {".lock"}


def test_a_journal_broken_at_any_byte_gives_its_whole_records(tmp_path):
    path, records = tmp_path / "journal", [journal.record(run, bytes([run]) * run) for run in range(5)]
    whole, ends = b"".join(records), np.cumsum([len(record) for record in records])
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        assert list(journal.read(path)) == list(range(int((ends <= cut).sum())))
        assert path.stat().st_size == max([0, *ends[ends <= cut]])
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert list(journal.read(path)) == list(range(int((ends <= place).sum())))


def test_a_damaged_part_is_found_and_computed_anew(tmp_path, small):
    done = sm.sweep(None, GRID, run=drawn, replicates=2, rng=7, store=tmp_path)
    before, damaged = contents(tmp_path), done.paths[1]
    content = damaged.read_bytes()
    for broken in (content[:-1], b"", content[:50] + bytes([content[50] ^ 1]) + content[51:]):
        damaged.write_bytes(broken)
        with pytest.raises(FileError) as told:
            sm.Sweep(tmp_path)
        assert told.value.kind == "ChecksumMismatch"
        again = sm.sweep(None, GRID, run=drawn, replicates=2, rng=7, store=tmp_path)
        assert again.notes == ["part 1 was damaged and was computed anew"]
        assert contents(tmp_path) == before
    damaged.unlink()
    sm.sweep(None, GRID, run=drawn, replicates=2, store=tmp_path)  # the seed is that of the store
    assert contents(tmp_path) == before


def test_a_run_that_does_not_follow_its_seed_is_found_out(tmp_path):
    def restless(world, parameters, seed, replicate):
        return pd.DataFrame({"estimate": [time.perf_counter_ns()]})

    done = sm.sweep(None, GRID, run=restless, rng=1, store=tmp_path)
    done.paths[0].write_bytes(b"")
    with pytest.raises(FileError) as told:
        sm.sweep(None, GRID, run=restless, rng=1, store=tmp_path)
    assert told.value.kind == "ChecksumMismatch"


def other_run(world, parameters, seed, replicate):
    return pd.DataFrame({"measure": ["D", "H"], "estimate": [1.0, 2.0]})


def bound(world, parameters, seed, replicate, *, by=1.0):
    return pd.DataFrame({"estimate": [by]})


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"design": sm.design.grid({"share": [0.1, 0.2], "name": ["x", "y"]})}, "design"),
        ({"run": other_run}, "function"),
        ({"run": functools.partial(bound, by=2.0)}, "function"),
        ({"world": "town"}, "world"),
        ({"world": pd.DataFrame({"a": [1]})}, "world"),
        ({"rng": 8}, "seed"),
        ({"replicates": 3}, "replicates"),
        ({"independent": True}, "independent"),
    ],
)
def test_a_store_of_another_sweep_is_refused_and_left_as_it_is(changed, word, tmp_path):
    asked = {"world": None, "design": GRID, "run": functools.partial(bound, by=1.0), "rng": 7, "replicates": 2}
    sm.sweep(**asked, store=tmp_path)
    before = contents(tmp_path)
    with pytest.raises(InputError) as told:
        sm.sweep(**asked | changed, store=tmp_path)
    assert (told.value.kind, told.value.column) == ("OtherSweep", "store")
    assert f"another {word}" in str(told.value)
    assert contents(tmp_path) == before
    sm.sweep(**asked | {"run": functools.partial(bound, by=1.0)}, store=tmp_path)
    assert contents(tmp_path) == before


def test_a_finished_sweep_runs_nothing_again(tmp_path):
    def counted(world, parameters, seed, replicate):
        CALLS.append(replicate)
        return pd.DataFrame({"estimate": [1.0]})

    sm.sweep(None, GRID, run=counted, replicates=2, rng=1, store=tmp_path)
    assert len(CALLS) == 12
    sm.sweep(None, GRID, run=counted, replicates=2, rng=1, store=tmp_path)
    assert len(CALLS) == 12


CALLS: list[int] = []


def test_folders_that_are_no_store_are_refused(tmp_path):
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(FileError) as told:
        sm.sweep(None, GRID, run=drawn, rng=1, store=tmp_path)
    assert told.value.kind == "OutputExists"
    with pytest.raises(FileError) as told:
        sm.Sweep(tmp_path / "nowhere")
    assert told.value.kind == "FileNotFound"
    with pytest.raises(FileError) as told:
        sm.sweep(None, GRID, run=drawn, rng=1, store=tmp_path / "thesis.docx")
    assert told.value.kind == "NotWritable"
    done = sm.sweep(None, GRID, run=drawn, rng=1, store=tmp_path / "s")
    unfinished = {**done.manifest, "parts": None}
    for content, kind in (("{", "CorruptFile"), ("{}", "CorruptFile"), (json.dumps(unfinished), "NotFinished")):
        (tmp_path / "s" / "manifest.json").write_text(content, encoding="utf-8")
        with pytest.raises(FileError) as told:
            sm.Sweep(tmp_path / "s")
        assert told.value.kind == kind


def test_two_sweeps_at_one_store_are_refused(tmp_path):
    def nested(world, parameters, seed, replicate):
        with pytest.raises(FileError) as told:
            sm.sweep(None, GRID, run=drawn, rng=1, store=parameters["folder"])
        return pd.DataFrame({"kind": [told.value.kind]})

    design = sm.design.grid({"folder": [str(tmp_path)]})
    assert sm.sweep(None, design, run=nested, rng=1, store=tmp_path).to_frame()["kind"].tolist() == ["StoreLocked"]


# What goes wrong


@pytest.mark.parametrize("threads", [1, 3])
def test_what_a_run_raises_is_raised_and_what_was_done_is_kept(threads, tmp_path, small):
    class OwnError(Exception):
        pass

    def failing(world, parameters, seed, replicate):
        if parameters["share"] == 0.3 and FAIL:
            raise OwnError("no such town")
        return drawn(world, parameters, seed, replicate)

    FAIL.clear()
    FAIL.append(True)
    with pytest.raises(OwnError, match="no such town") as told:
        sm.sweep(None, GRID, run=failing, replicates=4, rng=7, threads=threads, store=tmp_path / "s")
    assert "'share': 0.3" in told.value.__notes__[0]
    kept = [path.name for path in (tmp_path / "s").glob("part-*")]
    assert len(kept) == 5 if threads == 1 else kept
    FAIL.clear()
    sm.sweep(None, GRID, run=failing, replicates=4, rng=7, threads=threads, store=tmp_path / "s")
    sm.sweep(None, GRID, run=failing, replicates=4, rng=7, store=tmp_path / "whole")
    assert contents(tmp_path / "s") == contents(tmp_path / "whole")


FAIL: list[bool] = []


def test_errors_of_the_system_in_a_run_are_its_own(tmp_path):
    def closed(world, parameters, seed, replicate):
        raise PermissionError(13, "not yours")

    with pytest.raises(PermissionError) as told:
        sm.sweep(None, GRID, run=closed, rng=1, store=tmp_path)
    assert not isinstance(told.value, FileError)


@pytest.mark.parametrize(
    ("columns", "error", "kind"),
    [
        (lambda first: {"a": [1]} if first else {"b": [1]}, InputError, "UnmatchedKey"),
        (lambda first: {"a": [1]} if first else {"a": ["x"]}, InputTypeError, "WrongType"),
        (lambda first: {"a": [1]} if first else {"a": [1.5]}, InputTypeError, "WrongType"),
        (lambda first: {"a": [None]} if first else {"a": [1.5]}, InputTypeError, "WrongType"),
        (lambda first: {"seed": [1]}, ColumnError, "DuplicateColumn"),
        (lambda first: {"share": [1]}, ColumnError, "DuplicateColumn"),
        (lambda first: {0: [1]}, InputTypeError, "WrongType"),
    ],
)
def test_frames_that_do_not_go_together_are_refused(columns, error, kind, tmp_path):
    columns_of = columns

    def changing(world, parameters, seed, replicate):
        return pd.DataFrame(columns_of(parameters["share"] == 0.1))

    with pytest.raises(error) as told:
        sm.sweep(None, GRID, run=changing, rng=1, store=tmp_path)
    assert told.value.kind == kind


def test_a_column_may_be_empty_in_one_run_and_not_in_another(tmp_path):
    def noted(world, parameters, seed, replicate):
        first = parameters["share"] == 0.1
        return pd.DataFrame({"note": [None if first else "few"], "estimate": [1.5 if first else None], "n": [1]})

    frame = sm.sweep(None, GRID, run=noted, rng=1, store=tmp_path).to_frame()
    assert frame["note"].isna().tolist() == frame["estimate"].notna().tolist() == [True, True, *[False] * 4]


@pytest.mark.parametrize(
    ("options", "column"),
    [
        ({"threads": 0}, "threads"),
        ({"threads": -1}, "threads"),
        ({"threads": 10**6}, "threads"),
        ({"threads": True}, "threads"),
        ({"threads": 1.5}, "threads"),
        ({"replicates": 0}, "replicates"),
        ({"replicates": None}, "replicates"),
        ({"independent": "no"}, "independent"),
        ({"rng": -1}, "rng"),
        ({"rng": 2**64}, "rng"),
        ({"run": None}, "run"),
        ({"run": "simulate"}, "run"),
        ({"run": lambda *_: 3}, None),
        ({"run": functools.partial(bound, by=object())}, "run"),
        ({"design": {"share": [1]}}, "design"),
        ({"client": "tcp://scheduler"}, "client"),
        ({"client": "tcp://scheduler", "threads": 2}, "threads"),
        ({"store": 3}, "store"),
    ],
)
def test_options_without_meaning_are_refused(options, column, tmp_path):
    with pytest.raises(InputError) as told:
        sm.sweep(**{"world": None, "design": GRID, "run": drawn, "rng": 1, "store": tmp_path / "s"} | options)
    assert told.value.column == column


def test_results_that_would_not_fit_are_refused_after_the_first_run(tmp_path, monkeypatch):
    room = SimpleNamespace(free=1000)
    with monkeypatch.context() as little:
        little.setattr("shutil.disk_usage", lambda _: room)
        with pytest.raises(LimitError, match="24 runs would take about"):
            sm.sweep(None, GRID, run=drawn, replicates=4, rng=7, store=tmp_path / "s")
    with monkeypatch.context() as little:
        little.setattr(memory, "available", lambda: 100)
        with pytest.raises(LimitError, match="3 runs at once would take about"):
            sm.sweep(None, GRID, run=drawn, replicates=4, rng=7, threads=3, store=tmp_path / "s")
    assert set(contents(tmp_path / "s")) == {".lock"}
    done = sm.sweep(None, GRID, run=drawn, replicates=4, rng=7, store=tmp_path / "s")
    monkeypatch.setattr(memory, "available", lambda: 100)
    with pytest.raises(LimitError, match="48 rows"):
        done.to_frame()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_forked_process_sweeps_as_well(tmp_path):
    code = f"""
import os, sys
sys.path[:0] = [{str(PACKAGE)!r}, {str(Path(__file__).parent)!r}]
import schoolmix as sm
from test_sweep import GRID, drawn
sm.sweep(None, GRID, run=drawn, rng=1, threads=2, store={str(tmp_path / "parent")!r})
child = os.fork()
if not child:
    sm.sweep(None, GRID, run=drawn, rng=1, threads=2, store={str(tmp_path / "child")!r})
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=300)
    assert contents(tmp_path / "child") == contents(tmp_path / "parent")


def test_a_bar_counts_what_was_done_before_but_not_its_time(tmp_path, small, monkeypatch):
    bars = []

    class Bar:
        def __init__(self, **options):
            self.n, self.options, self.total = options["initial"], options, None
            bars.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def update(self, steps):
            self.n += steps

    monkeypatch.setattr(progress, "tqdm", Bar)
    done = sm.sweep(None, GRID, run=drawn, replicates=4, rng=7, store=tmp_path)
    assert [(bar.options["initial"], bar.n, bar.total) for bar in bars] == [(1, 24, 24)]
    done.paths[2].unlink()
    sm.sweep(None, GRID, run=drawn, replicates=4, rng=7, store=tmp_path, progress=False)
    assert (bars[1].options["initial"], bars[1].n, bars[1].options["disable"]) == (21, 24, True)


def test_bars_of_a_run_are_not_shown_and_its_work_stops_when_the_sweep_does():
    stop = threading.Event()
    with progress.quiet(stop.is_set), progress.shown("inside") as told:
        told(1, 2)
        stop.set()
        with pytest.raises(KeyboardInterrupt):
            told(2, 2)


# What is made of the results


def test_means_and_paired_differences(tmp_path):
    done = sm.sweep(None, GRID, run=drawn, replicates=6, rng=7, store=tmp_path)
    frame, table = done.to_frame(), done.means("estimate", keys="measure")
    assert list(table) == ["point", "share", "name", "measure", "estimate", "se", "replicates", "note"]
    cells = frame.groupby(["point", "measure"])["estimate"]
    assert table["estimate"].tolist() == pytest.approx(cells.mean().tolist(), rel=1e-14)
    assert table["se"].tolist() == pytest.approx((cells.std() / 6**0.5).tolist(), rel=1e-14)
    against = done.means("estimate", keys=["measure"], versus=0)
    # Under common random numbers what was drawn is the same at every point.
    assert against["estimate"].tolist() == pytest.approx(np.repeat([0, 0.1, 0.1, 0.2, 0.2], 2), abs=1e-12)
    assert against["se"].max() < 1e-12
    assert len(against) == 10
    with pytest.raises(InputError) as told:
        done.means("estimate")
    assert told.value.kind == "DuplicateKey"
    with pytest.raises(InputError) as told:
        done.means("estimate", keys="measure", versus=6)
    assert (told.value.kind, told.value.column) == ("BadOption", "versus")
    with pytest.raises(ColumnError):
        done.means("estimates", keys="measure")
    with pytest.raises(InputTypeError):
        done.means("measure")


def test_a_mean_over_what_is_not_there_is_null_with_a_note(tmp_path):
    def gappy(world, parameters, seed, replicate):
        return pd.DataFrame({"estimate": [None if parameters["share"] == 0.2 and replicate else 1.0]})

    done = sm.sweep(None, GRID, run=gappy, replicates=3, rng=1, store=tmp_path / "three")
    table = done.means("estimate").set_index("share")
    assert table.loc[0.2, "estimate"].isna().all()
    assert set(table.loc[0.2, "note"]) == {"null in 2 of 3 replicates"}
    assert table.loc[0.1, "estimate"].eq(1).all()
    one = sm.sweep(None, GRID, run=gappy, replicates=1, rng=1, store=tmp_path / "one").means("estimate")
    assert one["se"].isna().all()
    assert set(one["note"]) == {"one replicate has no error"}


def test_a_sweep_tells_what_matters(tmp_path):
    def ishigami(world, parameters, seed, replicate):
        a, b, c = parameters.values()
        return pd.DataFrame({"estimate": [np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)]})

    angle = (-np.pi, np.pi)
    design = sm.design.sobol({"a": angle, "b": angle, "c": angle}, samples=256, rng=0)
    done = sm.sweep(None, design, run=ishigami, rng=1, store=tmp_path)
    table = design.sensitivity(done.means("estimate"), column="estimate", rng=1)
    total = table.loc[table["index"] == "ST", "estimate"].to_numpy()
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)


def test_results_do_not_change(tmp_path):
    done = sm.sweep(None, GRID, run=drawn, rng=1, store=tmp_path)
    with pytest.raises(AttributeError):
        done.store = None
    done.manifest["plan"].clear()
    done.notes.append("x")
    done.paths.clear()
    assert (done.seed, done.notes, len(done.paths)) == (1, [], 1)
    assert repr(sm.Sweep(tmp_path)) == "Sweep: 6 runs of 6 points (grid), 12 rows in 1 part, seed 1"


def test_the_page_on_sweeps_runs(tmp_path, monkeypatch):
    page = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    found = {}
    exec(code.replace("trajectories=10", "trajectories=2").replace("replicates=3", "replicates=1"), found)
    assert set(found["means"]["outcome"]) >= {"D", "mean_distance"}
    assert len(found["means"]) == 8 * len(found["means"][["outcome", "focal"]].drop_duplicates())


# On a cluster


@pytest.mark.serial
def test_a_cluster_of_processes_gives_the_same_bytes(client, tmp_path, small):
    world = sm.World.synthetic("netherlands", scale=0.01, seed=1)
    (tmp_path / "seen").mkdir()
    run = functools.partial(marked, folder=str(tmp_path / "seen"))
    asked = {"world": world, "design": GRID, "run": run, "replicates": 8, "rng": 7}
    sm.sweep(**asked, client=client, store=tmp_path / "cluster")
    workers = client.run(os.getpid).values()
    assert {path.name for path in (tmp_path / "seen").iterdir()} == {str(worker) for worker in workers}
    assert len(set(workers)) == 2
    sm.sweep(**asked, threads=2, store=tmp_path / "threads")
    assert contents(tmp_path / "cluster") == contents(tmp_path / "threads")
    assert str(os.getpid()) in {path.name for path in (tmp_path / "seen").iterdir()}


@pytest.mark.serial
def test_a_world_of_a_register_travels_as_its_file(client, tmp_path):
    register = pd.DataFrame(
        {"pupil": range(40), "site": [0, 1] * 20, "home_area": [1] * 40, "origin": [0, 1, 1, 1] * 10}
    )
    traits = {"origin": {"column": "origin", "whole": [0, 1]}}
    world = sm.World.from_pupils(register, mapping={"sector": "po", "year": 2024, "columns": {}, "traits": traits})

    def measured(world, parameters, seed, replicate):
        return sm.measure(world.roll("origin"))[["measure", "estimate"]]

    sm.sweep(world, GRID, run=measured, rng=1, client=client, store=tmp_path / "cluster")
    sm.sweep(world, GRID, run=measured, rng=1, store=tmp_path / "threads")
    assert contents(tmp_path / "cluster") == contents(tmp_path / "threads")


@pytest.mark.serial
def test_what_a_run_raises_on_a_cluster_is_raised_here(client, tmp_path):
    def failing(world, parameters, seed, replicate):
        if parameters["share"] == 0.3:
            raise ZeroDivisionError("no pupils")
        return drawn(world, parameters, seed, replicate)

    with pytest.raises(ZeroDivisionError, match="no pupils"):
        sm.sweep(None, GRID, run=failing, replicates=4, rng=7, client=client, store=tmp_path)
    assert client.run(os.getpid)
