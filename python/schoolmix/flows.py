"""Flows: pupils per site and home area, some of them hidden, checked once at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schoolmix import door, frames, hidden
from schoolmix.errors import InputError
from schoolmix.register import texts_of
from schoolmix.roll import Roll

UNIT, AREA, CELL, LOW, HIGH, MEAN = "_unit", "_area", "_cell", "_low", "_high", "_mean"
PART, OTHER, ALL, CLASS, WEIGHT = "_part", "_other", "_all", "_class", "_weight"
OURS = frozenset({UNIT, AREA, CELL, LOW, HIGH, MEAN, PART, OTHER, ALL, CLASS, WEIGHT})
"""Columns that are put beside those of the caller, which no column of theirs may be called."""


@dataclass(frozen=True)
class Flows:
    """Pupils per site and home area.

    Attributes
    ----------
    cells : pandas.DataFrame
        A row a cell, sorted: ``_unit`` and ``_area`` (texts; the area null where the home is not known), further
        columns, and pupils: ``_low`` and ``_high`` (hard bounds, narrowed by totals), ``_mean`` (under the law).
    hidden : int
        Counts that are hidden.
    words : str
        The law of hidden counts; empty where none is hidden.
    """

    cells: pd.DataFrame
    hidden: int
    words: str


def taken(
    frame: Any, *, unit: str, area: str, count: str, also: Sequence[str] = (), totals: Any = None, law: str = "poisson"
) -> Flows:
    """
    Check a frame of flows and return its cells.

    Parameters
    ----------
    frame : frame
        Rows of the same cell are added up. Where ``count`` is null, the columns named after it with ``_low`` and
        ``_high`` bound it.
    unit, area, count : str
        Columns of the site, the home area and the pupils.
    also : sequence of str
        Further columns that tell cells apart.
    totals : frame, optional
        Exact pupils per unit.
    law : {"poisson", "uniform"}

    Raises
    ------
    InputError, ColumnError, InputTypeError
        As :class:`schoolmix.Roll`, which does the checking; kind ``BadOption`` for the law.

    Examples
    --------
    >>> frame = pd.DataFrame({"site": ["a", "a"], "home": [1, None], "pupils": [3, 2]})
    >>> taken(frame, unit="site", area="home", count="pupils").cells
      _unit _area  _low  _high  _mean
    0     a     1     3      3    3.0
    1     a  None     2      2    2.0
    """
    if law not in hidden.LAWS:
        remedy = f"Allowed: {', '.join(map(repr, hidden.LAWS))}."
        raise InputError(f"there is no law {law!r}", kind="BadOption", column="law", remedy=remedy)
    unit, area, count = (door.text(name, option) for name, option in ((unit, "unit"), (area, "area"), (count, "count")))
    door.check_free(also, OURS)
    names, also = frames.names_of(frames.collected(frame)), list(dict.fromkeys(also))
    bounds = [name for name in (f"{count}_low", f"{count}_high") if name in names]
    bounds = bounds if len(bounds) == 2 else []
    door.check_distinct([unit, area], [count, *bounds])
    table = frames.take(frame, list(dict.fromkeys([unit, area, *also, count, *bounds])))
    codes = {name: texts_of(name, table[name]) for name in (unit, area)}
    known = _known(totals, unit, count)
    _check(table, codes, (unit, area, count), bounds, known)
    rows = frames.to_pandas(table.select(also)) if also else pd.DataFrame(index=range(len(table)))
    rows[UNIT], rows[AREA] = (codes[name].to_pandas().astype(object) for name in (unit, area))
    rows[AREA] = rows[AREA].where(rows[AREA].notna(), None)
    counts = table[count]
    for name, column in zip((LOW, HIGH), bounds or (count, count), strict=True):
        rows[name] = _whole(pc.coalesce(counts, table[column]) if bounds else counts)
    return _cells(rows, counts.is_null().to_numpy(), also, known, law)


def _known(totals: Any, unit: str, count: str) -> pa.Table | None:
    if totals is None:
        return None
    table, (key,), amount = door.taken_totals(totals, [], [unit], count)
    return pa.table({unit: texts_of(key, table[key]), count: table[amount]})


def _check(
    table: pa.Table, codes: dict[str, pa.ChunkedArray], names: tuple[str, str, str], bounds: list[str], totals: Any
) -> None:
    """Refuse what a roll refuses; homes that are not known are a group of their own."""
    unit, area, count = names
    unknown = door.free("unknown", pc.unique(codes[area]).to_pylist())
    columns = {unit: codes[unit], area: pc.fill_null(codes[area], unknown)}
    columns |= {name: table[name] for name in (count, *bounds)}
    pair = (bounds[0], bounds[1]) if bounds else None
    Roll(pa.table(columns), unit=unit, group=area, count=count, bounds=pair, totals=totals)


def _whole(column: Any) -> Any:
    return column.cast(pa.int64()).to_numpy()


def _cells(rows: pd.DataFrame, is_hidden: Any, also: list[str], totals: pa.Table | None, law: str) -> Flows:
    keys = [UNIT, AREA, *(name for name in also if name not in {UNIT, AREA})]
    rows[CELL] = rows.groupby(keys, dropna=False).ngroup()
    cells = rows.drop_duplicates(CELL).set_index(CELL).sort_index()[keys]
    shown = rows[~is_hidden].groupby(CELL)[[LOW, HIGH]].sum().reindex(cells.index, fill_value=0)
    cells[[LOW, HIGH]] = shown
    cells[MEAN] = shown[LOW].astype(float)
    words = ""
    if is_hidden.any():
        rest = _rest(rows, is_hidden, totals)
        veiled, words = _veiled(rows[is_hidden], rest, law)
        veiled = veiled.reindex(cells.index, fill_value=0)
        cells[[LOW, HIGH]] += veiled[[LOW, HIGH]].astype("int64")
        cells[MEAN] += veiled[MEAN]
    return Flows(cells.reset_index(drop=True), int(is_hidden.sum()), words)


def _rest(rows: pd.DataFrame, is_hidden: Any, totals: pa.Table | None) -> pd.Series:
    """Return by unit with a total what its hidden counts add up to."""
    if totals is None:
        return pd.Series(dtype=float)
    known = frames.to_pandas(totals).set_axis([UNIT, "total"], axis=1).dropna().set_index(UNIT)["total"]
    visible = rows[LOW].where(~is_hidden, 0).groupby(rows[UNIT]).sum()
    return (known.astype("int64") - visible).dropna()


def _veiled(rows: pd.DataFrame, rest: pd.Series, law: str) -> tuple[pd.DataFrame, str]:
    """Return by cell its hidden pupils: bounds that the other hidden counts of the unit leave, and the mean."""
    mean, words = hidden.means(rows[[UNIT, LOW, HIGH]].set_axis(["unit", "low", "high"], axis=1), rest, law)
    cells = rows.groupby(CELL).agg(**{UNIT: (UNIT, "first"), LOW: (LOW, "sum"), HIGH: (HIGH, "sum")})
    sums = cells.groupby(UNIT)[[LOW, HIGH]].transform("sum")
    left = cells[UNIT].map(rest).astype(float)
    low = np.fmax(cells[LOW], left - (sums[HIGH] - cells[HIGH]))
    high = np.fmin(cells[HIGH], left - (sums[LOW] - cells[LOW]))
    # Counts alike are multiplied, not added one by one, so that no order of rows can show.
    alike = rows.assign(**{MEAN: mean}).groupby([CELL, LOW, HIGH])[MEAN].agg(["size", "first"])
    means = (alike["size"] * alike["first"]).groupby(level=CELL).sum()
    return pd.DataFrame({LOW: low, HIGH: high, MEAN: means}), f"hidden counts at their mean: {words}"


def bounded_mean(rows: Any, value: Any, cells: pd.DataFrame, length: int) -> tuple[Any, Any, Any]:
    """
    Return the mean of a value over pupils by row, and its hard bounds.

    The highest mean has the cells of greatest value at their highest counts and all others at their lowest, where the
    two part is tried out; cells of a row are of different sites, so that all such tables are possible.

    Parameters
    ----------
    rows : array of int
        The row of each cell.
    value : array of float
        The value of each cell; NaN leaves it out.
    cells : pandas.DataFrame
        ``_low, _high, _mean``.
    length : int
        How many rows there are.

    Returns
    -------
    (mean, low, high) : arrays of float
        NaN where no pupil has a value.

    Examples
    --------
    >>> cells = pd.DataFrame({LOW: [1, 10], HIGH: [4, 10], MEAN: [2.0, 10.0]})
    >>> [float(x[0].round(4)) for x in bounded_mean(np.zeros(2, int), np.array([1.0, 0.0]), cells, 1)]
    [0.1667, 0.0909, 0.2857]
    """
    known = ~np.isnan(value)
    frame = cells.loc[known, [LOW, HIGH, MEAN]].assign(row=rows[known], value=value[known])
    pupils = np.bincount(frame["row"], frame[MEAN], length)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(frame["row"], frame[MEAN] * frame["value"], length) / pupils
    high = _highest(frame, length)
    low = -_highest(frame.assign(value=-frame["value"]), length)
    return mean, np.fmin(low, mean), np.fmax(high, mean)


def _highest(frame: pd.DataFrame, length: int) -> Any:
    """Return the highest mean by row: with no cell, the first, the first two... at their highest counts."""
    frame = frame.sort_values(["row", "value"], ascending=[True, False], kind="stable")
    frame["least"] = frame[LOW] * frame["value"]
    frame["gain"] = (frame[HIGH] - frame[LOW]) * frame["value"]
    frame["more"] = frame[HIGH] - frame[LOW]
    by = frame.groupby("row")
    best = by[["gain", "more"]].cumsum().add(by[["least", LOW]].transform("sum").to_numpy())
    with np.errstate(invalid="ignore", divide="ignore"):
        tried = (best["gain"] / best["more"]).groupby(frame["row"]).max()
        none = by["least"].sum() / by[LOW].sum()
    return np.fmax(tried.reindex(range(length)).to_numpy(float), none.reindex(range(length)).to_numpy(float))
