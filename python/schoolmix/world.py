"""The world: who could sit where."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix import _core, frames
from schoolmix.errors import InputError
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of


class World:
    """
    Pupils, homes and schools, over the school years 2017/18 to 2024/25.

    Make one with :meth:`synthetic`.

    Attributes
    ----------
    pupils : pandas.DataFrame
        A row a pupil of the latest school year: ``pupil``, ``family``, ``birth_year``, ``year``, ``home_area``,
        ``home_municipality``, ``site``, ``study_year`` and the traits: ``migration_background``,
        ``parental_education``, ``ses`` (percentile of socio-economic status, 1 lowest to 100), ``ses_quintile``,
        ``income_quintile`` (fifths of all households, 1 lowest to 5), in secondary education ``track``, and ``advice``
        (in primary education null before the last study year).
    schools : pandas.DataFrame
        A row a site, with its place on the tile map, its denomination and its places; ``first_year`` and ``last_year``
        are null where it was there before, or is there after, the world's years.
    homes : pandas.DataFrame
        A row a home area, with its prosperity (about standard normal).
    years : range
        School years, by the year they start in.
    source : str
        ``"synthetic"``: municipalities, homes, schools and pupils are invented.

    Examples
    --------
    >>> world = World.synthetic("netherlands", sector="po", scale=0.01, seed=1)
    >>> world.years
    range(2017, 2025)
    """

    __slots__ = ("_core", "scale", "sector", "seed", "source")

    _core: _core.World
    scale: float
    sector: str
    seed: int
    source: str

    def __init__(self) -> None:
        raise InputError(
            "a world is made from something", kind="BadOption", remedy='Use World.synthetic("netherlands", ...).'
        )

    @classmethod
    def synthetic(cls, country: str, *, sector: str = "po", scale: float = 1.0, seed: Any = 1) -> World:
        """
        Invent a country with real distributions.

        School sizes, denominations, shares of groups, sizes and urbanity of municipalities, tracks, advice, distances,
        openings and closures of schools follow the Netherlands from 2017/18 to 2024/25. Families have several children,
        who mostly attend the same school, and some of them move. Municipalities, schools, homes and pupils are
        invented: the world carries no real pupil and no real place name, and nothing computed from it is about a real
        place.

        Parameters
        ----------
        country : {"netherlands"}
        sector : {"po", "vo"}
            Primary (*basisonderwijs*) or secondary (*voortgezet onderwijs*) education.
        scale : float
            Share of the country's pupils, above 0 and at most 1; 1 is about 1.35 million in primary education.
        seed : int, numpy.random.Generator or numpy.random.SeedSequence
            The same seed gives the same world, for any number of threads.

        Returns
        -------
        World

        Raises
        ------
        InputError
            Kinds ``BadOption``, ``BadSeed``.

        References
        ----------
        Calibrated on CBS 03753 (schools by size), CBS 84274NED (advice by income), DUO enrolment files (2017 to 2024)
        and DUO distances (2019). ``docs/synthetic-netherlands.md`` sets what it gives beside the published figures.

        Examples
        --------
        >>> World.synthetic("netherlands", sector="vo", scale=0.01, seed=1)
        World: synthetic netherlands, vo, 1% of its size, seed 1; no real pupil, no real place
        """
        if country != "netherlands":
            raise InputError(
                f"there is no synthetic {country!r}",
                kind="BadOption",
                column="country",
                remedy="Allowed: 'netherlands'.",
            )
        world = object.__new__(cls)
        world.seed = seed_of(seed)
        with shown("world") as report:
            world._core = _core.World.synthetic(sector=sector, scale=scale, seed=world.seed, report=report)
        world.sector, world.scale, world.source = sector, scale, "synthetic"
        return world

    @property
    def pupils(self) -> pd.DataFrame:
        """Pupils of the latest school year, a row a pupil."""
        return frames.to_pandas(self._core.pupils(None))

    @property
    def schools(self) -> pd.DataFrame:
        """School sites, a row a site."""
        return frames.to_pandas(self._core.schools())

    @property
    def homes(self) -> pd.DataFrame:
        """Home areas, a row an area."""
        return frames.to_pandas(self._core.homes())

    @property
    def years(self) -> range:
        """School years, by the year they start in."""
        first, last = self._core.years
        return range(first, last + 1)

    def roll(self, group: str, year: int | None = None, *, unit: str = "site") -> Roll:
        """
        Return who sits where in a school year.

        Parameters
        ----------
        group : str
            A trait of pupils: ``migration_background``, ``parental_education``, ``ses``, ``ses_quintile``,
            ``income_quintile``, ``study_year``, ``advice``, in secondary education also ``track``. Pupils for whom it
            has no value (``advice`` before the last study year of primary education) are not in the roll.
        year : int, optional
            The year in which the school year starts; the latest without it.
        unit : {"site", "home_area"}
            Where pupils are counted: at school, or at home.

        Returns
        -------
        Roll
            Within ``province`` and ``municipality_code``.

        Raises
        ------
        InputError
            Kind ``BadOption`` for an unknown trait, unit or year.

        Examples
        --------
        >>> import schoolmix as sm
        >>> world = World.synthetic("netherlands", sector="po", scale=0.01, seed=1)
        >>> table = sm.decompose(world.roll("migration_background", year=2017), "H")
        >>> list(table["part"])
        ['province', 'municipality_code', 'site', 'total']
        """
        if year is not None and year not in self.years:
            raise InputError(
                f"the world has no school year {year}",
                kind="BadOption",
                column="year",
                remedy=f"Allowed: {self.years[0]} to {self.years[-1]} (2017 is school year 2017/18).",
            )
        counts = frames.to_pandas(self._core.counts(group, unit=unit, year=year))
        return Roll(counts, unit=unit, group=group, count="pupils", within=["province", "municipality_code"])

    def __repr__(self) -> str:
        what = f"{self.source} netherlands, {self.sector}, {100 * self.scale:g}% of its size, seed {self.seed}"
        return f"World: {what}; no real pupil, no real place"
