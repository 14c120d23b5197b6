"""What happened: flows of a world or of frames, and those of the year before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.flows import Flows, taken
from schoolmix.world import World


@dataclass(frozen=True)
class Past:
    """
    What happened.

    Attributes
    ----------
    flows : Flows
        Of which a model is to tell.
    before : Flows or None
        Of the year before, where the year is held out.
    schools, homes : frame
    traits : pandas.DataFrame or None
        Pupils by ``site``, ``home_area`` and ``group``.
    notes : tuple of str
    """

    flows: Flows
    before: Flows | None
    schools: Any
    homes: Any
    traits: pd.DataFrame | None
    notes: tuple[str, ...] = field(default=())


def of_world(world: World, hold_out: str, group: str | None) -> Past:
    """Return what happened in a world: all pupils of the latest year, or those who entered in the last two."""
    last = world.years[-1]
    has_before = len(world.years) > 1
    if hold_out == "year" and not has_before:
        raise InputError(
            "the world has one school year", kind="EmptyInput", column="hold_out", remedy="Take a world of several."
        )
    if group is not None:
        world.roll(group)
        world._core.refuse_area_trait(group, year=last)  # noqa: SLF001 - the verbs are friends of the noun
    pupils = _pupils(world, last)
    earlier = _pupils(world, last - 1) if has_before else pupils
    sizes = earlier.groupby("site").size()
    notes = [f"schools as large as in {last - 1 if has_before else last}"]
    schools = world.schools
    schools["size"] = schools["site"].map(sizes).astype(float)
    unknown = schools["size"].isna()
    if unknown.any():
        notes.append(f"{int(unknown.sum())} schools without pupils in that year are left out")
    before = None
    if hold_out == "year":
        first = pupils["study_year"].min() if "study_year" in pupils else None
        if first is not None:
            pupils, earlier = (frame[frame["study_year"] == first] for frame in (pupils, earlier))
            notes.append(f"pupils in study year {first}")
        before = _flows(earlier)
    traits = None
    if group is not None:
        known = pupils[pupils[group].notna()]
        traits = known.groupby(["site", "home_area", group]).size().rename("pupils").reset_index()
        traits = traits.rename(columns={group: "group"})
    return Past(_flows(pupils), before, schools[~unknown], world.homes, traits, tuple(notes))


def _pupils(world: World, year: int) -> pd.DataFrame:
    return frames.to_pandas(pa.table(world._core.pupils(year)))  # noqa: SLF001 - the verbs are friends of the noun


def _flows(pupils: pd.DataFrame) -> Flows:
    cells = pupils.groupby(["site", "home_area"]).size().rename("pupils").reset_index()
    return taken(cells, unit="site", area="home_area", count="pupils")
