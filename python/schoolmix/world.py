"""The world: who could sit where."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, from_files, inventory, microdata, register, saved
from schoolmix.errors import InputError, InputTypeError
from schoolmix.mapping import read_mapping
from schoolmix.progress import shown
from schoolmix.read import marks
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of


class World:
    """
    Pupils, homes and schools, over one or several school years.

    Make one with :meth:`synthetic`, :meth:`from_files` or :meth:`from_pupils`; keep it with :meth:`save` and
    :meth:`load`; see what is in it with :meth:`describe`.

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
        ``"synthetic"``: municipalities, homes, schools and pupils are invented; ``"microdata"``: made of a register;
        ``"files"``: made of published files.
    notes : list of str
        What was imputed, fitted, left out and not found; empty where nothing was.

    Examples
    --------
    >>> world = World.synthetic("netherlands", sector="po", scale=0.01, seed=1)
    >>> world.years
    range(2017, 2025)
    """

    __slots__ = ("_core", "_notes", "scale", "sector", "seed", "source")

    _core: _core.World
    _notes: tuple[str, ...]
    scale: float | None
    sector: str
    seed: int | None
    source: str

    def __init__(self) -> None:
        raise InputError(
            "a world is made from something",
            kind="BadOption",
            remedy="Use World.synthetic(...), World.from_files(...), World.from_pupils(...) or World.load(...).",
        )

    @classmethod
    def _made(
        cls,
        core: Any,
        *,
        sector: str,
        source: str,
        scale: float | None = None,
        seed: int | None = None,
        notes: Sequence[str] = (),
    ) -> World:
        world = object.__new__(cls)
        world._core, world._notes = core, tuple(notes)
        world.sector, world.source, world.scale, world.seed = sector, source, scale, seed
        return world

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
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not isinstance(sector, str):
            raise InputTypeError(
                f"sector is a {type(sector).__name__} and scale a {type(scale).__name__}",
                kind="WrongType",
                column="scale",
                remedy="Give a text and a number, such as sector='po', scale=0.1.",
            )
        seed = seed_of(seed)
        with shown("world", unit="step") as report:
            core = _core.World.synthetic(sector=sector, scale=scale, seed=seed, report=report)
        return cls._made(core, sector=sector, source="synthetic", scale=scale, seed=seed)

    @classmethod
    def from_pupils(
        cls,
        frame: Any,
        *,
        mapping: str | os.PathLike[str] | Mapping[str, Any],
        schools: Any = None,
        homes: Any = None,
    ) -> World:
        """
        Make a world of microdata: a row a pupil and school year, as in the registers of a closed environment.

        Nothing leaves the machine, nothing is looked up elsewhere, and the world keeps no identifier: pupils and
        families are numbered anew, in the order of theirs.

        Parameters
        ----------
        frame : frame
            The microdata.
        mapping : path or dict
            What their columns and codes are called: a TOML file, or a dictionary of the same form. ``sector`` (``"po"``
            or ``"vo"``); ``[columns]`` with ``pupil``, ``site`` and ``home_area`` (each by default called so) and where
            there are any ``year`` (``2024``, ``"2024/25"``), ``study_year`` and ``family``; ``year = 2024`` where no
            column tells it; ``[traits.NAME]`` with ``column``, and either ``values`` (their code to a label),
            ``whole = [1, 100]`` for whole numbers, or neither to take values as they are; ``missing`` (codes for not
            known) and ``order`` (labels from low to high).
        schools : frame, optional
            A row a ``site``: any of ``site_name, board, denomination, structure, places, x_km, y_km,
            municipality_code, municipality, province``.
        homes : frame, optional
            A row a ``home_area``: any of ``x_km, y_km, municipality_code, municipality, province``. Coordinates may be
            null, here and of schools, where a place is not known.

        Returns
        -------
        World
            Its ``source`` is ``"microdata"``.

        Raises
        ------
        InputError
            Kinds ``UnknownOption, BadOption`` (the mapping), ``UnknownCode`` (a code that it lacks), ``MissingKey``,
            ``DuplicatePupil`` (two rows in a year), ``BadYear``, ``BadStudyYear``, ``UnmatchedKey`` (a site or area
            that its frame lacks), ``DuplicateKey``, ``EmptyInput``. No message shows an identifier of a pupil.
        ColumnError, InputTypeError, FileError
            A column that is not there, fractions for codes, a file that is not there or no TOML.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> register = pd.DataFrame(
        ...     {
        ...         "RIN": ["x7", "x7", "b2"],
        ...         "SCHOOLJAAR": ["2022/23", "2023/24", "2023/24"],
        ...         "BRIN": ["01AA00", "01AA00", "01AB00"],
        ...         "PC4": [1011, 1011, 1012],
        ...         "HERKOMST": ["1", "1", "3"],
        ...     }
        ... )
        >>> mapping = {
        ...     "sector": "po",
        ...     "columns": {"pupil": "RIN", "year": "SCHOOLJAAR", "site": "BRIN", "home_area": "PC4"},
        ...     "traits": {"origin": {"column": "HERKOMST", "values": {"1": "netherlands", "3": "outside_europe"}}},
        ... }
        >>> world = sm.World.from_pupils(register, mapping=mapping)
        >>> world
        World: microdata, po, 2 pupils at 2 sites in 2023/24, school years 2022/23 to 2023/24
        >>> world.roll("origin").groups
        ['netherlands', 'outside_europe']
        """
        words = read_mapping(mapping)
        pupils, traits = microdata.translated(frame, words)
        around = [
            register.described(given, word, sorted(pupils[word].unique().drop_null().to_pylist()))
            for given, word in ((schools, "site"), (homes, "home_area"))
        ]
        towns = register.gathered(*around)
        with microdata.in_their_words(words):
            core = _core.World.from_pupils(
                pupils,
                sector=words.sector,
                traits=traits,
                schools=register.tabled(around[0]),
                homes=register.tabled(around[1]),
                municipalities=register.tabled(towns),
            )
        return cls._made(core, sector=words.sector, source="microdata")

    @classmethod
    def from_files(
        cls,
        *,
        schools: Any,
        homes: Any,
        flows: Any = None,
        totals: Any = None,
        sector: str = "po",
        year: int | None = None,
        area_traits: Sequence[str] = (),
        groups: Sequence[str] | None = None,
        trait: str = "group",
        missing: Sequence[str] = (),
        decay: Any = None,
        law: str = "poisson",
        rng: Any = None,
    ) -> World:
        """
        Make a world of published files: a row a pupil, of one school year, without a name.

        With ``flows`` it is known who goes where, but for hidden counts (*afgeschermd*, ``<5``): these are drawn once
        from the law that :func:`schoolmix.measure` imputes by, exactly conditional on the ``totals`` of their sites.
        Without them only the pupils of homes and those of schools are known, and **who goes where is fitted, not
        observed**: a doubly constrained gravity model per group, rounded to whole pupils, keeps both margins exactly.
        ``notes`` says what was imputed, fitted, left out and not found, and how many pupils it is about.

        Parameters
        ----------
        schools : path, frame, or a sequence of them
            By ``site`` (else ``school, site_name``) any of ``site_name, board, denomination, structure, places,
            municipality_code, municipality, province`` and ``lon, lat`` (degrees) or ``x_km, y_km`` (on the national
            grid). Of several, the first that knows a value tells it. Without flows the first holds the margin:
            ``group, pupils``, or ``places``, which are filled by ``popularity`` (first choices per place) where it is
            there.
        homes : path, frame, or a sequence of them
            By ``home_area, home_pc4, pc4`` or ``area_code``: places as of schools, or outlines, of which the middle is
            taken; scores of the area; perhaps ``municipality_code``. Without flows the first holds the margin:
            ``group, pupils``, or the columns ``groups``.
        flows : path or frame, or a sequence of them, optional
            ``site, home_pc4`` (or another name of homes), ``pupils`` with ``pupils_low, pupils_high`` where it is null;
            perhaps ``sector, home_country, home_municipality, age, study_year, track, sex, group``.
        totals : path or frame, optional
            Exact pupils by ``site`` and ``year``. Sites whose total cannot be are left without one, and told. The most
            pupils of a site up to the year are its places where no frame tells these.
        sector : {"po", "vo"}
            Flows of other kinds (special education) are left out, and counted.
        year : int, optional
            School year, by the year it starts in, where flows do not tell it.
        area_traits : sequence of str
            Scores in ``homes``, such as ``["ses_woa"]``: ``ses_woa_fifth`` is then a trait, the fifth of pupils in
            which the score of their home area lies. It is marked as a trait of the area: :func:`schoolmix.reassign`,
            :func:`schoolmix.nearest_school` and :func:`schoolmix.sources` refuse it.
        groups : sequence of str, optional
            Without flows: columns of ``homes`` that count pupils or residents, one a group.
        trait : str
            What the trait of the groups is to be called.
        missing : sequence of str
            Labels that say that a trait is not known.
        decay : float or dict, optional
            Without flows: kilometres over which attraction falls by a factor e, one number or by group; by default the
            one that gives the mean of ``distance`` (metres) in ``schools``.
        law : {"poisson", "uniform", "negative_binomial"}
            Law of hidden counts; without any total it is uniform.
        rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
            Seed of what is drawn, by site; None draws one. The order of rows plays no part.

        Returns
        -------
        World
            Its ``source`` is ``"files"``. Homes abroad or not known are areas of their own (``BE``, ``DE``, ``other``,
            ``unknown``), without a place, in municipality ``0000``. In primary education ``study_year`` follows from
            ``age`` on 1 October: 4 is 1, 11 is 8, 12 is 8; null at other ages.

        Raises
        ------
        FileError
            As :func:`schoolmix.read.file`.
        InputError, ColumnError, InputTypeError
            Those of :class:`schoolmix.Roll` for counts; kinds ``BadYear, BadOption, MissingColumn, UnmatchedKey``
            (groups of homes and schools), ``DuplicateKey`` (a site with two places or totals), ``TotalMismatch``.
        ConvergenceError
            Kind ``NotConverged``: no decay gives that mean distance.

        References
        ----------
        Wilson, A. G. (1971), A family of spatial interaction models, Environment and Planning 3:1. Cox, L. H. (1987), A
        constructive procedure for unbiased controlled rounding, JASA 82:520.

        Examples
        --------
        >>> import pandas as pd
        >>> import schoolmix as sm
        >>> flows = pd.DataFrame(
        ...     {
        ...         "site": ["01AA00", "01AA00", "01AB00"],
        ...         "home_pc4": ["1011", "1012", "1012"],
        ...         "pupils": pd.array([6, None, 9], dtype="Int64"),
        ...         "pupils_low": [6, 1, 9],
        ...         "pupils_high": [6, 4, 9],
        ...     }
        ... )
        >>> schools = pd.DataFrame({"site": ["01AA00", "01AB00"], "lon": [4.90, 4.91], "lat": [52.37, 52.36]})
        >>> homes = pd.DataFrame({"pc4": ["1011", "1012"], "lon": [4.90, 4.90], "lat": [52.37, 52.36]})
        >>> totals = pd.DataFrame({"site": ["01AA00"], "pupils": [8]})
        >>> world = sm.World.from_files(flows=flows, schools=schools, homes=homes, totals=totals, year=2024, rng=1)
        >>> world
        World: files, po, 17 pupils at 2 sites in 2024/25
        >>> world.notes
        ['1 hidden counts 1..4: one draw, Poisson truncated, conditional on unit totals; they hold 2 pupils (seed 1)']
        """
        seed = seed_of(rng)
        core, notes = from_files.assembled(
            schools=schools,
            homes=homes,
            flows=flows,
            totals=totals,
            sector=sector,
            year=year,
            area_traits=area_traits,
            groups=groups,
            trait=trait,
            missing=missing,
            decay=decay,
            law=law,
            seed=seed,
        )
        return cls._made(core, sector=sector, source="files", seed=seed, notes=notes)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """
        Save the world in one file, exactly: what is loaded gives the same bits in everything.

        The file is a zip of Parquet tables with a manifest of their hashes; a world always gives the same bytes. It
        comes to stand at the path once it is whole. It holds all pupils: keep that of a register as closely as the
        register.

        Parameters
        ----------
        path : path
            Of the file, such as ``"po-2024.world"``.
        overwrite : bool
            Whether a file that is there may be replaced.

        Raises
        ------
        FileError
            Kinds ``OutputExists, NotAFile, NotWritable, WriteFailed``.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> world = World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> path = Path(tempfile.mkdtemp()) / "small.world"
        >>> world.save(path)
        >>> World.load(path).pupils.equals(world.pupils)
        True
        """
        about = {"sector": self.sector, "source": self.source, "scale": self.scale, "seed": self.seed}
        saved.save(self._core, path, {**about, "notes": self.notes}, overwrite=overwrite)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> World:
        """
        Load a world that :meth:`save` wrote.

        Parameters
        ----------
        path : path

        Returns
        -------
        World

        Raises
        ------
        FileError
            Kinds ``FileNotFound``, ``NotAFile``, ``UnknownLayout`` (another file), ``CorruptFile`` (a hash that does
            not agree, columns that do not fit together), ``StoreVersion`` (made by a newer version), ``SizeLimit``.

        Examples
        --------
        >>> try:
        ...     World.load("no-such.world")
        ... except OSError as error:
        ...     print(error.kind)
        FileNotFound
        """
        core, about = saved.load(path)
        known = {name: about[name] for name in ("sector", "source", "scale", "seed", "notes")}
        return cls._made(core, **known)

    def describe(self, *, reach: float = 5.0) -> pd.DataFrame:
        """
        Return what is in the world, in its latest school year.

        Parameters
        ----------
        reach : float
            Kilometres as the crow flies within which schools are counted.

        Returns
        -------
        pandas.DataFrame
            Columns ``part, name, value, note``. Part ``world``: ``pupils, families, sites, home_areas,
            municipalities_of_sites, municipalities_of_homes, places`` (of sites with a pupil), ``years``. Part
            ``distance``: ``share_with_coordinates`` (0 to 1), ``mean_distance`` (kilometres), ``share_at_nearest``,
            ``schools_within_5_km`` (mean over pupils). Part ``denomination``: shares of pupils. Part ``traits``: values
            of each, ``note`` telling its ``trait_level``, pupil or area; then a part a trait with the share of each
            value among pupils who have one, and ``missing``, the share of all who have none. Null where it is not
            known, and ``note`` says why.

        Raises
        ------
        InputError
            Kind ``BadOption`` for a reach that is no distance.

        Examples
        --------
        >>> table = World.synthetic("netherlands", sector="po", scale=0.01, seed=1).describe()
        >>> list(table["part"].unique())[:4]
        ['world', 'distance', 'denomination', 'traits']
        """
        return inventory.described(self._core, reach=reach)

    @property
    def notes(self) -> list[str]:
        """What was imputed, fitted, left out and not found."""
        return list(self._notes)

    def to_pupils(
        self,
        *,
        mapping: str | os.PathLike[str] | Mapping[str, Any],
        years: Sequence[int] | None = None,
        rng: Any = 1,
    ) -> pd.DataFrame:
        """
        Return the pupils as microdata, in the columns and codes of a mapping: a twin to try a program on.

        A program for a closed environment is tried on ``World.synthetic(...).to_pupils(mapping=...)``, which has the
        same columns and codes and no real pupil in it.

        Parameters
        ----------
        mapping : path or dict
            As for :meth:`from_pupils`. A trait that this world does not know is drawn from its codes at random.
        years : sequence of int, optional
            School years, by the year they start in; by default all of the world's, or the mapping's own ``year``.
        rng : int, numpy.random.Generator or numpy.random.SeedSequence
            For traits that are drawn.

        Returns
        -------
        pandas.DataFrame
            A row a pupil and school year; ``attrs["source"]`` says that they are invented.

        Raises
        ------
        InputError
            As :meth:`from_pupils` for the mapping; ``UnknownCode`` where it has no code for a label;
            ``BadOption`` for a year that the world lacks.

        Examples
        --------
        >>> import schoolmix as sm
        >>> mapping = {
        ...     "sector": "po",
        ...     "year": 2024,
        ...     "columns": {"pupil": "RIN", "site": "BRIN", "home_area": "PC4"},
        ...     "traits": {"ses_quintile": {"column": "INK", "whole": [1, 5], "missing": ["9"]}},
        ... }
        >>> twin = sm.World.synthetic("netherlands", sector="po", scale=0.01, seed=1).to_pupils(mapping=mapping)
        >>> list(twin)
        ['RIN', 'BRIN', 'PC4', 'INK']
        >>> world = sm.World.from_pupils(twin, mapping=mapping)
        """
        words = read_mapping(mapping)
        if words.sector != self.sector:
            raise InputError(
                f"the mapping is of {words.sector}, this world of {self.sector}",
                kind="BadOption",
                column="sector",
                remedy="Take a world of that sector.",
            )
        asked = self._asked(years, words.year)
        tables = [pa.table(self._core.pupils(self._checked(year))) for year in asked]
        twin = frames.to_pandas(microdata.untranslated(pa.concat_tables(tables), words, seed_of(rng)))
        twin.attrs["source"] = self.source
        return twin

    @property
    def pupils(self) -> pd.DataFrame:
        """Pupils of the latest school year, a row a pupil."""
        return frames.to_pandas(self._core.pupils(None)).assign(source=self.source)

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
            Within ``province`` and ``municipality_code`` where known; in order, for ordinal measures, where the
            trait is a number or its labels have an order.

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
        if not isinstance(group, str) or not isinstance(unit, str):
            raise InputTypeError(
                f"group is a {type(group).__name__} and unit a {type(unit).__name__}",
                kind="WrongType",
                column="group",
                remedy="Name a trait and a unit, as text.",
            )
        counts = frames.to_pandas(self._core.counts(group, unit=unit, year=self._checked(year)))
        roll = self._rolled(counts, group, unit, year)
        without = self._core.headcount(year) - int(counts["pupils"].sum())
        return roll.noted(f"{without} pupils without a value of {group} left out") if without else roll

    def _rolled(self, counts: pd.DataFrame, group: str, unit: str, year: int | None) -> Roll:
        """Return pupils per unit and group as a roll."""
        within = [name for name in ("province", "municipality_code") if name in counts]
        roll = Roll(
            counts, unit=unit, group=group, count="pupils", within=within, order=self._order(group, counts[group])
        )
        series = marks.of_world(year or self.years[-1], invented=self.source == "synthetic")
        return roll._with(roll._core, _series=series)  # noqa: SLF001 - a world is a friend of its rolls

    def _asked(self, years: Any, fixed: int | None) -> list[int]:
        """Return the school years of microdata: those asked for, the mapping's own, or all."""
        if years is None:
            return list(self.years) if fixed is None else [fixed]
        if isinstance(years, str) or not isinstance(years, Sequence | range):
            raise InputTypeError(
                f"years must be a sequence of years, not {type(years).__name__}",
                kind="WrongType",
                column="years",
                remedy="Give years such as [2023, 2024].",
            )
        if not years or len(set(years)) < len(years) or (fixed is not None and list(years) != [fixed]):
            raise InputError(
                "years are none, named twice, or not the year of the mapping",
                kind="BadOption",
                column="years",
                remedy="Name each school year once.",
            )
        return list(years)

    def _order(self, group: str, groups: pd.Series[Any]) -> list[Any] | None:
        """Return the groups that there are from low to high, where the trait has such an order."""
        there = set(groups)
        if pd.api.types.is_integer_dtype(groups):
            return sorted(there)
        labels = self._core.order(group)
        return None if labels is None else [label for label in labels if label in there]

    def _checked(self, year: int | None) -> int | None:
        if year is not None and (not isinstance(year, int) or isinstance(year, bool) or year not in self.years):
            raise InputError(
                f"the world has no school year {year}",
                kind="BadOption",
                column="year",
                remedy=f"Allowed: {self.years[0]} to {self.years[-1]} (2017 is school year 2017/18).",
            )
        return year

    def __repr__(self) -> str:
        if self.scale is None:
            first, last = self.years[0], self.years[-1]
            when = inventory.school_year(last)
            span = f", school years {inventory.school_year(first)} to {when}" if first < last else ""
            pupils = f"{self._core.headcount(last):,} pupils at {self._core.sites(last):,} sites in {when}"
            return f"World: {self.source}, {self.sector}, {pupils}{span}"
        what = f"{self.source} netherlands, {self.sector}, {100 * self.scale:g}% of its size, seed {self.seed}"
        return f"World: {what}; no real pupil, no real place"

    def _repr_html_(self) -> str:
        return inventory.page(self._core, repr(self), self.notes)
