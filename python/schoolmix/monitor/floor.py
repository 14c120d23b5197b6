"""The publication floor: an index only where chance does not rule it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from schoolmix.expected import expected
from schoolmix.protocol.settings import Protocol
from schoolmix.roll import Roll

FEW_UNITS, FEW_PUPILS, CHANCE = "few_units", "few_pupils", "chance"


def reasons(wide: pd.DataFrame, groups: Sequence[str], area: str, protocol: Protocol) -> pd.DataFrame:
    """
    Return by area what chance alone would give and why there is no index, if so.

    Parameters
    ----------
    wide : pandas.DataFrame
        A row a site: whole pupils in the columns ``groups``, and the column ``area``.
    groups : sequence of str
        Columns of pupils.
    area : str
        Column of the area, such as the municipality.
    protocol : Protocol
        The floors.

    Returns
    -------
    pandas.DataFrame
        Indexed by area: ``units``, ``smallest`` (pupils of the smallest group), ``expected`` (D under random
        allocation, null where a group is absent), ``reason`` (null where an index may be printed).

    Examples
    --------
    >>> from schoolmix.protocol.settings import frozen
    >>> sites = pd.DataFrame({"site": list("abcde"), "town": "t", "low": [90] * 5, "rest": [110] * 5})
    >>> reasons(sites, ["low", "rest"], "town", frozen())["reason"].isna().tolist()
    [True]
    """
    filled = wide[wide[list(groups)].sum(axis=1) > 0]
    found = filled.groupby(area).agg(units=("site", "nunique"), **{group: (group, "sum") for group in groups})
    found["smallest"] = found[list(groups)].min(axis=1)
    roll = Roll.from_wide(filled, unit="site", groups=list(groups), by=area)
    chance = expected(roll, "D").set_index(area)["estimate"]
    found["expected"] = chance.reindex(found.index).astype(float)
    found["reason"] = None
    found.loc[~(found["expected"] <= protocol.floor_expected), "reason"] = CHANCE
    found.loc[found["smallest"] < protocol.floor_pupils, "reason"] = FEW_PUPILS
    found.loc[found["units"] < protocol.floor_units, "reason"] = FEW_UNITS
    return found[["units", "smallest", "expected", "reason"]]
