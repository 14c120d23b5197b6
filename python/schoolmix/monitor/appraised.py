"""What the instruments of the agenda would change in a model: on a synthetic country, whatever the edition's pupils."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pandas as pd

from schoolmix.appraise import appraise
from schoolmix.choice import Choice, Part, Rule
from schoolmix.monitor.traits import FOCAL
from schoolmix.scenario import Scenario, agenda
from schoolmix.world import World

TRAIT = "migration_background"
SCALE, YEARS, REPLICATES, DRAWS, EACH = 0.01, 3, 20, 2, 1
"""Small, so that a report is quick to make: the chapter says how it was made. Enough draws to name a side."""
STRUCTURES = {
    "company": Choice(
        Part("composition", optimum=0.5, weight=0.25),
        Part("distance", form="sigmoid", half_km=2, weight=0.75),
        rule=Rule("logit", scale=10),
    ),
    "threshold": Choice(rule=Rule("threshold", share=0.3)),
}
"""Other models of choice than the fitted one: families who mind the company at school, and who take what will do."""


class Appraised(NamedTuple):
    """
    What came of it.

    Attributes
    ----------
    table : pandas.DataFrame
        As `schoolmix.appraise` gives it, national rows.
    scenarios : list of Scenario
        In their order.
    focal : str
        The group that the instruments are for.
    scale, seed, years, replicates : float, int
        How it was made.
    """

    table: pd.DataFrame
    scenarios: list[Scenario]
    focal: str
    scale: float
    seed: int
    years: int
    replicates: int


@cache
def appraised(seed: int) -> Appraised:
    """Return what every instrument of the agenda of primary education would change in a model."""
    world = World.synthetic("netherlands", sector="po", scale=SCALE, seed=seed)
    scenarios = presets(world)
    answer = appraise(
        world,
        scenarios,
        group=TRAIT,
        measures="D",
        structures=STRUCTURES,
        draws=DRAWS,
        years=YEARS,
        replicates=REPLICATES,
        replicates_each=EACH,
        interactions=False,
        rng=seed,
        progress=False,
    )
    table = answer.table[answer.table["municipality_code"].isna()].reset_index(drop=True)
    return Appraised(table, scenarios, str(FOCAL[TRAIT]), SCALE, seed, YEARS, REPLICATES)


def presets(world: World) -> list[Scenario]:
    """Return the agenda for the focal group; initiatives of one school weigh too much in a small country."""
    others = [str(group) for group in sorted(world.pupils[TRAIT].dropna().unique()) if group != FOCAL[TRAIT]]
    return agenda("po", groups=[FOCAL[TRAIT]], others=others)
