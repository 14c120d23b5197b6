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
        own_words: list[str] = []
        stands = self._stands(cells)
        known = (cells[AREA].notna() & stands.notna()).to_numpy(bool)
        cells["own_share"] = np.where(known, cells[AREA].to_numpy(object) == stands.to_numpy(object), np.nan)
        if not known.any():
            own_words.append(f"no column '{self.site_area}': own and adjacent share and outflow are not known")
        cells["outflow"] = 1 - cells["own_share"] if self.across is None else _crossing(cells, *self.across)
        cells["adjacent_share"], words = self._adjacent(cells, stands, known)
        lengths, far = self._lengths(cells)
        cells[list(LENGTHS)] = lengths
        return cells, [*own_words, *words, *far]

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
        texts = texts_of(self.site_area, pa.chunked_array([pa.array(column, from_pandas=True)])).to_pandas()
        return code.map(texts.set_axis(column.index)).astype(object)

    def _adjacent(self, cells: pd.DataFrame, stands: pd.Series, known: Any) -> tuple[Any, list[str]]:
        nothing = np.full(len(cells), np.nan)
        if self.adjacent is not None:
            pairs, areas, words = places.touching(self.adjacent, self.keys)
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

    def _lengths(self, cells: pd.DataFrame) -> tuple[Any, list[str]]:
        if self.areas is None or self.sites is None:
            return np.full((len(cells), 2), np.nan), ["no places and schools: distances are not known"]
        homes, sites = _rows(self.areas, cells[AREA]), _rows(self.sites, cells[UNIT])
        for rows, codes, column, where in (
            (homes, cells[AREA], self.keys[0], "places"),
            (sites, cells[UNIT], self.unit, "schools"),
        ):
            if codes.notna().any() and (rows < 0).all():
                raise InputError(
                    f"none of the {codes.nunique()} values of '{column}' is found in {where}",
                    kind="UnmatchedKey",
                    column=column,
                    count=int(codes.nunique()),
                    remedy="Write codes in the same way in both frames.",
                )
        at, schools = places.points(self.areas, self.sites)
        distance = places.apart(_picked(at, homes), _picked(schools, sites))
        sector = self.sites["sector"] if "sector" in self.sites else pd.Series("", index=self.sites.index)
        kinds = np.where(sites >= 0, sector.fillna("").to_numpy(object)[sites], None)
        least = np.full(len(cells), np.nan)
        for kind in sorted({kind for kind in kinds if kind is not None}):
            here = (kinds == kind) & (homes >= 0)
            asked, back = np.unique(homes[here], return_inverse=True)
            least[here] = places.nearest(at[asked], schools[(sector.fillna("") == kind).to_numpy(bool)])[back]
        return np.column_stack([distance, distance - least]), []


def _rows(frame: pd.DataFrame, codes: pd.Series) -> Any:
    return frame.index.get_indexer(pd.Index(codes.to_numpy(object)))


def _picked(at: Any, rows: Any) -> Any:
    """Return the points of some rows, NaN for a row that is not there."""
    return np.where((rows >= 0)[:, None], at[rows], np.nan)


def _crossing(cells: pd.DataFrame, home: str, site: str) -> Any:
    known = (cells[home].notna() & cells[site].notna()).to_numpy(bool)
    return np.where(known, cells[home].to_numpy(object) != cells[site].to_numpy(object), np.nan)
