"""Between and within areas: where unevenness sits."""

from __future__ import annotations

import pandas as pd

from schoolmix.decompose import decompose
from schoolmix.monitor.area import LOW, MUNICIPALITY, REST, UNKNOWN
from schoolmix.monitor.edition import Edition
from schoolmix.roll import Roll


def area_parts(edition: Edition) -> pd.DataFrame:
    """Return H of primary pupils by home area at every cut, between and within municipalities.

    The decomposition takes no hidden counts, so it rests on their means by the law.
    """
    found = []
    for cut in edition.area.cuts:
        rows = edition.area.grouped(cut)
        known = rows[rows["area"] != UNKNOWN]
        cells = known.groupby(["site", MUNICIPALITY, "area"], as_index=False)["expected"].sum()
        roll = Roll(cells, unit="site", group="area", weight="expected", within=MUNICIPALITY)
        found.append({"cut": cut, **_parts(decompose(roll, "H"))})
    return pd.DataFrame(found)


def track_parts(edition: Edition) -> pd.DataFrame:
    """Return H of tracks between and within municipalities, by year; sites without an address are left out."""
    if edition.tracks.counts[MUNICIPALITY].isna().all():
        return pd.DataFrame()
    roll = edition.tracks.roll("with_pro", within=[MUNICIPALITY])
    table = decompose(roll, "H")
    return pd.DataFrame([{"year": int(str(year)), **_parts(rows)} for year, rows in table.groupby("year")])


def trait_parts(edition: Edition) -> pd.DataFrame:
    """Return H of every trait in its latest year: between provinces, between their municipalities, within those."""
    found = []
    for trait in edition.traits:
        last = trait.counts["year"].max()
        counts = trait.counts[trait.counts["year"] == last]
        focal = counts[trait.name].where(counts[trait.name] == trait.focal, None)
        two = counts.assign(group=focal.notna().map({True: LOW, False: REST}))
        within = ["province", MUNICIPALITY]
        roll = Roll(two, unit="site", group="group", count="pupils", within=within)
        parts = _parts(decompose(roll, "H"))
        found.append({"subject": f"{trait.sector}_{trait.name}", "year": int(last), **parts})
    return pd.DataFrame(found)


def _parts(table: pd.DataFrame) -> dict[str, float]:
    """Return each part as a column, and the shares between and within municipalities."""
    parts = {f"part_{part}": float(value) for part, value in zip(table["part"], table["estimate"], strict=True)}
    within = float(table.loc[table["part"] == "site", "share"].iloc[0])
    return {**parts, "share_between": 1 - within, "share_within": within}
