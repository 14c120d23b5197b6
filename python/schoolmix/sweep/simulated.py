"""What a sweep runs by default: a simulated year under a choice made of the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from schoolmix.choice import Choice, Part, Rule
from schoolmix.errors import InputError
from schoolmix.simulate import simulate
from schoolmix.world import World


def simulated(world: World, parameters: Mapping[str, Any], seed: int, replicate: int) -> pd.DataFrame:  # noqa: ARG001 - a run takes both
    """
    Return outcomes of the year after the latest, when families choose by a logit of the parts that are named.

    Parameters
    ----------
    world : World
    parameters : mapping
        ``"composition.optimum"``, ``"distance.weight"`` and the like: a part and a parameter of it, as :class:`Part`
        takes them; ``"logit.scale"``.
    seed, replicate : int
        What is drawn follows from the seed.

    Returns
    -------
    pandas.DataFrame
        ``municipality, municipality_code, outcome, focal, estimate, note``.

    Raises
    ------
    InputError
        Kind ``BadOption`` for a parameter that is no part and parameter; as :func:`simulate`.

    Examples
    --------
    >>> world = World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> simulated(world, {"distance.weight": 2}, seed=1, replicate=0).columns.tolist()
    ['municipality', 'municipality_code', 'outcome', 'focal', 'estimate', 'note']
    """
    parts: dict[str, dict[str, Any]] = {}
    for name, value in parameters.items():
        part, dot, parameter = name.partition(".")
        if not dot:
            raise InputError(
                f"parameter '{name}' names no part of a choice",
                kind="BadOption",
                column=name,
                remedy="Name a part and its parameter, such as 'distance.weight', or give run=.",
            )
        parts.setdefault(part, {})[parameter] = value
    rule = Rule("logit", **parts.pop("logit", {}))
    choice = Choice(*(Part(name, **given) for name, given in parts.items()), rule=rule)
    table = simulate(world, [], choice=choice, replicates=1, rng=seed, progress=False).table
    return table[["municipality", "municipality_code", "outcome", "focal", "estimate", "note"]]
