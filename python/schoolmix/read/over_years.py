"""Sites from year to year: jumps that chance does not give, and those that come and go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

Row = dict[str, Any]

LARGEST_BY_CHANCE = 5.0
"""Standard errors: two Poisson counts of one mean differ more in one of 1.7 million cases."""

LISTED = 10


def over_years(frame: pd.DataFrame) -> Iterable[Row]:
    """Tell the jumps, and the sites that appeared and vanished, of a frame with a site, years and pupils."""
    if not {"site", "year", "pupils"}.issubset(frame) or frame["year"].nunique() < 2:
        return []
    table = _by_year(frame)
    return [*_jumps(table), *_comings(table)]


def _by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Give pupils a site (row) and year (column): NaN where any are hidden, zero where there are none or no row."""
    pupils = frame["pupils"].astype("Float64").groupby([frame["site"], frame["year"].astype(int)])
    visible, hidden = pupils.sum().astype(float), pupils.size() > pupils.count()
    table = visible.mask(hidden).unstack("year", fill_value=0)  # noqa: PD010 - a pivot of what is grouped already
    return table.sort_index(axis=1)


def _jumps(table: pd.DataFrame) -> Iterable[Row]:
    before, after = _pairs(table)
    is_compared = (before > 0) & (after > 0)
    roots = [(pupils.where(is_compared) + 3 / 8) ** 0.5 for pupils in (before, after)]
    errors: pd.Series[Any] = pd.Series(((roots[1] - roots[0]).abs() * 2**0.5).stack().dropna())  # noqa: PD013 - the reverse of the pivot
    found = errors[errors > LARGEST_BY_CHANCE].sort_values(ascending=False, kind="stable")
    yield {"check": "jump", "column": "pupils", "count": len(found), "share": len(found) / max(len(errors), 1)}
    for (site, year), error in zip(found.index[:LISTED], found, strict=False):
        sizes = {"low": before.loc[site, year], "high": after.loc[site, year]}
        yield {"check": "jump", "column": "pupils", "key": site, "year": year, **sizes, "note": f"{error:.1f} errors"}


def _comings(table: pd.DataFrame) -> Iterable[Row]:
    before, after = _pairs(table)
    for year in after:
        for check, there, gone in (("appeared", after, before), ("vanished", before, after)):
            moved = ((gone[year] == 0) & (there[year] != 0)).to_numpy(bool)
            pupils = there[year].to_numpy()[moved]
            yield {"check": check, "column": "site", "year": year, "count": moved.sum(), "high": np.nansum(pupils)}


def _pairs(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give each year but the first beside the one before it."""
    years = table.columns
    return table[years[:-1]].set_axis(years[1:], axis=1), table[years[1:]]
