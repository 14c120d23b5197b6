"""Schools in reach of homes: the nearest of each, with what utilities are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from schoolmix import _core, places
from schoolmix.errors import ColumnError, InputError
from schoolmix.priority import nearest
from schoolmix.terms import closest

BROAD = ("public", "catholic", "protestant", "general", "other")
"""Broad denominations; utilities are set beside that of public schools."""
TOWN = "municipality_code"
NEAR = 10
"""The school to which the circle reaches that tells how dense schools are."""
LEAST = 0.1
"""Kilometres that this circle has at least."""
MORE = 5
"""Schools found beyond those asked for, so that those on a plane are also the nearest on the globe."""


@dataclass(frozen=True)
class Ground:
    """
    Home areas and sites with their places, and what is known of them.

    Attributes
    ----------
    homes, sites : pandas.DataFrame
        By code; those without a place are left out and told in ``notes``.
    site_area : str
        Column of ``sites`` with the area in which a site stands.
    """

    homes: pd.DataFrame
    sites: pd.DataFrame
    site_area: str
    notes: tuple[str, ...]


def ground(homes: Any, schools: Any, *, area: str, unit: str, site_area: str, wanted: Sequence[str]) -> Ground:
    """Return what two frames tell of home areas and sites: their places and the columns wanted."""
    spots = [*places.GLOBE, *places.PLANE]
    keys = [area, area.removeprefix("home_"), "area"]
    known = places.described(homes, keys, [*dict.fromkeys([TOWN, "density", "pupils", *wanted, *spots])], "homes")
    sites = places.described(
        schools,
        [unit],
        [*dict.fromkeys([TOWN, "size", site_area, "denomination", *wanted, *spots])],
        "schools",
    )
    notes = []
    found = []
    for frame, what in ((known, "home areas"), (sites, "schools")):
        pair = places.PLANE if all(name in frame for name in places.PLANE) else places.GLOBE
        if not all(name in frame for name in pair):
            remedy = "Give both frames lon and lat, or both x_km and y_km."
            raise InputError(f"{what} have no coordinates", kind="MissingPlace", column=what, remedy=remedy)
        lost = frame[list(pair)].isna().any(axis=1)
        if lost.any():
            notes.append(f"{int(lost.sum())} of {len(frame)} {what} have no place and are left out")
        found.append(frame[~lost].sort_index())
    for frame, what in zip(found, ("homes", "schools"), strict=True):
        if frame.empty:
            message = f"{what} have no row with a place"
            raise InputError(message, kind="EmptyInput", column=what, remedy="Give some.")
    return Ground(found[0], found[1], site_area, tuple(notes))


@dataclass(frozen=True)
class Reach:
    """
    The schools in reach of every home, a row each, sorted by home and distance.

    Attributes
    ----------
    ground : Ground
    home, site : array of int
        Positions.
    distance : array of float
        Kilometres as the crow flies.
    rank : array of int
        1 for the nearest.
    spacing : array of float
        By home, kilometres to the tenth school, or the last in reach.
    centre : float
        Mean logarithm of densities that is taken off.
    """

    ground: Ground
    home: npt.NDArray[np.int64]
    site: npt.NDArray[np.int64]
    distance: npt.NDArray[np.float64]
    rank: npt.NDArray[np.int64]
    spacing: npt.NDArray[np.float64]
    centre: float = 0.0

    def density(self) -> npt.NDArray[np.float64]:
        """Return by home the logarithm of its density, less the centre."""
        homes = self.ground.homes
        if "density" in homes:
            given = pd.to_numeric(homes["density"], errors="coerce").to_numpy(np.float64)
            wrong = ~(given > 0)
            if wrong.any():
                raise InputError(
                    f"'density' is missing or not above 0 in {int(wrong.sum())} of {len(given)} home areas",
                    kind="MissingValue",
                    column="density",
                    count=int(wrong.sum()),
                    remedy="Give residents per km2, or leave the column out: then schools per km2 stand for it.",
                )
            return np.asarray(np.log(given) - self.centre, dtype=np.float64)
        near = min(NEAR, int(self.rank.max()))
        circle = np.pi * np.maximum(self.spacing, LEAST) ** 2
        return np.asarray(np.log(near / circle) - self.centre, dtype=np.float64)

    def knows(self, name: str) -> bool:
        """Return whether a column is known."""
        needs = {
            "own_area": ((self.ground.sites, self.ground.site_area),),
            "own_municipality": ((self.ground.homes, TOWN), (self.ground.sites, TOWN)),
            "log_size": ((self.ground.sites, "size"),),
            "denomination": ((self.ground.sites, "denomination"),),
        }
        if name in needs:
            return all(column in frame for frame, column in needs[name])
        return name in MADE or name in self.ground.sites or name in self.ground.homes

    def column(self, name: str) -> pd.Series[Any]:
        """Return a column of pairs: one made of places, or one of sites, or else of homes."""
        if not self.knows(name):
            known = [*filter(self.knows, MADE), *self.ground.sites, *self.ground.homes]
            raise ColumnError(
                f"there is no column '{name}' of schools or homes",
                kind="MissingColumn",
                column=name,
                remedy=closest(name, known),
            )
        if name in MADE:
            return pd.Series(MADE[name](self))
        for frame, at in ((self.ground.sites, self.site), (self.ground.homes, self.home)):
            if name in frame:
                return frame[name].take(at).reset_index(drop=True)
        raise AssertionError

    def own_area(self) -> Any:
        """Return whether a site stands in the home area."""
        return self._texts(self.ground.sites, self.ground.site_area)[self.site] == self._codes()[self.home]

    def own_municipality(self) -> Any:
        """Return whether a site stands in the municipality of the home."""
        sites, homes = (self._texts(frame, TOWN) for frame in (self.ground.sites, self.ground.homes))
        return sites[self.site] == homes[self.home]

    def log_size(self) -> Any:
        """Return the logarithm of the size of the site."""
        sizes = pd.to_numeric(self.ground.sites["size"], errors="coerce").to_numpy(np.float64)
        wrong = ~(sizes > 0)
        if wrong.any():
            raise InputError(
                f"'size' is missing or not above 0 for {int(wrong.sum())} of {len(sizes)} schools",
                kind="MissingValue",
                column="size",
                count=int(wrong.sum()),
                remedy="Give every school its pupils, and leave out schools without any.",
            )
        return np.log(sizes)[self.site]

    def denomination(self) -> Any:
        """Return the broad denomination of the site."""
        texts = self._texts(self.ground.sites, "denomination")
        broad = np.array(_core.broad_denominations([str(text) for text in texts]), dtype=object)
        wrong = np.array([label is None for label in broad], dtype=bool)
        if wrong.any():
            raise InputError(
                f"the denomination of {int(wrong.sum())} of {len(broad)} schools is missing or not known",
                kind="UnknownCode",
                column="denomination",
                count=int(wrong.sum()),
                remedy="Write denominations as DUO does, such as Openbaar, or leave the term out.",
            )
        return pd.Categorical(broad[self.site], categories=BROAD)

    @staticmethod
    def _texts(frame: pd.DataFrame, name: str) -> Any:
        return frame[name].astype(object).where(frame[name].notna(), None).map(_plain).to_numpy(object)

    def _codes(self) -> Any:
        return self.ground.homes.index.to_numpy(object)

    def rows(self, home: Any, site: Any) -> npt.NDArray[np.int64]:
        """Return the row of each pair of positions, -1 for one out of reach."""
        keys = self.home * len(self.ground.sites) + self.site
        order = np.argsort(keys, kind="stable")
        asked = np.asarray(home, np.int64) * len(self.ground.sites) + np.asarray(site, np.int64)
        at = np.minimum(np.searchsorted(keys[order], asked), len(keys) - 1)
        is_met = (keys[order][at] == asked) & (np.asarray(home) >= 0) & (np.asarray(site) >= 0)
        return np.where(is_met, order[at], -1)


MADE: Mapping[str, Callable[[Reach], Any]] = {
    "distance": lambda reach: reach.distance,
    "log_distance": lambda reach: np.log1p(reach.distance),
    "nearest": lambda reach: (reach.rank == 1).astype(float),
    "log_rank": lambda reach: np.log(reach.rank),
    "own_area": Reach.own_area,
    "own_municipality": Reach.own_municipality,
    "log_size": Reach.log_size,
    "denomination": Reach.denomination,
    "density": lambda reach: reach.density()[reach.home],
}
"""Columns made of places and of what is known by a fixed name."""


def _plain(value: Any) -> Any:
    """Return a code as text, as codes of homes are."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value).strip()


def within(where: Ground, count: int, centre: float = 0.0) -> Reach:
    """
    Return the nearest schools of every home, exactly.

    Examples
    --------
    >>> homes = pd.DataFrame({"x_km": [0.0], "y_km": [0.0]}, index=["1"])
    >>> sites = pd.DataFrame({"x_km": [3.0, 1.0, 2.0], "y_km": 0.0}, index=["a", "b", "c"])
    >>> found = within(Ground(homes, sites, "site_pc4", ()), 2)
    >>> found.site.tolist(), found.distance.tolist()
    ([1, 2], [1.0, 2.0])
    """
    homes, sites = places.points(where.homes, where.sites)
    plane = (_flat(homes, sites), _flat(sites, sites))
    count = min(count, len(sites))
    near = nearest(plane[0], plane[1], min(max(count, NEAR) + MORE, len(sites)))
    apart = places.apart(homes[:, None, :], sites[near])
    order = np.lexsort((near, apart), axis=1)
    near, apart = np.take_along_axis(near, order, axis=1), np.take_along_axis(apart, order, axis=1)
    length = len(homes)
    return Reach(
        ground=where,
        home=np.repeat(np.arange(length), count),
        site=near[:, :count].ravel(),
        distance=apart[:, :count].ravel(),
        rank=np.tile(np.arange(1, count + 1), length),
        spacing=apart[:, min(NEAR, near.shape[1]) - 1],
        centre=centre,
    )


def _flat(points: Any, around: Any) -> Any:
    """Return points as they are on a plane, or seen from above on one that touches the globe amid others."""
    if points.shape[1] == 2:
        return points
    up = around.mean(axis=0)
    up = up / np.linalg.norm(up)
    east = np.cross([0.0, 0.0, 1.0], up)
    east = east / np.linalg.norm(east)
    return np.column_stack([points @ east, points @ np.cross(up, east)])
