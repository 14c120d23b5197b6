"""What a sweep gave: a folder of parts, and the means over its replicates."""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from schoolmix import frames, memory
from schoolmix.download.manifest import sha256
from schoolmix.download.place import path_of
from schoolmix.errors import FileError, InputError, InputTypeError
from schoolmix.sweep.store import read_manifest

# Bytes in memory for one on disk, and of a value of its own.
_UNPACKED = 8


class Sweep:
    """
    The results of a sweep, as they lie in its store.

    Parameters
    ----------
    store : str or path
        The folder of a sweep that was finished; every part is held against its hash.

    Attributes
    ----------
    store : pathlib.Path
    paths : list of pathlib.Path
        The parts, in order: Parquet files with columns ``run, point``, the parameters, ``replicate, seed, provenance``
        and those that ``run`` gave. DuckDB, polars and pyarrow read them together.
    manifest : dict
        What was run (``plan``), its hash (``provenance``), and every part with its rows and hash.
    runs, rows : int
    seed : int
    notes : list of str
        Parts that were damaged and were computed anew.

    Raises
    ------
    FileError
        Kinds ``FileNotFound`` (no store there), ``NotFinished``, ``CorruptFile``, ``ChecksumMismatch``.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> def mixed(world, parameters, seed, replicate):
    ...     return pd.DataFrame({"estimate": [parameters["tolerance"]]})
    >>> folder = tempfile.mkdtemp()
    >>> _ = sm.sweep(None, sm.design.grid({"tolerance": [0.3, 0.5]}), run=mixed, rng=1, store=folder)
    >>> sm.Sweep(folder).to_frame(["point", "tolerance", "estimate"])
       point  tolerance  estimate
    0      0        0.3       0.3
    1      1        0.5       0.5
    """

    __slots__ = ("_manifest", "_notes", "store")

    store: Path
    _manifest: dict[str, Any]
    _notes: list[str]

    def __init__(self, store: str | os.PathLike[str]) -> None:
        folder = path_of(store, "store")
        manifest = read_manifest(folder) if folder.is_dir() else None
        if manifest is None:
            raise FileError(
                f"there is no sweep in {folder}", kind="FileNotFound", column="store", remedy="Check the path."
            )
        if manifest["parts"] is None:
            raise FileError(
                f"the sweep in {folder} is not finished",
                kind="NotFinished",
                column="store",
                remedy="Ask for it again with sm.sweep: it goes on where it was.",
            )
        for part in manifest["parts"]:
            path = folder / part["file"]
            if not path.is_file() or sha256(path) != part["sha256"]:
                raise FileError(
                    f"{path} is damaged or gone",
                    kind="ChecksumMismatch",
                    column="store",
                    remedy="Ask for the sweep again with sm.sweep: it computes this part anew.",
                )
        self._fill(folder, manifest, [])

    @classmethod
    def _of(cls, folder: Path, manifest: dict[str, Any], notes: list[str]) -> Sweep:
        """Return the results of a store that was just checked."""
        made = object.__new__(cls)
        made._fill(folder, manifest, notes)
        return made

    def _fill(self, folder: Path, manifest: dict[str, Any], notes: list[str]) -> None:
        for name, value in (("store", folder), ("_manifest", manifest), ("_notes", notes)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: results do not change."""
        raise AttributeError(f"a Sweep does not change: run another one with another {name}")

    @property
    def paths(self) -> list[Path]:
        """The parts, in order."""
        return [self.store / part["file"] for part in self._manifest["parts"]]

    @property
    def manifest(self) -> dict[str, Any]:
        """What was run, and every part with its rows and hash."""
        return copy.deepcopy(self._manifest)

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return int(self._manifest["runs"])

    @property
    def rows(self) -> int:
        """How many rows they gave."""
        return sum(part["rows"] for part in self._manifest["parts"])

    @property
    def seed(self) -> int:
        """What the seeds of the runs follow from."""
        return int(self._manifest["plan"]["seed"])

    @property
    def notes(self) -> list[str]:
        """Parts that were damaged and were computed anew."""
        return list(self._notes)

    def to_frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """
        Return all rows, by run and within it as ``run`` gave them.

        Parameters
        ----------
        columns : sequence of str, optional
            Which columns; by default all.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        ColumnError
            Kind ``MissingColumn``.
        LimitError
            Kind ``SizeLimit``: they do not fit in memory.
        """
        there = pq.read_schema(self.paths[0]).names
        wanted = there if columns is None else frames.columns(columns, "columns")
        frames.take(pa.table({name: [] for name in there}), wanted)
        memory.check(
            self.rows * len(wanted) * _UNPACKED,
            f"{self.rows:,} rows of {len(wanted)} columns",
            "Name fewer columns, take means, or query the parts (.paths) with DuckDB or polars.",
        )
        return frames.to_pandas(pa.concat_tables([pq.ParquetFile(path).read(columns=wanted) for path in self.paths]))

    def means(self, column: str, *, keys: str | Sequence[str] = (), versus: int | None = None) -> pd.DataFrame:
        """
        Return the mean over replicates at every point, or its difference with one of them, with its Monte Carlo error.

        Parameters
        ----------
        column : str
            The outcome.
        keys : str or sequence of str
            Columns of ``run`` that tell the rows of a run apart, such as ``["measure", "year"]``.
        versus : int, optional
            A point: others are held against it replicate by replicate, so that common random numbers cancel out.

        Returns
        -------
        pandas.DataFrame
            ``point``, the parameters, the keys, ``estimate, se, replicates, note``. ``se`` is the standard error of the
            mean over replicates, or of the mean difference; null for one replicate. An outcome that is null in any
            replicate, or for ``versus`` absent in either, has a null estimate, with a note.

        Raises
        ------
        ColumnError
            Kind ``MissingColumn``.
        InputError
            Kinds ``DuplicateKey`` (keys do not tell the rows of a run apart), ``BadOption`` (no such point).
        """
        parameters = list(self._manifest["plan"]["design"]["names"])
        names = frames.columns(keys, "keys")
        frame = self.to_frame(list(dict.fromkeys(["point", *parameters, "replicate", *names, column])))
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise InputTypeError(
                f"column '{column}' holds no numbers",
                kind="WrongType",
                column=column,
                remedy="Name a column of numbers.",
            )
        twice = frame.duplicated(["point", "replicate", *names])
        if twice.any():
            raise InputError(
                f"{int(twice.sum())} rows have the same {', '.join(['point', 'replicate', *names])} as another",
                kind="DuplicateKey",
                column="keys",
                row=int(twice.to_numpy().argmax()),
                count=int(twice.sum()),
                remedy="Name all columns that tell the rows of a run apart.",
            )
        values = frame.assign(_value=frame[column].astype(float))
        if versus is not None:
            values = self._against(values, names, versus)
        found = values.groupby(["point", *parameters, *names], dropna=False, sort=False)["_value"]
        table = found.agg(
            estimate=_mean, se=_error, replicates="size", gaps=lambda one: int(one.isna().sum())
        ).reset_index()
        return _noted(table)

    def _against(self, values: pd.DataFrame, names: list[str], versus: int) -> pd.DataFrame:
        if isinstance(versus, bool) or not isinstance(versus, int | np.integer) or versus not in set(values["point"]):
            raise InputError(
                "versus is no point of the design",
                kind="BadOption",
                column="versus",
                remedy="Give the number of a point, from 0.",
            )
        keys = ["replicate", *names]
        base = values.loc[values["point"] == versus, [*keys, "_value"]]
        paired = values.loc[values["point"] != versus].merge(base, on=keys, how="left", suffixes=("", "_base"))
        return paired.assign(_value=paired["_value"] - paired["_value_base"])

    def __repr__(self) -> str:
        design, parts = self._manifest["plan"]["design"], len(self._manifest["parts"])
        what = f"{self.runs:,} runs of {design['points']:,} points ({design['kind']})"
        return f"Sweep: {what}, {self.rows:,} rows in {parts} part{'s' * (parts != 1)}, seed {self.seed}"


def _mean(values: pd.Series[float]) -> float:
    return float(values.mean(skipna=False))


def _error(values: pd.Series[float]) -> float:
    return float(values.std(skipna=False) / np.sqrt(len(values))) if len(values) > 1 else np.nan


def _noted(table: pd.DataFrame) -> pd.DataFrame:
    gaps, replicates = table.pop("gaps"), table["replicates"]
    notes = [
        f"null in {gap} of {count} replicates" if gap else "one replicate has no error" if count == 1 else None
        for gap, count in zip(gaps, replicates, strict=True)
    ]
    return table.assign(note=pd.Series(notes, index=table.index, dtype=object))
