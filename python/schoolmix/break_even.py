"""How much of an instrument it would take to change an outcome by a given amount (*omslagpunt*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.base_year import check_count
from schoolmix.errors import InputError
from schoolmix.policy import Instrument
from schoolmix.scenario import Scenario, check_listed, check_names
from schoolmix.seeds import seed_of
from schoolmix.simulate import simulate
from schoolmix.simulation import SPREAD
from schoolmix.world import World

COLUMNS = ["scenario", "parameter", "change", "value", "low", "high", "most", "effect_at_most", "note", "seed"]
MANY = 4
"""How many times its own value a setting without an upper limit is tried at most."""


def break_even(
    world: World,
    scenarios: Sequence[Scenario],
    *,
    outcome: str = "D",
    change: float = -0.01,
    municipality: str | None = None,
    most: Mapping[str, float] | None = None,
    steps: int = 4,
    replicates: int = 5,
    rng: Any = None,
    progress: bool = True,
    **options: Any,
) -> pd.DataFrame:
    """
    Return how much of an instrument it would take to change an outcome by an amount, such as one point of D.

    Every scenario is simulated with its intensity at equal steps from none to the most; between steps the effect
    runs in a line.

    Parameters
    ----------
    world, scenarios, rng, progress
        As in :func:`simulate`. A scenario with several instruments has the intensity of the last of them varied.
    outcome : str
        A measure (of ``focal``, where given), or an outcome of families of all groups together; in the last year.
    change : float
        What it is to change by, not 0; -0.01 is one point less.
    municipality : str, optional
        Name or code: of the pupils who live there; of all pupils without it.
    most : mapping of str to float, optional
        The most that is tried by scenario; without it 1 for shares, else four times the value that it has.
    steps : int
        Steps from none to the most, 1 to 50.
    replicates : int
        Draws; each has a value of its own.
    **options
        Further keywords of :func:`simulate`.

    Returns
    -------
    pandas.DataFrame
        A row a scenario: ``parameter`` (such as ``"Reserve.share"``), ``change``, ``value`` (the median;
        null where fewer than half reach the change, with the reason in ``note``), ``low, high`` (5 % and 95 % quantiles
        of those that reach it), ``most, effect_at_most`` (the mean effect there), ``note, seed``. Null where
        effects are not known, or withheld by a ``backtest``.

    Raises
    ------
    InputError
        As :func:`simulate`; kind ``BadOption``: a change of 0, an outcome that is not simulated, a scenario that is not
        there, one without instruments, a municipality that the world does not have.

    Examples
    --------
    >>> import schoolmix as sm
    >>> from schoolmix import policy
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> mix = sm.Scenario("mix", [policy.HousingMix(share=0.1)])
    >>> found = sm.break_even(world, [mix], change=-0.5, steps=2, replicates=2, years=1, rng=1, progress=False)
    >>> found[["parameter", "note"]].values.tolist()
    [['HousingMix.share', 'not reached in 2 of 2 replicates']]
    """
    steps = check_count("steps", steps, 1, 50)
    if not change:
        raise InputError("change is 0", kind="BadOption", column="change", remedy="Give for example change=-0.01.")
    seed = seed_of(rng)
    check_names(check_listed(scenarios))
    named = {one.name: one for one in scenarios}
    strange = sorted(set(most or {}) - set(named))
    if strange:
        raise InputError(
            f"most names '{strange[0]}', which is no scenario",
            kind="BadOption",
            column="most",
            remedy=f"There are {', '.join(named)}.",
        )
    levels = {name: _levels(one, (most or {}).get(name), steps) for name, one in named.items()}
    asked = [
        replace(one, name=f"{name} / {number}", instruments=[*one.parts()[:-1], _at(one.parts()[-1], level)])
        for name, one in named.items()
        for number, level in enumerate(levels[name])
    ]
    measures = {} if outcome.islower() and "_" in outcome else {"measures": [outcome]}
    run = simulate(world, asked, replicates=replicates, rng=seed, progress=progress, **{**measures, **options})
    draws = run.draws if municipality is None else run.draws_in(municipality)
    asked_of = options.get("focal") if measures else None
    about = draws["focal"].isna() if asked_of is None else draws["focal"] == asked_of
    draws = draws[(draws["year"] == draws["year"].max()) & about]
    if outcome not in set(draws["outcome"]):
        raise InputError(
            f"outcome '{outcome}' was not simulated",
            kind="BadOption",
            column="outcome",
            remedy=f"Allowed: {', '.join(dict.fromkeys(draws['outcome']))}.",
        )
    rows_of = draws[draws["outcome"] == outcome]
    effects = rows_of.pivot_table(index="replicate", columns="scenario", values="effect", dropna=False)
    effects = effects.reindex(columns=[one.name for one in asked])
    rows = [
        _row(one, levels[name], effects[[f"{name} / {number}" for number in range(steps)]].to_numpy(float), change)
        for name, one in named.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS[:-1]).assign(seed=np.uint64(seed))


def _levels(scenario: Scenario, most: float | None, steps: int) -> list[float]:
    """Return the intensities that are tried, above none."""
    if not scenario.parts():
        raise InputError(
            f"scenario '{scenario.name}' has no instrument",
            kind="BadOption",
            column="scenarios",
            remedy="Give scenarios with an instrument whose intensity can be varied.",
        )
    part = scenario.parts()[-1]
    value = getattr(part, part.INTENSITY)
    if not isinstance(value, int | float):
        raise InputError(
            f"{part.INTENSITY} of {type(part).__name__} is not one number, so that it has no intensity to vary",
            kind="BadOption",
            column=part.INTENSITY,
            remedy="Give one number for all.",
        )
    is_share = isinstance(value, float) and value <= 1
    top = most if most is not None else (1.0 if is_share else MANY * float(value))
    levels = [top * (number + 1) / steps for number in range(steps)]
    return [float(round(level)) for level in levels] if isinstance(value, int) else levels


def _at(part: Instrument, level: float) -> Instrument:
    value = getattr(part, part.INTENSITY)
    settings: dict[str, Any] = {part.INTENSITY: round(level) if isinstance(value, int) else level}
    return replace(part, **settings)


def _row(scenario: Scenario, levels: list[float], effects: Any, change: float) -> dict[str, Any]:
    part = scenario.parts()[-1]
    at = np.array([0.0, *levels])
    found = [_crossing(at, np.array([0.0, *each]), change) for each in effects]
    reached = np.array([one for one in found if one is not None])
    missing = len(found) - len(reached)
    unknown = int(np.isnan(effects).any(axis=1).sum())
    is_known = 2 * len(reached) > len(found) and not unknown
    why = f"not known in {unknown}" if unknown else f"not reached in {missing}"
    low, high = np.quantile(reached, SPREAD) if is_known else (np.nan, np.nan)
    return {
        "scenario": scenario.name,
        "parameter": f"{type(part).__name__}.{part.INTENSITY}",
        "change": change,
        "value": float(np.median(reached)) if is_known else np.nan,
        "low": low,
        "high": high,
        "most": levels[-1],
        "effect_at_most": float(effects[:, -1].mean()),
        "note": f"{why} of {len(found)} replicates" if missing or unknown else "",
    }


def _crossing(at: Any, effects: Any, change: float) -> float | None:
    """Return the first intensity at which the effect is the change; None where it never is."""
    apart = (effects - change) * np.sign(change)
    beyond = np.flatnonzero(apart >= 0)
    if not len(beyond):
        return None
    after = beyond[0]
    before = after - 1
    part = apart[before] / (apart[before] - apart[after])
    return float(at[before] + part * (at[after] - at[before]))
