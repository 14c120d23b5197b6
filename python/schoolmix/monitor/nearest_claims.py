"""Tables and sentences about attending the nearest school."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Column, Part, Table
from schoolmix.monitor.values import columns, term
from schoolmix.nearest_school import RULES

TOLD = "migration_background"
"""The trait that sentences are about; the table has all."""


def part(edition: Edition) -> Part:
    """Return the three rules side by side, what they would do to schools, and a sentence on each sector."""
    found = edition.nearest
    table = _beside(found)
    claims = []
    for sector in edition.source.worlds:
        key = (f"{sector}_{TOLD}",)
        letters = {"x": "observed", **{letter: f"at_{rule}" for letter, rule in zip("yab", RULES, strict=True)}}
        values = {letter: table.value("points", key, column) for letter, column in letters.items()}
        values |= {"d": table.value("signed", key, "difference"), "trait": term(f"by_{key[0]}")}
        claims.append(Claim("nearest", values, table.id, key, certainty="synthetic"))
    return Part(
        "heading_nearest",
        claims=claims,
        tables=[table, _schools(found)],
        reading="read_nearest",
        caveat="caveat_nearest",
    )


def _beside(found: pd.DataFrame) -> Table:
    """Return a row a trait: the index observed, under each rule, and the difference with the first."""
    wide = found.pivot_table(index=["subject", "observed"], columns="rule", values="assigned", sort=False)
    frame = wide[list(RULES)].add_prefix("at_").reset_index()
    frame["difference"] = frame["observed"] - frame["at_nearest"]
    shown = columns(observed="index", **{f"at_{rule}": "index" for rule in RULES}, difference="difference")
    return Table("nearest", frame, [Column("subject", "term"), *shown], key=("subject",))


def _schools(found: pd.DataFrame) -> Table:
    """Return a row a sector and rule: what it would do to schools and distances, which is the same for every trait."""
    once = found.drop_duplicates(["sector", "rule"])
    shown = columns(mean_distance="decimal", mean_distance_assigned="decimal", attending="share", empty_share="share")
    shown += columns(crowded_share="share", without_coordinates="count")
    named = [Column("sector", "term"), Column("rule", "rule")]
    return Table("nearest_schools", once, [*named, *shown], key=("sector", "rule"))
