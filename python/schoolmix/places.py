"""Where areas and sites lie, how far apart, and which areas touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.extras import need
from schoolmix.register import texts_of

Points = npt.NDArray[np.float64]
"""A row a point, in kilometres: flat (x, y), or in space (x, y, z) for places on the globe."""

GLOBE, PLANE = ("lon", "lat"), ("x_km", "y_km")
EQUATOR, FLATTENING = 6378.137, 1 / 298.257223563
"""The ellipsoid of WGS84: radius in kilometres, and flattening."""
RD_EAST = {
    (0, 1): 190094.945, (1, 1): -11832.228, (2, 1): -114.221, (0, 3): -32.391, (1, 0): -0.705, (3, 1): -2.340,
    (1, 3): -0.608, (0, 2): -0.008, (2, 3): 0.148,
}  # fmt: skip
RD_NORTH = {
    (1, 0): 309056.544, (0, 2): 3638.893, (2, 0): 73.077, (1, 2): -157.984, (3, 0): 59.788, (0, 1): 0.433,
    (2, 2): -6.439, (1, 1): -0.032, (0, 4): 0.092, (1, 4): -0.054,
}  # fmt: skip
"""Metres of the Dutch national grid by powers of latitude and longitude from Amersfoort."""
AT_ONCE = 256
"""Areas whose distances to all sites are held in memory together."""


def described(frame: Any, key: Sequence[str], wanted: Sequence[str], option: str) -> pd.DataFrame:
    """
    Return what a frame tells of areas or sites: those of the wanted columns that it has, by code.

    Parameters
    ----------
    frame : frame
        A row an area or a site; rows that say the same count once.
    key : sequence of str
        Names that the column with the code may have; the first that is there counts.
    wanted : sequence of str
        Columns to keep.
    option : str
        The argument that the frame came in by, for messages.

    Raises
    ------
    InputError, ColumnError
        Kinds ``MissingColumn``, ``DuplicateKey`` (a code with two places), ``MissingPlace`` (not finite, or degrees
        that are none).

    Examples
    --------
    >>> described(pd.DataFrame({"pc4": [1011], "x_km": [1.5], "y_km": [0.0]}), ["pc4"], PLANE, "places")
          x_km  y_km
    1011   1.5   0.0
    """
    names = frames.names_of(frames.collected(frame))
    code = next((name for name in key if name in names), key[0])
    table = frames.take(frame, [code, *(name for name in wanted if name in names)])
    codes = texts_of(code, table[code]).to_pandas()
    found = frames.to_pandas(table.drop_columns(code)).set_axis(pd.Index(codes.to_numpy(object)), axis=0)
    found = found[found.index.notna()]
    found = found[~found.assign(code=found.index).duplicated()]
    twice = found.index.duplicated()
    if twice.any():
        raise InputError(
            f"{option} has rows that contradict each other for {int(twice.sum())} of its {found.index.nunique()} codes",
            kind="DuplicateKey",
            column=code,
            count=int(twice.sum()),
            remedy="Keep one row for each; of a site with several buildings for example the mean place.",
        )
    for name in (name for name in (*GLOBE, *PLANE) if name in found):
        found[name] = _numbers(found[name], option)
    return found


def _numbers(column: pd.Series, option: str) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    limit = {"lon": 180.0, "lat": 90.0}.get(str(column.name), 1e5)
    wrong = (column.notna() & ~(numbers.abs() <= limit)).to_numpy(bool)
    if wrong.any():
        raise InputError(
            f"'{column.name}' of {option} is no number of {'degrees' if limit < 1e5 else 'kilometres'} in"
            f" {int(wrong.sum())} rows",
            kind="MissingPlace",
            column=str(column.name),
            count=int(wrong.sum()),
            remedy="Give degrees as lon and lat, or kilometres on a plane such as RD as x_km and y_km.",
        )
    return numbers


def points(areas: pd.DataFrame, sites: pd.DataFrame) -> tuple[Points, Points]:
    """
    Return the points of areas and of sites, in the coordinates that both have; NaN where one has no place.

    Degrees become points in space on the ellipsoid of WGS84, between which the straight line is, up to fifty
    kilometres, shorter than the way over the ground by less than a metre.

    Examples
    --------
    >>> here = pd.DataFrame({"lon": [5.0], "lat": [52.0]}, index=["1011"])
    >>> a, b = points(here, here.assign(lat=52.1))
    >>> float(apart(a, b)[0].round(3))
    11.127
    """
    for pair, place in ((PLANE, _flat), (GLOBE, _in_space)):
        if all(name in frame for name in pair for frame in (areas, sites)):
            return place(areas), place(sites)
    raise InputError(
        "places and schools have no coordinates of one kind in common",
        kind="MissingPlace",
        column="places",
        remedy="Give both frames lon and lat, or both x_km and y_km.",
    )


def _flat(frame: pd.DataFrame) -> Points:
    return frame[list(PLANE)].to_numpy(np.float64)


def _in_space(frame: pd.DataFrame) -> Points:
    lon, lat = np.radians(frame[list(GLOBE)].to_numpy(np.float64)).T
    squared = FLATTENING * (2 - FLATTENING)
    across = EQUATOR / np.sqrt(1 - squared * np.sin(lat) ** 2)
    flat = across * np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), across * (1 - squared) * np.sin(lat)])


def on_the_grid(lon: Any, lat: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """
    Return degrees (WGS84) as kilometres east and north on the national grid (*Rijksdriehoeksstelsel*, RD).

    By sums and products alone, so that every machine gives the same bits; right within a metre in the Netherlands.

    Parameters
    ----------
    lon, lat : array of float
        Degrees, NaN where a place is not known.

    References
    ----------
    Schreutelkamp, F. and Strang van Hees, G. (2001), Benaderingsformules voor de transformatie tussen RD- en
    WGS84-kaartcoordinaten, Geodesia 43:64.

    Examples
    --------
    >>> x, y = on_the_grid([5.38720621], [52.15517440])
    >>> x.tolist(), y.tolist()
    ([155.0], [463.0])
    """
    north = 0.36 * (np.asarray(lat, dtype=np.float64) - 52.15517440)
    east = 0.36 * (np.asarray(lon, dtype=np.float64) - 5.38720621)

    def metres(terms: dict[tuple[int, int], float]) -> Any:
        return sum(factor * _power(north, p) * _power(east, q) for (p, q), factor in terms.items())

    return (155000.0 + metres(RD_EAST)) / 1000, (463000.0 + metres(RD_NORTH)) / 1000


def _power(base: npt.NDArray[np.float64], exponent: int) -> npt.NDArray[np.float64]:
    power = np.ones_like(base)
    for _ in range(exponent):
        power = power * base
    return power


def apart(a: Points, b: Points) -> npt.NDArray[np.float64]:
    """Return the distance in kilometres between points of two arrays, pair by pair or broadcast."""
    squares = [(a[..., k] - b[..., k]) ** 2 for k in range(a.shape[-1])]
    return np.asarray(np.sqrt(sum(squares[1:], squares[0])), dtype=np.float64)


def nearest(areas: Points, sites: Points) -> npt.NDArray[np.float64]:
    """Return the distance of every area to the nearest of the sites; NaN where there is none.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [6.0, 8.0], [np.nan, 0.0]])).tolist()
    [5.0]
    """
    sites = sites[~np.isnan(sites).any(axis=1)]
    if not len(sites):
        return np.full(len(areas), np.nan)
    parts = [
        apart(areas[first : first + AT_ONCE, None, :], sites[None, :, :]).min(axis=1)
        for first in range(0, len(areas), AT_ONCE)
    ]
    return np.concatenate([np.empty(0), *parts])


def touching(adjacent: Any, key: Sequence[str]) -> tuple[pd.MultiIndex, set[str] | None, str]:
    """
    Return the pairs of areas that touch in both directions, the areas of which that is known, and how it is known.

    Parameters
    ----------
    adjacent : geopandas.GeoDataFrame or frame
        Outlines, a row an area (extra ``geo``); or pairs, a row a pair, with the column of the area and ``neighbour``.
    key : sequence of str
        Names that the column of the area may have.

    Examples
    --------
    >>> pairs, known, words = touching(pd.DataFrame({"pc4": [1011], "neighbour": [1012]}), ["pc4"])
    >>> sorted(pairs), known, words
    ([('1011', '1012'), ('1012', '1011')], None, 'adjacent: the pairs given')
    """
    if hasattr(adjacent, "sindex"):
        need("geo", ["geopandas"], "finding areas that touch")
        code = next((name for name in key if name in adjacent), key[0])
        table = frames.take(pd.DataFrame(adjacent.drop(columns=adjacent.geometry.name)), [code])
        codes = texts_of(code, table[code]).to_pandas().to_numpy(object)
        one, other = adjacent.sindex.query(adjacent.geometry, predicate="intersects")
        return _both(codes[one], codes[other]), set(codes), "adjacent: outlines that touch"
    names = frames.names_of(frames.collected(adjacent))
    code = next((name for name in key if name in names), key[0])
    table = frames.take(adjacent, [code, "neighbour"])
    one, other = (texts_of(name, table[name]).to_pandas().to_numpy(object) for name in (code, "neighbour"))
    return _both(one, other), None, "adjacent: the pairs given"


def _both(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> pd.MultiIndex:
    apart_ = one != other
    one, other = one[apart_], other[apart_]
    both = [np.concatenate([one, other]), np.concatenate([other, one])]
    return pd.MultiIndex.from_arrays(both).drop_duplicates()
