"""Segregation beside what it would be if every pupil attended the nearest school, for traits of pupils themselves."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Column, Part, Table
from schoolmix.monitor.traits import FOCAL
from schoolmix.monitor.values import columns, points, term
from schoolmix.nearest_school import nearest_school

NEAREST = "nearest"

_SHOWN = [
    Column("subject", "term"),
    Column("rule", "rule"),
    *columns(observed="index", assigned="index", difference="difference"),
    *columns(empty_share="share", crowded_share="share", attending="share", without_coordinates="count"),
]


def differences(edition: Edition) -> pd.DataFrame:
    """
    Return D observed and under three rules of going to the nearest school, of all pupils in the latest year.

    Returns
    -------
    pandas.DataFrame
        ``sector, subject``, and the columns of `schoolmix.nearest_school`.
    """
    found = []
    for sector, world in edition.source.worlds.items():
        year = edition.source.chosen(list(world.years))[-1]
        for name, focal in FOCAL.items():
            table = nearest_school(world, name, "D", focal=focal, year=year, rng=edition.protocol.seed)
            whole = table[table["municipality_code"].isna()]
            found.append(whole.assign(sector=sector, subject=f"{sector}_{name}", year=year))
    joined: pd.DataFrame = pd.concat(found, ignore_index=True)
    return joined


def part(edition: Edition) -> Part:
    """Return the three rules side by side, with a sentence on each trait."""
    found = differences(edition)
    table = Table("nearest", found, _SHOWN, key=("subject", "rule"))
    claims = []
    for subject, rows in found.groupby("subject", sort=False):
        key = (str(subject), NEAREST)
        values = {"x": table.value("points", key, "observed"), "y": table.value("points", key, "assigned")}
        values |= {"d": table.value("signed", key, "difference"), "trait": term(f"by_{subject}")}
        others = rows.loc[rows["rule"] != NEAREST, "assigned"]
        values |= {"a": points(others.min()), "b": points(others.max())}
        claims.append(Claim("nearest", values, table.id, key, certainty="synthetic"))
    return Part("heading_nearest", claims=claims, tables=[table], reading="read_nearest", caveat="caveat_nearest")
