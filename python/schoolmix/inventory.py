"""What is in a world: its pupils, places, distances and traits in one tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, places
from schoolmix.errors import InputError
from schoolmix.gathering import has
from schoolmix.register import tabled

MOST_GROUPS = 20
"""Values of a trait that are told one by one."""
AT_ONCE = 256
Row = tuple[str, str, Any, str]


def described(core: _core.World, *, reach: float) -> pd.DataFrame:
    """Return the table of :meth:`World.describe`."""
    if isinstance(reach, bool) or not isinstance(reach, int | float) or not 0 < reach < np.inf:
        raise InputError(
            "reach is no distance", kind="BadOption", column="reach", remedy="Give kilometres above 0, such as 5."
        )
    pupils, schools, homes = (frames.to_pandas(table) for table in (core.pupils(None), core.schools(), core.homes()))
    rows = [
        *_sizes(core, pupils, schools, homes),
        *_distances(pupils, schools.set_index("site"), homes.set_index("home_area"), reach),
        *_denominations(pupils, schools),
        *_traits(core, pupils),
    ]
    table = pd.DataFrame(rows, columns=["part", "name", "value", "note"])
    return table.astype({"part": "str", "name": "str", "value": "float64", "note": "str"})


def _sizes(core: _core.World, pupils: pd.DataFrame, schools: pd.DataFrame, homes: pd.DataFrame) -> Iterator[Row]:
    first, last = core.years
    when = f"in {school_year(last)}"
    yield "world", "pupils", len(pupils), when
    unknown = ("families are not known", None)
    words, families = (when, pupils["family"].nunique()) if "family" in pupils else unknown
    yield "world", "families", families, words
    yield "world", "sites", pupils["site"].nunique(), f"with a pupil {when}; {len(schools):,} in all years"
    yield "world", "home_areas", pupils["home_area"].nunique(), f"with a pupil {when}; {len(homes):,} in all years"
    for frame, what in ((schools, "sites"), (homes, "homes")):
        is_known = "municipality_code" in frame
        number = frame["municipality_code"].nunique() if is_known else None
        yield "world", f"municipalities_of_{what}", number, "" if is_known else "municipalities are not known"
    is_told = "places" in schools
    attended = schools[schools["site"].isin(pupils["site"].unique())]
    yield "world", "places", attended["places"].sum() if is_told else None, "" if is_told else "places are not known"
    yield "world", "years", last - first + 1, f"{school_year(first)} to {school_year(last)}"


def _distances(pupils: pd.DataFrame, schools: pd.DataFrame, homes: pd.DataFrame, reach: float) -> Iterator[Row]:
    """Tell what is known of places, over pupils whose home and site both have one."""
    names = ("share_with_coordinates", "mean_distance", "share_at_nearest", f"schools_within_{reach:g}_km")
    if not all(has(frame, places.PLANE) for frame in (schools, homes)):
        yield "distance", names[0], 0.0, "homes or sites have no coordinates"
        yield from (("distance", name, None, "no coordinates") for name in names[1:])
        return
    trips = pupils.groupby(["home_area", "site"]).size().rename("pupils").reset_index()
    ends = [frame[list(places.PLANE)].reindex(trips[key]).to_numpy("float64")
            for frame, key in ((homes, "home_area"), (schools, "site"))]  # fmt: skip
    kilometres = places.apart(*ends)
    known = ~np.isnan(kilometres)
    number = trips["pupils"].to_numpy()
    yield "distance", names[0], float(number[known].sum() / number.sum()), "pupils whose home and site have coordinates"
    if not known.any():
        yield from (("distance", name, None, "no coordinates") for name in names[1:])
        return
    trips, weights = trips[known], number[known]
    there = schools.loc[sorted(pupils["site"].unique()), list(places.PLANE)].astype("float64")
    asked = homes.loc[sorted(trips["home_area"].unique()), list(places.PLANE)].astype("float64")
    nearest = pa.table(_core.World.nearest(_spots(asked), _spots(there)))["school"].to_numpy()
    found = pd.Series(there.index.to_numpy(object)[nearest.astype("int64")], index=asked.index)
    at_nearest = trips["home_area"].map(found).to_numpy(object) == trips["site"].to_numpy(object)
    count = trips["home_area"].map(pd.Series(_within(asked.to_numpy(), there.to_numpy(), reach), index=asked.index))
    yield (
        "distance",
        names[1],
        np.average(kilometres[known], weights=weights),
        "kilometres as the crow flies, over those",
    )
    yield (
        "distance",
        names[2],
        np.average(at_nearest, weights=weights),
        "of those, at the nearest site whatever its kind",
    )
    yield "distance", names[3], np.average(count, weights=weights), "mean over those"


def _spots(frame: pd.DataFrame) -> pa.Table:
    return tabled(frame.reset_index(drop=True))


def _within(areas: places.Points, sites: places.Points, reach: float) -> Any:
    """Return the number of sites within reach of every area."""
    parts = [
        (places.apart(areas[first : first + AT_ONCE, None, :], sites[None, :, :]) <= reach).sum(axis=1)
        for first in range(0, len(areas), AT_ONCE)
    ]
    return np.concatenate(parts)


def _denominations(pupils: pd.DataFrame, schools: pd.DataFrame) -> Iterator[Row]:
    if "denomination" not in schools:
        yield "denomination", "missing", 1.0, "denominations are not known"
        return
    of_site = schools.set_index("site")["denomination"]
    sites = of_site[of_site.index.isin(pupils["site"].unique())].value_counts()
    yield from _shares("denomination", pupils["site"].map(of_site), {str(k): f"{n:,} sites" for k, n in sites.items()})


def _traits(core: _core.World, pupils: pd.DataFrame) -> Iterator[Row]:
    of_area = {name: is_area for name, _, _, is_area in core.traits()}
    names = [*of_area, *(["study_year"] if "study_year" in pupils else [])]
    for name in names:
        level = "trait_level area: of the home area, not of the pupil" if of_area.get(name) else "trait_level pupil"
        yield "traits", name, pupils[name].nunique(), level
    for name in names:
        yield from _shares(name, pupils[name], {})


def _shares(part: str, values: pd.Series, notes: dict[str, str]) -> Iterator[Row]:
    """Tell the share of every value among pupils who have one, and of all pupils the share who have none."""
    known = values.dropna()
    if len(known) and pd.api.types.is_numeric_dtype(known) and known.nunique() > MOST_GROUPS:
        numbers = known.to_numpy("float64")
        for name, number in (("lowest", numbers.min()), ("mean", numbers.mean()), ("highest", numbers.max())):
            yield part, name, float(number), ""
    else:
        counts = known.value_counts().sort_index()
        for value, number in counts.items():
            yield part, str(value), number / len(known), notes.get(str(value), "")
    yield part, "missing", float(values.isna().mean()) if len(values) else None, "share of all pupils"


def page(core: _core.World, head: str, notes: list[str]) -> str:
    """Return a short table of a world as HTML."""
    first, last = core.years
    traits = ", ".join(f"{name} (of the area)" if area else name for name, _, _, area in core.traits())
    rows = {
        "pupils": f"{core.headcount(last):,}",
        "sites": f"{core.sites(last):,}",
        "home areas": f"{pa.table(core.homes()).num_rows:,}",
        "school years": f"{school_year(first)} to {school_year(last)}",
        "traits": traits or "none",
        **({"notes": f"{len(notes)}: see .notes"} if notes else {}),
    }
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items())
    return f"<table><caption>{escape(head)}</caption>{cells}</table>"


def school_year(start: int) -> str:
    """Return a school year by the year it starts in.

    Examples
    --------
    >>> school_year(2024)
    '2024/25'
    """
    return f"{start}/{(start + 1) % 100:02}"
