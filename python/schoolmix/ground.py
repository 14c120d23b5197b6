"""What is known of the ground under flows: which areas touch, where sites stand, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import places
from schoolmix.errors import InputError
from schoolmix.flows import AREA, UNIT
from schoolmix.register import texts_of

LENGTHS = ("distance", "excess")
VALUES = ("own_share", "adjacent_share", "outflow", *LENGTHS)
"""What holds for the pupils of a cell: shares are 0 or 1 there, lengths are in kilometres."""


@dataclass(frozen=True)
class Ground:
    """What is known of areas and sites."""

    keys: list[str]
    unit: str
    site_area: str
    areas: pd.DataFrame | None
    sites: pd.DataFrame | None
    adjacent: Any
    radius: float | None
    across: tuple[str, str] | None

    def valued(self, cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
        """Return cells with what holds for their pupils, NaN where it is not known, and how it was found."""
        cells = cells.reset_index(drop=True)
        self._check_places(cells)
        crosses = None if self.across is None else _crossing(cells, *self.across)
        stands = self._stands(cells)
        known = (cells[AREA].notna() & stands.notna()).to_numpy(bool)
        cells["own_share"] = np.where(known, cells[AREA].to_numpy(object) == stands.to_numpy(object), np.nan)
        self._check_stands(cells, stands, known)
        cells["outflow"] = 1 - cells["own_share"] if crosses is None else crosses
        cells["adjacent_share"], words = self._adjacent(cells, stands, known)
        lengths, far = self._lengths(cells)
        cells[list(LENGTHS)] = lengths
        return cells, [*self._own_words(cells, known), *words, *far]

    def _check_places(self, cells: pd.DataFrame) -> None:
        """Refuse codes of which none is found where areas or sites are told."""
        for frame, key, column, where in (
            (self.areas, AREA, self.keys[0], "places"),
            (self.sites, UNIT, self.unit, "schools"),
        ):
            if frame is not None:
                _check_met(cells[key], frame.index, column, where)

    def _codes(self, cells: pd.DataFrame, stands: pd.Series) -> set[Any]:
        """Return the areas that are known by any name: of homes, of sites, and those that have a place."""
        areas: Any = [] if self.areas is None else self.areas.index
        return {*cells[AREA].dropna(), *stands.dropna(), *areas}

    def _check_stands(self, cells: pd.DataFrame, stands: pd.Series, known: Any) -> None:
        """Refuse areas of sites that are of another kind than those of homes: all would go to school elsewhere."""
        if known.any():
            where = f"'{self.keys[0]}'" if self.areas is None else f"'{self.keys[0]}' or places"
            _check_met(stands, self._codes(cells, stands.iloc[:0]), self.site_area, where)

    def _own_words(self, cells: pd.DataFrame, known: Any) -> list[str]:
        """Say why nothing is known of where sites stand, and so of what follows from it."""
        words = []
        if not known.any():
            is_there = self.site_area in cells or (self.sites is not None and self.site_area in self.sites)
            why = f"'{self.site_area}' is null for all" if is_there else f"no column '{self.site_area}'"
            what = "own and adjacent share and outflow" if self.across is None else "own and adjacent share"
            words.append(f"{why}: {what} are not known")
        if self.across is not None and cells["outflow"].isna().all():
            words.append(f"{' and '.join(map(repr, self.across))} are both known of nobody: outflow is not known")
        return words

    def _stands(self, cells: pd.DataFrame) -> pd.Series:
        """Return by cell the area in which its site stands."""
        if self.sites is not None and self.site_area in self.sites:
            column, code = self.sites[self.site_area], cells[UNIT]
        elif self.site_area in cells:
            pairs = cells[[UNIT, self.site_area]].dropna().drop_duplicates()
            if pairs[UNIT].duplicated().any():
                raise InputError(
                    f"'{self.site_area}' differs within {int(pairs[UNIT].duplicated().sum())} sites",
                    kind="DuplicateKey",
                    column=self.site_area,
                    count=int(pairs[UNIT].duplicated().sum()),
                    remedy="Give each site one area.",
                )
            column, code = pairs.set_index(UNIT)[self.site_area], cells[UNIT]
        else:
            return pd.Series(None, index=cells.index, dtype=object)
        return code.map(pd.Series(_texts(column), index=column.index, dtype=object)).astype(object)

    def _adjacent(self, cells: pd.DataFrame, stands: pd.Series, known: Any) -> tuple[Any, list[str]]:
        nothing = np.full(len(cells), np.nan)
        if self.adjacent is not None:
            pairs, areas, words = places.touching(self.adjacent, self.keys)
            if known.any():
                self._check_pairs(pairs, areas, self._codes(cells, stands))
            asked = pd.MultiIndex.from_arrays([cells[AREA], stands])
            if areas is not None:
                known = known & (cells[AREA].isin(areas) & stands.isin(areas)).to_numpy(bool)
            return np.where(known, asked.isin(pairs), nothing), [words]
        if self.radius is None:
            return nothing, ["no outlines, pairs or radius: adjacent share is not known"]
        if self.areas is None:
            return nothing, ["no places: adjacent share is not known"]
        homes, sites = (_rows(self.areas, codes) for codes in (cells[AREA], stands))
        at, _ = places.points(self.areas, self.areas)
        apart = places.apart(_picked(at, homes), _picked(at, sites))
        near = (apart <= self.radius) & (homes != sites)
        return np.where(known & ~np.isnan(apart), near, nothing), [f"adjacent: centroids within {self.radius:g} km"]

    def _check_pairs(self, pairs: pd.MultiIndex, areas: set[str] | None, codes: set[Any]) -> None:
        """Refuse outlines of unknown areas, and pairs of which none is of two known areas."""
        if areas is not None:
            _check_met(
                pd.Series(sorted(area for area in areas if area), dtype=object), codes, self.keys[0], "the flows"
            )
        elif len(pairs) and not (pairs.get_level_values(0).isin(codes) & pairs.get_level_values(1).isin(codes)).any():
            raise InputError(
                f"none of the {len(pairs) // 2} pairs of areas is of two areas of the flows",
                kind="UnmatchedKey",
                column="adjacent",
                count=len(pairs) // 2,
                remedy="Write codes in the same way in both frames, or give places that have the areas.",
            )

    def _lengths(self, cells: pd.DataFrame) -> tuple[Any, list[str]]:
        if self.areas is None or self.sites is None:
            return np.full((len(cells), 2), np.nan), ["no places and schools: distances are not known"]
        homes, sites = _rows(self.areas, cells[AREA]), _rows(self.sites, cells[UNIT])
        at, schools = places.points(self.areas, self.sites)
        distance = places.apart(_picked(at, homes), _picked(schools, sites))
        kinds = _sectors(self.sites)
        attended = np.where(sites >= 0, kinds[sites], None)
        least = np.full(len(cells), np.nan)
        for kind in sorted({kind for kind in attended if kind is not None}):
            here = (attended == kind) & (homes >= 0)
            asked, back = np.unique(homes[here], return_inverse=True)
            least[here] = places.nearest(at[asked], schools[kinds == kind])[back]
        lost = sum(kind is None for kind in kinds)
        words = [f"{lost} of {len(kinds)} schools without a sector are never the nearest"] if lost else []
        return np.column_stack([distance, distance - least]), words


def _check_met(codes: pd.Series, known: Any, column: str, where: str) -> None:
    """Refuse codes of which none is known, which is how another way of writing them shows."""
    codes = codes.dropna()
    if len(codes) and not codes.isin(set(known)).any():
        raise InputError(
            f"none of the {codes.nunique()} values of '{column}' is found in {where}",
            kind="UnmatchedKey",
            column=column,
            count=int(codes.nunique()),
            remedy="Write codes in the same way in both.",
        )


def _sectors(sites: pd.DataFrame) -> Any:
    """Return the sector of every site, None where it is not known; all are of one where none is told."""
    if "sector" not in sites:
        return np.full(len(sites), "", dtype=object)
    return _texts(sites["sector"])


def _texts(column: pd.Series) -> Any:
    """Return codes as texts, None where there is none."""
    texts = texts_of(str(column.name), pa.chunked_array([pa.array(column, from_pandas=True)]))
    return np.array([*texts.to_pylist(), None], dtype=object)[:-1]


def _rows(frame: pd.DataFrame, codes: pd.Series) -> Any:
    return frame.index.get_indexer(pd.Index(codes.to_numpy(object)))


def _picked(at: Any, rows: Any) -> Any:
    """Return the points of some rows, NaN for a row that is not there."""
    return np.where((rows >= 0)[:, None], at[rows], np.nan)


def _crossing(cells: pd.DataFrame, home: str, site: str) -> Any:
    """Return by cell whether its pupils cross a border, compared as texts: 363 and "363" are one."""
    homes, sites = _texts(cells[home]), _texts(cells[site])
    known = np.array([code is not None for code in homes]) & np.array([code is not None for code in sites])
    _check_met(pd.Series(homes[known]), sites[known], home, f"'{site}'")
    return np.where(known, homes != sites, np.nan)
