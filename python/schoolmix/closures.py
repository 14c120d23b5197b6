"""Schools that close, beside how many of their size closed in earlier years."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from schoolmix import door, frames
from schoolmix.enrolled import Enrolled, closed, enrolled
from schoolmix.errors import InputError

ROWS = ("closures", "card")
SIZES = (25, 50, 100, 200)
"""Pupils at which the next class of size begins."""
BEFORE = 2
MEANING = {
    "continued": "a site that opened in the same municipality has its name, its area or about its size",
    "merged": "one site of the municipality won at least half as many pupils, and a fifth of its own",
}


def closures(
    history: Any,
    *,
    sector: str | None = "bo",
    areas: Any = None,
    level: float = 0.8,
    rows: str = "closures",
) -> Any:
    """
    Return the schools that closed, or year by year how many, beside what earlier years would have told (a hindcast).

    The model is the share of schools of the same size that closed in all earlier years (below 25, 50, 100, 200 pupils,
    and above), other codes not counted. It knows no rules, boards or births: a wave of closures is not in it.

    Parameters
    ----------
    history, sector, areas
        As in :func:`schoolmix.openings`. Sites with pupils in the last year have not closed.
    level : float
        Coverage that the band aims at, if schools of a size close independently of each other.
    rows : {"closures", "card"}
        A row a closure, or a row a year.

    Returns
    -------
    frame
        With ``rows="closures"``: ``site, municipality_code, closed`` (first year without pupils), ``kind``,
        ``successor`` (null for none), ``same_area`` (whether both stand in one, null where not known), ``last`` (pupils
        at the last count, the middle of the bounds where hidden), ``before`` (two years earlier; null where that is
        before the history or the school) and ``note``. With ``rows="card"``: ``year, sites`` (with pupils the year
        before), ``closures`` (without ``continued``), ``continued, merged, dispersed`` (by kind), ``predicted, low,
        high`` (null in the first year that can have closures), ``error`` (predicted less closures), ``off``,
        ``inside``, ``last_year_off`` and ``mean_rate_off`` (of baselines: as many as the year before; the share of all
        schools that closed in earlier years), and ``note``.

        Kinds, read from counts and names alone: ``"continued"`` (another code, a merger, a move: a site of the
        municipality opened in the same year with its name, area or about its size), ``"merged"`` (one site of the
        municipality won at least half of its number: a merger, or pupils who went together), ``"dispersed"``.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        As :func:`schoolmix.openings`.

    References
    ----------
    DUO, historical overview of pupils per primary site. Kinds and model are our own.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> history = pd.DataFrame(
    ...     {
    ...         "site": ["01AA00"] * 3 + ["01BB00"] * 3,
    ...         "year": [2001, 2002, 2003] * 2,
    ...         "municipality_code": "0363",
    ...         "pupils": [100, 105, 135, 40, 34, 0],
    ...     }
    ... )
    >>> sm.closures(history, sector=None)[["site", "closed", "kind", "successor", "last"]]
         site  closed    kind successor  last
    0  01BB00    2003  merged    01AA00  34.0
    """
    _check(level, rows)
    of = enrolled(history, sector=sector, areas=areas)
    table = _closures(of)
    found = _card(of, table, level) if rows == "card" else table
    return frames.restore(history)(pa.Table.from_pandas(found, preserve_index=False))


def _check(level: Any, rows: Any) -> None:
    is_level = door.finite(level) and 0 < level < 1
    for is_wrong, option, allowed in (
        (not is_level, "level", "a number between 0 and 1"),
        (rows not in ROWS, "rows", ", ".join(ROWS)),
    ):
        if is_wrong:
            message = f"{option} has a value without meaning"
            raise InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")


def _closures(of: Enrolled) -> pd.DataFrame:
    found = []
    for event in closed(of):
        last, earlier = event.year - 1, event.year - 1 - BEFORE
        is_known = earlier >= 0 and of.high[event.site, earlier] > 0
        hidden = bool(of.low[event.site, last] < of.high[event.site, last])
        gaps = of.gaps(event.site)
        said = [MEANING.get(event.kind, "")]
        said += ["last count hidden, taken as the middle of its bounds"] if hidden else []
        said += [f"without pupils for {gaps} years in between"] if gaps else []
        found.append(
            {
                "site": of.sites[event.site],
                "municipality_code": of.towns[event.site],
                "closed": int(of.years[event.year]),
                "kind": event.kind,
                "successor": None if event.other is None else of.sites[event.other],
                "same_area": of.is_same_area(event.site, event.other),
                "last": float(of.mean[event.site, last]),
                "before": float(of.mean[event.site, earlier]) if is_known else np.nan,
                "note": "; ".join(filter(None, said)),
            }
        )
    columns = ["site", "municipality_code", "closed", "kind", "successor", "same_area", "last", "before", "note"]
    table = pd.DataFrame(found, columns=columns).astype({"same_area": "boolean"})
    return table.sort_values(["closed", "site"], ignore_index=True)


def _card(of: Enrolled, table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return by year how many closed, and how many of their sizes would have at the rates of earlier years."""
    is_gone = np.zeros(of.high.shape, dtype=bool)
    row, place = pd.Index(of.sites), pd.Index(of.years)
    counted = table[table["kind"] != "continued"]
    is_gone[row.get_indexer(pd.Index(counted["site"])), place.get_indexer(pd.Index(counted["closed"]))] = True
    sizes = np.digitize(of.mean, SIZES)
    width = NormalDist().inv_cdf((1 + level) / 2)
    at_risk, gone = np.zeros(len(SIZES) + 1), np.zeros(len(SIZES) + 1)
    found, before = [], np.nan
    for at in range(1, len(of.years)):
        is_open = of.high[:, at - 1] > 0
        now = _counts(sizes[is_open, at - 1]), _counts(sizes[is_gone[:, at], at - 1])
        values = _told(now[0], at_risk, gone, width)
        closures = int(now[1].sum())
        mean_rate = now[0].sum() * gone.sum() / at_risk.sum() if at_risk.sum() else np.nan
        kinds = table.loc[table["closed"] == of.years[at], "kind"].value_counts()
        found.append(
            {"year": int(of.years[at]), "sites": int(is_open.sum()), "closures": closures}
            | {kind: int(kinds.get(kind, 0)) for kind in ("continued", "merged", "dispersed")}
            | values
            | {"last_year_off": abs(before - closures), "mean_rate_off": abs(mean_rate - closures)}
        )
        at_risk, gone, before = at_risk + now[0], gone + now[1], float(closures)
    card = pd.DataFrame(found)
    card["error"] = card["predicted"] - card["closures"]
    card["off"] = card["error"].abs()
    inside = (card["low"] <= card["closures"]) & (card["closures"] <= card["high"])
    card["inside"] = inside.astype("boolean").mask(card["predicted"].isna())
    card["note"] = np.where(card["predicted"].isna(), "a class of size that no earlier year has", "")
    columns = [
        "year",
        "sites",
        "closures",
        "continued",
        "merged",
        "dispersed",
        "predicted",
        "low",
        "high",
        "error",
        "off",
    ]
    return card[[*columns, "inside", "last_year_off", "mean_rate_off", "note"]]


def _counts(sizes: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    return np.bincount(sizes, minlength=len(SIZES) + 1).astype(np.float64)


def _told(
    sites: npt.NDArray[np.float64], at_risk: npt.NDArray[np.float64], gone: npt.NDArray[np.float64], width: float
) -> dict[str, float]:
    """Return how many of some sites close at the rates of earlier years, with the band of independent closures."""
    if (at_risk[sites > 0] == 0).any():
        return dict.fromkeys(("predicted", "low", "high"), np.nan)
    rate = gone / np.maximum(at_risk, 1)
    told, spread = float((sites * rate).sum()), float(np.sqrt((sites * rate * (1 - rate)).sum()))
    return {"predicted": told, "low": told - width * spread, "high": told + width * spread}
