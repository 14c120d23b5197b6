"""Rolls of many Parquet files: the same bits as of one frame, and what is wrong with files is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import schoolmix as sm
from schoolmix import tally
from schoolmix.errors import ColumnError, FileError, InputError, InputTypeError

KEYS = {"unit": ["brin", "site"], "group": "group", "within": "town", "by": "year"}


def rows(count=4000, seed=1):
    """Rows of pupils at sites, of which some have none."""
    draw = np.random.default_rng(seed)
    site = draw.integers(0, 60, count)
    frame = pd.DataFrame({"brin": [f"{number // 3:02}AB" for number in site], "site": site % 3})
    frame["group"] = draw.choice(["x", "y", "z", "nobody"], count)
    frame["town"] = [f"{number // 12:04}" for number in site]
    frame["year"] = draw.choice([2023, 2024], count)
    pupils = draw.integers(0, 30, count)
    return frame.assign(pupils=np.where((frame["group"] == "nobody") | (site == 59), 0, pupils))


def split(frame, folder, files=7):
    """Write rows to files, dealt out at random."""
    dealt = np.random.default_rng(3).integers(0, files, len(frame))
    for number in range(files):
        frame.loc[dealt == number].to_parquet(folder / f"part-{number}.parquet", index=False)
    return folder


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert (one.units, one.groups, one.pupils, one.notes, one.by, one.within, one.order) == (
        other.units,
        other.groups,
        other.pupils,
        other.notes,
        other.by,
        other.within,
        other.order,
    )
    measures = ["D", "H", "M", "G"]
    pd.testing.assert_frame_equal(sm.measure(one, measures), sm.measure(other, measures), check_exact=True)


@pytest.mark.parametrize("piece", [64, 2**16])
@pytest.mark.parametrize("options", [{}, {"order": ["z", "x", "y", "nobody"]}])
def test_files_give_the_roll_of_one_frame(piece, options, tmp_path, monkeypatch):
    monkeypatch.setattr(tally, "ROWS", piece)
    frame = rows()
    whole = sm.Roll(frame, **KEYS, count="pupils", **options)
    assert whole.notes
    found = sm.Roll.from_parquet(split(frame, tmp_path), **KEYS, count="pupils", **options)
    assert_same(found, whole)
    backwards = sorted(tmp_path.iterdir(), reverse=True)
    assert_same(sm.Roll.from_parquet(backwards, **KEYS, count="pupils", **options), whole)


def test_without_a_count_a_row_is_a_pupil(tmp_path):
    frame = rows()
    assert_same(sm.Roll.from_parquet(split(frame, tmp_path), **KEYS), sm.Roll(frame, **KEYS))
    by_size = sm.Roll.from_parquet(tmp_path, unit="pupils", group="group")
    pd.testing.assert_frame_equal(sm.measure(by_size), sm.measure(sm.Roll(frame, unit="pupils", group="group")))


def test_folders_may_tell_of_columns(tmp_path):
    frame = rows().assign(town=lambda frame: "0" + frame["town"].str[1:])
    frame.to_parquet(tmp_path, partition_cols=["year", "town"])
    (tmp_path / "_metadata.parquet").write_bytes(b"no part")
    found = sm.Roll.from_parquet(tmp_path, **KEYS, count="pupils")
    assert_same(found, sm.Roll(frame, **KEYS, count="pupils"))
    assert set(found.to_frame()["town"]) >= {"0000", "0003"}


@pytest.mark.parametrize("kind", [pa.dictionary(pa.int32(), pa.string()), pa.large_string(), pa.string_view()])
def test_how_a_column_is_stored_does_not_matter(kind, tmp_path):
    frame = rows()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    wide = table.set_column(2, "group", table["group"].cast(pa.string()).cast(kind)).set_column(
        5, "pupils", table["pupils"].cast(pa.uint16())
    )
    pq.write_table(wide, tmp_path / "a.parquet")
    pq.write_table(table.slice(0, 0), tmp_path / "empty.parquet")
    assert_same(sm.Roll.from_parquet(tmp_path, **KEYS, count="pupils"), sm.Roll(frame, **KEYS, count="pupils"))


def test_memory_does_not_grow_with_the_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(tally, "ROWS", 1000)
    for number in range(4):
        rows(20_000, number).to_parquet(tmp_path / f"{number}.parquet")
    merged, held = tally._merged, []

    def watched(tables, name):
        held.append(sum(table.num_rows for table in tables))
        return merged(tables, name)

    monkeypatch.setattr(tally, "_merged", watched)

    def most(files):
        held.clear()
        sm.Roll.from_parquet(files, **KEYS, count="pupils")
        return max(held)

    # Cells of a file, and a thousand rows beside them.
    assert most(tmp_path) <= most(tmp_path / "0.parquet") < 5000


@pytest.mark.parametrize(
    ("changed", "error", "kind", "column"),
    [
        ({"group": None}, ColumnError, "MissingColumn", "group"),
        ({"pupils": "3"}, InputTypeError, "WrongType", "pupils"),
        ({"pupils": 3.0}, InputTypeError, "WrongType", "pupils"),
        ({"site": "a"}, InputTypeError, "WrongType", "site"),
    ],
)
def test_files_that_do_not_agree_are_refused(changed, error, kind, column, tmp_path):
    frame = rows(100)
    frame.to_parquet(tmp_path / "a.parquet")
    other = frame.assign(**changed) if None not in changed.values() else frame.drop(columns=list(changed))
    other.to_parquet(tmp_path / "b.parquet")
    with pytest.raises(error, match=r"b\.parquet") as told:
        sm.Roll.from_parquet(tmp_path, **KEYS, count="pupils")
    assert (told.value.kind, told.value.column) == (kind, column)


def test_rows_that_a_roll_refuses_are_refused_with_their_file_and_row(tmp_path, monkeypatch):
    monkeypatch.setattr(tally, "ROWS", 32)
    frame = rows(100)
    frame.to_parquet(tmp_path / "a.parquet")
    for column, value, kind in (("pupils", -1, "NegativeCount"), ("group", None, "MissingKey")):
        broken = frame.copy()
        broken.loc[77, column] = value
        broken.to_parquet(tmp_path / "b.parquet")
        with pytest.raises(InputError) as whole:
            sm.Roll(broken, **KEYS, count="pupils")
        with pytest.raises(InputError, match=r"b\.parquet.*row 77") as told:
            sm.Roll.from_parquet(tmp_path, **KEYS, count="pupils")
        assert (told.value.kind, told.value.column, told.value.row) == (kind, column, 77)
        assert (whole.value.kind, whole.value.row) == (kind, 77)
    frame.assign(town="elsewhere").to_parquet(tmp_path / "b.parquet")
    with pytest.raises(InputError):
        sm.Roll.from_parquet(tmp_path, **KEYS, count="pupils")


def test_sums_beyond_what_is_exact_are_refused(tmp_path):
    for name in "ab":
        pd.DataFrame({"site": [1, 2], "group": ["x", "y"], "n": [2**52, 1]}).to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(InputError) as told:
        sm.Roll.from_parquet(tmp_path, unit="site", group="group", count="n")
    assert told.value.kind == "CountOverflow"


def test_paths_that_lead_to_no_parquet_are_refused(tmp_path):
    keys = {"unit": "site", "group": "group"}
    file = tmp_path / "a.parquet"
    for given, error, kind in (
        (tmp_path, FileError, "EmptyInput"),
        ([], FileError, "EmptyInput"),
        (tmp_path / "nowhere", FileError, "FileNotFound"),
        (3, InputTypeError, "WrongType"),
        ([3], InputTypeError, "WrongType"),
    ):
        with pytest.raises(error) as told:
            sm.Roll.from_parquet(given, **keys)
        assert (told.value.kind, told.value.column) == (kind, "paths")
    rows(20).to_parquet(file)
    with pytest.raises(InputError, match="named twice"):
        sm.Roll.from_parquet([file, tmp_path], **keys)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(FileError) as told:
        sm.Roll.from_parquet(file, **keys)
    assert told.value.kind == "CorruptFile"


@pytest.mark.serial
def test_a_cluster_counts_the_same(client, tmp_path):
    frame = rows()
    folder = split(frame, tmp_path)
    whole = sm.Roll(frame, **KEYS, count="pupils")
    assert_same(sm.Roll.from_parquet(folder, **KEYS, count="pupils", client=client), whole)
    (folder / "part-3.parquet").write_bytes(Path(folder / "part-3.parquet").read_bytes()[:-9])
    with pytest.raises(FileError):
        sm.Roll.from_parquet(folder, **KEYS, count="pupils", client=client)


def test_the_results_of_a_sweep_are_measured_in_their_store(tmp_path):
    def seated(world, parameters, seed, replicate):  # noqa: ARG001
        pupils = np.random.default_rng(seed).integers(1, 50, 4)
        return pd.DataFrame({"site": ["a", "a", "b", "b"], "group": ["x", "y"] * 2, "pupils": pupils})

    done = sm.sweep(None, sm.design.grid({"share": [0.1, 0.2]}), run=seated, replicates=3, rng=1, store=tmp_path)
    keys = {"unit": "site", "group": "group", "count": "pupils", "by": ["point", "replicate"]}
    assert_same(sm.Roll.from_parquet(done.paths, **keys), sm.Roll(done.to_frame(), **keys))
