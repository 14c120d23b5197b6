"""The store of a sweep: a folder of Parquet parts and a manifest, valid at any moment.

Runs are gathered in a journal a part; a part is written beside its place, flushed to disk, and moved there at once. Its
name holds its number and its hash, so that what is there tells by itself what is done and whether it is whole. When all
parts are there, the manifest lists them. Nothing in a finished store depends on when, where, by how many threads or in
how many sittings it was made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schoolmix import files
from schoolmix.download.manifest import sha256
from schoolmix.errors import FileError, InputError
from schoolmix.sweep import journal
from schoolmix.sweep.plan import Plan
from schoolmix.sweep.running import Outcome, unpacked_rows

MANIFEST = "manifest.json"
LOCK = ".lock"
# Rows, bytes and runs of a part: what is held in memory, and how many files there are.
ROWS, BYTES, RUNS = 2**17, 2**26, 2_000

_PART = re.compile(r"part-(\d{6,})-([0-9a-f]{16})\.parquet")
_JOURNAL = re.compile(r"\.part-(\d{6,})\.runs")


class Store:
    """What there is of a sweep, and what is still to be run.

    Parameters
    ----------
    folder : pathlib.Path
        It is ours alone: see `held`.
    plan : Plan
    manifest : dict
        As it stands in the folder.

    Attributes
    ----------
    schema : pyarrow.Schema
        Of what a run gives.
    notes : list of str
        What was damaged.
    """

    def __init__(self, folder: Path, plan: Plan, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.plan = plan
        self.manifest = manifest
        self.schema = pa.ipc.read_schema(pa.py_buffer(bytes.fromhex(manifest["schema"])))
        self.notes: list[str] = []
        self._size = int(manifest["runs_a_part"])
        self._expected = {part["part"]: part["sha256"] for part in manifest["parts"] or ()}
        self._parts: dict[int, Path] = {}
        self._open: dict[int, dict[int, bytes]] = {}
        with writing(folder):
            self._look()

    @property
    def parts(self) -> int:
        """How many parts there will be."""
        return -(-self.plan.runs // self._size)

    @property
    def done(self) -> int:
        """How many runs are done."""
        whole = sum(len(self._runs_of(part)) for part in self._parts)
        return whole + sum(len(runs) for runs in self._open.values())

    def left(self) -> Iterator[int]:
        """Yield the numbers of the runs that are still to be done."""
        for part in range(self.parts):
            if part not in self._parts:
                there = set(self._open.get(part, ()))
                yield from (run for run in self._runs_of(part) if run not in there)

    def keep(self, outcomes: list[Outcome]) -> None:
        """Keep what runs gave, and write the parts that are whole by it."""
        for part in sorted({run // self._size for run, _ in outcomes}):
            ours = [(run, rows) for run, rows in outcomes if run // self._size == part]
            with writing(self.folder):
                with self._journal(part).open("ab") as file:
                    file.write(b"".join(journal.record(run, rows) for run, rows in ours))
                self._open.setdefault(part, {}).update(ours)
                self._complete(part)

    def finish(self) -> dict[str, Any]:
        """List all parts in the manifest, and return it."""
        listed = []
        for part in range(self.parts):
            path = self._parts[part]
            rows = pq.read_metadata(path).num_rows
            size = path.stat().st_size
            listed.append({"part": part, "file": path.name, "rows": rows, "bytes": size, "sha256": sha256(path)})
        if self.manifest["parts"] != listed:
            self.manifest = {**self.manifest, "parts": listed}
            with writing(self.folder):
                write_manifest(self.folder, self.manifest)
        return self.manifest

    def _runs_of(self, part: int) -> range:
        return range(part * self._size, min((part + 1) * self._size, self.plan.runs))

    def _journal(self, part: int) -> Path:
        return self.folder / f".part-{part:06}.runs"

    def _look(self) -> None:
        """Find out what is there; take away what was broken off or damaged."""
        journals: list[int] = []
        for path in sorted(self.folder.iterdir()):
            if found := _PART.fullmatch(path.name):
                self._take(int(found[1]), path, found[2])
            elif found := _JOURNAL.fullmatch(path.name):
                journals.append(int(found[1]))
            elif path.name.startswith((".part-", f".{MANIFEST}.")):
                path.unlink()
        for part in journals:
            if part in self._parts:
                self._journal(part).unlink()
            else:
                found_runs = journal.read(self._journal(part))
                self._open[part] = {run: rows for run, rows in found_runs.items() if run in self._runs_of(part)}
                self._complete(part)

    def _take(self, part: int, path: Path, known: str) -> None:
        if part >= self.parts or part in self._parts:
            raise FileError(
                f"{path} is a part too many",
                kind="OutputExists",
                remedy="Move it away, or take another store.",
            )
        found = sha256(path)
        if found.startswith(known) and self._expected.get(part, found) == found:
            self._parts[part] = path
        else:
            path.unlink()
            self.notes.append(f"part {part} was damaged and was computed anew")

    def _complete(self, part: int) -> None:
        """Write a part if all of its runs are there."""
        runs = self._runs_of(part)
        if len(self._open.get(part, ())) < len(runs):
            return
        rows = self._open[part]
        self._parts[part] = self._written(part, part_table(self.plan, [(run, rows[run]) for run in runs]))
        del self._open[part]
        self._journal(part).unlink(missing_ok=True)

    def _written(self, part: int, table: pa.Table) -> Path:
        content = encoded(table)
        found = hashlib.sha256(content).hexdigest()
        self._check_same(part, found)
        path = self.folder / f"part-{part:06}-{found[:16]}.parquet"
        files.put(path, content)
        return path

    def _check_same(self, part: int, found: str) -> None:
        if self._expected.get(part, found) != found:
            raise FileError(
                f"part {part} of {self.folder}, computed anew, is not what it was",
                kind="ChecksumMismatch",
                remedy="run gives other results for the same seed: let all it draws follow from seed, and take a new "
                "store.",
            )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make a folder and keep it to ourselves, also if the process that held it before was killed."""
    import filelock  # noqa: PLC0415 - `import schoolmix` stays light

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK)
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout:
            raise FileError(
                f"another sweep is busy in {folder}",
                kind="StoreLocked",
                column="store",
                remedy="Wait until it is done, or take another store.",
            ) from None
    try:
        yield
    finally:
        lock.release()


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a store; None of a folder that is empty or not there."""
    path = folder / MANIFEST
    if not path.is_file():
        foreign = [other.name for other in folder.iterdir() if not _is_ours(other.name)] if folder.is_dir() else []
        if foreign:
            raise FileError(
                f"{folder} holds other files and is no store of a sweep",
                kind="OutputExists",
                column="store",
                count=len(foreign),
                remedy="Give a folder that is empty or not there yet.",
            )
        return None
    try:
        found = json.loads(path.read_bytes())
        missing = {"provenance", "plan", "schema", "runs_a_part", "parts", "pyarrow"} - set(found)
    except (ValueError, TypeError) as error:
        raise _damaged(path) from error
    if missing or not isinstance(found["plan"], dict):
        raise _damaged(path)
    return dict(found)


def begun(folder: Path, plan: Plan, first: bytes) -> dict[str, Any]:
    """Write the manifest of a new store, given what the first run gave, and return it."""
    table = unpacked_rows(first)
    most = (ROWS // max(table.num_rows, 1), BYTES // max(table.nbytes, 1), RUNS, plan.runs)
    manifest = {
        "provenance": plan.provenance,
        "plan": plan.told,
        "pyarrow": pa.__version__,
        "columns": {field.name: str(field.type) for field in table.schema},
        "schema": table.schema.serialize().to_pybytes().hex(),
        "runs": plan.runs,
        "runs_a_part": max(min(most), 1),
        "parts": None,
    }
    with writing(folder):
        write_manifest(folder, manifest)
    return manifest


def check_same_sweep(manifest: Mapping[str, Any], plan: Plan, folder: Path) -> None:
    """Refuse a store that holds the results of something else."""
    ours = {**plan.told, "pyarrow": pa.__version__}
    theirs = {**manifest["plan"], "pyarrow": manifest["pyarrow"]}
    differing = [name for name in ours if theirs.get(name) != ours[name]]
    if differing:
        raise InputError(
            f"{folder} holds a sweep with another {', another '.join(differing)}",
            kind="OtherSweep",
            column="store",
            count=len(differing),
            remedy="Take another store, or ask for what this one holds (its manifest.json tells).",
        )


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    files.put(folder / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())


def encoded(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file, the same for the same rows."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", write_page_checksum=True)
    return bytes(sink.getvalue().to_pybytes())


def part_table(plan: Plan, outcomes: list[Outcome]) -> pa.Table:
    """Return the rows of some runs behind the columns that say what they are about."""
    tables = [unpacked_rows(rows) for _, rows in outcomes]
    runs = np.repeat([run for run, _ in outcomes], [table.num_rows for table in tables])
    rows = pa.concat_tables(tables)
    table = plan.keys(runs.astype(np.int64))
    for field in rows.schema:
        table = table.append_column(field, rows[field.name])
    return table


def writing(folder: Path) -> AbstractContextManager[None]:
    """Turn the system's complaints about writing into errors that say what to do."""
    return files.written(
        folder,
        again="Make room and run it again: it goes on where it broke off.",
        elsewhere="Give another folder with store=.",
    )


def _is_ours(name: str) -> bool:
    return name == LOCK or name.startswith(f".{MANIFEST}.")


def _damaged(path: Path) -> FileError:
    return FileError(f"{path} is damaged", kind="CorruptFile", column="store", remedy="Take a new store.")
