"""Traits of pupils over the years: evenness and encounter, from worlds that have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from schoolmix.expected import expected
from schoolmix.measure import measure
from schoolmix.monitor import encounter
from schoolmix.monitor.source import Source
from schoolmix.protocol.change import over
from schoolmix.protocol.correction import corrected
from schoolmix.protocol.settings import Protocol
from schoolmix.roll import Roll
from schoolmix.world import World

FOCAL: dict[str, Any] = {"migration_background": "outside_europe", "parental_education": "low", "ses_quintile": 1}
"""Traits, and the group in focus of each."""

INDICES = ("D", "H", "V")
ENCOUNTER = "encounter"


@dataclass(frozen=True)
class Trait:
    """A trait in a sector, with pupils per year and site: in the group in focus, and all."""

    sector: str
    name: str
    counts: pd.DataFrame

    @property
    def focal(self) -> Any:
        """The group in focus."""
        return FOCAL[self.name]

    def roll(self, **options: Any) -> Roll:
        """Return the roll of sites by group."""
        return Roll(self.counts, unit="site", group=self.name, count="pupils", **options)

    def wide(self, year: int) -> pd.DataFrame:
        """Return a row a site with a column of pupils a group, and what the site is."""
        rows = self.counts[self.counts["year"] == year]
        keys = ["site", "province", "municipality_code", "municipality"]
        wide = rows.pivot_table(index=keys, columns=self.name, values="pupils", aggfunc="sum", fill_value=0)
        wide.columns = pd.Index([str(name) for name in wide.columns])
        wide["all"] = wide.sum(axis=1)
        return wide.reset_index().set_index("site")


def traits_of(source: Source) -> list[Trait]:
    """Return all traits of all worlds, for the years asked for."""
    return [_trait(world, sector, name, source) for sector, world in source.worlds.items() for name in FOCAL]


def _trait(world: World, sector: str, name: str, source: Source) -> Trait:
    years = source.chosen(list(world.years))
    frames = [world.roll(name, year=year).to_frame().assign(year=year) for year in years]
    names = world.schools[["site", "municipality"]]
    return Trait(sector, name, pd.concat(frames, ignore_index=True).merge(names, on="site", how="left"))


def levels(trait: Trait, protocol: Protocol) -> pd.DataFrame:
    """
    Return evenness and encounter of a trait for every year.

    Returns
    -------
    pandas.DataFrame
        ``sector, trait, measure, year, estimate, expected, corrected, variance, share`` (of the group in focus). The
        measure ``encounter`` is the mean share of one's own group among schoolmates, and has no correction.
    """
    roll = trait.roll(by="year")
    drawn = protocol.cohorts_drawn()
    table: pd.DataFrame = measure(roll, [*INDICES, "isolation"], focal=trait.focal, **drawn)
    table["variance"] = table["se"].astype(float) ** 2
    chance = expected(roll, list(INDICES), focal=trait.focal)[["year", "measure", "estimate"]]
    found = table.merge(chance.rename(columns={"estimate": "expected"}), on=["year", "measure"], how="left")
    found["corrected"] = corrected(found["estimate"], found["expected"])
    wides = {year: trait.wide(year) for year in found["year"].unique()}
    group = str(trait.focal)
    is_met = found["measure"] == "isolation"
    met = {year: encounter.met(wide, [group], size="all").loc[group, group] for year, wide in wides.items()}
    for column in ("estimate", "corrected"):
        found.loc[is_met, column] = found.loc[is_met, "year"].map(met)
    found["share"] = found["year"].map({year: wide[group].sum() / wide["all"].sum() for year, wide in wides.items()})
    found["measure"] = found["measure"].replace("isolation", ENCOUNTER)
    columns = ["measure", "year", "estimate", "expected", "corrected", "variance", "share", "units", "pupils"]
    return found[columns].assign(sector=trait.sector, trait=trait.name)


def changes(levels: pd.DataFrame, protocol: Protocol) -> pd.DataFrame:
    """
    Return base, latest and change of every measure of every trait.

    Returns
    -------
    pandas.DataFrame
        ``sector, trait, measure, base, latest, before, after, difference, low, high, margin, points, outcome, word``.
    """
    found = []
    for (sector, trait, name), rows in levels.groupby(["sector", "trait", "measure"], sort=False):
        ordered = rows.sort_values("year")
        if len(ordered) < 2:
            continue
        moved = over(
            [int(year) for year in ordered["year"]],
            [float(value) for value in ordered["corrected"]],
            [float(variance) for variance in ordered["variance"]],
            cohorts=protocol.cohorts[str(sector)],
            margin=protocol.margin[str(name)],
            of=protocol,
        )
        first, last = ordered.iloc[0], ordered.iloc[-1]
        ends = {"base": int(first["year"]), "latest": int(last["year"])}
        values = {"before": float(first["estimate"]), "after": float(last["estimate"])}
        found.append({"sector": sector, "trait": trait, "measure": name, **ends, **values, **moved.row()})
    return pd.DataFrame(found)
