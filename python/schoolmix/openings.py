"""Schools that open: how large they are years on, beside what earlier openings would have told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from schoolmix import door, frames
from schoolmix.enrolled import Enrolled, enrolled, opened
from schoolmix.errors import InputError

LEAST = 20
"""Earlier openings of a kind without which nothing is told."""
ROWS = ("openings", "card")
KINDS = ("new", "split", "continued", "unclear")
MEANING = {
    "continued": "a site that closed in the same municipality has its name, its area or about its size",
    "split": "a site of the same municipality lost at least half as many pupils, and a fifth of its own",
    "unclear": "large at once, and no site found that its pupils came from",
}


def openings(
    history: Any,
    *,
    sector: str | None = "bo",
    years_on: int | Sequence[int] = (1, 2, 3, 5),
    areas: Any = None,
    level: float = 0.8,
    rows: str = "openings",
) -> Any:
    """
    Return the schools that opened and their size years on, beside what earlier openings would have told (a hindcast).

    The model is the path of earlier openings of the same kind: the size at opening plus the median growth of all those
    whose growth was known when the school opened. It knows nothing of the neighbourhood, so that a model with homes and
    choices must do better. Beside it stand two baselines: no growth at all, and the mean size of earlier openings.

    Parameters
    ----------
    history : frame
        Pupils by site and year, as ``sm.read.file`` gives the enrolment history: ``site, year, pupils,
        municipality_code``, perhaps ``pupils_low, pupils_high`` (hidden counts), ``site_name`` and ``sector``. A year
        without a row is one without pupils. Sites of the first year are no openings.
    sector : str or None
        The sector; None takes all rows.
    years_on : int or sequence of int
        How many years after the first count, each 1 or more.
    areas : frame, optional
        ``site, site_pc4``: where sites stand, as far as known. A site of the same area that closed is its predecessor.
    level : float
        Coverage that the band aims at, from quantiles of the growth of earlier openings.
    rows : {"openings", "card"}
        A row an opening and year, or how far off the model is by kind.

    Returns
    -------
    frame
        With ``rows="openings"``: ``site, municipality_code, opened`` (year of the first count), ``kind``,
        ``predecessor`` (the other site, null for none), ``same_area`` (whether both stand in one, null where not
        known), ``first`` (pupils then, the middle of the bounds where hidden), ``years_on``, ``pupils`` (then; 0 after
        it closed, null where hidden or still to come), ``earlier`` (openings that the model knows), ``predicted, low,
        high`` (never cut off at 0), ``error`` (predicted less pupils), ``inside`` (the band), ``mean_size`` (that of
        earlier openings) and ``note``. With ``rows="card"`` a row a kind
        and years on: ``openings, told`` (with a prediction and a size), ``observed, predicted`` (means of those told),
        ``error`` (mean), ``off`` (mean distance, pupils), ``same_off`` and ``mean_off`` (of the baselines), ``inside``
        (share), ``level``, ``note``.

        Kinds, read from counts and names alone: ``"continued"`` (a new code, a merger, a branch, a move: a site of the
        municipality closed in the same year that has its name, area or about its size), ``"split"`` (another site of
        the municipality lost its pupils), ``"unclear"`` (150 pupils or more at once, from nowhere), ``"new"``.

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``BadYear`` (years are lacking), ``DuplicateKey``, ``EmptyInput``, ``MissingKey``,
        ``NegativeCount``, ``OutsideRange``, ``SuppressedMarker``.
    ColumnError, InputTypeError
        A column that is not there, or that holds no numbers.

    References
    ----------
    DUO, historical overview of pupils per primary site. Kinds and model are our own.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> history = pd.DataFrame(
    ...     {
    ...         "site": ["01AA00"] * 3 + ["01BB00"] * 3 + ["01CC00"] * 3,
    ...         "year": [2001, 2002, 2003] * 3,
    ...         "municipality_code": "0363",
    ...         "pupils": [200, 210, 205, 90, 0, 0, 0, 96, 101],
    ...     }
    ... )
    >>> found = sm.openings(history, sector=None, years_on=1)
    >>> found[["site", "opened", "kind", "predecessor", "first", "pupils"]]
         site  opened       kind predecessor  first  pupils
    0  01CC00    2002  continued      01BB00   96.0     101
    """
    asked = _asked(years_on, level, rows)
    of = enrolled(history, sector=sector, areas=areas)
    table = _openings(of, asked)
    table = _told(table, level)
    found = _card(table, level) if rows == "card" else _shown(table)
    return frames.restore(history)(pa.Table.from_pandas(found, preserve_index=False))


def _asked(years_on: Any, level: Any, rows: Any) -> list[int]:
    listed = list(years_on) if isinstance(years_on, Sequence | np.ndarray) else [years_on]
    whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) and n >= 1 for n in listed)
    for is_wrong, option, allowed in (
        (isinstance(years_on, str) or not listed or not whole, "years_on", "whole numbers of 1 or more"),
        (not (door.finite(level) and 0 < level < 1), "level", "a number between 0 and 1"),
        (rows not in ROWS, "rows", ", ".join(ROWS)),
    ):
        if is_wrong:
            message = f"{option} has a value without meaning"
            raise InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
    return sorted({int(n) for n in listed})


def _openings(of: Enrolled, years_on: list[int]) -> pd.DataFrame:
    """Return a row an opening and number of years: what is seen."""
    found = []
    for event in opened(of):
        about = {
            "site": of.sites[event.site],
            "municipality_code": of.towns[event.site],
            "opened": int(of.years[event.year]),
            "kind": event.kind,
            "predecessor": None if event.other is None else of.sites[event.other],
            "same_area": of.is_same_area(event.site, event.other),
            "first": float(of.mean[event.site, event.year]),
            "gaps": of.gaps(event.site),
            "is_hidden": bool(of.low[event.site, event.year] < of.high[event.site, event.year]),
        }
        for years in years_on:
            at = event.year + years
            is_known = at < len(of.years)
            size = float(of.mean[event.site, at]) if is_known else np.nan
            is_exact = is_known and of.low[event.site, at] == of.high[event.site, at]
            pupils = int(of.low[event.site, at]) if is_exact else None
            found.append(about | {"years_on": years, "size": size, "pupils": pupils})
    columns = ["site", "municipality_code", "opened", "kind", "predecessor", "same_area"]
    columns += ["first", "gaps", "is_hidden", "years_on", "size", "pupils"]
    table = pd.DataFrame(found, columns=columns).astype({"pupils": "Int64", "same_area": "boolean"})
    return table.sort_values(["opened", "site", "years_on"], ignore_index=True)


def _told(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return openings with what those before them tell: size at opening plus the growth of earlier ones."""
    size, first, opened_in = (table[name].to_numpy(np.float64) for name in ("size", "first", "opened"))
    ends = [0.5, (1 - level) / 2, (1 + level) / 2]
    earlier, told = np.zeros(len(table), dtype=np.int64), np.full((len(table), 4), np.nan)
    part, years_on = table.groupby(["kind", "years_on"]).ngroup().to_numpy(), table["years_on"].to_numpy(np.int64)
    for number in np.unique(part):
        rows = np.flatnonzero(part == number)
        known, years = rows[~np.isnan(size[rows])], years_on[rows[0]]
        for year in np.unique(opened_in[rows]):
            those, before = rows[opened_in[rows] == year], known[opened_in[known] + years <= year]
            earlier[those] = len(before)
            if len(before) >= LEAST:
                growth = np.quantile(size[before] - first[before], ends)
                told[those, :3] = first[those, None] + growth
                told[those, 3] = size[before].mean()
    names = ("predicted", "low", "high", "mean_size")
    table = table.assign(earlier=earlier, **dict(zip(names, told.T, strict=True)))
    table["error"] = table["predicted"] - table["size"]
    is_known = table["error"].notna()
    inside = (table["low"] <= table["size"]) & (table["size"] <= table["high"])
    return table.assign(inside=inside.astype("boolean").mask(~is_known))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    table = table.assign(note=[_note(row) for row in table.to_dict("records")])
    columns = ["site", "municipality_code", "opened", "kind", "predecessor", "same_area", "first", "years_on", "pupils"]
    return table[[*columns, "earlier", "predicted", "low", "high", "error", "inside", "mean_size", "note"]]


def _note(row: dict[Any, Any]) -> str:
    """Say what is not known of an opening, and what the history cannot tell."""
    said = [MEANING.get(row["kind"], "")]
    said += ["first count hidden, taken as the middle of its bounds"] if row["is_hidden"] else []
    said += [f"without pupils for {row['gaps']} years in between"] if row["gaps"] else []
    if np.isnan(row["size"]):
        said.append("still to come")
    elif pd.isna(row["pupils"]):
        said.append("count hidden, taken as the middle of its bounds")
    if row["earlier"] < LEAST:
        said.append(f"fewer than {LEAST} earlier openings of its kind")
    return "; ".join(filter(None, said))


def _card(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return by kind and years on how far off the model and the baselines are."""
    found = []
    for kind in KINDS:
        for years, part in table[table["kind"] == kind].groupby("years_on"):
            told = part[part["error"].notna()]
            size, first = told["size"].to_numpy(np.float64), told["first"].to_numpy(np.float64)
            values = {
                "observed": _mean(size),
                "predicted": _mean(told["predicted"].to_numpy(np.float64)),
                "error": _mean(told["error"].to_numpy(np.float64)),
                "off": _mean(told["error"].abs().to_numpy(np.float64)),
                "same_off": _mean(np.abs(first - size)),
                "mean_off": _mean(np.abs(told["mean_size"].to_numpy(np.float64) - size)),
                "inside": _mean(told["inside"].to_numpy(np.float64)),
            }
            counts = {"kind": kind, "years_on": years, "openings": len(part), "told": len(told)}
            note = "" if len(told) else f"never {LEAST} earlier openings of this kind"
            found.append(counts | values | {"level": level, "note": note})
    columns = ["observed", "predicted", "error", "off", "same_off", "mean_off", "inside", "level", "note"]
    return pd.DataFrame(found, columns=["kind", "years_on", "openings", "told", *columns])


def _mean(values: npt.NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else np.nan
