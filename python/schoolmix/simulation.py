"""What came out of a simulation."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames
from schoolmix.base_year import BaseYear, is_simulated
from schoolmix.errors import InputError
from schoolmix.roll import Roll
from schoolmix.scenario import BASELINE, Scenario

SPREAD = (0.05, 0.95)
"""Quantiles over replicates between which a value lies."""
ALL = -1
"""The town of a row about all pupils."""
KEYS = ["year", "town", "outcome", "focal"]
FIGURES = ["first_choice_share", "top_three_share", "mean_distance", "nearest_share", "unplaced_share"]
MET = ["encounter_hours", "concentrated_share"]
SCHOOLS = ["schools", "schools_below_norm"]


@dataclass(frozen=True, eq=False)
class Simulation:
    """
    What came out of :func:`simulate`.

    Parameters
    ----------
    table, effects, scenarios, notes, replicates, seed, _base, _plans, _years, _signs, draws, _local
        What the verb makes it of; not for callers.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a ``scenario, year, municipality`` (``municipality_code``; both null: all pupils), ``outcome`` and
        ``focal``: ``estimate``, the mean over replicates; ``low`` and ``high``, their 5 % and 95 % quantiles; ``note``;
        ``seed``.
    effects : pandas.DataFrame
        The same, of the difference with the scenario ``"baseline"`` in the same replicate.
    scenarios : tuple of Scenario
        In order, without the baseline.
    notes : list of str
        What was left out, assumed or not known.
    replicates, seed : int
        How many draws, and what names them.
    draws : pandas.DataFrame
        Effects on all pupils, a row a ``scenario, replicate, year, outcome`` and ``focal``: ``effect``.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> sm.simulate(world, [sm.Scenario("lists", admission="deferred_acceptance")], years=2, replicates=3, rng=1)
    Simulation: 3 replicates of 2025 to 2026, seed 1; scenarios: lists
    """

    table: pd.DataFrame
    effects: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    notes: list[str]
    replicates: int
    seed: int
    _base: BaseYear
    _plans: list[_core.Plan]
    _years: range
    _signs: pd.Series[float]
    draws: pd.DataFrame
    _local: pd.DataFrame

    def draws_in(self, municipality: str) -> pd.DataFrame:
        """
        Return the draws of the effects on pupils who live in a municipality, in the last year.

        Parameters
        ----------
        municipality : str
            Name or code.

        Returns
        -------
        pandas.DataFrame
            ``scenario, replicate, year, outcome, focal, effect``, as ``draws``; null where ``effects`` are withheld.

        Raises
        ------
        InputError
            Kind ``BadOption`` for a municipality that the world does not have.

        Examples
        --------
        >>> import schoolmix as sm
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> nearest = sm.Scenario("nearest", choice=sm.Choice(sm.Part("distance"), rule="best"))
        >>> run = sm.simulate(world, [nearest], years=2, replicates=3, rng=1)
        >>> len(run.draws_in(world.homes["municipality"].iloc[0]).query("outcome == 'D'"))
        3
        """
        towns = self.table.drop_duplicates("municipality_code").dropna(subset="municipality_code")
        found = towns[(towns[["municipality", "municipality_code"]] == municipality).any(axis=1)]
        if not len(found):
            raise _unknown("municipality", municipality, "a name or code of the world's")
        codes = self._base.world._core.municipality_codes()  # noqa: SLF001 - the verbs are friends of the noun
        code = found["municipality_code"].iloc[0]
        rows = self._local[self._local["town"] == codes.index(code)]
        draws = apart(rows, [BASELINE, *(one.name for one in self.scenarios)])
        return silenced(draws, self.effects[self.effects["municipality_code"] == code])

    def signs(self) -> pd.Series[float]:
        """
        Return for every row of ``effects`` the share of replicates with the sign of the mean, 0 to 1.

        It is null where the mean is 0 or there is none.

        Examples
        --------
        >>> import schoolmix as sm
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> nearest = sm.Scenario("nearest", choice=sm.Choice(sm.Part("distance"), rule="best"))
        >>> run = sm.simulate(world, [nearest], replicates=2, rng=1)
        >>> float(run.signs()[run.effects["outcome"] == "mean_distance"].iloc[0])
        1.0
        """
        return self._signs

    @property
    def years(self) -> range:
        """The school years that were simulated, by the year they start in."""
        return self._years

    def units(self, scenario: str) -> list[dict[int, int]]:
        """
        Return how many take part in the instruments of a scenario: municipalities, schools or families.

        Parameters
        ----------
        scenario : str

        Returns
        -------
        list of dict
            For every instrument (those that are bundled one by one) a number by school year; 0 for one that is only
            listed.

        Raises
        ------
        InputError
            Kind ``BadOption`` for a scenario that was not simulated.

        Examples
        --------
        >>> import schoolmix as sm
        >>> from schoolmix import policy
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> near = sm.Scenario("near", [policy.NearestSchool(start=2026)])
        >>> sm.simulate(world, [near], years=2, replicates=1, rng=1).units("near")
        [{2025: 0, 2026: 4}]
        """
        names = [one.name for one in self.scenarios]
        if scenario not in names:
            raise _unknown("scenario", scenario, ", ".join(map(repr, names)))
        number = names.index(scenario)
        counts = iter(self._plans[number + 1].units)
        nothing = [0] * len(self._years)
        return [
            dict(zip(self._years, next(counts) if is_simulated(part) else nothing, strict=True))
            for part in self.scenarios[number].parts()
        ]

    def roll(self, scenario: str, year: int, replicate: int = 0) -> Roll:
        """
        Return who sits where in a year of a replicate: a roll like any other.

        It is simulated again, with the same draws.

        Parameters
        ----------
        scenario : str
            Name of a scenario; ``"baseline"`` is one.
        year : int
            School year, by the year it starts in.
        replicate : int
            Number of the replicate, from 0.

        Returns
        -------
        Roll
            As :meth:`World.roll`; its ``notes`` name scenario, replicate and seed.

        Raises
        ------
        InputError
            Kind ``BadOption`` for a scenario, year or replicate that was not simulated.

        Examples
        --------
        >>> import schoolmix as sm
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> run = sm.simulate(world, [], years=1, replicates=2, rng=1)
        >>> run.roll("baseline", 2025).groups
        ['europe', 'netherlands', 'outside_europe']
        """
        if year not in self._years:
            raise _unknown("year", year, f"{self._years[0]} to {self._years[-1]}")
        cells, *_ = self._again(scenario, replicate, log=False)
        table = frames.to_pandas(cells)
        table = table[table["year"] == year]
        schools, world = self._base.schools, self._base.world
        where = [name for name in ("province", "municipality_code") if name in schools]
        counts = table.groupby(["school", "group"], as_index=False)["pupils"].sum()
        around = schools.loc[counts["school"], ["site", *where]].reset_index(drop=True)
        counts = pd.concat([around, counts[["group", "pupils"]].reset_index(drop=True)], axis=1)
        counts = counts.rename(columns={"group": self._base.group})
        roll = world._rolled(counts, self._base.group, "site", year)  # noqa: SLF001 - the verbs are friends of the noun
        for note in self._base.core.notes:
            roll = roll.noted(note)
        return roll.noted(f"simulated: scenario '{scenario}', replicate {replicate}, seed {self.seed}")

    def events(self, scenario: str, replicate: int = 0) -> pd.DataFrame:
        """
        Return what happened to whom in a replicate, in order.

        It is simulated again, with the same draws.

        Parameters
        ----------
        scenario : str
        replicate : int
            Number of the replicate, the first by default.

        Returns
        -------
        pandas.DataFrame
            ``scenario, replicate, year, event, pupil, old_site, new_site``. ``event`` is ``"entered"``; ``"unplaced"``:
            entered at the nearest site with a place, or the nearest of all where none has one, as none on the list had;
            ``"changed"``; ``"moved"``: to another home; or ``"left"``. Sites are null where there is none.

        Raises
        ------
        InputError
            Kind ``BadOption`` for a scenario or replicate that was not simulated.

        Examples
        --------
        >>> import schoolmix as sm
        >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
        >>> run = sm.simulate(world, [], years=1, replicates=1, rng=1)
        >>> sorted(run.events("baseline")["event"].unique())
        ['entered', 'left']
        """
        *_, events = self._again(scenario, replicate, log=True)
        return frames.to_pandas(events).assign(scenario=scenario)

    def _again(self, scenario: str, replicate: int, *, log: bool) -> tuple[Any, ...]:
        names = [BASELINE, *(one.name for one in self.scenarios)]
        if scenario not in names:
            raise _unknown("scenario", scenario, ", ".join(map(repr, names)))
        if isinstance(replicate, float) or replicate not in range(self.replicates):
            raise _unknown("replicate", replicate, f"0 to {self.replicates - 1}")
        found: tuple[Any, ...] = self._base.core.run(
            [self._plans[names.index(scenario)]],
            span={
                "years": len(self._years),
                "first": replicate,
                "last": replicate + 1,
                "seed": self.seed,
                "log": log,
                "by_group": False,
                "norm": None,
            },
            report=lambda *_: None,
        )
        return found

    def __repr__(self) -> str:
        names = ", ".join(one.name for one in self.scenarios) or "none but the baseline"
        span = f"{self._years[0]} to {self._years[-1]}"
        told = f"Simulation: {self.replicates} replicates of {span}, seed {self.seed}; scenarios: {names}"
        return frames.visible(told)

    def _repr_html_(self) -> str:
        whole = self.effects if self.scenarios else self.table
        last = whole[whole["municipality"].isna() & (whole["year"] == self._years[-1])]
        names = [frames.visible(name) for name in last["scenario"]]
        shown = last.drop(columns=["municipality", "municipality_code", "seed"]).assign(scenario=names)
        return f"<p>{html.escape(repr(self))}</p>{shown.to_html(index=False, na_rep='')}"


def _unknown(column: str, value: Any, allowed: str) -> InputError:
    return InputError(
        f"{column} {value!r} was not simulated", kind="BadOption", column=column, remedy=f"Allowed: {allowed}."
    )


def summarised(drawn: pd.DataFrame, names: Sequence[str], *, beside: bool, about: Sequence[str] = KEYS) -> pd.DataFrame:
    """
    Return means and spread over replicates, a row a scenario and key.

    Parameters
    ----------
    drawn : pandas.DataFrame
        ``scenario`` (number), ``replicate``, the keys, ``estimate`` and ``note``.
    names : sequence of str
        Those of the scenarios, by number; 0 is the baseline.
    beside : bool
        Of differences with the baseline, instead of values.
    about : sequence of str
        The keys.
    """
    keys = drawn.groupby(list(about), dropna=False, sort=False).ngroup().to_numpy()
    first = pd.Series(np.arange(len(drawn))).groupby(keys).first().to_numpy()
    shape = (len(names), len(first), int(drawn["replicate"].max()) + 1)
    value = np.full(shape, np.nan)
    at = drawn["scenario"].to_numpy(), keys, drawn["replicate"].to_numpy()
    value[at] = drawn["estimate"].to_numpy(float)
    if beside:
        value = value[1:] - value[:1]
    told = drawn.iloc[first][list(about)].reset_index(drop=True)
    noted = drawn.loc[drawn["note"] != ""].assign(key=keys[(drawn["note"] != "").to_numpy()])
    reasons = noted.groupby(["scenario", "key"])["note"].first().to_dict()

    def why(number: int) -> list[str]:
        both = ((scenario, key) for key in told.index for scenario in (number, 0))
        found = [reasons.get(one) for one in both]
        return [one or other or "undefined" for one, other in zip(found[::2], found[1::2], strict=True)]

    rows = [
        _summary(told, why(number + beside), value[number], names[number + beside])
        for number in range(len(names) - beside)
    ]
    return pd.concat(rows, ignore_index=True) if rows else _summary(told, why(0), value[:0], "").iloc[:0]


def national(drawn: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the differences with the baseline of all pupils, a row a scenario, replicate, year and outcome."""
    return apart(drawn[drawn["town"] == ALL], names)


def local(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return what was drawn of municipalities in the last year, in little room."""
    rows = drawn[(drawn["town"] != ALL) & (drawn["year"] == drawn["year"].max())]
    rows = rows[["scenario", "town", "replicate", "year", "outcome", "focal", "estimate"]].reset_index(drop=True)
    small: pd.DataFrame = rows.astype({"outcome": "category", "focal": "category"})
    return small


def apart(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the differences with the baseline of rows about one place."""
    keys = ["replicate", "year", "outcome", "focal"]
    rows = rows[["scenario", *keys, "estimate"]].astype({"outcome": object, "focal": object})
    beside = rows[rows["scenario"] == 0].drop(columns="scenario")
    both = rows[rows["scenario"] > 0].merge(beside, on=keys, suffixes=("", "_baseline"))
    both = both.sort_values(["scenario", *keys], na_position="first", kind="stable", ignore_index=True)
    named = both.assign(
        scenario=[names[number] for number in both["scenario"]], effect=both["estimate"] - both["estimate_baseline"]
    ).astype({"focal": object})
    named["focal"] = named["focal"].where(named["focal"].notna(), None)
    return named[["scenario", *keys, "effect"]]


def silenced(draws: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Return draws without those of effects that are null: not known, or withheld."""
    keys = ["scenario", "year", "outcome", "focal"]
    unknown = pd.MultiIndex.from_frame(effects.loc[effects["estimate"].isna(), keys].astype(object))
    silent = pd.MultiIndex.from_frame(draws[keys].astype(object)).isin(unknown)
    return draws.assign(effect=draws["effect"].mask(silent))


def _summary(about: pd.DataFrame, why: Any, value: Any, name: str) -> pd.DataFrame:
    """Return the mean of each row of values; of one that is not known in all replicates there is none."""
    if not len(value):
        value = np.full((len(about), 1), np.nan)
    missing = np.isnan(value).sum(axis=1)
    known = missing == 0
    null = np.where(known, 0.0, np.nan)
    note = np.where(
        known,
        "",
        [f"{text} in {count} of {value.shape[1]} replicates" for text, count in zip(why, missing, strict=True)],
    )
    filled = np.where(known[:, None], value, 0.0)
    low, high = np.quantile(filled, SPREAD, axis=1)
    mean = filled.mean(axis=1)
    sign = np.sign(mean)
    same = np.where(known & (sign != 0), (np.sign(filled) == sign[:, None]).mean(axis=1), np.nan)
    return about.assign(
        scenario=name, estimate=mean + null, low=low + null, high=high + null, note=note, same_sign=same
    )


def finished(rows: pd.DataFrame, base: BaseYear, seed: int) -> pd.DataFrame:
    """Return rows with municipalities by name and code, all pupils first."""
    codes = base.world._core.municipality_codes()  # noqa: SLF001 - the verbs are friends of the noun
    homes = base.world.homes
    names = dict(zip(homes["municipality_code"], homes["municipality"], strict=True)) if "municipality" in homes else {}
    code = [None if town == ALL else codes[town] for town in rows["town"]]
    texts = {
        "municipality": [None if one is None else names.get(one, one) for one in code],
        "municipality_code": code,
    }
    arrays = {name: pa.array(values, pa.large_string()).to_pandas() for name, values in texts.items()}
    table = rows.reset_index(drop=True).assign(**arrays, seed=np.uint64(seed))
    order = ["scenario", "year", *arrays, "outcome", "focal", "estimate", "low", "high", "note", "seed"]
    return table[order]
