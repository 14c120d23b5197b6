"""Schools beside their neighbourhoods, for traits that pupils have themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.monitor.source import Source
from schoolmix.monitor.traits import FOCAL
from schoolmix.neighbourhood import Neighbourhood
from schoolmix.reflect import reflect

AREAS = 3
"""Home areas nearest to a school that are called its neighbourhood."""

THRESHOLD = 0.2
"""Difference in share from which a school deviates."""

ANSWERS = ("over", "under", "mirror", "not_distinguishable")


def reflections(source: Source) -> pd.DataFrame:
    """
    Return primary schools beside the home areas nearest to them, a row a school and trait, in the latest year.

    Returns
    -------
    pandas.DataFrame
        ``subject`` (sector and trait), and the columns of `schoolmix.reflect`.
    """
    world = source.worlds["po"]
    year = source.chosen(list(world.years))[-1]
    where: dict[str, Any] = {"x": "x_km", "y": "y_km", "per_km": 1}
    around = Neighbourhood("nearest", areas=AREAS)
    found = []
    for name, focal in FOCAL.items():
        roll = world.roll(name, year).located(world.schools, **where)
        reference = world.roll(name, year, unit="home_area").located(world.homes, **where)
        table = reflect(roll, reference, focal=focal, match=around, threshold=THRESHOLD)
        found.append(table.drop(columns="focal").assign(subject=f"po_{name}", year=year))
    joined: pd.DataFrame = pd.concat(found, ignore_index=True)
    return joined


def counted(found: pd.DataFrame) -> pd.DataFrame:
    """Return by trait how many schools have each answer, and how many chance alone would let deviate.

    Examples
    --------
    >>> schools = pd.DataFrame({"subject": "t", "answer": ["over", "mirror"], "chance_of_deviating": [0.1, 0.2]})
    >>> counted(schools)[["schools", "deviating", "mirror", "chance"]].round(1).to_numpy().tolist()
    [[2.0, 1.0, 1.0, 0.3]]
    """
    known = found[found["answer"].notna()]
    table = known.groupby("subject", sort=False)["chance_of_deviating"].sum().rename("chance").to_frame()
    for answer in ANSWERS:
        table[answer] = (known["answer"] == answer).groupby(known["subject"]).sum()
    table["schools"] = table[list(ANSWERS)].sum(axis=1)
    table["deviating"] = table["over"] + table["under"]
    return table.reset_index()
