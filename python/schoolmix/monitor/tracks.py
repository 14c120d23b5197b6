"""Secondary pupils by track: what is offered where (*aanbod*), and how wide first classes are registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from schoolmix.errors import InputError
from schoolmix.expected import expected
from schoolmix.measure import measure
from schoolmix.monitor.source import Source
from schoolmix.protocol.change import over
from schoolmix.protocol.correction import corrected
from schoolmix.protocol.settings import Protocol
from schoolmix.roll import Roll

PRO = "pro"
FIRST_YEARS = "first_years"
MUNICIPALITY = "municipality_code"
POPULATIONS = ("with_pro", "without_pro")


@dataclass(frozen=True)
class Tracks:
    """Pupils in named upper-year tracks, by year.

    Attributes
    ----------
    counts : pandas.DataFrame
        ``year, site, track, pupils`` of named upper-year tracks, with the municipality where it is known.
    left_out : pandas.DataFrame
        ``year, what, pupils`` of everything else.
    """

    counts: pd.DataFrame
    left_out: pd.DataFrame
    years: tuple[int, ...]

    def population(self, name: str) -> pd.DataFrame:
        """Return the counts with or without practical training (*praktijkonderwijs*)."""
        return self.counts if name == "with_pro" else self.counts[self.counts["track"] != PRO]

    def roll(self, name: str, *, by: Sequence[str] = ("year",), within: Sequence[str] = ()) -> Roll:
        """Return the roll of sites by track."""
        counts = self.population(name)
        if within or MUNICIPALITY in by:
            counts = counts[counts[MUNICIPALITY].notna()]
        return Roll(counts, unit="site", group="track", count="pupils", by=list(by), within=list(within))

    def without_place(self) -> pd.DataFrame:
        """Return by year the sites whose municipality is not known, and their pupils: ``year, sites, pupils``."""
        lost = self.counts[self.counts[MUNICIPALITY].isna() & (self.counts["pupils"] > 0)]
        return lost.groupby("year").agg(sites=("site", "nunique"), pupils=("pupils", "sum")).reset_index()


def tracks_of(source: Source, protocol: Protocol) -> Tracks:
    """Return named upper-year tracks, from real files or the synthetic world."""
    pupils = _real(source) if source.has("duo_vo_tracks") else _synthetic(source)
    named = pupils["track"].isin(protocol.population["vo"])
    years = source.chosen([int(year) for year in pupils["year"].unique()])
    pupils, named = pupils[pupils["year"].isin(years)], named[pupils["year"].isin(years)]
    keys = ["year", "site", "track"]
    counts = pupils[named].groupby(keys)["pupils"].sum().reset_index()
    other = pupils[~named].assign(what=pupils["track"].fillna("no_track"))
    left_out = other.groupby(["year", "what"])["pupils"].sum().reset_index()
    places = _places(source)
    return Tracks(counts.merge(places, on="site", how="left", validate="many_to_one"), left_out, tuple(years))


def _real(source: Source) -> pd.DataFrame:
    frame = source.frames["duo_vo_tracks"]
    if frame["year"].isna().any():
        raise InputError(
            "a file of secondary pupils has no year in its name",
            kind="NoYear",
            column="year",
            count=int(frame["year"].isna().sum()),
            remedy="Name it as DUO does, ending in the year: ...-2017.csv.",
        )
    return frame.astype({"year": int, "pupils": "int64"})


def _synthetic(source: Source) -> pd.DataFrame:
    world = source.worlds["vo"]
    frames = [world.roll("track", year=year).to_frame().assign(year=year) for year in world.years]
    table: pd.DataFrame = pd.concat(frames, ignore_index=True)
    return table[["year", "site", "track", "pupils"]]


def _places(source: Source) -> pd.DataFrame:
    columns = ["site", MUNICIPALITY, "municipality", "province"]
    if source.is_synthetic:
        return source.worlds["vo"].schools[columns]
    if not source.has("duo_addresses"):
        return pd.DataFrame(columns=columns, dtype="str")
    addresses = source.frames["duo_addresses"]
    return addresses[addresses["sector"] == "vo"][columns].drop_duplicates("site")


def levels(tracks: Tracks, protocol: Protocol) -> pd.DataFrame:
    """
    Return H of tracks over sites by population and year, corrected for chance, with its bootstrap variance.

    Returns
    -------
    pandas.DataFrame
        ``population, year, H, expected, corrected, variance, units, pupils``.
    """
    found = []
    for name in POPULATIONS:
        roll = tracks.roll(name)
        table: pd.DataFrame = measure(roll, "H", **protocol.cohorts_drawn())
        chance = expected(roll, "H").set_index("year")["estimate"]
        table = table.assign(population=name, H=table["estimate"], expected=table["year"].map(chance))
        table["corrected"] = corrected(table["H"], table["expected"])
        table["variance"] = table["se"] ** 2
        found.append(table)
    columns = ["population", "year", "H", "expected", "corrected", "variance", "units", "pupils"]
    return pd.concat(found, ignore_index=True)[columns]


def changes(levels: pd.DataFrame, protocol: Protocol) -> pd.DataFrame:
    """Return the change of corrected H by population: ``population, base, latest, before, after`` and its change."""
    found = []
    for name, rows in levels.groupby("population", sort=False):
        ordered = rows.sort_values("year")
        if len(ordered) < 2:
            continue
        moved = over(
            [int(year) for year in ordered["year"]],
            [float(value) for value in ordered["corrected"]],
            [float(variance) for variance in ordered["variance"]],
            cohorts=protocol.cohorts["tracks"],
            margin=protocol.margin["H"],
            of=protocol,
        )
        first, last = ordered.iloc[0], ordered.iloc[-1]
        ends = {"base": int(first["year"]), "latest": int(last["year"])}
        found.append({"population": name, **ends, "before": first["H"], "after": last["H"], **moved.row()})
    return pd.DataFrame(found)


def widths(source: Source, years: Sequence[int]) -> pd.DataFrame:
    """Return pupils of first-years programmes by year of study and how many levels the programme names.

    The registered type, not who sits together in a class; practical training has no first years of this kind.
    """
    frame = source.frames["duo_vo_tracks"]
    chosen = frame[(frame["track"] == FIRST_YEARS) & frame["year"].isin(years) & frame["study_year"].isin([1, 2])]
    found = chosen.groupby(["year", "study_year", "width"])["pupils"].sum().reset_index()
    found["share"] = found["pupils"] / found.groupby(["year", "study_year"])["pupils"].transform("sum")
    return found.astype({"year": int, "study_year": int, "width": int, "share": float, "pupils": int})
