"""Repeating a study year, and moving a level up or down, by level: given, or fitted to published files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import _core, door, frames
from schoolmix.errors import InputError, InputTypeError
from schoolmix.registered import LEVELS, by_level, taken
from schoolmix.terms import Fixed, closest

MOVEMENTS = ("repeat", "up", "down")
KINDS = {
    "repeat": (("pro",), ("vmbo_b", "vmbo_k"), ("vmbo_gt",), ("havo",), ("vwo",)),
    "up": (("vmbo_b", "vmbo_k"), ("vmbo_gt",), ("havo",)),
    "down": (("vmbo_k",), ("vmbo_gt",), ("havo",), ("vwo",)),
}
"""Levels that have one rate together, by movement: basis and kader sit at the same sites, which cannot tell them apart;
from practical training, below vmbo_b and above vwo nobody moves."""
SHOWN = {"vmbo_b": ("vmbo_b",), "vmbo_k": ("vmbo_k",), "vmbo_gt": ("vmbo_gt",), "havo_vwo": ("havo", "vwo")}
"""Tracks of the third study year, in which havo and vwo are registered together."""
TWO_SIDED = 1.959963984540054
STEP = 1e-6
MOST_YEARS = 6

Factors = Mapping[Any, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class Transitions:
    """
    Yearly chances to repeat a study year (*zittenblijven*), and to go on a level up or down (*op- en afstroom*).

    Parameters
    ----------
    table : frame or mapping
        A row a ``track`` (``pro, vmbo_b, vmbo_k, vmbo_gt, havo, vwo``) and perhaps ``study_year``, from 1: ``repeat``,
        ``up``, ``down``, chances 0 to 1 that add up to at most 1; the last study year that is given holds for those
        after it. Or a mapping from tracks to such chances. What is left out is 0.
    by_advice, by_group : mapping, optional
        From an advice, or a group of the simulation, to factors, 0 or more, of ``repeat``, ``up`` and ``down``; what is
        left out is 1.
    notes, covariance
        What a fit knows of itself; not for callers.

    Attributes
    ----------
    table : pandas.DataFrame
        ``track, study_year, repeat, up, down``; ``repeat_se, up_se, down_se`` where they are fitted. One study year
        stands for all.
    notes : tuple of str
        What a fit cannot tell.

    Raises
    ------
    InputError
        Kind ``BadOption``: a track, a movement or a number without meaning; ``DuplicateKey``.
    ColumnError
        A frame without ``track``.

    Examples
    --------
    >>> moves = Transitions({"havo": {"repeat": 0.08, "down": 0.06}}, by_group={"low": {"down": 1.5}})
    >>> moves
    Transitions: havo repeat 8.0%, down 6.0%; factors of 1 group
    """

    table: Any
    _: KW_ONLY
    by_advice: Factors | None = None
    by_group: Factors | None = None
    notes: tuple[str, ...] = ()
    covariance: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Check every number once."""
        object.__setattr__(self, "table", _table(self.table))
        for name in ("by_advice", "by_group"):
            object.__setattr__(self, name, _factors(getattr(self, name) or {}, name))

    @classmethod
    def fitted(cls, movement: Any, tracks: Any) -> Transitions:
        """
        Fit yearly rates to what sites register, by level.

        The file of movement has neither tracks nor study years, but the number of pupils of a site who repeated, moved
        down or moved up. A level has the same rate at all sites, and sites have other levels: expected events are the
        rates times the pupils of every level, fitted by maximum likelihood of Poisson, with standard errors for the
        spread that sites have beyond it. Expected events of all sites add up to those that there were.

        Parameters
        ----------
        movement : frame
            Repeating and moving per secondary site (layout ``duo_movement``).
        tracks : frame
            Pupils per site, track and year of study of the same year (layout ``duo_vo_tracks``); programmes of several
            levels count evenly for each.

        Returns
        -------
        Transitions
            The same rates in all study years; ``notes`` says what the files cannot tell.

        Raises
        ------
        ColumnError, InputError
            Kinds ``MissingColumn``, ``HiddenCount``, ``BadYear`` (files of different years), ``UnmatchedKey`` (no
            site is in both), ``EmptyInput``, ``NotIdentified``.
        ConvergenceError
            Kind ``NotConverged``.

        References
        ----------
        Goodman (1959), Some alternatives to ecological correlation, American Journal of Sociology 64:610. McCullagh and
        Nelder (1989), Generalized Linear Models (dispersion).

        Examples
        --------
        >>> import numpy as np
        >>> import pandas as pd
        >>> rng = np.random.default_rng(1)
        >>> sites = [f"{number:02}AA00" for number in range(40)]
        >>> levels = ["pro", "vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo"]
        >>> about = [(site, level, rng.integers(10, 300)) for site in sites for level in levels]
        >>> tracks = pd.DataFrame(about, columns=["site", "track", "pupils"])
        >>> tracks = tracks.assign(levels=None, study_year=4, year=2017)
        >>> total = tracks.groupby("site")["pupils"].sum()
        >>> havo = tracks[tracks["track"] == "havo"].set_index("site")["pupils"]
        >>> rows = [
        ...     (site, name, round(havo[site] * rate), total[site])
        ...     for site in sites
        ...     for name, rate in (("repeat", 0.1), ("up", 0.0), ("down", 0.05))
        ... ]
        >>> movement = pd.DataFrame(rows, columns=["site", "movement", "pupils", "site_pupils"]).assign(year=2017)
        >>> found = Transitions.fitted(movement, tracks).table.set_index("track")
        >>> [round(float(found.loc["havo", name]), 2) for name in ("repeat", "up", "down")]
        [0.1, 0.0, 0.05]
        """
        moved = taken(movement, "movement", ["site", "year", "movement", "pupils", "site_pupils"])
        there, events, notes = _matched(
            moved, by_level(tracks), int(taken(tracks, "tracks", ["year", "pupils"])["year"].iloc[0])
        )
        rates = {name: dict.fromkeys(LEVELS, (0.0, np.nan)) for name in MOVEMENTS}
        covariance = {}
        for name, kinds in KINDS.items():
            exposed = np.column_stack([there[list(kind)].sum(axis=1) for kind in kinds])
            found, spread, dispersion = _core.pooled_rates(exposed.tolist(), events[name].tolist())
            covariance[name] = np.array(spread)
            for place, kind in enumerate(kinds):
                error = float(np.sqrt(spread[place][place])) if spread[place][place] > 0 else np.nan
                rates[name] |= dict.fromkeys(kind, (found[place], error))
            notes.append(f"{name}: sites differ {np.sqrt(dispersion):.1f} times as much as chance makes them differ")
        columns = {name: [rates[name][level][0] for level in LEVELS] for name in MOVEMENTS}
        columns |= {f"{name}_se": [rates[name][level][1] for level in LEVELS] for name in MOVEMENTS}
        table = pd.DataFrame({"track": LEVELS, "study_year": 1, **columns})
        return cls(table, notes=(*notes, *_UNTOLD), covariance=Fixed(covariance))

    def spelled(self, groups: list[Any]) -> dict[str, Any]:
        """
        Return it as the core takes it, for the groups of a simulation.

        Parameters
        ----------
        groups : list
            Labels of groups, in order.

        Examples
        --------
        >>> Transitions({"vwo": {"down": 0.1}}).spelled(["low"])["years"][0][5]
        [0.0, 0.0, 0.1]
        """
        by_advice, by_group = dict(self.by_advice or {}), dict(self.by_group or {})
        unknown = [label for label in by_group if label not in groups]
        if unknown:
            raise InputError(
                f"there is no group {unknown[0]!r}",
                kind="UnmatchedKey",
                column="by_group",
                count=len(unknown),
                remedy=closest(unknown[0], map(str, groups)),
            )
        listed = [_listed(by_group.get(group, {})) for group in groups] if by_group else []
        factors = [(advice, _listed(found)) for advice, found in by_advice.items()]
        return {"years": self._years(), "by_advice": factors, "by_group": listed}

    def _years(self) -> list[list[list[float]]]:
        years = []
        for year in range(1, int(self.table["study_year"].max()) + 1):
            rows = self.table[self.table["study_year"] == year].set_index("track")
            years.append([[float(rows.loc[level, name]) for name in MOVEMENTS] for level in LEVELS])
        return years

    def check(self, before: Any, after: Any) -> pd.DataFrame:
        """
        Check what is expected of those who entered in one year against what became of them in a later one.

        Pupils in the first study year, by the levels that their programme names, repeat and move by these chances;
        cohorts are taken to be alike, so that repeaters of the one before sit with them.

        Parameters
        ----------
        before, after : frame
            Pupils per site, track and year of study (layout ``duo_vo_tracks``) of two years, one to five apart; the
            later one holds the study year that is checked: the third two years later.

        Returns
        -------
        pandas.DataFrame
            A row a ``track`` (havo and vwo together, as they are registered in the third study year; practical training
            left out), shares of pupils, 0 to 1: ``entering`` (in the first study year, which is what is expected when
            nobody moves), ``expected`` with ``low`` and ``high`` (95 %, of the uncertainty of fitted rates only; null
            for given ones), ``observed``, ``difference`` (expected less observed), and ``earlier`` (in the same study
            year of the earlier file, which expects nothing of transitions).

        Raises
        ------
        ColumnError, InputError
            As :meth:`fitted`; kind ``BadYear``: years that are not one to five apart.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = [("first_years", "havo+vwo", 1, 100), ("havo_vwo", None, 3, 90), ("vmbo_gt", None, 3, 10)]
        >>> file = pd.DataFrame(rows, columns=["track", "levels", "study_year", "pupils"]).assign(site="a")
        >>> moves = Transitions({"havo": {"down": 0.1}})
        >>> found = moves.check(file.assign(year=2017), file.assign(year=2019)).set_index("track").loc["havo_vwo"]
        >>> [round(float(found[name]), 3) for name in ("entering", "expected", "observed", "difference")]
        [1.0, 0.905, 0.9, 0.005]
        """
        years = [
            int(taken(one, name, ["year", "pupils"])["year"].iloc[0])
            for one, name in ((before, "before"), (after, "after"))
        ]
        study_year = 1 + years[1] - years[0]
        if not 2 <= study_year <= MOST_YEARS:
            raise InputError(
                f"before is of {years[0]} and after of {years[1]}",
                kind="BadYear",
                column="after",
                remedy="Give files that are one to five years apart.",
            )
        first, later = by_level(before, "before"), by_level(after, "after")
        entering = _at(first, 1)
        expected, spread = self._expected(entering, study_year)
        shares = {"entering": _shown(entering), "expected": expected}
        shares |= {"low": expected - TWO_SIDED * spread, "high": expected + TWO_SIDED * spread}
        shares["observed"] = _shown(_at(later, study_year))
        shares["difference"] = shares["expected"] - shares["observed"]
        shares["earlier"] = _shown(_at(first, study_year))
        return pd.DataFrame({"track": list(SHOWN), **shares})

    def _expected(self, entering: Any, study_year: int) -> tuple[Any, Any]:
        """Return expected shares and their standard errors, by the slopes at the rates (delta method)."""
        years = self._years()
        expected = _shown(_core.expected_levels(entering, years, study_year=study_year))
        if self.covariance is None:
            return expected, np.full(len(SHOWN), np.nan)
        variance = np.zeros(len(SHOWN))
        for way, name in enumerate(MOVEMENTS):
            slopes = []
            for kind in KINDS[name]:
                moved = [[list(chances) for chances in year] for year in years]
                for year in moved:
                    for level in kind:
                        year[LEVELS.index(level)][way] += STEP
                slopes.append((_shown(_core.expected_levels(entering, moved, study_year=study_year)) - expected) / STEP)
            lean = np.array(slopes).T
            variance += np.einsum("ik,kl,il->i", lean, self.covariance[name], lean)
        return expected, np.sqrt(variance)

    def __repr__(self) -> str:
        """Return the chances that are not 0, of the first study year."""
        rows = self.table[self.table["study_year"] == 1].set_index("track")[list(MOVEMENTS)]
        told = []
        for track, chances in rows.iterrows():
            some = [f"{name} {chance:.1%}" for name, chance in chances.items() if chance > 0]
            told += [f"{track} {', '.join(some)}"] if some else []
        for name, found in (("group", self.by_group), ("advice", self.by_advice)):
            told += (
                [f"factors of {len(found)} {name}{'s' if name == 'group' and len(found) > 1 else ''}"] if found else []
            )
        return f"Transitions: {'; '.join(told) or 'nobody repeats or moves'}"


_UNTOLD = (
    "the file has no tracks: rates of a level are told by sites that differ in their levels (ecological regression)",
    "the file has no study years: the same rates hold in all; moves after a diploma (vmbo_gt to havo) may be in them",
    "programmes of several levels count evenly for each",
)


def _matched(moved: pd.DataFrame, there: pd.DataFrame, year: int) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return pupils by level and events of sites that are in both files, and what is left out."""
    if int(moved["year"].iloc[0]) != year:
        raise InputError(
            f"movement is of {int(moved['year'].iloc[0])} and tracks of {year}",
            kind="BadYear",
            column="tracks",
            remedy="Give two files of the same year.",
        )
    levels = there.pivot_table(index="site", columns="level", values="pupils", aggfunc="sum", fill_value=0.0)
    levels = levels.reindex(columns=list(LEVELS), fill_value=0.0)
    events = moved.pivot_table(index="site", columns="movement", values="pupils", aggfunc="sum").reindex(
        columns=list(MOVEMENTS)
    )
    totals = moved.drop_duplicates("site").set_index("site")["site_pupils"].astype(float)
    both = sorted(levels.index.intersection(events.index))
    if not both:
        raise InputError(
            "no site is in both files", kind="UnmatchedKey", column="site", remedy="Give two files of the same country."
        )
    left = len(totals) - len(both)
    notes = [f"{left} sites with {totals.drop(both).sum():.0f} pupils have no tracks and are left out"] if left else []
    shares = levels.loc[both].div(levels.loc[both].sum(axis=1), axis=0)
    return shares.mul(totals[both], axis=0), events.loc[both].astype(float), notes


def _at(levels: pd.DataFrame, study_year: int) -> list[float]:
    """Return pupils of a study year by level."""
    sums = levels[levels["study_year"] == study_year].groupby("level")["pupils"].sum()
    return [float(sums.get(level, 0.0)) for level in LEVELS]


def _shown(pupils: Any) -> Any:
    """Return the shares of tracks, without practical training."""
    sums = np.array([sum(pupils[LEVELS.index(level)] for level in kind) for kind in SHOWN.values()])
    return sums / sums.sum() if sums.sum() > 0 else np.full(len(sums), np.nan)


def _table(given: Any) -> pd.DataFrame:
    if isinstance(given, Mapping):
        rows = [{"track": track, **_checked(found, f"'{track}'", "table")} for track, found in given.items()]
        given = pd.DataFrame(rows, columns=["track", *MOVEMENTS])
    table = frames.to_pandas(frames.collected(given)) if not isinstance(given, pd.DataFrame) else given
    frames.take(table, ["track"])
    table = table.assign(study_year=table.get("study_year", 1))
    for name in MOVEMENTS:
        table[name] = table[name].fillna(0.0).astype(float) if name in table else 0.0
    _check_rows(table)
    years = range(1, int(table["study_year"].max() if len(table) else 1) + 1)
    every = pd.MultiIndex.from_product([LEVELS, years], names=["track", "study_year"])
    indexed = table.set_index(["track", "study_year"])
    full = indexed.reindex(every)
    full[list(MOVEMENTS)] = full[list(MOVEMENTS)].fillna(0.0)
    errors = [name for name in (f"{movement}_se" for movement in MOVEMENTS) if name in full]
    return full[[*MOVEMENTS, *errors]].reset_index()


def _check_rows(table: pd.DataFrame) -> None:
    wrong = ~table["track"].isin(LEVELS)
    if wrong.any():
        raise InputError(
            f"there is no track {table['track'][wrong].iloc[0]!r}",
            kind="BadOption",
            column="track",
            count=int(wrong.sum()),
            remedy=f"Allowed: {', '.join(LEVELS)}.",
        )
    twice = table.duplicated(["track", "study_year"])
    if twice.any():
        raise InputError(
            f"{int(twice.sum())} tracks have two rows in a study year",
            kind="DuplicateKey",
            column="track",
            count=int(twice.sum()),
            remedy="Give a row a track and study year.",
        )
    chances = table[list(MOVEMENTS)]
    if ((chances < 0) | (chances > 1)).any(axis=None) or (chances.sum(axis=1) > 1).any():
        raise InputError(
            "chances are outside 0 to 1, or add up to more than 1",
            kind="BadOption",
            column="table",
            remedy="Give repeat, up and down from 0 to 1 that add up to at most 1.",
        )


def _factors(given: Any, option: str) -> Fixed[Fixed[float]]:
    if not isinstance(given, Mapping):
        raise InputTypeError(
            f"{option} is a {type(given).__name__}",
            kind="WrongType",
            column=option,
            remedy='Give a mapping, such as {"low": {"down": 1.5}}.',
        )
    return Fixed({label: Fixed(_checked(found, f"'{label}'", option)) for label, found in given.items()})


def _checked(given: Any, what: str, option: str) -> dict[str, float]:
    if not isinstance(given, Mapping) or not all(name in MOVEMENTS for name in given):
        raise InputError(
            f"{what} of {option} is not about repeat, up and down",
            kind="BadOption",
            column=option,
            remedy='Give a mapping, such as {"repeat": 0.05, "up": 0.02, "down": 0.03}.',
        )
    if not all(door.finite(value) and value >= 0 for value in given.values()):
        raise InputError(
            f"{what} of {option} has a value that is no number of 0 or more",
            kind="BadOption",
            column=option,
            remedy="Give numbers, 0 or more.",
        )
    return {name: float(value) for name, value in given.items()}


def _listed(factors: Mapping[str, float]) -> list[float]:
    return [float(factors.get(name, 1.0)) for name in MOVEMENTS]
