"""A world from published files: what they tell of pupils, schools and homes, put together and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, places, towns
from schoolmix.errors import InputError, InputTypeError
from schoolmix.fitted import GROUP, fitted
from schoolmix.gathering import AREA_KEYS, SITE_KEYS, has, opened, told, with_one_place
from schoolmix.observed import KINDS, Cells, checked_year, observed
from schoolmix.register import check_numbers

MISSING = 65535
"""The code of a value that is not there."""
FIFTHS = 5
SITE = ("site_name", "board", "denomination", "structure", "places", "municipality_code", "municipality", "province")


def assembled(
    *,
    schools: Any,
    homes: Any,
    flows: Any,
    totals: Any,
    sector: str,
    year: int | None,
    area_traits: Sequence[str],
    groups: Sequence[str] | None,
    trait: str,
    missing: Sequence[str],
    decay: Any,
    law: str,
    seed: int,
) -> tuple[_core.World, list[str]]:
    """Return the world of some files, and what was assumed, left out and not found; as :meth:`World.from_files`."""
    _check(sector, trait, area_traits=area_traits, groups=groups or (), missing=missing)
    sites, several = with_one_place(opened(schools, "schools"), SITE_KEYS)
    areas = opened(homes, "homes")
    sums = None if totals is None else opened(totals, "totals")[0]
    spots = (told(sites, SITE_KEYS, places.PLANE, "schools"), told(areas, AREA_KEYS, places.PLANE, "homes"))
    if flows is None:
        if sums is not None or law != "poisson":
            raise InputError(
                "totals and law are for flows, and there are none",
                kind="BadOption",
                column="totals",
                remedy="Leave them out, or give flows.",
            )
        table, notes = fitted(sites, areas, points=spots, groups=groups, decay=decay, seed=seed)
        cells = Cells(
            table.rename(columns={GROUP: trait}),
            [trait],
            sector,
            checked_year(year),
            pd.DataFrame(),
            pd.DataFrame(),
            notes,
        )
    else:
        if decay is not None or groups is not None:
            raise InputError(
                "decay and groups are for files that do not tell who goes where, and flows do",
                kind="BadOption",
                column="decay",
                remedy="Leave them out, or leave out flows.",
            )
        cells = observed(opened(flows, "flows"), sector=sector, year=year, totals=sums, law=law, seed=seed)
    return _Assembly(cells, _Given(sites, areas, sums, spots, several, missing)).world(area_traits)


def _check(sector: str, trait: str, **listed: Sequence[str]) -> None:
    for name, value in {"sector": sector, "trait": trait}.items():
        if not isinstance(value, str):
            raise InputTypeError(
                f"{name} is a {type(value).__name__}", kind="WrongType", column=name, remedy="Give a text."
            )
    for name, names in listed.items():
        frames.columns(names, name)
        if isinstance(names, str):
            raise InputTypeError(
                f"{name} is one text", kind="WrongType", column=name, remedy=f"Give a list, such as [{names!r}]."
            )
    if sector not in KINDS:
        raise InputError(
            f"there is no sector {sector!r}", kind="BadOption", column="sector", remedy="Allowed: 'po', 'vo'."
        )


@dataclass(frozen=True)
class _Given:
    """Frames of schools, homes and totals; the places of sites and areas, and which sites have several."""

    schools: list[pd.DataFrame]
    homes: list[pd.DataFrame]
    totals: pd.DataFrame | None
    spots: tuple[pd.DataFrame, pd.DataFrame]
    several: set[str]
    missing: Sequence[str]


class _Assembly:
    """Cells of pupils, and what frames tell of the sites and areas in them."""

    def __init__(self, cells: Cells, given: _Given) -> None:
        self.cells, self.given = cells, given
        self.notes = list(cells.notes)
        self.codes = sorted(cells.table["site"].unique())
        self.areas = sorted(cells.table["home_area"].unique())
        tellers = [] if cells.sites.empty else [cells.sites.rename_axis("site").reset_index()]
        history = [] if given.totals is None else [given.totals]
        self.known = told([*tellers, *given.schools, *history], SITE_KEYS, SITE, "schools")
        check_numbers(self.known)
        self.spots = [spot.reindex(codes) for spot, codes in zip(given.spots, (self.codes, self.areas), strict=True)]
        self._say_spots(len(given.several & set(self.codes)))

    def _say_spots(self, several: int) -> None:
        if several:
            self.notes.append(f"{several:,} sites have several buildings and stand in the middle of them")
        pupils = self.cells.table["pupils"]
        for spot, key, what in zip(self.spots, ("site", "home_area"), ("sites", "home areas"), strict=True):
            lacking = spot.index if not has(spot, places.PLANE) else spot.index[spot["x_km"].isna()]
            if len(lacking):
                count = int(pupils[self.cells.table[key].isin(set(lacking))].sum())
                self.notes.append(f"{len(lacking):,} of {len(spot):,} {what} without a place ({count:,} pupils)")

    def world(self, area_traits: Sequence[str]) -> tuple[_core.World, list[str]]:
        """Return the world, and what must be known of it."""
        municipalities, of_site, of_area = self._towns()
        sites, labels = self._schools(of_site)
        homes = self._columns(self.spots[1], {"area": self.areas, "municipality": of_area})
        columns, traits = self._traits(area_traits)
        year = self.cells.year
        core = _core.World.from_parts(
            self._pupils(columns),
            sites,
            homes,
            municipalities,
            traits=traits,
            labels=labels,
            source="files",
            sector=self.cells.sector,
            years=(year, year),
        )
        return core, self.notes

    def _towns(self) -> tuple[pa.Table, Any, Any]:
        """Return municipalities, and their positions by site and by home area; null where they are not known."""
        names, provinces = towns.named([self.known, *self.given.homes], self.cells.year)
        of_site = self.known["municipality_code"].reindex(self.codes) if "municipality_code" in self.known else None
        of_area = towns.of_areas(self.areas, self.given.homes, self.cells.areas, names)
        pupils = self.cells.table["pupils"]
        for found, key, what in ((of_site, "site", "sites"), (of_area, "home_area", "home areas")):
            if found is not None and found.isna().any():
                lacking = set(found.index[found.isna()])
                count = int(pupils[self.cells.table[key].isin(lacking)].sum())
                words = f"{what} without a municipality, under code {towns.ELSEWHERE[0]} ({count:,} pupils)"
                self.notes.append(f"{len(lacking):,} {words}")
        table, where, notes = towns.tabled([of_site, of_area], names, provinces)
        self.notes += notes
        return table, where[0], where[1]

    def _pupils(self, columns: list[Any]) -> pa.Table:
        """Return a row a pupil, numbered by home area, site and traits."""
        cells = self.cells.table
        number = cells["pupils"].to_numpy()
        count = int(number.sum())
        ends = (("home", "home_area", self.areas), ("school", "site", self.codes))
        table = {"id": pa.array(np.arange(count), pa.uint64())}
        for name, key, known in ends:
            positions = np.searchsorted(np.array(known, dtype=object), cells[key].to_numpy(object))
            table[name] = pa.array(np.repeat(positions, number), pa.uint32())
        for name in ("first_year", "last_year"):
            table[name] = pa.array(np.full(count, self.cells.year), pa.uint16())
        if "study_year" in cells:
            table["study_year"] = pa.array(np.repeat(cells["study_year"].to_numpy(), number), pa.uint8())
        for at, codes in enumerate(columns):
            table[f"trait_{at}"] = pa.array(np.repeat(codes, number), pa.uint16())
        return pa.table(table)

    def _traits(self, area_traits: Sequence[str]) -> tuple[list[Any], list[Any]]:
        columns, traits = [], []
        for name in self.cells.traits:
            codes, labels = self._coded(self.cells.table[name])
            columns.append(codes)
            traits.append((name, labels, False, False))
        for name in area_traits:
            columns.append(self._fifths(name))
            traits.append((f"{name}_fifth", None, True, True))
        return columns, traits

    def _coded(self, column: pd.Series) -> tuple[Any, list[str] | None]:
        """Return codes of a trait and its labels; numbers stand for themselves."""
        if pd.api.types.is_numeric_dtype(column):
            return column.fillna(MISSING).to_numpy("int64"), None
        texts = column.astype(object).where(~column.isin(list(self.given.missing)), None)
        count = int(self.cells.table["pupils"][texts.isna() & column.notna()].sum())
        if count:
            self.notes.append(f"{count:,} pupils of {column.name} {', '.join(self.given.missing)}: no value")
        labels = sorted(texts.dropna().unique())
        places_of = {label: at for at, label in enumerate(labels)}
        return texts.map(places_of).fillna(MISSING).to_numpy("int64"), labels

    def _fifths(self, name: str) -> Any:
        """Return the fifth of pupils, 1 lowest to 5, in which the areas of cells are by a score of the area."""
        known = told(
            [frame for frame in self.given.homes if name in frame] or self.given.homes, AREA_KEYS, [name], "homes"
        )
        remedy = "Name columns of homes that hold a score of the area."
        if name not in known:
            message = f"homes has no column '{name}'"
            raise InputError(message, kind="MissingColumn", column="area_traits", remedy=remedy)
        if not pd.api.types.is_numeric_dtype(known[name]) or pd.api.types.is_bool_dtype(known[name]):
            raise InputTypeError(f"'{name}' holds no numbers", kind="WrongType", column="area_traits", remedy=remedy)
        cells = self.cells.table
        pupils = cells.groupby("home_area")["pupils"].sum().reindex(self.areas)
        fifths = fifths_of(known[name].reindex(self.areas).astype("float64"), pupils)
        lacking = fifths.isna()
        words = f"{name}_fifth is a trait of the home area: fifths of pupils by the score of their area"
        self.notes.append(f"{words}; {int(pupils[lacking].sum()):,} pupils in {int(lacking.sum()):,} areas without one")
        return cells["home_area"].map(fifths).fillna(MISSING).to_numpy("int64")

    def _schools(self, of_site: Any) -> tuple[pa.Table, dict[str, Any]]:
        known = self.known.reindex(self.codes)
        columns: dict[str, Any] = {"site": self.codes}
        columns |= {name: known[name].fillna("").tolist() for name in ("site_name", "board") if name in known}
        labels: dict[str, Any] = {}
        for name in ("denomination", "structure"):
            if name in known and known[name].notna().any():
                labels[name] = sorted(known[name].dropna().unique())
                at = {label: place for place, label in enumerate(labels[name])}
                columns[name] = pa.array(known[name].map(at).fillna(MISSING).astype("int64"), pa.uint16())
        columns["municipality"], columns["places"] = of_site, self._places(known)
        nobody = pa.nulls(len(self.codes), pa.uint16())
        columns |= {"first_year": nobody, "last_year": nobody}
        return self._columns(self.spots[0], columns), labels

    def _places(self, known: pd.DataFrame) -> Any:
        """Return places: as told, or the most pupils that the totals tell of up to this year; else not known."""
        pupils = self.cells.table.groupby("site")["pupils"].sum().reindex(self.codes)
        totals = self.given.totals
        if "places" in known and known["places"].notna().any():
            told_of = known["places"].astype("Float64")
        elif totals is not None and has(totals, ("site", "year", "pupils")):
            past = totals[(totals["year"] <= self.cells.year) & totals["site"].isin(self.codes)]
            told_of = past.groupby("site")["pupils"].max().reindex(self.codes).astype("Float64")
            span = f"{int(past['year'].min())} to {self.cells.year}" if len(past) else "no year"
            self.notes.append(
                f"places are the most pupils that a site had in a year, {span}: what it held, not its room"
            )
        else:
            return None
        lacking = told_of.isna()
        if lacking.any():
            listed = f"{int(lacking.sum()):,} sites tell no places: as many as their pupils"
            self.notes.append(listed)
        return pa.array(told_of.fillna(pupils.astype("Float64")).astype("int64").to_numpy(), pa.uint32())

    def _columns(self, spot: pd.DataFrame, columns: dict[str, Any]) -> pa.Table:
        table = {name: column for name, column in columns.items() if column is not None}
        for name, column in table.items():
            if isinstance(column, list):
                table[name] = pa.array(column, pa.large_string())
        if has(spot, places.PLANE) and spot["x_km"].notna().any():
            table |= {name: pa.array(spot[name].to_numpy("float64"), pa.float64()) for name in places.PLANE}
        return pa.table(table)


def fifths_of(score: pd.Series, pupils: pd.Series) -> pd.Series:
    """
    Return the fifth of pupils in which every area lies by its score, 1 lowest to 5; null without a score.

    An area lies where the middle of its pupils does; areas of one score lie together.

    Examples
    --------
    >>> score, pupils = pd.Series([0.1, 0.3, None, 0.2]), pd.Series([40, 20, 9, 40])
    >>> fifths_of(score, pupils).tolist()
    [2, 5, <NA>, 4]
    """
    known = score.notna()
    alike = pupils[known].groupby(score[known]).sum().sort_index()
    middle = (alike.cumsum() - alike / 2) / alike.sum()
    fifths = np.minimum(np.floor(middle * FIFTHS) + 1, FIFTHS).astype("Int64")
    return score.map(fifths).astype("Int64")
