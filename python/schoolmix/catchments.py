"""How much the catchments of schools overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import door, frames, places
from schoolmix.errors import InputError, LimitError
from schoolmix.flows import ALL, AREA, HIGH, LOW, MEAN, OTHER, UNIT, Flows, taken

MOST_PAIRS = 5_000_000
ANSWER = {"other", "overlap", "overlap_low", "overlap_high", "pupils", "other_pupils", "distance", "note"}


def catchments(
    flows: Any,
    *,
    area: str = "home_pc4",
    unit: str = "site",
    count: str = "pupils",
    within: str | None = None,
    schools: Any = None,
    radius: float | None = None,
    totals: Any = None,
    law: str = "poisson",
) -> Any:
    """
    Return for pairs of schools how much their catchments (*voedingsgebieden*) overlap.

    The overlap of schools j and k is the sum over home areas n of min(f_jn, f_kn), f_jn the share of j's pupils who
    live in n: 0 where they draw on different areas, 1 where they draw on the same ones in the same shares. Schools with
    much overlap could have the same pupils; whether they have is a matter of traits.

    Parameters
    ----------
    flows, area, unit, count, totals, law
        As in :func:`schoolmix.homes`.
    within : str, optional
        Column of ``flows``, such as ``municipality_code``: only schools with the same value are paired.
    schools : frame, optional
        A row a site: ``unit``, and ``lon, lat`` in degrees or ``x_km, y_km`` on a plane.
    radius : float, optional
        Only schools within so many kilometres (crow-fly) are paired; needs ``schools``.

    Returns
    -------
    frame
        A row a pair, each pair once, sorted: the column ``within``, the unit's column and ``other``; ``overlap``;
        ``pupils`` and ``other_pupils`` (all of each school); with ``radius`` ``distance`` (km); ``note``. With hidden
        counts also ``overlap_low`` and ``overlap_high``, hard bounds that may not be reached. Shares are over pupils
        whose home is known; ``note`` tells how many are not. Null where a school has no pupil whose home is known, and
        with ``radius`` schools without a place are in no pair: ``note`` of every row tells how many there are.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        As in :func:`schoolmix.homes`.
    LimitError
        Kind ``SizeLimit``: more than five million pairs.

    References
    ----------
    Overlap is 1 minus the dissimilarity of two distributions (Duncan & Duncan 1955, ASR 20:210).

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> flows = pd.DataFrame(
    ...     {"site": ["S1", "S2", "S1", "S2"], "home_pc4": [1011, 1011, 1012, 1012], "pupils": [65, 35, 40, 60]}
    ... )
    >>> sm.catchments(flows)[["site", "other", "overlap", "pupils", "other_pupils"]].round(3)
      site other  overlap  pupils  other_pupils
    0   S1    S2    0.749     105            95
    """
    if (radius is None) != (schools is None) or not (radius is None or (door.finite(radius) and radius > 0)):
        raise InputError(
            "radius has a value without meaning, or one of schools and radius lacks the other",
            kind="BadOption",
            column="radius",
            remedy="Give schools and a radius above 0, in kilometres.",
        )
    first = [] if within is None else [door.text(within, "within")]
    door.check_free([*first, door.text(unit, "unit")], ANSWER)
    door.check_distinct([*first, unit], [])
    found = taken(flows, unit=unit, area=area, count=count, also=first, totals=totals, law=law)
    units = _units(found.cells, within)
    pairs, words = _pairs(units, within)
    if radius is not None:
        pairs, words = _near(
            pairs, units, places.described(schools, [unit], [*places.GLOBE, *places.PLANE], "schools"), radius
        )
    table = _overlapping(found, units, pairs, [*words, *([found.words] if found.words else [])])
    names = {UNIT: unit, OTHER: "other"}
    table = table[[*first, UNIT, OTHER, *(name for name in table if name not in {*first, UNIT, OTHER})]]
    return frames.restore(flows)(pa.Table.from_pandas(table.rename(columns=names), preserve_index=False))


def _units(cells: pd.DataFrame, within: str | None) -> pd.DataFrame:
    """Return a row a school, sorted: its pupils, those whose home is known, and what it lies within."""
    known = cells[cells[AREA].notna()].groupby(UNIT)[[LOW, HIGH, MEAN]].sum()
    units = known.reindex(sorted(cells[UNIT].unique()), fill_value=0)
    units[ALL] = cells.groupby(UNIT)[MEAN].sum()
    if within is not None:
        around = cells[[UNIT, within]].drop_duplicates()
        if around[UNIT].duplicated().any():
            raise InputError(
                f"'{within}' differs within {int(around[UNIT].duplicated().sum())} schools",
                kind="DuplicateKey",
                column=within,
                count=int(around[UNIT].duplicated().sum()),
                remedy="Give each school one value.",
            )
        units[within] = around.set_index(UNIT)[within]
    return units


def _pairs(units: pd.DataFrame, within: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the places of both schools of every pair, and what was left out."""
    nests = [np.arange(len(units))] if within is None else list(units.groupby(within).indices.values())
    count = sum(len(nest) * (len(nest) - 1) // 2 for nest in nests)
    if count > MOST_PAIRS:
        raise LimitError(
            f"{count} pairs of schools",
            kind="SizeLimit",
            column="within",
            count=count,
            remedy="Name a column as within, such as the municipality, or measure part of the schools at a time.",
        )
    made = [np.triu_indices(len(nest), 1) for nest in nests]
    none = np.empty(0, dtype=np.int64)
    ends = [np.concatenate([none, *(nest[ij[k]] for nest, ij in zip(nests, made, strict=True))]) for k in (0, 1)]
    lost = 0 if within is None else int(units[within].isna().sum())
    words = [f"{lost} schools without '{within}' are in no pair"] if lost else []
    pairs = pd.DataFrame({UNIT: ends[0], OTHER: ends[1]})
    if within is not None:
        pairs[within] = units[within].to_numpy()[pairs[UNIT]]
    return pairs, words


def _near(
    pairs: pd.DataFrame, units: pd.DataFrame, schools: pd.DataFrame, radius: float
) -> tuple[pd.DataFrame, list[str]]:
    at, _ = places.points(schools, schools)
    rows = schools.index.get_indexer(pd.Index(units.index.to_numpy(object)))
    spots = np.where((rows >= 0)[:, None], at[rows], np.nan)
    apart = places.apart(spots[pairs[UNIT]], spots[pairs[OTHER]])
    lost = int(np.isnan(spots).any(axis=1).sum())
    words = [f"pairs within {radius:g} km"] + ([f"{lost} schools without a place are in no pair"] if lost else [])
    return pairs.assign(distance=apart)[apart <= radius].reset_index(drop=True), words


def _overlapping(found: Flows, units: pd.DataFrame, pairs: pd.DataFrame, words: list[str]) -> pd.DataFrame:
    cells = found.cells[found.cells[AREA].notna()].groupby([UNIT, AREA])[[LOW, HIGH, MEAN]].sum().reset_index()
    cells["at"] = units.index.get_indexer(pd.Index(cells[UNIT]))
    of = {name: units[name].to_numpy(float)[cells["at"]] for name in (LOW, HIGH, MEAN)}
    with np.errstate(invalid="ignore", divide="ignore"):
        cells["share"] = cells[MEAN] / of[MEAN]
        cells["least"] = cells[LOW] / (cells[LOW] + of[HIGH] - cells[HIGH])
        cells["most"] = cells[HIGH] / (cells[HIGH] + of[LOW] - cells[LOW])
    cells = cells.fillna({"share": 0.0, "least": 0.0, "most": 0.0})
    shared = _shared(cells, pairs, len(units))
    empty = units[MEAN].to_numpy() == 0
    is_null = empty[pairs[UNIT]] | empty[pairs[OTHER]]
    # Shares add up to 1 but for their rounding, so that their overlap may exceed it.
    pairs["overlap"] = np.where(is_null, np.nan, np.minimum(shared["share"], 1))
    if found.hidden:
        low, high = np.minimum(shared["least"], pairs["overlap"]), np.maximum(shared["most"], pairs["overlap"])
        pairs["overlap_low"], pairs["overlap_high"] = low, np.where(is_null, np.nan, np.minimum(high, 1))
    whole = units[ALL] if found.hidden else units[ALL].astype("int64")
    for name, end in (("pupils", UNIT), ("other_pupils", OTHER)):
        pairs[name] = whole.to_numpy()[pairs[end]]
    return _named(pairs, units, words)


def _shared(cells: pd.DataFrame, pairs: pd.DataFrame, length: int) -> dict[str, Any]:
    """Return by pair the sums over areas of the lesser share: means, lowest and highest."""
    number = pd.Series(np.arange(len(pairs)), index=pairs[UNIT] * length + pairs[OTHER])
    sums = {name: np.zeros(len(pairs)) for name in ("share", "least", "most")}
    for _, here in cells.sort_values([AREA, "at"], kind="stable").groupby(AREA, sort=True):
        one, other = np.triu_indices(len(here), 1)
        at = here["at"].to_numpy()
        rows = number.index.get_indexer(at[one] * length + at[other])
        met = rows >= 0
        for name, total in sums.items():
            values = here[name].to_numpy()
            # No pair stands twice in one area, so that plain addition by place is enough.
            total[rows[met]] += np.minimum(values[one], values[other])[met]
    return sums


def _named(pairs: pd.DataFrame, units: pd.DataFrame, words: list[str]) -> pd.DataFrame:
    unknown = (1 - units[MEAN] / units[ALL].where(units[ALL] > 0)).fillna(0.0).to_numpy()
    notes = pd.Series("; ".join(words), index=pairs.index)
    for end, which in ((UNIT, "the one"), (OTHER, "the other")):
        share = unknown[pairs[end]]
        told = pd.Series(
            [f"home not known for {x:.2%} of {which}; " if x > 0 else "" for x in share], index=pairs.index
        )
        notes = told + notes
    names = units.index.to_numpy(object)
    return pairs.assign(**{UNIT: names[pairs[UNIT]], OTHER: names[pairs[OTHER]]}, note=notes.str.removesuffix("; "))
