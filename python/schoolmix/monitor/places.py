"""Values per municipality: for the ranked dots, the map and the folded sheet."""

from __future__ import annotations

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
    return wide.reset_index().sort_values("municipality", ignore_index=True)


def of_trait(trait: Trait, edition: Edition) -> pd.DataFrame:
    """Return D per municipality of a trait in its latest year, with the interval of another cohort."""
    protocol = edition.protocol
    last = int(trait.counts["year"].max())
    wide = trait.wide(last).reset_index()
    group = str(trait.focal)
    wide["rest"] = wide["all"] - wide[group]
    roll = Roll.from_wide(wide, unit="site", groups=[group, "rest"], by=MUNICIPALITY)
    options = {"interval": "pupils", "level": protocol.level, "replicates": protocol.replicates, "rng": protocol.seed}
    table = measure(roll, "D", **options).set_index(MUNICIPALITY)
    floors = floor.reasons(wide, [group, "rest"], MUNICIPALITY, protocol)
    return _joined(wide, table, floors, "D")


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
    options = {"interval": "pupils", "level": protocol.level, "replicates": protocol.replicates, "rng": protocol.seed}
    table = measure(roll, "H", **options).set_index(MUNICIPALITY)
    return _joined(wide, table, floor.reasons(wide, names, MUNICIPALITY, protocol), "H")


def _joined(wide: pd.DataFrame, table: pd.DataFrame, floors: pd.DataFrame, name: str) -> pd.DataFrame:
    sums = wide.groupby(MUNICIPALITY).agg(
        municipality=("municipality", "first"), sites=("site", "nunique"), pupils=("all", "sum")
    )
    values = table[["estimate", "low", "high"]].astype(float)
    values = values.rename(columns={"estimate": name, "low": "bound_low", "high": "bound_high"})
    found = sums.join(values).join(floors["reason"])
    found.loc[found["reason"].notna(), [name, "bound_low", "bound_high"]] = None
    return found.reset_index().sort_values("municipality", ignore_index=True)
