"""What the verbs on worlds have in common: pupils placed in the core, measured by municipality of the home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schoolmix import frames
from schoolmix.decompose import decompose
from schoolmix.errors import InputError, InputTypeError
from schoolmix.measure import measure
from schoolmix.measures import Measure, listed, named
from schoolmix.roll import Roll
from schoolmix.world import World

Measures = str | Measure | Sequence[str | Measure]
# The town of a row about all pupils.
ALL = -1
# What a value is about, beside where and in which world.
ABOUT = ["measure", "focal"]
# Measures that add up over municipalities and what lies between them.
NESTED = {"M", "mutual_information", "H", "theil", "information_theory"}


def checked(world: Any, group: Any) -> World:
    """Return the world, or refuse what is none, and a group that is no text."""
    if not isinstance(world, World):
        raise InputTypeError(
            f"a World is needed, not {type(world).__name__}",
            kind="WrongType",
            column="world",
            remedy="Make one first: World.synthetic(...), World.from_files(...) or World.from_pupils(...).",
        )
    if not isinstance(group, str):
        raise InputTypeError(
            f"group is a {type(group).__name__}", kind="WrongType", column="group", remedy="Name a trait, as text."
        )
    return world


def year_of(world: World, year: Any) -> int | None:
    """Return the year, or refuse one that the world lacks."""
    return world._checked(year)  # noqa: SLF001 - the verbs are friends of the noun


def codes(world: World) -> list[str]:
    """Return the codes of municipalities, by position; none where those of homes are not known."""
    return world._core.municipality_codes()  # noqa: SLF001 - the verbs are friends of the noun


@dataclass(frozen=True)
class Question:
    """What is asked of pupils placed in the core.

    Attributes
    ----------
    world : World
        The world that they are of.
    group : str
        The trait.
    measures, focal
        As in :func:`schoolmix.measure`.
    """

    world: World
    group: str
    measures: Measures
    focal: Any

    def values(self, cells: Any, by: Sequence[str]) -> pd.DataFrame:
        """
        Return measures of the tables in `cells` that the columns `by` tell apart, a row each.

        Columns ``by``, ``measure``, ``focal``, ``estimate``, ``pupils``, ``note``.
        """
        roll = Roll(cells, unit="school", group="group", by=by, count="pupils", order=self._order(cells))
        found = frames.to_pandas(measure(roll, self.measures, focal=self.focal))
        if found["versus"].notna().any():
            label = found.loc[found["versus"].notna(), "measure"].iloc[0]
            raise InputError(
                f"measure '{label}' is about pairs of groups",
                kind="BadOption",
                column="measures",
                remedy="Take measures of all groups, or of one focal group.",
            )
        return found[[*by, *ABOUT, "estimate", "pupils", "note"]]

    def nested(self, cells: Any, by: Sequence[str]) -> pd.DataFrame:
        """
        Return the parts of M and H between and within municipalities of the home, for the whole.

        Columns ``by``, ``measure``, ``focal``, ``between``, ``within``; rows only of measures that have such parts.
        """
        keys = [*by, "measure"]
        asked = [one for one in listed(self.measures) if named(one)[0][0] in NESTED]
        if not asked:
            return pd.DataFrame(columns=[*keys, "focal", "between", "within"])
        table = pa.table(cells)
        if self.focal is not None:
            among = pc.equal(table["group"], self.focal).cast(pa.int8())
            table = table.set_column(table.column_names.index("group"), "group", among)
        roll = Roll(table, unit=["town", "school"], group="group", within="town", by=by, count="pupils")
        parts = frames.to_pandas(decompose(roll, asked))[[*keys, "part", "estimate"]]
        between = parts[parts["part"] == "town"].rename(columns={"estimate": "between"})
        within = parts[parts["part"] == "town+school"].rename(columns={"estimate": "within"})
        both = between.drop(columns="part").merge(within.drop(columns="part"), on=keys)
        return both.assign(focal=self.focal)

    def _order(self, cells: Any) -> list[Any] | None:
        """Return the groups from low to high, where they have such an order."""
        there = pd.Series(pc.unique(pa.table(cells)["group"]).to_pylist())
        return self.world._order(self.group, there)  # noqa: SLF001 - the verbs are friends of the noun
