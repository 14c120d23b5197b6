"""Pupils of sites year by year: which sites come and go, and which of that is only another code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.keyed import check_known, whole

ALIKE = (3 / 4, 4 / 3)
"""How many pupils a site has, beside one that came or went, to be taken for the same."""
LEAST_ALIKE, LEAST_SPLIT = 20, 40
"""Pupils below which a like size, and a fall of another site, say nothing."""
MOVED, OWN = 1 / 2, 1 / 5
"""What part of its pupils another site lost or won, and what part of its own that must be."""
LARGE = 150
"""Pupils at once with which no new school starts by itself."""
WORDS = frozenset(
    {"basisonderwijs", "basisschool", "bbs", "bijzondere", "bo", "bs", "cbs", "christelijke", "chr", "de", "geref"}
    | {"evangelische", "gereformeerde", "het", "ibs", "ikc", "in", "interconfessionele", "islamitische", "katholieke"}
    | {"kc", "kindcentrum", "obs", "openbare", "pc", "pcbo", "pcbs", "protestants", "rk", "rkbs", "rooms", "school"}
    | {"t", "van", "voor", "vrije"}
)
"""What names of schools have in common, which tells nothing of whether they are the same."""


@dataclass(frozen=True)
class Enrolled:
    """Pupils of sites year by year.

    Attributes
    ----------
    sites : array of str
        Sorted.
    years : array of int
        Consecutive.
    low, high, mean : array of int, array of int, array of float
        Pupils, a row a site and a column a year: between bounds where they are hidden, and the middle of these; 0 where
        there are none.
    towns, names, areas : array of object
        Municipality, name without common words (empty where not known), and area (null where not known) of each site.
    """

    sites: npt.NDArray[Any]
    years: npt.NDArray[np.int64]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]
    towns: npt.NDArray[Any]
    names: npt.NDArray[Any]
    areas: npt.NDArray[Any]

    def first(self) -> npt.NDArray[np.intp]:
        """Return the place of the first year with pupils."""
        return np.asarray((self.high > 0).argmax(axis=1))

    def last(self) -> npt.NDArray[np.intp]:
        """Return the place of the last year with pupils."""
        return np.asarray(len(self.years) - 1 - (self.high[:, ::-1] > 0).argmax(axis=1))

    def is_same_area(self, site: int, other: int | None) -> bool | None:
        """Return whether two sites stand in the same area; None where that is not known."""
        if other is None or self.areas[site] is None or self.areas[other] is None:
            return None
        return bool(self.areas[site] == self.areas[other])

    def gaps(self, site: int) -> int:
        """Return for how many years between the first and the last a site had no pupils."""
        there = np.flatnonzero(self.high[site] > 0)
        return int(there[-1] - there[0] + 1 - len(there))


@dataclass(frozen=True)
class Event:
    """A site that came or went: its row, the place of the year, which kind it is, and the row of the other site."""

    site: int
    year: int
    kind: str
    other: int | None


def enrolled(history: Any, *, sector: str | None, areas: Any = None) -> Enrolled:
    """Check a history of enrolment and return its pupils by site and year."""
    rows = _rows(history, sector)
    years = np.arange(rows["year"].min(), rows["year"].max() + 1)
    absent = sorted(set(years.tolist()) - set(rows["year"].tolist()))
    if absent:
        raise InputError(
            f"the history has no rows of {len(absent)} years between its first and last, first {absent[0]}",
            kind="BadYear",
            column="year",
            count=len(absent),
            remedy="Give all years in between: otherwise openings and closures cannot be dated.",
        )
    low, high = (rows.pivot_table(index="site", columns="year", values=end, fill_value=0) for end in ("low", "high"))
    there = (high > 0).any(axis=1)
    low, high = low[there], high[there]
    about = rows.drop_duplicates("site", keep="last").set_index("site").reindex(high.index)
    unnamed = pd.Series("", index=high.index)
    names = about["site_name"].map(_plain) if "site_name" in about else unnamed
    return Enrolled(
        high.index.to_numpy(object),
        years,
        low.to_numpy(np.int64),
        high.to_numpy(np.int64),
        (low + high).to_numpy(np.float64) / 2,
        about["municipality_code"].to_numpy(object),
        names.to_numpy(object),
        _areas(areas, high.index),
    )


def _rows(history: Any, sector: str | None) -> pd.DataFrame:
    names = frames.names_of(frames.collected(history))
    bounds = [name for name in ("pupils_low", "pupils_high") if name in names]
    also = [name for name in ("site_name",) if name in names]
    wanted = ["site", "year", "pupils", "municipality_code", *bounds, *also, *([] if sector is None else ["sector"])]
    rows = frames.to_pandas(frames.take(history, wanted))
    if sector is not None:
        rows = rows[rows["sector"] == sector].reset_index(drop=True)
    if rows.empty:
        raise InputError(
            "the history has no rows" + ("" if sector is None else f" of sector {sector}"),
            kind="EmptyInput",
            column="history" if sector is None else "sector",
            remedy="Give rows of sites; sector=None takes all of them.",
        )
    for key in ("site", "municipality_code"):
        check_known(rows[key], key, "history")
    rows["year"] = whole(rows, "year", "history")
    hidden = rows["pupils"].isna()
    if hidden.any() and len(bounds) < 2:
        raise InputError(
            f"the pupils of {int(hidden.sum())} rows are hidden",
            kind="SuppressedMarker",
            column="pupils",
            row=int(np.flatnonzero(hidden)[0]),
            count=int(hidden.sum()),
            remedy="Give the least and the most there can be in columns 'pupils_low' and 'pupils_high'.",
        )
    for end in ("low", "high"):
        rows[end] = rows["pupils"].fillna(rows[f"pupils_{end}"]) if len(bounds) == 2 else rows["pupils"]
        rows[end] = whole(rows.rename(columns={end: f"pupils {end}"}), f"pupils {end}", "history")
    _check_once(rows, ["site", "year"], "history")
    return rows.sort_values(["site", "year"])


def _check_once(rows: pd.DataFrame, keys: list[str], of: str) -> None:
    twice = np.flatnonzero(rows.duplicated(keys))
    if len(twice):
        raise InputError(
            f"{len(twice)} rows of {of}, first row {twice[0]}, are of the same {' and '.join(keys)} as another",
            kind="DuplicateKey",
            column="site",
            row=int(twice[0]),
            count=len(twice),
            remedy="Keep one row for each.",
        )


def _areas(areas: Any, sites: pd.Index[Any]) -> npt.NDArray[Any]:
    if areas is None:
        return np.full(len(sites), None, dtype=object)
    table = frames.to_pandas(frames.take(areas, ["site", "site_pc4"])).dropna().drop_duplicates(ignore_index=True)
    _check_once(table, ["site"], "areas")
    found = table.set_index("site")["site_pc4"].reindex(sites).astype(object)
    return np.asarray(found.where(found.notna(), None), dtype=object)


def _plain(name: Any) -> str:
    """Return a name without accents, marks and the words that many schools have.

    Examples
    --------
    >>> _plain("Chr. Basisschool De Regenboog"), _plain("CBS De Regenboog")
    ('regenboog', 'regenboog')
    """
    letters = unicodedata.normalize("NFKD", str(name or "").lower())
    spelt = re.sub(r"[^a-z0-9 ]", "", letters).split()
    return " ".join(word for word in spelt if word not in WORDS)


def opened(of: Enrolled) -> Iterator[Event]:
    """Return every site that came after the first year, in order: ``continued``, ``split``, ``new`` or ``unclear``."""
    first, towns = of.first(), _towns(of)
    for site in np.flatnonzero(first > 0):
        year = int(first[site])
        others = _others(towns, of, int(site))
        gone = others[(of.high[others, year - 1] > 0) & (of.high[others, year] == 0)]
        other = _same(of, int(site), gone, of.mean[site, year], of.mean[gone, year - 1])
        if other is not None:
            yield Event(int(site), year, "continued", other)
            continue
        stay = others[(of.high[others, year - 1] > 0) & (of.high[others, year] > 0)]
        other = _moved(
            of.mean[site, year], of.mean[stay, year - 1] - of.mean[stay, year], of.mean[stay, year - 1], stay
        )
        kind = "split" if other is not None else "unclear" if of.low[site, year] >= LARGE else "new"
        yield Event(int(site), year, kind, other)


def closed(of: Enrolled) -> Iterator[Event]:
    """Return every site that went before the last year, in order: ``continued``, ``merged`` or ``dispersed``."""
    last, towns = of.last(), _towns(of)
    for site in np.flatnonzero(last < len(of.years) - 1):
        year = int(last[site]) + 1
        others = _others(towns, of, int(site))
        came = others[(of.high[others, year - 1] == 0) & (of.high[others, year] > 0)]
        other = _same(of, int(site), came, of.mean[site, year - 1], of.mean[came, year])
        if other is not None:
            yield Event(int(site), year, "continued", other)
            continue
        stay = others[(of.high[others, year - 1] > 0) & (of.high[others, year] > 0)]
        won = of.mean[stay, year] - of.mean[stay, year - 1]
        other = _moved(of.mean[site, year - 1], won, of.mean[stay, year - 1], stay, least=0)
        yield Event(int(site), year, "dispersed" if other is None else "merged", other)


def _towns(of: Enrolled) -> dict[Any, npt.NDArray[np.intp]]:
    return {town: np.asarray(rows) for town, rows in pd.Series(of.towns).groupby(of.towns).indices.items()}


def _others(towns: dict[Any, npt.NDArray[np.intp]], of: Enrolled, site: int) -> npt.NDArray[np.intp]:
    """Return the other sites of the same municipality; none where it is not known."""
    rows: npt.NDArray[np.intp] = towns.get(of.towns[site], np.empty(0, dtype=np.intp))
    return np.asarray(rows[rows != site])


def _same(
    of: Enrolled, site: int, others: npt.NDArray[np.intp], size: float, sizes: npt.NDArray[np.float64]
) -> int | None:
    """Return the one of some sites that is the same under another code: of the name, in the area, or of the size."""
    if not len(others):
        return None
    is_named = (of.names[others] == of.names[site]) & (of.names[site] != "")
    is_there = np.array([of.areas[site] is not None and area == of.areas[site] for area in of.areas[others]])
    ratio = size / sizes  # none of them is 0
    is_alike = (ratio >= ALIKE[0]) & (ratio <= ALIKE[1]) & (size >= LEAST_ALIKE)
    for suits in (is_named, is_there & (ratio >= MOVED) & (ratio <= 1 / MOVED), is_alike):
        if suits.any():
            off = np.where(suits, np.abs(np.log(ratio)), np.inf)
            return int(others[off.argmin()])
    return None


def _moved(
    size: float,
    moved: npt.NDArray[np.float64],
    before: npt.NDArray[np.float64],
    others: npt.NDArray[np.intp],
    *,
    least: int = LEAST_SPLIT,
) -> int | None:
    """Return the one of some sites that lost, or won, about the pupils of a site that came, or went."""
    suits = (moved >= MOVED * size) & (moved >= OWN * before) & (size >= least)
    return int(others[np.where(suits, moved, -np.inf).argmax()]) if suits.any() else None
