"""What each instrument would change, where, and at what cost: effects beside each other, uncertainties apart."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from schoolmix import policy
from schoolmix.appraisal import ABOUT, Appraisal
from schoolmix.base_year import check_count, enrolment_of
from schoolmix.choice import Choice
from schoolmix.counterfactual import Measures
from schoolmix.enrolment import Enrolment
from schoolmix.errors import InputError, InputTypeError
from schoolmix.mechanism import Mechanism
from schoolmix.policy import Instrument
from schoolmix.policy.recognised import Recognised
from schoolmix.scenario import Scenario, check_listed
from schoolmix.seeds import seed_of
from schoolmix.simulate import MOST_REPLICATES, simulate
from schoolmix.simulation import SPREAD, Simulation
from schoolmix.terms import POINT
from schoolmix.world import World

SAME = "the company at school plays no part in it: partial and equilibrium effect are the same"
NOTHING_FULL = "no school is full: central enrolment changes nothing there"
OWN_CHOICE = "the scenario has a choice of its own, which is not varied"
NOT_ALONE = "one of them holds only beside the others: what they do alone is not known"
LISTED = "it has no mechanism of its own, so that no effect is simulated"
CLASSES = "it changes classes within schools: sm.tracks tells what"
NOBODY = "nobody takes part in the years that are simulated"
ALL_KNOWN = "all schools are known already: there is nothing to inform of"
NONE_LATE = "nobody registers late"
NO_RESPONSE = "no response to it is known or given"
DUST = 1e-12
ORDERLY = ("CentralEnrolment", "FixedRegistrationMoment")
"""Instruments that only matter where a school is full."""


def appraise(
    world: World,
    scenarios: Sequence[Scenario],
    *,
    group: str | None = None,
    measures: Measures = ("D", "H"),
    focal: Any = None,
    choice: Choice | None = None,
    admission: Enrolment | Mechanism | str | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    parameters: Sequence[Choice] = (),
    structures: Mapping[str, Choice] | None = None,
    draws: int = 10,
    year: int | None = None,
    years: int = 5,
    replicates: int = 20,
    replicates_each: int = 3,
    interactions: bool = True,
    closing_norm: int | None = None,
    backtest: Any = None,
    store: str | os.PathLike[str] | None = None,
    rng: Any = None,
    progress: bool = True,
) -> Appraisal:
    """
    Appraise scenarios (*doorrekenen*): effects on mixing and on families, costs, and three kinds of uncertainty apart.

    Parameters
    ----------
    world, group, measures, focal, choice, admission, year, years, replicates, closing_norm, backtest, rng, progress
        As in :func:`simulate`. Effects are those in the last year.
    scenarios : sequence of Scenario
        One or more; presets are in :func:`agenda`.
    ranges : mapping of str to (float, float), optional
        Values between which settings of instruments are drawn, such as ``{"Information.points": (0.02, 0.2)}``; a
        setting is drawn in every scenario that has the instrument. Without it those that the register gives with a
        source (:func:`schoolmix.policy.register`).
    parameters : sequence of Choice
        The same model of choice with other parameters, such as ``estimate(...).choices_drawn(10, ...)``.
    structures : mapping of str to Choice, optional
        Other models of choice, by name.
    draws : int
        Draws of ``ranges`` (a Latin hypercube), 2 or more.
    replicates_each : int
        Replicates under every draw and structure, of which the mean counts; the first ones of the same seed.
    interactions : bool
        Whether instruments that stack are simulated one by one as well.
    store : str or path, optional
        A folder in which every simulation is kept, batch by batch, so that what was broken off goes on where it was.

    Returns
    -------
    Appraisal
        ``.table``, ``.costs``, ``.interactions``, and what follows from them: ``.side_by_side()``, ``.winners()``,
        ``.frontier()``.

    Raises
    ------
    InputError
        As :func:`simulate`; kinds ``BadOption``: no scenarios, ranges that no scenario has.
    InputTypeError
        Something else than scenarios, choices, ranges.

    Notes
    -----
    An effect on invented homes has invented names, whatever the places that rules are taken from. Where no school is
    full, central enrolment and a fixed moment have no effect: null, with a note. Partial: as if families went on seeing
    who was at school in the first year; equilibrium: as they see who is there.

    References
    ----------
    Three uncertainties apart: Draper (1995), JRSS B 57:45. Latin hypercube: McKay, Beckman & Conover (1979).

    Examples
    --------
    >>> import schoolmix as sm
    >>> from schoolmix import policy
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> near = sm.Scenario("nearest school", [policy.NearestSchool()])
    >>> found = sm.appraise(world, [near], years=2, replicates=2, rng=1, progress=False)
    >>> found.side_by_side("mean_distance")[["scenario", "tier"]].values.tolist()
    [['nearest school', 'B']]
    >>> bool(found.side_by_side("mean_distance")["estimate"].iloc[0] < 0)
    True
    """
    named = _checked(scenarios, parameters, structures)
    check_count("replicates", replicates, 2, MOST_REPLICATES)
    check_count("draws", draws, 2, MOST_REPLICATES)
    replicates_each = check_count("replicates_each", replicates_each, 1, MOST_REPLICATES)
    seed = seed_of(rng)
    drawn = _Drawn(named, ranges, draws, seed)
    told = {
        "group": group,
        "measures": measures,
        "focal": focal,
        "admission": admission,
        "year": year,
        "years": years,
        "closing_norm": closing_norm,
        "rng": seed if store is None else rng,
        "progress": progress,
    }
    way = enrolment_of(admission)
    alone = _alone(named, way.way) if interactions else {}

    def run(name: str, scenarios: list[Scenario], choice: Choice | None, count: int, **more: Any) -> Simulation:
        folder = None if store is None else Path(store) / name
        return simulate(world, scenarios, choice=choice, replicates=count, store=folder, by_group=True, **told, **more)

    central = run("central", [*named, *alone.values()], choice, replicates, backtest=backtest)
    frozen = None
    if any(_sees_company(one, choice) for one in named):
        frozen = run("partial", named, choice, replicates, backtest=backtest, feedback=False)
    varied = [
        run(f"draw-{at}", drawn.scenarios(at), _one(parameters, at, choice), replicates_each)
        for at in range(drawn.count or len(parameters))
    ]
    others = {
        name: run(f"structure-{at}", named, one, replicates_each)
        for at, (name, one) in enumerate((structures or {}).items())
    }
    return _appraisal(
        _Runs(central, frozen, varied, others, bool(parameters), choice, way.way, bool(way.late)), named, alone, drawn
    )


class _Drawn:
    """Settings of instruments drawn from their ranges."""

    def __init__(
        self, scenarios: list[Scenario], ranges: Mapping[str, tuple[float, float]] | None, draws: int, seed: int
    ) -> None:
        there = {type(part).__name__ for one in scenarios for part in one.parts()}
        self._scenarios = scenarios
        self.ranges = _known(there) if ranges is None else _ranges(ranges, there)
        self.count = draws if self.ranges else 0
        self.points = pd.DataFrame()
        if self.ranges:
            self.points = _hypercube(self.ranges, draws, seed)

    def scenarios(self, at: int) -> list[Scenario]:
        """Return the scenarios under a draw."""
        if not self.count:
            return self._scenarios
        values = self.points.iloc[at]
        return [replace(one, instruments=[_set(part, values) for part in one.parts()]) for one in self._scenarios]

    def touches(self, scenario: Scenario) -> bool:
        """Return whether any of its settings is drawn."""
        return any(name.split(".")[0] == type(part).__name__ for part in scenario.parts() for name in self.ranges)


def _hypercube(ranges: Mapping[str, tuple[float, float]], draws: int, seed: int) -> pd.DataFrame:
    """Return draws of which every setting has one in each of as many equal parts of its range."""
    rng = np.random.default_rng(seed)
    parts = {name: (rng.permutation(draws) + rng.random(draws)) / draws for name in ranges}
    return pd.DataFrame({name: low + (high - low) * parts[name] for name, (low, high) in ranges.items()})


def _set(part: Instrument, values: pd.Series[Any]) -> Instrument:
    settings: dict[str, Any] = {}
    for drawn, value in values.items():
        instrument, _, name = str(drawn).partition(".")
        if instrument == type(part).__name__:
            settings[name] = round(value) if isinstance(getattr(part, name), int) else float(value)
    return replace(part, **settings)


def _known(there: set[str]) -> dict[str, tuple[float, float]]:
    """Return the ranges that the register gives."""
    return {
        f"{name}.{setting}": (known.low, known.high)
        for name in sorted(there)
        for setting, known in policy.about(name).ranges.items()
        if known.low < known.high
    }


def _ranges(given: Any, there: set[str]) -> dict[str, tuple[float, float]]:
    if not isinstance(given, Mapping):
        raise InputTypeError(
            f"ranges is a {type(given).__name__}",
            kind="WrongType",
            column="ranges",
            remedy='Give a mapping, such as {"Information.points": (0.02, 0.2)}.',
        )
    for name, ends in given.items():
        pair = POINT.plain(ends)
        if pair is None or not pair[0] < pair[1]:
            raise InputError(
                f"the range of '{name}' is not two numbers, the lower first",
                kind="BadOption",
                column="ranges",
                remedy="Give for example (0.02, 0.2).",
            )
        instrument, _, setting = str(name).partition(".")
        kind = getattr(policy, instrument, None)
        if instrument not in there or not setting or setting not in getattr(kind, "__dataclass_fields__", {}):
            raise InputError(
                f"ranges names '{name}', which no scenario has",
                kind="BadOption",
                column="ranges",
                remedy=f"Name an instrument and a setting; there are {', '.join(sorted(there)) or 'none'}.",
            )
    return dict(given)


def _checked(scenarios: Any, parameters: Any, structures: Any) -> list[Scenario]:
    listed = check_listed(scenarios)
    if not listed:
        raise InputError(
            "there is no scenario to appraise",
            kind="BadOption",
            column="scenarios",
            remedy='Give for example sm.agenda("po", groups=[...]).',
        )
    is_named = isinstance(structures, Mapping | None)
    if not is_named or not all(isinstance(one, Choice) for one in [*parameters, *(structures or {}).values()]):
        raise InputTypeError(
            "parameters and structures hold something else than a Choice",
            kind="WrongType",
            column="structures",
            remedy='Give for example structures={"nearest": Choice(Part("distance"), rule="best")}.',
        )
    return listed


def _one(choices: Sequence[Choice], at: int, central: Choice | None) -> Choice | None:
    return choices[at % len(choices)] if choices else central


def _alone(scenarios: list[Scenario], way: str) -> dict[tuple[str, int], Scenario]:
    """Return a scenario for every instrument of those that stack, where it can hold alone."""
    found: dict[tuple[str, int], Scenario] = {}
    for one in scenarios:
        if one.choice is not None or one.admission is not None:
            continue
        parts = one.parts()
        opened = {part.site for part in parts if isinstance(part, policy.NewSchool)}
        for number, part in enumerate(parts if len(parts) > 1 else []):
            needs_mechanism = isinstance(part, Recognised) and not isinstance(part, policy.SesTier)
            is_beside = bool(opened & _sites(part)) and not isinstance(part, policy.NewSchool)
            if not is_beside and (not needs_mechanism or way not in ("queue", "free")):
                name = f"{one.name} / {number + 1}. {type(part).__name__}"
                found[one.name, number] = replace(one, name=name, instruments=[part])
    return found


def _sites(part: Instrument) -> set[str]:
    """Return the schools that an instrument names."""
    pairs = getattr(part, "pairs", None) or ()
    named = [getattr(part, "site", None), getattr(part, "into", None), *(getattr(part, "sites", None) or ())]
    areas = getattr(part, "areas", None) or {}
    return {site for site in [*named, *areas.values(), *(site for pair in pairs for site in pair)] if site is not None}


def _sees_company(scenario: Scenario, choice: Choice | None) -> bool:
    """Return whether families, or schools, go by who is at school."""
    own = scenario.choice or choice
    by_choice = own is not None and (
        own.rule.name == "threshold" or any(part.name == "composition" for part in own.parts)
    )
    return by_choice or any(isinstance(part, policy.SesTier) for part in scenario.parts())


class _Spread(NamedTuple):
    """The least and most of some effects, of every row; null where there are none."""

    low: Any
    high: Any
    each: Any


def _spread(runs: Sequence[pd.DataFrame], known: pd.Series[bool], *, extremes: bool) -> _Spread:
    rows = len(known)
    if not runs:
        nothing = np.full(rows, np.nan)
        return _Spread(nothing, nothing, np.empty((rows, 0)))
    each = np.stack([run["estimate"].to_numpy(float) for run in runs], axis=1)
    each = np.where(known.to_numpy()[:, None], each, np.nan)
    low, high = (0.0, 1.0) if extremes else SPREAD
    least, most = np.quantile(each, (low, high), axis=1)
    return _Spread(least, most, each)


def _last(effects: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    rows = effects[effects["scenario"].isin(names)]
    last: pd.DataFrame = rows[rows["year"] == rows["year"].max()].reset_index(drop=True)
    return last


class _Runs(NamedTuple):
    """All that was simulated: as asked, with the company as it was, under draws of parameters, under other models."""

    central: Simulation
    frozen: Simulation | None
    varied: list[Simulation]
    others: dict[str, Simulation]
    by_choice: bool
    choice: Choice | None
    way: str
    late: bool


def _appraisal(
    runs: _Runs, scenarios: list[Scenario], alone: dict[tuple[str, int], Scenario], drawn: _Drawn
) -> Appraisal:
    central, frozen, varied, others, *_ = runs
    names = [one.name for one in scenarios]
    rows = _last(central.effects, names)
    known = rows["estimate"].notna()
    own = [one.name for one in scenarios if one.choice is not None]
    varies = {one.name for one in scenarios if (runs.by_choice and one.choice is None) or drawn.touches(one)}
    touched = known & rows["scenario"].isin(varies)
    rows = rows.assign(note=rows["note"].mask(rows["scenario"].isin(own) & (rows["note"] == ""), OWN_CHOICE))
    values = _spread([_last(run.effects, names) for run in varied], touched, extremes=False)
    models = [rows, *(_last(run.effects, names) for run in others.values())] if others else []
    structure = _spread(models, known & ~rows["scenario"].isin(own), extremes=True)
    same = central.signs()[central.effects["scenario"].isin(names) & (central.effects["year"] == rows["year"].max())]
    table = rows.assign(
        effect="equilibrium",
        parameter_low=values.low,
        parameter_high=values.high,
        structure_low=structure.low,
        structure_high=structure.high,
        sign_stability=_stability(rows, same.to_numpy(float), [values.each, structure.each]),
    )
    tables = [_untold(one, runs, scenarios) for one in (table, _partial(table, frozen, names))]
    whole = pd.concat(tables, ignore_index=True)
    whole["tier"] = whole["scenario"].map({one.name: policy.tier(one.parts()) for one in scenarios})
    return Appraisal(
        table=whole[[*ABOUT, "tier", "note", "seed"]],
        costs=_costs(central, scenarios),
        interactions=_interactions(central, scenarios, alone),
        draws=central.draws[central.draws["scenario"].isin(names)].reset_index(drop=True),
        scenarios=tuple(scenarios),
        notes=[*central.notes, *_notes(drawn, others, frozen)],
        simulation=central,
    )


def _stability(rows: pd.DataFrame, same: Any, others: list[Any]) -> Any:
    """Return the least share of replicates, draws or models with the sign of the estimate; null where it is 0."""
    sign = _sign(rows["estimate"].to_numpy(float))
    shares = [same]
    for each in others:
        known = ~np.isnan(each)
        count = known.sum(axis=1)
        agree = (known & (_sign(each) == sign[:, None])).sum(axis=1)
        shares.append(np.divide(agree, count, out=np.full(len(count), np.nan), where=count > 0))
    return np.where((sign == 0) | np.isnan(sign), np.nan, np.fmin.reduce(shares))


def _sign(values: Any) -> Any:
    """Return the signs of values; dust of rounding has none."""
    return np.sign(np.where(np.abs(values) < DUST, 0.0, values))


NUMBERS = ["estimate", "low", "high", "parameter_low", "parameter_high", "structure_low", "structure_high"]
NUMBERS += ["sign_stability"]


def _untold(table: pd.DataFrame, runs: _Runs, scenarios: list[Scenario]) -> pd.DataFrame:
    """Return effects without those of an order of admission where no school is full, and of what has no response."""
    orderly = [one.name for one in scenarios if one.parts() and all(type(p).__name__ in ORDERLY for p in one.parts())]
    base = runs.central.table
    base = base[(base["scenario"] == "baseline") & (base["outcome"] == "first_choice_share") & base["focal"].isna()]
    least = base.fillna({"municipality_code": ""}).groupby("municipality_code")["estimate"].min()
    full = set(least[least < 1].index)
    is_limited = runs.way != "free"
    quiet = table["scenario"].isin(orderly) & ~table["municipality_code"].fillna("").isin(full) & is_limited
    why = pd.Series(np.where(quiet, NOTHING_FULL, ""), index=table.index)
    silent = {one.name: _silence(one, runs) for one in scenarios}
    why = why.mask(why == "", table["scenario"].map(silent))
    null = why != ""
    table[NUMBERS] = table[NUMBERS].mask(null)
    return table.assign(note=table["note"].mask(null, why))


def _silence(scenario: Scenario, runs: _Runs) -> str:
    """Return why a scenario has no effect to be told; nothing where it has one."""
    parts = scenario.parts()
    if scenario.choice is not None or scenario.admission is not None or not parts:
        return ""
    units = runs.central.units(scenario.name)
    reasons = [_reason(part, sum(count.values()), runs) for part, count in zip(parts, units, strict=True)]
    return "; ".join(dict.fromkeys(reasons)) if all(reasons) else ""


def _reason(part: Instrument, units: int, runs: _Runs) -> str:
    if part.HANDLE == "none":
        return LISTED
    if part.HANDLE == "classes":
        return CLASSES
    knows_all = runs.choice is None or runs.choice.known.name != "chance"
    if isinstance(part, policy.Information) and part.points > 0 and knows_all:
        return ALL_KNOWN
    if isinstance(part, policy.FixedRegistrationMoment) and not runs.late:
        return NONE_LATE
    if isinstance(part, policy.VoluntaryContribution | policy.Preschool) and not units and part.uptake > 0:
        return NO_RESPONSE
    is_later = part.start is not None and part.start > max(runs.central.years)
    is_over = part.end is not None and part.end < min(runs.central.years)
    return NOBODY if is_later or is_over else ""


def _partial(table: pd.DataFrame, frozen: Simulation | None, names: list[str]) -> pd.DataFrame:
    """Return the partial effects: those with the company as it was, or the same where it plays no part."""
    unknown = ["parameter_low", "parameter_high", "structure_low", "structure_high", "sign_stability"]
    partial = table.assign(effect="partial", **dict.fromkeys(unknown, np.nan))
    if frozen is None:
        return partial.assign(note=partial["note"].mask(partial["note"] == "", SAME))
    rows = _last(frozen.effects, names)
    return partial.assign(**{name: rows[name].to_numpy() for name in ("estimate", "low", "high", "note")})


def _costs(central: Simulation, scenarios: list[Scenario]) -> pd.DataFrame:
    rows = []
    for one in scenarios:
        for part, units in zip(one.parts(), central.units(one.name), strict=True):
            for year, count in units.items():
                about = {"scenario": one.name, "instrument": type(part).__name__, "year": year, "units": count}
                known = [] if part.HANDLE in ("none", "classes") else part.costs(count, year)
                rows += [
                    {**about, "payer": cost.payer, "euros": cost.euros, "recurring": cost.recurring, "note": ""}
                    for cost in known
                ]
                if not known:
                    rows.append({**about, "payer": None, "recurring": None, **_unpaid(part, count)})
    columns = ["scenario", "instrument", "year", "payer", "units", "euros", "recurring", "note"]
    return pd.DataFrame(rows, columns=columns)


def _unpaid(part: Instrument, count: int) -> dict[str, Any]:
    """Return what is told of a cost that is not known: nothing is paid where nobody takes part."""
    if part.HANDLE == "classes":
        return {"euros": np.nan, "note": CLASSES}
    if part.HANDLE == "none" or count:
        return {"euros": np.nan, "note": "no cost is known"}
    return {"euros": 0.0, "note": "nobody takes part"}


def _interactions(
    central: Simulation, scenarios: list[Scenario], alone: dict[tuple[str, int], Scenario]
) -> pd.DataFrame:
    """Return what instruments that stack do together beside the sum of what each does alone."""
    columns = ["scenario", "outcome", "focal", "together", "alone", "interaction", "note"]
    last = central.draws["year"].max() if len(central.draws) else 0
    means = (
        central.draws[central.draws["year"] == last]
        .groupby(["scenario", "outcome", "focal"], dropna=False, sort=False)["effect"]
        .mean()
    )
    found = []
    for one in scenarios:
        count = len(one.parts())
        if count < 2 or not alone:
            continue
        singles = [alone[one.name, number] for number in range(count) if (one.name, number) in alone]
        rows = means[one.name].rename("together").reset_index()
        parts = [means[single.name].to_numpy() for single in singles]
        is_known = len(singles) == count
        rows["alone"] = np.sum(parts, axis=0) if is_known else np.nan
        rows = rows.assign(scenario=one.name, interaction=rows["together"] - rows["alone"])
        found.append(rows.assign(note="" if is_known else NOT_ALONE)[columns])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _notes(drawn: _Drawn, others: dict[str, Simulation], frozen: Simulation | None) -> list[str]:
    notes = [] if frozen is not None else [SAME]
    if drawn.count:
        told = ", ".join(f"{name} {low:g} to {high:g}" for name, (low, high) in drawn.ranges.items())
        notes.append(f"settings drawn between: {told}")
    else:
        notes.append("no range of a setting is known or given: parameter_low and parameter_high are of choice alone")
    notes.append(
        f"structures beside the first: {', '.join(others)}" if others else "no other model of choice: structure is null"
    )
    return notes
