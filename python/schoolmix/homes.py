"""Where the pupils of an area go to school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import door, frames, places
from schoolmix.errors import InputError
from schoolmix.flows import AREA, HIGH, LOW, MEAN, PART, UNIT, Flows, bounded_mean, taken
from schoolmix.ground import VALUES, Ground

ANSWER = {"pupils", "schools_attended", "note", *VALUES}
WANTING = {
    "own_share": "area of the site",
    "adjacent_share": "whether it is adjacent",
    "distance": "distance",
    "outflow": "border",
    "excess": "sector of the site",
}
"""What is wanting where a value is not known."""
BESIDE = {"outflow": "own_share", "excess": "distance"}
"""Values whose lack is told only where these are known, which tell the rest."""


def homes(
    flows: Any,
    *,
    area: str = "home_pc4",
    unit: str = "site",
    count: str = "pupils",
    group: str | Sequence[str] | None = None,
    places: Any = None,
    schools: Any = None,
    site_area: str = "site_pc4",
    adjacent: Any = None,
    radius: float | None = None,
    across: tuple[str, str] | None = None,
    totals: Any = None,
    law: str = "poisson",
    least: int = 100,
) -> Any:
    """
    Return for every home area (*woonbuurt*) where its pupils go to school: nearby, how far, past which school.

    It needs no trait of pupils, so that open files allow it. It tells what flows look like, not why.

    Parameters
    ----------
    flows : frame
        Pupils per site and home area, as ``sm.read.duo`` gives. Rows of the same cell are added up. Where ``count`` is
        null, columns named after it with ``_low`` and ``_high`` bound it.
    area, unit, count : str
        Columns of the home area, the site and the pupils. Codes are compared as texts.
    group : str or sequence of str, optional
        Columns that split the pupils of an area, such as their age.
    places : frame, optional
        Centroids, a row an area: a column named as ``area``, with or without ``home_``, and ``lon, lat`` in degrees or
        ``x_km, y_km`` on a plane.
    schools : frame, optional
        A row a site: ``unit``, coordinates as in ``places``, and if known ``site_area`` and ``sector``. All of them can
        be the nearest, of the sector of the site attended where ``sector`` is there.
    site_area : str
        Column of ``schools``, or else of ``flows``, with the area in which a site stands.
    adjacent : GeoDataFrame or frame, optional
        Outlines of areas (extra ``geo``; those that touch are adjacent), or pairs: the column of the area and
        ``neighbour``, one direction suffices.
    radius : float, optional
        Instead of ``adjacent``: areas are adjacent whose centroids lie within so many kilometres.
    across : (str, str), optional
        Two columns of ``flows``, of the home and of the site, such as ``("home_municipality", "municipality")``: who
        leaves the one is outflow, values compared as texts. Without it outflow is to sites outside the area.
    totals : frame, optional
        Exact pupils per site, ``unit`` and ``count``, which narrow hidden counts.
    law : {"poisson", "uniform"}
        Law of hidden counts: as in :func:`schoolmix.measure`, of which this takes the means.
    least : int
        Pupils below which an area (or group in it) has no figures.

    Returns
    -------
    frame
        A row an area (and group), sorted; the last with a null area has pupils whose home is not known or abroad.
        ``pupils``; ``own_share`` (0 to 1, at a school in their own area), ``adjacent_share`` (in one that touches it),
        ``outflow`` (*uitstroom*); ``distance`` (mean, km, crow-fly from the centroid) and ``excess`` (that minus the
        distance to the nearest site); ``schools_attended``; ``note``. With hidden counts also hard bounds of each,
        named with ``_low`` and ``_high``; ``pupils`` is then a mean under the law. What cannot be known is null, and
        ``note`` says why. Means are over pupils for whom the place of the site is known; ``note`` tells the others.

    Raises
    ------
    InputError
        Kinds ``BadOption, DuplicateKey, MissingPlace, UnmatchedKey`` and those of :class:`schoolmix.Roll`.
    ColumnError, InputTypeError, MissingExtraError
        A column that is not there, fractions for codes, outlines without the extra ``geo``.

    References
    ----------
    Inspectorate of Education; DUO, mean distance between home and school.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> flows = pd.DataFrame(
    ...     {
    ...         "site": ["S1", "S2", "S1", "S2"],
    ...         "home_pc4": ["1011", "1011", "1012", "1012"],
    ...         "pupils": [65, 35, 40, 60],
    ...     }
    ... )
    >>> centroids = pd.DataFrame({"pc4": ["1011", "1012"], "x_km": [0.0, 1.0], "y_km": 0.0})
    >>> schools = pd.DataFrame(
    ...     {"site": ["S1", "S2"], "site_pc4": ["1011", "1012"], "x_km": [0.2, 1.0], "y_km": 0.0}
    ... )
    >>> found = sm.homes(flows, places=centroids, schools=schools, radius=1.5)
    >>> found[["area", "pupils", "own_share", "adjacent_share", "distance", "excess"]].round(2)
       area  pupils  own_share  adjacent_share  distance  excess
    0  1011     100       0.65            0.35      0.48    0.28
    1  1012     100       0.60            0.40      0.32    0.32
    """
    split = [] if group is None else door.some(group, "group")
    _check_options(split, adjacent, radius, least)
    border, site_area, unit = _border(across), door.text(site_area, "site_area"), door.text(unit, "unit")
    names = frames.names_of(frames.collected(flows))
    sites = None if schools is None else _sites(schools, unit, site_area)
    is_of_flows = site_area in names and (sites is None or site_area not in sites)
    also = [*split, *(border or ()), *([site_area] if is_of_flows else [])]
    found = taken(flows, unit=unit, area=area, count=count, also=also, totals=totals, law=law)
    ground = Ground(
        keys=[area, area.removeprefix("home_"), "area"],
        unit=unit,
        site_area=site_area,
        areas=None if places is None else _areas(places, area),
        sites=sites,
        adjacent=adjacent,
        radius=radius,
        across=border,
    )
    cells, words = ground.valued(found.cells)
    table = _table(found, cells, split, least, words)
    return frames.restore(flows)(pa.Table.from_pandas(table, preserve_index=False))


def _check_options(split: list[str], adjacent: Any, radius: Any, least: Any) -> None:
    wrong = [
        (radius is not None and not (door.finite(radius) and radius > 0), "radius", "a number above 0, in kilometres"),
        (radius is not None and adjacent is not None, "radius", "radius or adjacent, not both"),
        (isinstance(least, bool) or not isinstance(least, int) or least < 0, "least", "a whole number of 0 or more"),
    ]
    for is_wrong, option, allowed in wrong:
        if is_wrong:
            message = f"{option} has a value without meaning"
            raise InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
    bounds = {f"{name}_{end}" for name in ("pupils", *VALUES) for end in ("low", "high")}
    door.check_free(split, ANSWER | bounds | {"area"})
    door.check_distinct(split, [])


def _border(across: Any) -> tuple[str, str] | None:
    """Return the two columns whose values tell who crosses a border."""
    if across is None:
        return None
    listed = door.some(across, "across")
    if isinstance(across, str) or len(listed) != 2:
        raise InputError(
            "across is no pair of columns",
            kind="BadOption",
            column="across",
            count=len(listed),
            remedy='Name a column of the home and one of the site, such as ("home_municipality", "municipality").',
        )
    door.check_distinct(listed, [])
    return listed[0], listed[1]


def _sites(schools: Any, unit: str, site_area: str) -> pd.DataFrame:
    return places.described(schools, [unit], [site_area, "sector", *places.GLOBE, *places.PLANE], "schools")


def _areas(frame: Any, area: str) -> pd.DataFrame:
    return places.described(frame, [area, area.removeprefix("home_"), "area"], [*places.GLOBE, *places.PLANE], "places")


def _table(found: Flows, cells: pd.DataFrame, split: list[str], least: int, words: list[str]) -> pd.DataFrame:
    """Return a row an area and group: means and bounds over its cells, and what there is to say."""
    keys = [AREA, *split]
    sites = [UNIT, *keys]
    cells[PART] = cells.groupby(keys, dropna=False).ngroup()
    length = int(cells[PART].max()) + 1
    table = cells.drop_duplicates(PART).set_index(PART).sort_index()[keys].rename(columns={AREA: "area"})
    part = cells[PART].to_numpy()
    sums = {name: np.bincount(part, cells[name], length) for name in (MEAN, LOW, HIGH)}
    table["pupils"] = sums[MEAN] if found.hidden else sums[LOW].astype("int64")
    if found.hidden:
        table["pupils_low"], table["pupils_high"] = (sums[name].astype("int64") for name in (LOW, HIGH))
    is_small = sums[MEAN] < least
    is_shown = ~is_small & table["area"].notna().to_numpy()
    for name in VALUES:
        mean, low, high = bounded_mean(part, cells[name].to_numpy(float), cells, length)
        table[name] = np.where(is_shown, mean, np.nan)
        if found.hidden:
            table[f"{name}_low"], table[f"{name}_high"] = (np.where(is_shown, end, np.nan) for end in (low, high))
    attended = cells[cells[LOW] > 0].drop_duplicates(sites)
    counted = np.bincount(attended[PART], minlength=length)
    table["schools_attended"] = pd.array(np.where(is_shown, counted, 0), dtype="Int64")
    table.loc[~is_shown, "schools_attended"] = pd.NA
    table["note"] = _notes(found, cells, table, is_small, words)
    return table


def _notes(found: Flows, cells: pd.DataFrame, table: pd.DataFrame, is_small: Any, words: list[str]) -> list[str]:
    """Say of every row what is not known of it, and how the rest is."""
    part, length = cells[PART].to_numpy(), len(table)
    share = table["pupils"].to_numpy(float) / max(float(table["pupils"].sum()), 1e-300)
    asked = {name: what for name, what in WANTING.items() if cells[name].notna().any()}
    lost = {what: _lost(cells, name, part, length) for name, what in asked.items()}
    general = [*words, *([found.words] if found.words else [])]
    notes = []
    for row, is_known in enumerate(table["area"].notna()):
        wanting = [f"{what} not known for {lost[what][row]:.2%}" for what in lost if lost[what][row] > 0]
        if wanting:
            wanting = [f"{', '.join(wanting)} of its pupils (who are {share[row]:.2%} of all)"]
        if not is_known:
            notes.append(f"home abroad or not known: {share[row]:.2%} of all pupils")
        else:
            notes.append("below floor" if is_small[row] else "; ".join([*wanting, *general]))
    return notes


def _lost(cells: pd.DataFrame, name: str, part: Any, length: int) -> Any:
    """Return by row the share of pupils for whom a value is not known."""
    beside = cells[BESIDE.get(name, AREA)]
    is_lost = cells[name].isna() & (beside.notna() | (bool(beside.isna().all()) or name not in BESIDE))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.bincount(part, cells[MEAN] * is_lost, length) / np.bincount(part, cells[MEAN], length)
