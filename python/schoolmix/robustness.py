"""How far an effect depends on chance, on parameters and on the model of choice: three things, never one interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.base_year import check_count
from schoolmix.choice import Choice
from schoolmix.errors import InputError, InputTypeError
from schoolmix.seeds import seed_of
from schoolmix.simulate import MOST_REPLICATES, simulate
from schoolmix.simulation import SPREAD, Simulation
from schoolmix.world import World

ABOUT = ["scenario", "year", "municipality", "municipality_code", "outcome", "focal"]
SOURCES = ("monte_carlo", "parameters", "structure")
UNDEFINED = "undefined under some of the choices"


def robustness(
    world: World,
    scenarios: Sequence[Any],
    *,
    choice: Choice | None = None,
    parameters: Sequence[Choice] = (),
    structures: Sequence[Choice] = (),
    replicates: int = 20,
    replicates_each: int = 5,
    rng: Any = None,
    progress: bool = True,
    **options: Any,
) -> pd.DataFrame:
    """
    Return the effects of scenarios with each source of uncertainty apart.

    Parameters
    ----------
    world, scenarios, choice
        As in :func:`simulate`.
    parameters : sequence of Choice
        The same model with other parameters, such as ``estimate(...).choices_drawn(20, ...)``: two or more, or none.
    structures : sequence of Choice
        Other models of choice, such as one with a rule ``"threshold"`` and one with ``"lexicographic"``; the effects
        under ``choice`` are among those compared.
    replicates : int
        Draws of the simulation under ``choice``.
    replicates_each : int
        Draws of that under each of the others, of which the mean counts; the first draws of the same seed.
    rng, progress
        As in :func:`simulate`.
    **options
        Further keywords of :func:`simulate`.

    Returns
    -------
    pandas.DataFrame
        A row an effect and ``source``: ``"monte_carlo"`` (5 % and 95 % quantiles over replicates), ``"parameters"``
        (the same over parameters), ``"structure"`` (least and most of the models). ``estimate``: the mean effect, of
        structures that under ``choice``; ``low, high``; ``same_sign``: share of the draws or models with the sign of
        the estimate (null where it is 0); ``draws``: how many; ``note``; ``seed``.

    Raises
    ------
    InputError, InputTypeError
        As :func:`simulate`; kind ``BadOption`` for one choice where two are needed.

    References
    ----------
    Structural beside parametric uncertainty: Draper (1995), JRSS B 57:45.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> near = [sm.Choice(sm.Part("distance", weight=weight)) for weight in (1, 2, 3)]
    >>> less = sm.Scenario("fewer lists", admission=sm.Enrolment(list_length=1))
    >>> found = sm.robustness(world, [less], choice=near[1], parameters=near, replicates=2, replicates_each=1, rng=1)
    >>> list(found["source"].unique())
    ['monte_carlo', 'parameters']
    """
    others = {"parameters": _choices("parameters", parameters, 2), "structure": _choices("structures", structures, 1)}
    replicates_each = check_count("replicates_each", replicates_each, 1, MOST_REPLICATES)
    seed = seed_of(rng)
    told = {"rng": seed, "progress": progress, **options}
    central = simulate(world, scenarios, choice=choice, replicates=replicates, **told)
    found = [_chance(central)]
    for source, choices in others.items():
        if choices:
            runs = [
                simulate(world, scenarios, choice=one, replicates=replicates_each, **told).effects for one in choices
            ]
            found.append(_over(central.effects, runs, source))
    table = pd.concat(found, ignore_index=True)
    fixed = table["scenario"].isin([one.name for one in central.scenarios if one.choice is not None])
    fixed &= (table["source"] != "monte_carlo") & (table["note"] == "")
    table["note"] = table["note"].mask(fixed, "the scenario has a choice of its own, which is not varied")
    order = {source: place for place, source in enumerate(SOURCES)}
    place = table.groupby(ABOUT, dropna=False, sort=False).ngroup()
    table = table.iloc[np.lexsort((table["source"].map(order), place))].reset_index(drop=True)
    return table.assign(seed=np.uint64(seed))


def _choices(column: str, given: Any, least: int) -> list[Choice]:
    if (
        isinstance(given, Choice)
        or not isinstance(given, Sequence)
        or not all(isinstance(one, Choice) for one in given)
    ):
        raise InputTypeError(
            f"{column} are a sequence of Choice",
            kind="WrongType",
            column=column,
            remedy="Give a list of Choice, such as those of estimate(...).choices_drawn(20, schools, homes).",
        )
    if 0 < len(given) < least:
        raise InputError(
            f"{column} has one choice, which has no spread",
            kind="BadOption",
            column=column,
            remedy="Give two or more, or none.",
        )
    return list(given)


def _chance(central: Simulation) -> pd.DataFrame:
    effects = central.effects
    signs = central.signs().to_numpy()
    return effects[[*ABOUT, "estimate", "low", "high", "note"]].assign(
        source="monte_carlo", same_sign=signs, draws=central.replicates
    )


def _over(central: pd.DataFrame, runs: list[pd.DataFrame], source: str) -> pd.DataFrame:
    """Return the spread of effects over choices."""
    values = np.stack([run["estimate"].to_numpy(float) for run in runs], axis=1)
    if source == "structure":
        values = np.column_stack([central["estimate"].to_numpy(float), values])
    known = ~np.isnan(values).any(axis=1)
    filled = np.where(known[:, None], values, 0.0)
    if source == "structure":
        estimate, low, high = filled[:, 0], filled.min(axis=1), filled.max(axis=1)
    else:
        estimate, (low, high) = filled.mean(axis=1), np.quantile(filled, SPREAD, axis=1)
    null = np.where(known, 0.0, np.nan)
    sign = np.sign(estimate)[:, None]
    same = np.where(known & (sign[:, 0] != 0), (np.sign(filled) == sign).mean(axis=1), np.nan)
    return central[ABOUT].assign(
        estimate=estimate + null,
        low=low + null,
        high=high + null,
        note=np.where(known, "", central["note"].mask(central["note"] == "", UNDEFINED)),
        source=source,
        same_sign=same,
        draws=values.shape[1],
    )
