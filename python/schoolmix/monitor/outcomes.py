"""Outcomes of primary sites beside their composition: test scores, recommendations and reference levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from schoolmix import read
from schoolmix.monitor.source import Source
from schoolmix.protocol.settings import Protocol

COMPOSITION, TESTS = "cbs_scores", "duo_test_scores"
NEEDS = (COMPOSITION, TESTS)
UPPER: Mapping[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "duo_advice": ("advice", frozenset({"havo", "havo_vwo", "vwo"}), frozenset({"none_possible"})),
    "duo_reference_levels": ("level", frozenset({"1s", "2f"}), frozenset()),
}
"""Outcomes counted in classes: the column, the upper classes, and those that say nothing."""

LEAST_COVER = 0.5
"""Share of tested pupils whose sites an outcome must have; less is a sample."""


@dataclass(frozen=True)
class Outcomes:
    """Sites with a test score.

    Attributes
    ----------
    sites : pandas.DataFrame
        A row a site: ``site, pupils`` (tested), ``standing`` (0 lowest to 1 highest, among those who took the same
        test), ``disadvantage`` (score per funded pupil, null where there is none), ``fifth`` of it (1 lowest to 5), and
        for each outcome ``worst_low, worst_high`` (is it in the lowest fifth: surely, possibly).
    used : list of str
        The outcomes.
    years : dict
        School year of each source.
    unpublished : int
        Pupils who took a test of which their site's mean is not published.
    """

    sites: pd.DataFrame = field(repr=False)
    used: list[str]
    years: dict[str, int]
    unpublished: int

    @property
    def matched(self) -> pd.DataFrame:
        """Sites with a disadvantage score."""
        return self.sites[self.sites["disadvantage"].notna()]


def outcomes_of(source: Source, protocol: Protocol) -> Outcomes:
    """Join outcomes and composition of ordinary primary sites, each of its latest year."""
    kinds = protocol.population["po"]
    tests = _ordinary(source.frames[TESTS], kinds)
    sites = _tested(tests)
    composition = _latest(source.frames[COMPOSITION])
    score = composition["score_without_threshold"] / composition["funded_pupils"]
    scores = composition[["site"]].assign(disadvantage=score.astype("Float64"))
    sites = read.join(sites, scores, on="site", unmatched="report")
    known = sites["disadvantage"].notna()
    sites["fifth"] = fifths(sites.loc[known, "disadvantage"], sites.loc[known, "pupils"]).reindex(sites.index)
    used, years = [TESTS], {name: _year(source.frames[name]) for name in NEEDS}
    lowest = fifths(sites["standing"], sites["pupils"]) == 1
    sites[f"{TESTS}_low"] = sites[f"{TESTS}_high"] = lowest
    for layout in UPPER:
        if source.has(layout):
            sites, is_used = _add(sites, _ordinary(source.frames[layout], kinds), layout)
            used += [layout] * is_used
            years[layout] = _year(source.frames[layout])
    return Outcomes(sites, used, years, int(tests.loc[tests["mean_score"].isna(), "pupils"].sum()))


def standing(values: pd.Series[Any], weights: pd.Series[Any]) -> pd.Series[Any]:
    """Give the share of all weight that lies below each value, half of its own value's included.

    Examples
    --------
    >>> standing(pd.Series([3.0, 1.0, 1.0]), pd.Series([2, 1, 1])).tolist()
    [0.75, 0.25, 0.25]
    """
    order = weights.astype(float).groupby(values.astype(float)).sum()
    middle = (order.cumsum() - order / 2) / order.sum()
    return values.astype(float).map(middle)


def fifths(values: pd.Series[Any], weights: pd.Series[Any]) -> pd.Series[Any]:
    """Give the fifth of each value, 1 the lowest, so that each holds about a fifth of the weight."""
    place = (standing(values, weights) * 5) // 1 + 1
    return place.clip(upper=5).astype("Int64")


def by_fifth(outcomes: Outcomes) -> pd.DataFrame:
    """Give for each fifth by disadvantage, and for all, where its tested pupils stand by test score."""
    matched = outcomes.matched
    of_test = fifths(outcomes.sites["standing"], outcomes.sites["pupils"]).loc[matched.index]
    parts = {"lowest": of_test == 1, "between": of_test.isin([2, 3, 4]), "highest": of_test == 5}
    pupils = matched["pupils"].astype(float)
    table = pd.DataFrame({"pupils": pupils, "sites": 1, "points": matched["disadvantage"].astype(float) * pupils})
    table = table.assign(**{name: pupils.where(found, 0.0) for name, found in parts.items()})
    sums = table.groupby("fifth_" + matched["fifth"].astype(str)).sum()
    sums.loc["all"] = table.sum()
    return sums.assign(**{name: sums[name] / sums["pupils"] for name in ("points", *parts)}).rename_axis("fifth")


def stacked(outcomes: Outcomes) -> dict[str, float]:
    """Give the share of pupils at sites in the lowest fifth on two or more outcomes: surely, and possibly."""
    pupils = outcomes.sites["pupils"].astype(float)
    shares = {}
    for side in ("low", "high"):
        times = outcomes.sites[[f"{name}_{side}" for name in outcomes.used]].sum(axis=1)
        shares[side] = float(pupils[times >= 2].sum() / pupils.sum())
    return shares


def _ordinary(frame: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    return _latest(frame[frame["sector"].isin(kinds)])


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    latest: pd.DataFrame = frame[frame["census_date"] == frame["census_date"].max()]
    return latest


def _year(frame: pd.DataFrame) -> int:
    day = frame["census_date"].max()
    return int(day.year if day.month >= 8 else day.year - 1)


def _tested(tests: pd.DataFrame) -> pd.DataFrame:
    """Give a row a site: its pupils, and their standing among those who took the same test."""
    rows = tests.dropna(subset=["pupils", "mean_score"])[["site", "test", "pupils", "mean_score"]]
    found = [standing(one["mean_score"], one["pupils"]) for _, one in rows.groupby("test")]
    rows = rows.assign(points=pd.concat(found) * rows["pupils"].astype(float))
    sums = rows.groupby("site")[["pupils", "points"]].sum().reset_index()
    return sums.assign(standing=sums["points"] / sums["pupils"].astype(float)).drop(columns="points")


def _add(sites: pd.DataFrame, frame: pd.DataFrame, layout: str) -> tuple[pd.DataFrame, bool]:
    """Say of each site whether it is in the lowest fifth by its share in the upper classes, surely and possibly.

    Where the lowest fifth ends is found from the middle of each site's bounds.
    """
    shares = _upper_shares(frame, layout).reindex(sites["site"]).set_axis(sites.index)
    pupils = sites["pupils"]
    covered = shares["middle"].notna()
    if pupils[covered].sum() < LEAST_COVER * pupils.sum():
        return sites, False
    limit = shares.loc[covered & (fifths(shares["middle"], pupils.where(covered, 0)) == 1), "middle"].max()
    return sites.assign(
        **{f"{layout}_low": shares["high"] <= limit, f"{layout}_high": ~covered | (shares["low"] <= limit)}
    ), True


def _upper_shares(frame: pd.DataFrame, layout: str) -> pd.DataFrame:
    """Give by site the share of pupils in the upper classes: at least, at most, and in the middle of the two."""
    column, upper, silent = UPPER[layout]
    rows = frame[~frame[column].isin(silent)]
    is_upper = rows[column].isin(upper)
    up, down = (
        rows[chosen].groupby("site")[["pupils_low", "pupils_high"]].sum().astype(float)
        for chosen in (is_upper, ~is_upper)
    )
    up, down = up.align(down, fill_value=0.0)
    low = up["pupils_low"] / (up["pupils_low"] + down["pupils_high"])
    high = up["pupils_high"] / (up["pupils_high"] + down["pupils_low"])
    return pd.DataFrame({"low": low, "high": high, "middle": (low + high) / 2})
