"""Between and within areas: where unevenness sits."""

from __future__ import annotations

import pandas as pd

from schoolmix.decompose import decompose
from schoolmix.monitor.area import LOW, MUNICIPALITY, REST, UNKNOWN
from schoolmix.monitor.edition import Edition
from schoolmix.roll import Roll

BETWEEN, WITHIN = "between", "within"


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
        found.append(_parts(decompose(roll, "H")).assign(subject="area", cut=cut))
    return pd.concat(found, ignore_index=True)


def track_parts(edition: Edition) -> pd.DataFrame:
    """Return H of tracks between and within municipalities, by year; sites without an address are left out."""
    roll = edition.tracks.roll("with_pro", within=[MUNICIPALITY])
    if not roll.units:
        return pd.DataFrame(columns=["subject", "year", "part", "estimate", "share"])
    table = decompose(roll, "H")
    return pd.concat(
        [_parts(rows).assign(subject="tracks", year=int(str(year))) for year, rows in table.groupby("year")],
        ignore_index=True,
    )


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
        subject = f"{trait.sector}_{trait.name}"
        found.append(_parts(decompose(roll, "H")).assign(subject=subject, year=int(last)))
    return pd.concat(found, ignore_index=True)


def _parts(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(part="part_" + table["part"])[["part", "estimate", "share"]]
