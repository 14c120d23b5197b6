"""Encounters: the chance that a schoolmate, oneself left out, belongs to a group; and concentration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


def met(
    wide: pd.DataFrame, groups: Sequence[str], *, size: str = "", cells: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Return for each group the mean share of each group among schoolmates, oneself left out.

    Parameters
    ----------
    wide : pandas.DataFrame
        A row a site, with pupils in the columns ``groups``; fractions are means of what is hidden.
    groups : sequence of str
        Columns of pupils.
    size : str
        Column with all pupils of the site; by default the sum over ``groups``.
    cells : pandas.DataFrame, optional
        Where counts are hidden: by group how many cells, ``hidden`` of all of them, and ``noise`` (see
        `schoolmix.monitor.hidden`); the mean of a product is not the product of means.

    Returns
    -------
    pandas.DataFrame
        Rows and columns are groups; cell (a, b) is the chance that a random schoolmate of a pupil of a is of b.
        Pupils alone at their site have no schoolmates and are left out.

    Examples
    --------
    >>> sites = pd.DataFrame({"low": [3, 0], "rest": [1, 4]})
    >>> met(sites, ["low", "rest"]).round(3).loc["low"].tolist()
    [0.667, 0.333]
    """
    total = wide[size] if size else wide[list(groups)].sum(axis=1)
    sites, total = wide[total > 1], total[total > 1]
    found = pd.DataFrame(index=list(groups), columns=list(groups), dtype=float)
    for one in groups:
        for other in groups:
            pairs = sites[one] * (sites[other] - (one == other)) + _covariance(cells, sites.index, one, other)
            found.loc[one, other] = float((pairs / (total - 1)).sum() / sites[one].sum())
    return found


def _covariance(cells: pd.DataFrame | None, sites: pd.Index, one: str, other: str) -> Any:
    if cells is None:
        return 0.0
    here = cells.loc[sites]
    return here["noise"] * here[one] * ((here["hidden"] if one == other else 0) - here[other])


def concentration(wide: pd.DataFrame, group: str, size: str, thresholds: Sequence[float]) -> dict[float, float]:
    """Return the share of a group in sites where it is more (strictly) than a share of all pupils.

    Examples
    --------
    >>> sites = pd.DataFrame({"low": [80, 15, 5], "all": [100, 100, 100]})
    >>> concentration(sites, "low", "all", [0.5, 0.8])
    {0.5: 0.8, 0.8: 0.0}
    """
    share = wide[group] / wide[size]
    return {limit: float(wide.loc[share > limit, group].sum() / wide[group].sum()) for limit in thresholds}


def spread(wide: pd.DataFrame, group: str, size: str, bins: int = 10) -> pd.DataFrame:
    """Return the shares of a group and of all other pupils, by the group's share at their site.

    Examples
    --------
    >>> spread(pd.DataFrame({"low": [5, 10], "all": [10, 10]}), "low", "all", bins=2)["group"].tolist()
    [0.0, 1.0]
    """
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(wide[group] / wide[size], edges[1:-1]), 0, bins - 1)
    rest = wide[size] - wide[group]
    summed = pd.DataFrame({"group": wide[group], "rest": rest}).groupby(place).sum().reindex(range(bins), fill_value=0)
    shares = summed / summed.sum()
    return shares.assign(low=edges[:-1], high=edges[1:]).reset_index(drop=True)


@dataclass(frozen=True)
class Parts:
    """A change of encounters, split exactly: by the size of the group, and by evenness."""

    group: float
    evenness: float


def evenly(row: Any) -> tuple[float, float]:
    """Return the share P of the group among the others of a pupil of it, and V, so that the chance is P + (1 - P) V.

    Parameters
    ----------
    row : mapping
        ``share`` of the group, ``pupils`` (all of them) and ``estimate``, the chance to meet one's own group.

    Examples
    --------
    >>> [round(value, 4) for value in evenly({"share": 0.28, "pupils": 1001, "estimate": 0.424})]
    [0.2793, 0.2008]
    """
    group = row["share"] * row["pupils"]
    share = (group - 1) / (row["pupils"] - 1)
    return float(share), float((row["estimate"] - share) / (1 - share))


def parts(before: tuple[float, float], after: tuple[float, float]) -> Parts:
    """Split the change of the chance to meet one's own group; each year is its share P and its correlation ratio V.

    Examples
    --------
    >>> split = parts((0.28, 0.20), (0.33, 0.18))
    >>> round(split.group, 4), round(split.evenness, 4)
    (0.0405, -0.0139)
    """
    (p, v), (q, w) = before, after
    return Parts(group=(q - p) * (1 - (v + w) / 2), evenness=(w - v) * (1 - (p + q) / 2))
