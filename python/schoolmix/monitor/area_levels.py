"""The spread of primary pupils by prosperity of the home area: values per municipality and pooled."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.measure import measure
from schoolmix.monitor import floor
from schoolmix.monitor.area import LOW, MUNICIPALITY, REST, AreaPupils
from schoolmix.protocol.settings import Protocol

VALUES = ["D", "bound_low", "bound_high", "H"]


def by_municipality(area: AreaPupils, protocol: Protocol) -> pd.DataFrame:
    """
    Return D and H at every cut for the municipalities of the schools, with hard bounds of D.

    Returns
    -------
    pandas.DataFrame
        ``cut, municipality_code, municipality, sites, pupils, D, bound_low, bound_high, H, expected, reason``; the four
        values are null where ``reason`` names a floor that is not reached.
    """
    tables = [_one_cut(area, cut, protocol) for cut in area.cuts]
    return pd.concat(tables, ignore_index=True)


def pooled(area: AreaPupils, protocol: Protocol) -> pd.DataFrame:
    """Return D and H at every cut over all sites together, as in `by_municipality`."""
    found = []
    for cut in area.cuts:
        table = _measured(area.roll(cut, by_municipality=False), protocol)
        found.append({"cut": cut, **_values(table), "units": int(table["units"].iloc[0])})
    return pd.DataFrame(found)


def _one_cut(area: AreaPupils, cut: float, protocol: Protocol) -> pd.DataFrame:
    table = _measured(area.roll(cut), protocol)
    values = pd.DataFrame({code: _values(rows) for code, rows in table.groupby(MUNICIPALITY)}).T
    whole = area.whole(cut)
    floors = floor.reasons(whole, [LOW, REST], MUNICIPALITY, protocol)
    sites = area.sites.groupby(MUNICIPALITY).agg(municipality=("municipality", "first"), sites=("site", "nunique"))
    pupils = area.by_site(cut).groupby(MUNICIPALITY)["all"].sum()
    found = sites.join(pupils.rename("pupils")).join(values.astype(float)).join(floors[["expected", "reason"]])
    found.loc[found["reason"].notna(), VALUES] = None
    return found.reset_index(names=MUNICIPALITY).assign(cut=cut)


def _measured(roll: Any, protocol: Protocol) -> pd.DataFrame:
    table: pd.DataFrame = measure(roll, ["D", "H"], focal=LOW, versus=REST, rng=protocol.seed)
    return table


def _values(rows: pd.DataFrame) -> dict[str, Any]:
    by_measure = rows.set_index("measure")
    dissimilarity = by_measure.loc["D"]
    return {
        "D": dissimilarity["estimate"],
        "bound_low": dissimilarity["bound_low"],
        "bound_high": dissimilarity["bound_high"],
        "H": by_measure.loc["H", "estimate"],
    }
