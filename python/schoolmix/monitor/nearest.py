"""Segregation beside what it would be if every pupil attended the nearest school, for traits of pupils themselves."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor.source import Source
from schoolmix.monitor.traits import FOCAL
from schoolmix.nearest_school import RULES, nearest_school
from schoolmix.protocol import Protocol


def differences(source: Source, protocol: Protocol) -> pd.DataFrame:
    """
    Return D observed and under three rules of going to the nearest school, of all pupils in the latest year.

    Returns
    -------
    pandas.DataFrame
        ``sector, subject``, and the columns of `schoolmix.nearest_school`.
    """
    found = []
    for sector, world in source.worlds.items():
        year = source.chosen(list(world.years))[-1]
        for name, focal in FOCAL.items():
            table = nearest_school(world, name, "D", focal=focal, rules=RULES, year=year, rng=protocol.seed)
            whole = table[table["municipality_code"].isna()]
            found.append(whole.assign(sector=sector, subject=f"{sector}_{name}", year=year))
    joined: pd.DataFrame = pd.concat(found, ignore_index=True)
    return joined
