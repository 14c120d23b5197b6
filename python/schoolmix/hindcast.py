"""Flows as they are beside flows as they were predicted: what is off, by municipality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from schoolmix.measure import measure
from schoolmix.reach import Reach
from schoolmix.roll import Roll

TARGETS = ("flows", "sizes", "distance", "nearest", "index")
BANDS = {"flows": 0.25, "sizes": 0.25, "distance": 0.25, "nearest": 0.10, "index": 0.05}
"""How far off a target may be: shares of pupils, of places, kilometres, shares, points of D from 0 to 1."""
WORDS = {
    "flows": "of pupils at another school than predicted",
    "sizes": "of pupils in schools that are larger or smaller than predicted",
    "distance": "km off",
    "nearest": "of pupils off",
    "index": "off",
}
MODEL, OBSERVED = "predicted", "observed"


def figures(flows: pd.DataFrame, ways: Sequence[str], targets: Sequence[str], groups: int) -> pd.DataFrame:
    """
    Return for every group the figures of each way of telling flows.

    Parameters
    ----------
    flows : pandas.DataFrame
        A row a home and site in reach: ``home_group`` and ``site_group`` (numbers, -1 for none), ``site`` (number),
        ``distance``, ``rank``, and pupils by way.
    ways : sequence of str
        Columns of pupils, of which ``observed`` is the first.
    targets : sequence of str
    groups : int
        How many groups there are.

    Returns
    -------
    pandas.DataFrame
        A row a target and group (-1 for all), with ``weight`` (pupils) and a column a way.
    """
    rows = []
    for group in range(-1, groups):
        here = flows if group < 0 else flows[flows["home_group"] == group]
        there = flows if group < 0 else flows[flows["site_group"] == group]
        for target in targets:
            of = there if target == "sizes" else here
            told = {way: _figure(of, way, target) for way in ways}
            rows.append({"target": target, "group": group, "weight": of[OBSERVED].sum(), **told})
    return pd.DataFrame(rows)


def _figure(flows: pd.DataFrame, way: str, target: str) -> float:
    told, seen = flows[way].to_numpy(float), flows[OBSERVED].to_numpy(float)
    pupils = seen.sum()
    if not pupils:
        return np.nan
    if target == "flows":
        return float(np.abs(told - seen).sum() / 2 / pupils)
    if target == "sizes":
        sites, place = np.unique(flows["site"], return_inverse=True)
        sizes = [np.bincount(place, each, len(sites)) for each in (told, seen)]
        return float(np.abs(sizes[0] - sizes[1]).sum() / pupils)
    amount = flows["distance"] if target == "distance" else flows["rank"] == 1
    return float((told * amount.to_numpy(float)).sum() / told.sum())


def scored(figures: pd.DataFrame, baselines: Sequence[str], bands: Mapping[str, float]) -> pd.DataFrame:
    """
    Return figures with the error, how far off they are, the better baseline, the band, and whether it holds.

    Of all groups together, what is off is the mean over groups, weighted by pupils: errors of one do not make up for
    those of another.
    """
    table = figures.copy()
    table["error"] = table[MODEL] - table[OBSERVED]
    offs = {MODEL: "off", **{way: f"{way}_off" for way in baselines}}
    for way, name in offs.items():
        table[name] = (table[way] - table[OBSERVED]).abs()
        table[name] = table[name].mask(table["group"] < 0, table["target"].map(_means(table, name)))
    table["baseline"] = _better(table, baselines)
    table["band"] = table["target"].map(bands).astype(float)
    is_known = table["off"].notna() & table["band"].notna()
    table["passed"] = (table["off"] <= table["band"]).astype("boolean").mask(~is_known)
    failed = is_known & (table["off"] > table["band"])
    table["note"] = [
        f"{off:.2f} {WORDS[target]}, beyond the band of {band:g}" if is_failed else ""
        for off, target, band, is_failed in zip(table["off"], table["target"], table["band"], failed, strict=True)
    ]
    return table


def _means(table: pd.DataFrame, name: str) -> pd.Series:
    """Return by target the mean over groups that have a figure, weighted by pupils."""
    parts = table[(table["group"] >= 0) & table[name].notna() & (table["weight"] > 0)]
    sums = parts[["weight"]].assign(off=parts[name] * parts["weight"]).groupby(parts["target"]).sum()
    return sums["off"] / sums["weight"]


def _better(table: pd.DataFrame, baselines: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the figure of the baseline that is the least off."""
    best, least = np.full(len(table), np.nan), np.full(len(table), np.inf)
    for way in baselines:
        off = table[f"{way}_off"].to_numpy(np.float64)
        is_better = off < least
        best, least = np.where(is_better, table[way], best), np.where(is_better, off, least)
    return best


def indexed(
    flows: pd.DataFrame, ways: Sequence[str], traits: pd.DataFrame | None, reach: Reach, groups: int
) -> pd.DataFrame:
    """Return D of pupils in reach by way: pupils of every group of a home are told alike by model and baselines."""
    table = pd.DataFrame({"target": "index", "group": range(-1, groups), "weight": 0.0})
    table = table.assign(**dict.fromkeys(ways, np.nan))
    if traits is None:
        return table
    homes, sites = reach.ground.homes.index, reach.ground.sites.index
    home, site = homes.get_indexer(pd.Index(traits["home_area"])), sites.get_indexer(pd.Index(traits["site"]))
    rows = reach.rows(home, site)
    known = traits.assign(row=rows, home=home)[rows >= 0]
    living = known.groupby(["home", "group"])["pupils"].sum().rename("living").reset_index()
    pupils = flows.groupby("home")[OBSERVED].transform("sum")
    for way in ways:
        if way == OBSERVED:
            told = known.assign(site=flows["site"].to_numpy()[known["row"]]).rename(columns={"pupils": "told"})
        else:
            shares = flows[["home", "site"]].assign(share=flows[way] / pupils)
            told = shares[shares["share"] > 0].merge(living, on="home")
            told = told.assign(told=told["share"] * told["living"])
        told = told.groupby(["site", "group"])["told"].sum().reset_index()
        town = flows.drop_duplicates("site").set_index("site")["site_group"]
        told["town"] = told["site"].map(town)
        parts = [told if at < 0 else told[told["town"] == at] for at in range(-1, groups)]
        table[way] = [_dissimilarity(part) for part in parts]
        if way == OBSERVED:
            table["weight"] = [float(part["told"].sum()) for part in parts]
    return table


def _dissimilarity(table: pd.DataFrame) -> float:
    if min(len(table[name].unique()) for name in ("group", "site")) < 2:
        return np.nan
    roll = Roll(table, unit="site", group="group", weight="told")
    return float(measure(roll, "D")["estimate"].iloc[0])
