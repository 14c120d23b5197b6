"""Who goes where, as published: flows between home areas and sites, their hidden counts drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, gathering
from schoolmix.errors import InputError
from schoolmix.gathering import AREA_KEYS, key_of
from schoolmix.register import texts_of

KINDS = {"po": ("bo",), "vo": ("vo",)}
"""Kinds of school of a sector; the others are left out, and counted."""
STUDY_YEAR_OF_AGE = {**{age: age - 3 for age in range(4, 12)}, 12: 8}
"""Study year of primary education by age on 1 October: who is 4 then has started in group 1, and every later year is
one group further; who is 12 is in the last. Who repeats or skips a year is a group off. Other ages tell nothing."""
TRAITS = ("track", "sex", "group")
"""Columns of flows that are traits of pupils, besides ``age``."""
ABROAD = {"BE": "Belgium", "DE": "Germany", "other": "elsewhere", "unknown": "unknown"}
"""Home areas of those who live abroad, by the code that the reader gives them, and of those of whom it is not known."""
SHOWN = 5


@dataclass(frozen=True)
class Cells:
    """Whole counts of pupils that are alike.

    Attributes
    ----------
    table : pandas.DataFrame
        ``home_area, site, pupils``, perhaps ``study_year`` (0 where it is not known), and traits; sorted.
    traits : list of str
        Columns that are traits of pupils.
    sector : str
    year : int
        School year, by the year it starts in.
    sites, areas : pandas.DataFrame
        What the flows themselves tell of sites and home areas, by code.
    notes : list of str
    """

    table: pd.DataFrame
    traits: list[str]
    sector: str
    year: int
    sites: pd.DataFrame
    areas: pd.DataFrame
    notes: list[str] = field(default_factory=list)


def observed(
    given: Sequence[pd.DataFrame], *, sector: str, year: int | None, totals: pd.DataFrame | None, law: str, seed: int
) -> Cells:
    """
    Return the cells of flows, hidden counts drawn once, exactly conditional on the totals of their sites.

    Raises
    ------
    InputError, ColumnError
        As :meth:`schoolmix.World.from_files`.

    Examples
    --------
    >>> flows = pd.DataFrame({"site": ["a", "a"], "home_pc4": ["1011", "1012"], "age": [4, 9], "pupils": [3, 2]})
    >>> observed([flows], sector="po", year=2024, totals=None, law="poisson", seed=1).table
      home_area site  age  study_year  pupils
    0      1011    a    4           1       3
    1      1012    a    9           6       2
    """
    rows, notes = _of_sector(pd.concat(given, ignore_index=True), sector)
    year = _year_of(rows, year)
    area = key_of(rows, AREA_KEYS, "flows")
    table = frames.take(rows, ["site", area, "pupils"])
    rows = rows.assign(
        site=texts_of("site", table["site"]).to_pandas().to_numpy(object),
        home_area=_areas(rows, texts_of(area, table[area]), notes),
    )
    bounds = ("pupils_low", "pupils_high") if gathering.has(rows, ("pupils_low", "pupils_high")) else None
    _check(rows, bounds)
    keys, traits = _keys(rows)
    if "age" in rows and sector == "po" and "study_year" not in rows:
        rows["study_year"] = rows["age"].map(STUDY_YEAR_OF_AGE)
        lacking = int(rows["study_year"].isna().sum())
        notes.append(f"study year is that of the age on the census day (docs/worlds.md); null in {lacking:,} rows")
        keys.append("study_year")
    rows = rows.sort_values([*keys, *(bounds or ())], kind="stable", ignore_index=True)
    if bounds and rows["pupils"].isna().any():
        notes.append(_drawn(rows, _sums(totals, year), law, seed))
    cells = rows.groupby(keys, dropna=False, sort=True)["pupils"].sum().astype("int64").reset_index()
    cells = cells[cells["pupils"] > 0].reset_index(drop=True)
    if "study_year" in cells:
        cells["study_year"] = cells["study_year"].fillna(0).astype("int64")
    sites = gathering.told([rows], ["site"], SITE_COLUMNS, "flows")
    return Cells(cells, traits, sector, year, sites, _towns(rows), notes)


SITE_COLUMNS = ("site_name", "board", "denomination", "structure", "municipality_code", "municipality", "province")


def _of_sector(rows: pd.DataFrame, sector: str) -> tuple[pd.DataFrame, list[str]]:
    if "sector" not in rows:
        return rows, []
    ours = rows["sector"].isin(KINDS[sector])
    if not ours.any():
        raise InputError(
            f"no flow is of sector {sector!r}; there are {', '.join(sorted(rows['sector'].dropna().unique()))}",
            kind="EmptyInput",
            column="sector",
            remedy="Give sector= as it is in the files.",
        )
    others = rows[~ours]
    words = f"{others['site'].nunique():,} sites of other kinds ({len(others):,} rows) left out"
    return rows[ours].reset_index(drop=True), [words] if len(others) else []


def _year_of(rows: pd.DataFrame, year: int | None) -> int:
    """Return the school year of flows: asked for, or that of their census day."""
    found = set()
    if "census_date" in rows:
        found = {int(date.year) for date in pd.to_datetime(rows["census_date"]).dropna().unique()}
    elif "year" in rows:
        found = {int(each) for each in rows["year"].dropna().unique()}
    if len(found) > 1 or (year is not None and found and found != {year}):
        raise InputError(
            f"flows are of {', '.join(map(str, sorted(found)))}",
            kind="BadYear",
            column="year",
            remedy="Give the flows of one census, and its year or none.",
        )
    return checked_year(year if year is not None else next(iter(found), None))


def checked_year(year: Any) -> int:
    """Return a school year; refuse what is none."""
    if isinstance(year, bool) or not isinstance(year, int | np.integer) or not 1900 <= year <= 2200:
        raise InputError(
            "the files do not tell of which school year they are" if year is None else f"{year!r} is no school year",
            kind="BadYear",
            column="year",
            remedy="Give year=, by the year it starts in: 2024 is 2024/25.",
        )
    return int(year)


def _areas(rows: pd.DataFrame, codes: pa.ChunkedArray, notes: list[str]) -> Any:
    """Return home areas; those abroad and those not known are areas of their own, without a place."""
    areas = codes.to_pandas().astype(object)
    lost = areas.isna()
    if lost.any():
        country = rows["home_country"] if "home_country" in rows else pd.Series(None, index=rows.index, dtype=object)
        where = country.astype(object).where(country.isin(list(ABROAD)), "unknown")
        areas = areas.where(~lost, where)
        counted = areas[lost].map(ABROAD).value_counts().sort_index()
        listed = ", ".join(f"{name} {number:,}" for name, number in counted.items())
        words = "rows of homes abroad or not known (their areas are BE, DE, other and unknown, without a place)"
        notes.append(f"{int(lost.sum()):,} {words}: {listed}")
    return areas.to_numpy(object)


def _check(rows: pd.DataFrame, bounds: tuple[str, str] | None) -> None:
    """Refuse what a roll refuses."""
    columns = {name: frames.take(rows, [name])[name] for name in ("site", "home_area", "pupils", *(bounds or ()))}
    _core.Roll(
        pa.table(columns),
        unit=["site"],
        group=["home_area"],
        by=[],
        within=[],
        count="pupils",
        weight=None,
        masks={},
        bounds=bounds,
        totals=None,
        refuse_duplicates=False,
        order=None,
    )


def _keys(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the columns that tell cells apart, and those among them that are traits."""
    traits = [name for name in ("age", *TRAITS) if name in rows]
    known = ["study_year"] if "study_year" in rows else []
    return ["home_area", "site", *traits, *known], traits


def _sums(totals: pd.DataFrame | None, year: int) -> pd.Series:
    """Return exact pupils by site in a year."""
    if totals is None:
        return pd.Series(dtype="int64")
    key = key_of(totals, ("site",), "totals")
    frames.take(totals, [key, "pupils"])
    if "year" in totals:
        totals = totals[totals["year"] == year]
    known = totals.dropna(subset=["pupils"]).astype({"pupils": "int64"})
    if known[key].duplicated().any():
        count = int(known[key].duplicated().sum())
        remedy = "Give one total a site and year."
        raise InputError(f"totals has {count} sites twice", kind="DuplicateKey", column=key, count=count, remedy=remedy)
    return known.set_index(key)["pupils"]


def _drawn(rows: pd.DataFrame, sums: pd.Series, law: str, seed: int) -> str:
    """Draw hidden counts in place, and say what was assumed of which sites."""
    is_hidden = rows["pupils"].isna()
    veiled = rows.loc[is_hidden, ["site", "pupils_low", "pupils_high"]].sort_values("site", kind="stable")
    sites = sorted(veiled["site"].unique())
    left = sums.reindex(sites) - rows.groupby("site")["pupils"].sum().reindex(sites)
    bound = veiled.groupby("site")[["pupils_low", "pupils_high"]].sum().reindex(sites)
    fits = ((left >= bound["pupils_low"]) & (left <= bound["pupils_high"])).fillna(value=False)
    rest = [int(each) if fit else None for each, fit in zip(left, fits, strict=True)]
    table = pa.table(
        {
            "unit": np.searchsorted(np.array(sites, dtype=object), veiled["site"].to_numpy(object)),
            "low": veiled["pupils_low"].to_numpy("int64"),
            "high": veiled["pupils_high"].to_numpy("int64"),
        }
    )
    drawn, words = _core.World.hidden_counts(table, rest=rest, law=law, seed=seed)
    counts = pa.table(drawn)["pupils"].to_numpy()
    rows.loc[veiled.index, "pupils"] = counts
    words = f"{len(counts):,} {words}; they hold {int(counts.sum()):,} pupils (seed {seed})"
    shown = rows[~rows["site"].isin(sites)].groupby("site")["pupils"].sum()
    known = sums.reindex(shown.index).dropna()
    without = [site for site, each in zip(sites, left, strict=True) if pd.isna(each)]
    against = [site for site, each, fit in zip(sites, left, fits, strict=True) if not pd.isna(each) and not fit]
    against += sorted(known.index[known != shown[known.index]])
    return "; ".join(
        [words, *_listed(without, "sites without a total"), *_listed(against, "sites whose total cannot be")]
    )


def _listed(sites: list[str], what: str) -> list[str]:
    more = " ..." if len(sites) > SHOWN else ""
    return [f"{len(sites):,} {what}: {', '.join(sites[:SHOWN])}{more}"] if sites else []


def _towns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the municipality of every home area, by name or code: that of most rows, ties to the first by name."""
    names = [name for name in ("home_municipality_code", "home_municipality") if name in rows]
    if not names:
        return pd.DataFrame(index=pd.Index(sorted(rows["home_area"].unique())))
    found = rows.dropna(subset=names[:1]).groupby(["home_area", *names]).size().rename("rows").reset_index()
    found = found.sort_values(["home_area", "rows", *names], ascending=[True, False, *([True] * len(names))])
    most = found.drop_duplicates("home_area").set_index("home_area")[names]
    return most.reindex(sorted(rows["home_area"].unique()))
