"""What the double foot for broad sites costs: windfall, and who would answer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import door, frames
from schoolmix.broad import PREDICATES
from schoolmix.errors import InputError
from schoolmix.funded import is_head_site, site_codes
from schoolmix.funding import amounts_of, extra_feet
from schoolmix.keyed import check_known, numbers

COUNTS = ("broad_sites", "broad_heads", "broad_branches", "other_sites", "unknown_sites", "responding_sites")
ORDER = {name: place for place, name in enumerate(PREDICATES)}


def double_foot(
    broad: Any,
    *,
    costs: Any = None,
    foot: str = "head",
    multiplier: int = 2,
    year: int = 2022,
    amounts: Mapping[str, int] | None = None,
) -> Any:
    """
    Return what the double fixed foot (*dubbele vaste voet*) costs by predicate: windfall, and response over costs.

    Sites that are broad already get the further foot and change nothing: windfall. Any other site becomes broad where
    the further foot less what broadening costs it is above 0. Nobody has measured these costs, so that without
    ``costs`` no site answers; with several, the answer is a curve and not a forecast.

    Parameters
    ----------
    broad : frame
        As :func:`schoolmix.broad` gives it: ``site, predicate, broad``, perhaps ``year``.
    costs : float, sequence of float, or frame, optional
        What it costs a site a year to be broad, in euros: one cost for all sites, several to go through one after the
        other, or a frame ``site, cost_euros``, in which sites that are not named or have no cost do not answer.
    foot : {"head", "branch", "own"}
        Which foot a broad site gets once more: that of a head, that of a branch, or the one it has (site 00 is a head).
    multiplier : int
        How many times a broad site gets the foot, 1 or more.
    year, amounts
        As in :func:`schoolmix.funding`.

    Returns
    -------
    frame
        A row a year of the pupils (where there is one), predicate and cost: ``cost_euros`` (null without costs, and
        with a frame of them), ``broad_sites, broad_heads, broad_branches``, ``other_sites``, ``unknown_sites`` (not
        known whether they are broad: paid nothing, and answer nothing), ``responding_sites``; ``windfall_cents,
        response_cents, total_cents`` and the same in euros; ``windfall_share`` (of the total, 0 to 1; null where
        nothing is paid) and ``note``. Last, for each year and cost, two rows ``"lowest"`` and ``"highest"``: the least
        and most of each column over the predicates, so that columns of one row need not add up.

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``UnknownYear``, ``MissingKey``, ``DuplicateKey`` (a site with two costs, a site and
        predicate twice), ``OutsideRange``.
    ColumnError, InputTypeError
        A column that is not there, costs that are no numbers.

    References
    ----------
    Regeling bekostiging WVO 2020 (BWBR0045607), provisional amounts of 2022.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> found = pd.DataFrame({"site": ["20LO00", "20LO01"], "predicate": "upper_years", "broad": [True, False]})
    >>> answer = sm.double_foot(found, costs=[100_000, 150_000], foot="own")
    >>> answer[["predicate", "cost_euros", "responding_sites", "windfall_euros", "total_euros"]].head(2)
         predicate  cost_euros  responding_sites  windfall_euros  total_euros
    0  upper_years    100000.0                 1       227160.97    340741.45
    1  upper_years    150000.0                 0       227160.97    227160.97
    """
    head, branch, *_ = amounts_of(year, amounts)
    rows, keys = _rows(broad)
    rows["cents"] = extra_feet(rows["is_head"].to_numpy(bool), head, branch, foot, multiplier)
    table = pd.concat([_told(rows, keys, name, cost) for name, cost in _costs(costs)], ignore_index=True)
    by = [*keys[:-1], "cost_euros"]
    table = pd.concat([table, *_band(table, by)], ignore_index=True)
    for name in ("windfall", "response", "total"):
        table[f"{name}_euros"] = table[f"{name}_cents"] / 100
    order = table["predicate"].map(ORDER | {"lowest": len(ORDER), "highest": len(ORDER) + 1})
    table = table.assign(order=order).sort_values([*keys[:-1], "order", "cost_euros"], ignore_index=True)
    table["note"] = "" if costs is not None else "no costs are given: no site answers"
    money = [f"{name}_{unit}" for unit in ("cents", "euros") for name in ("windfall", "response", "total")]
    columns = [*keys, "cost_euros", *COUNTS, *money, "windfall_share", "note"]
    return frames.restore(broad)(pa.Table.from_pandas(table[columns], preserve_index=False))


def _rows(broad: Any) -> tuple[pd.DataFrame, list[str]]:
    names = frames.names_of(frames.collected(broad))
    keys = [*(["year"] if "year" in names else []), "predicate"]
    rows = frames.to_pandas(frames.take(broad, ["site", *keys, "broad"]))
    for key in keys:
        check_known(rows[key], key, "broad")
    wrong = np.flatnonzero(~rows["predicate"].isin(PREDICATES))
    if len(wrong):
        raise InputError(
            f"{len(wrong)} rows of broad have another predicate than those known, first row {wrong[0]}",
            kind="BadOption",
            column="predicate",
            row=int(wrong[0]),
            count=len(wrong),
            remedy=f"Known: {', '.join(PREDICATES)}.",
        )
    _check_once(rows, ["site", *keys], "broad")
    rows["broad"] = rows["broad"].astype("boolean")
    rows["is_head"] = is_head_site(site_codes(rows["site"], "broad"))
    return rows, keys


def _costs(costs: Any) -> list[tuple[float | None, Any]]:
    """Return costs one after the other: the one that is named, and cents of every site."""
    if costs is None:
        return [(None, None)]
    if door.finite(costs) or isinstance(costs, Sequence | np.ndarray):
        listed = [costs] if door.finite(costs) or isinstance(costs, str) else list(costs)
        if not listed or not all(door.finite(cost) and cost >= 0 for cost in listed):
            raise InputError(
                "costs has a value without meaning",
                kind="BadOption",
                column="costs",
                remedy="Allowed: euros of 0 or more, a sequence of them, or a frame with site and cost_euros.",
            )
        return [(float(cost), float(cost)) for cost in listed]
    table = frames.to_pandas(frames.take(costs, ["site", "cost_euros"]))
    site_codes(table["site"], "costs")
    _check_once(table, ["site"], "costs")
    return [(None, pd.Series(numbers(table, "cost_euros", "costs"), index=table["site"]))]


def _check_once(rows: pd.DataFrame, keys: list[str], of: str) -> None:
    twice = np.flatnonzero(rows.duplicated(keys))
    if len(twice):
        raise InputError(
            f"{len(twice)} rows of {of}, first row {twice[0]}, are of the same {' and '.join(keys)} as another",
            kind="DuplicateKey",
            column="site",
            row=int(twice[0]),
            count=len(twice),
            remedy="Keep one row for each.",
        )


def _told(rows: pd.DataFrame, keys: list[str], name: float | None, costs: Any) -> pd.DataFrame:
    """Return a row a predicate: sites, and cents of those that are broad and of those that would become so."""
    is_broad, is_other = (rows["broad"] == value for value in (True, False))
    is_broad, is_other = is_broad.fillna(False).astype(bool), is_other.fillna(False).astype(bool)
    cost = rows["site"].map(costs) if isinstance(costs, pd.Series) else np.nan if costs is None else costs
    responds = is_other & (rows["cents"] > 100 * pd.Series(cost, index=rows.index))
    columns = {
        "broad_sites": is_broad,
        "broad_heads": is_broad & rows["is_head"],
        "broad_branches": is_broad & ~rows["is_head"],
        "other_sites": is_other,
        "unknown_sites": rows["broad"].isna(),
        "responding_sites": responds,
        "windfall_cents": rows["cents"].where(is_broad, 0),
        "response_cents": rows["cents"].where(responds, 0),
    }
    table = rows[keys].assign(**columns).groupby(keys, as_index=False)[list(columns)].sum().assign(cost_euros=name)
    table = table.astype(dict.fromkeys(columns, "int64") | {"cost_euros": float})
    table["total_cents"] = table["windfall_cents"] + table["response_cents"]
    table["windfall_share"] = table["windfall_cents"] / table["total_cents"].where(table["total_cents"] > 0)
    return table


def _band(table: pd.DataFrame, by: list[str]) -> list[pd.DataFrame]:
    """Return the least and the most of every column over the predicates."""
    parts = table.drop(columns="predicate").groupby(by, dropna=False, as_index=False)
    return [parts.min().assign(predicate="lowest"), parts.max().assign(predicate="highest")]
