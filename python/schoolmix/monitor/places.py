"""Values per municipality: for the ranked dots, the map and the folded sheet."""

from __future__ import annotations

from statistics import NormalDist

import pandas as pd

from schoolmix.measure import measure
from schoolmix.monitor import floor
from schoolmix.monitor.area import MUNICIPALITY
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.traits import Trait
from schoolmix.roll import Roll


def of_area(edition: Edition) -> pd.DataFrame:
    """Return D per municipality of primary pupils by home area: one row a municipality, the cuts side by side."""
    rows = edition.area_by_municipality
    cuts = edition.protocol.area_cuts
    first = rows[rows["cut"] == cuts[0]].set_index(MUNICIPALITY)
    wide = first[["municipality", "sites", "pupils", "D", "bound_low", "bound_high", "reason"]]
    for place, cut in enumerate(cuts[1:], start=2):
        other = rows[rows["cut"] == cut].set_index(MUNICIPALITY)["D"]
        wide = wide.assign(**{f"D_{place}": other.astype(float)})
    return _named(wide.reset_index(), edition)


def of_trait(trait: Trait, edition: Edition) -> pd.DataFrame:
    """Return D per municipality of a trait in its latest year, with the interval of another cohort."""
    protocol = edition.protocol
    last = int(trait.counts["year"].max())
    wide = trait.wide(last).reset_index()
    group = str(trait.focal)
    wide["rest"] = wide["all"] - wide[group]
    roll = Roll.from_wide(wide, unit="site", groups=[group, "rest"], by=MUNICIPALITY)
    table = measure(roll, "D", **protocol.cohorts_drawn()).set_index(MUNICIPALITY)
    floors = floor.reasons(wide, [group, "rest"], MUNICIPALITY, protocol)
    return _named(_joined(wide, table, floors, "D", protocol.level), edition)


def of_tracks(edition: Edition) -> pd.DataFrame:
    """Return H of tracks per municipality in the latest year."""
    protocol, tracks = edition.protocol, edition.tracks
    last = tracks.years[-1]
    counts = tracks.counts[(tracks.counts["year"] == last) & tracks.counts[MUNICIPALITY].notna()]
    if counts.empty:
        return pd.DataFrame()
    keys = ["site", MUNICIPALITY, "municipality"]
    wide = counts.pivot_table(index=keys, columns="track", values="pupils", aggfunc="sum", fill_value=0).reset_index()
    names = [name for name in protocol.population["vo"] if name in wide]
    wide["all"] = wide[names].sum(axis=1)
    roll = Roll(counts, unit="site", group="track", count="pupils", by=MUNICIPALITY)
    table = measure(roll, "H", **protocol.cohorts_drawn()).set_index(MUNICIPALITY)
    floors = floor.reasons(wide, names, MUNICIPALITY, protocol)
    return _named(_joined(wide, table, floors, "H", protocol.level), edition)


def _joined(wide: pd.DataFrame, table: pd.DataFrame, floors: pd.DataFrame, name: str, level: float) -> pd.DataFrame:
    sums = wide.groupby(MUNICIPALITY).agg(
        municipality=("municipality", "first"), sites=("site", "nunique"), pupils=("all", "sum")
    )
    estimate, error = table["estimate"].astype(float), table["se"].astype(float)
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    low, high = (estimate - half).clip(lower=0), (estimate + half).clip(upper=1)
    values = pd.DataFrame({name: estimate, "bound_low": low, "bound_high": high})
    found = sums.join(values).join(floors["reason"])
    found.loc[found["reason"].notna(), [name, "bound_low", "bound_high"]] = None
    return found.reset_index()


def _named(sheet: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Give municipalities their proper names, and sort by them."""
    named = sheet.assign(municipality=sheet[MUNICIPALITY].map(edition.municipalities))
    return named.sort_values("municipality", key=lambda names: names.str.lstrip("'").str.casefold(), ignore_index=True)
