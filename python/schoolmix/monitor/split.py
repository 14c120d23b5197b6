"""What a change is made of: its parts, which add up, and the sites that came and went."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.compare import compare
from schoolmix.monitor import encounter
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.tracks import POPULATIONS
from schoolmix.monitor.traits import ENCOUNTER
from schoolmix.protocol import Protocol, interval, variance
from schoolmix.roll import Roll

PARTS = ("structural", "unit_marginal", "group_marginal", "additions", "removals")
"""Parts of a difference, in the order in which they are told."""

STAYED, APPEARED, VANISHED = "stayed", "appeared", "vanished"


def of_traits(edition: Edition) -> pd.DataFrame:
    """
    Return the parts of the difference of H between the first and the last year, of every trait.

    Returns
    -------
    pandas.DataFrame
        ``sector, subject, part, estimate, low, high, base, latest``; ``part`` is one of `PARTS`, or ``before``,
        ``after`` and ``difference``; the interval is that of another cohort, as for differences.
    """
    found = []
    for trait in edition.traits:
        is_focal = trait.counts[trait.name] == trait.focal
        counts = trait.counts.assign(side=is_focal.map({True: "focal", False: "rest"}))
        parts = _parts(counts, "side", edition.protocol, edition.protocol.cohorts[trait.sector])
        found.append(parts.assign(sector=trait.sector, subject=f"{trait.sector}_{trait.name}"))
    return _joined(found)


def of_tracks(edition: Edition) -> pd.DataFrame:
    """Return the parts of the difference of H of tracks over sites, as `of_traits` does."""
    cohorts = edition.protocol.cohorts["tracks"]
    found = [
        _parts(edition.tracks.population(name), "track", edition.protocol, cohorts).assign(
            sector="vo", subject=f"tracks_{name}"
        )
        for name in POPULATIONS
    ]
    return _joined(found)


def of_encounter(edition: Edition) -> pd.DataFrame:
    """
    Return the change of encounters with one's own group, split exactly by the size of the group and by evenness.

    Returns
    -------
    pandas.DataFrame
        ``sector, trait, subject, base, latest, before, after, difference, part_group, part_evenness``.
    """
    levels = edition.trait_levels
    found = []
    for (sector, trait), rows in levels[levels["measure"] == ENCOUNTER].groupby(["sector", "trait"], sort=False):
        ordered = rows.sort_values("year")
        if len(ordered) < 2:
            continue
        first, last = ordered.iloc[0], ordered.iloc[-1]
        split = encounter.parts(encounter.evenly(first), encounter.evenly(last))
        ends = {"before": float(first["estimate"]), "after": float(last["estimate"])}
        parts = {"difference": ends["after"] - ends["before"], "part_group": split.group}
        years = {"base": int(first["year"]), "latest": int(last["year"])}
        names = {"sector": sector, "trait": trait, "subject": f"{sector}_{trait}"}
        found.append({**names, **years, **ends, **parts, "part_evenness": split.evenness})
    return pd.DataFrame(found)


def of_sites(edition: Edition) -> pd.DataFrame:
    """
    Return how many sites stayed, appeared and vanished between the first and the last year, by sector.

    Returns
    -------
    pandas.DataFrame
        ``sector, moved, sites, before, after, base, latest``; ``before`` and ``after`` are pupils.
    """
    return _joined([_moved(counts).assign(sector=sector) for sector, counts in _sites(edition).items()])


def _joined(found: list[pd.DataFrame]) -> pd.DataFrame:
    kept = [each for each in found if len(each)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()


def _parts(counts: pd.DataFrame, group: str, protocol: Protocol, cohorts: int) -> pd.DataFrame:
    years = sorted(int(year) for year in counts["year"].unique())
    base, latest = years[0], years[-1]
    if base == latest:
        return pd.DataFrame()
    before, after = (
        Roll(counts[counts["year"] == year], unit="site", group=group, count="pupils") for year in (base, latest)
    )
    table: pd.DataFrame = compare(before, after, "H", **protocol.cohorts_drawn())
    spread = [variance((error**2, 0.0), years=latest - base, cohorts=cohorts, of=protocol) for error in table["se"]]
    pairs = zip(table["estimate"], spread, strict=True)
    low, high = zip(*(interval(value, noise, protocol) for value, noise in pairs), strict=True)
    return table[["part", "estimate"]].assign(low=low, high=high, base=base, latest=latest)


def _sites(edition: Edition) -> dict[str, pd.DataFrame]:
    """Return pupils by site and year, of the sectors whose sites are known in more than one year."""
    found: dict[str, pd.DataFrame] = {}
    protocol = edition.protocol
    if edition.has_traits:
        found |= {trait.sector: trait.counts for trait in edition.traits}
        return found
    if edition.source.has("duo_history"):
        history = edition.source.frames["duo_history"]
        history = history[history["sector"].isin(protocol.population["po"]) & (history["year"] >= protocol.base)]
        years = edition.source.chosen([int(year) for year in history["year"].unique()])
        found["po"] = history[history["year"].isin(years)]
    if edition.has_tracks:
        found["vo"] = edition.tracks.counts
    return found


def _moved(counts: pd.DataFrame) -> pd.DataFrame:
    there = counts[counts["pupils"] > 0]
    years = sorted(int(year) for year in there["year"].unique())
    if len(years) < 2:
        return pd.DataFrame()
    wide = there.pivot_table(index="site", columns="year", values="pupils", aggfunc="sum")
    both: Any = wide[[years[0], years[-1]]].dropna(how="all")
    before, after = both[years[0]], both[years[-1]]
    rows = [
        (name, int(chosen.sum()), int(before[chosen].sum()), int(after[chosen].sum()))
        for name, chosen in (
            (STAYED, before.notna() & after.notna()),
            (APPEARED, before.isna()),
            (VANISHED, after.isna()),
        )
    ]
    return pd.DataFrame(rows, columns=["moved", "sites", "before", "after"]).assign(base=years[0], latest=years[-1])
