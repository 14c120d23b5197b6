"""How frames become alternatives with terms: of long lists of choices, and of schools in reach of homes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, tastes
from schoolmix.errors import InputError
from schoolmix.reach import Reach, ground, within

KNOWN = 0
"""The cluster of all rows where no errors are asked for."""


@dataclass(frozen=True)
class Alternatives:
    """Alternatives as the core takes them, and what they are about."""

    core: _core.Choices
    about: pd.DataFrame


def core_choices(
    names: Sequence[str],
    terms: Sequence[Any],
    *,
    chooser: Any,
    weight: Any = None,
    cluster: Any = None,
    offset: Any = None,
    school: Any = None,
    ranked: bool = False,
) -> _core.Choices:
    """Return alternatives, sorted by chooser, as the core takes them."""
    length = len(chooser)
    table = {
        "chooser": np.asarray(chooser, np.uint32),
        "cluster": np.asarray(np.full(length, KNOWN) if cluster is None else cluster, np.uint32),
        "weight": np.zeros(length) if weight is None else np.asarray(weight, np.float64),
        **{str(place): np.asarray(values, np.float64) for place, values in enumerate(terms)},
    }
    if offset is not None:
        table["offset"] = np.asarray(offset, np.float64)
    if school is not None:
        table["school"] = np.asarray(school, np.uint32)
    return _core.Choices(pa.table(table), list(names), ranked=ranked)


@dataclass(frozen=True)
class ListDesign:
    """Alternatives listed in a frame."""

    chooser: str
    alternative: str
    names: tuple[str, ...]
    offset: str | None

    def alternatives(self, wishes: Any) -> Alternatives:
        """Return the alternatives of a frame, by chooser, in the order of the frame."""
        named = [*_columns(self.names), *([self.offset] if self.offset else [])]
        table = frames.take(wishes, [*dict.fromkeys([self.chooser, self.alternative, *named])])
        frame = frames.to_pandas(table)
        about = frame[[self.chooser, self.alternative]]
        numbers = about[self.chooser].factorize()[0]
        order = np.argsort(numbers, kind="stable")
        rows = frame.take(order).reset_index(drop=True)
        terms = [tastes.values(name, rows.__getitem__) for name in self.names]
        offset = tastes.values(self.offset, rows.__getitem__) if self.offset else None
        core = core_choices(self.names, terms, chooser=numbers[order], offset=offset)
        return Alternatives(core, about.take(order).reset_index(drop=True))


@dataclass(frozen=True)
class FlowDesign:
    """Schools in reach of home areas."""

    area: str
    unit: str
    site_area: str
    names: tuple[str, ...]
    offset: str | None
    count: int
    centre: float
    pulls: dict[str, float] = field(default_factory=dict)

    def reach(self, schools: Any, homes: Any) -> Reach:
        """Return the schools in reach of homes."""
        wanted = [*_columns(self.names), *([self.offset] if self.offset else [])]
        where = ground(homes, schools, area=self.area, unit=self.unit, site_area=self.site_area, wanted=wanted)
        return within(where, self.count, self.centre)

    def alternatives(self, reach: Reach, *, pulled: bool) -> Alternatives:
        """Return the schools in reach as alternatives, whose schools have pulls or not."""
        terms = [tastes.values(name, reach.column) for name in self.names]
        offset = tastes.values(self.offset, reach.column) if self.offset else None
        school = reach.site if pulled else None
        core = core_choices(self.names, terms, chooser=reach.home, offset=offset, school=school)
        where = reach.ground
        about = pd.DataFrame(
            {
                self.area: where.homes.index.to_numpy(object)[reach.home],
                self.unit: where.sites.index.to_numpy(object)[reach.site],
                "distance": reach.distance,
            }
        )
        return Alternatives(core, about)

    def pulled(self, reach: Reach) -> list[float]:
        """Return the pulls of the sites; none where sites have none of their own."""
        if not self.pulls:
            return []
        unknown = [code for code in reach.ground.sites.index if code not in self.pulls]
        if unknown:
            raise InputError(
                f"{len(unknown)} of {len(reach.ground.sites)} schools were not among those estimated and have no pull",
                kind="UnmatchedKey",
                column=self.unit,
                count=len(unknown),
                remedy="Give schools their size and ask for balance=True, or estimate without pulls.",
            )
        return [self.pulls[code] for code in reach.ground.sites.index]


def _columns(names: Sequence[str]) -> list[str]:
    """Return the columns of terms, each once, without the values of constants."""
    return [*dict.fromkeys(part.partition("[")[0] for name in names for part in name.split(":"))]


Design = ListDesign | FlowDesign
