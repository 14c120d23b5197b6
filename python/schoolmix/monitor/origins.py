"""How much each source adds to uneven spread in secondary education, from counterfactual worlds; never a cause."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor.source import Source
from schoolmix.monitor.traits import FOCAL
from schoolmix.protocol import Protocol
from schoolmix.sources import sources

BETWEEN, OBSERVED = "between_municipalities", "observed"
PARTS = ("chance", "tracking", "homes", "preferences", "places", "unexplained")
"""Parts within municipalities, in the order in which they come in."""


def parts(source: Source, protocol: Protocol) -> pd.DataFrame:
    """
    Return the parts of H in secondary education in the latest year, a row a trait and part.

    Returns
    -------
    pandas.DataFrame
        ``subject, part, estimate, low, high, year``; ``part`` is `BETWEEN`, one of `PARTS` (which add up with it) or
        `OBSERVED`.
    """
    world = source.worlds["vo"]
    when = source.chosen(list(world.years))[-1]
    found = []
    for name, focal in FOCAL.items():
        table = sources(world, "H", group=name, focal=focal, year=when, rng=protocol.seed)
        whole = table[table["municipality_code"].isna()]
        found.append(whole[["part", "estimate", "low", "high"]].assign(subject=f"vo_{name}", year=when))
    joined: pd.DataFrame = pd.concat(found, ignore_index=True)
    return joined
