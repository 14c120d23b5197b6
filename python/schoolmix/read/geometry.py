"""Geometry of published places: in which coordinates it is, and as points or outlines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schoolmix.errors import FileError, InputError
from schoolmix.read.extra import need_geo
from schoolmix.read.features import OUTLINE, POINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from schoolmix.read.tables import Table

_DEGREES, _RD, _WEB = "EPSG:4326", "EPSG:28992", "EPSG:3857"
_NETHERLANDS = {
    _DEGREES: (3.0, 50.5, 7.5, 54.0),
    _RD: (-10_000.0, 290_000.0, 300_000.0, 640_000.0),
    _WEB: (334_000.0, 6_500_000.0, 835_000.0, 7_160_000.0),
}
"""West, south, east and north of the European Netherlands with some sea around it; the three ranges do not overlap."""
_EARTH = 6_378_137.0
"""Radius in metres of the sphere of EPSG:3857 (IOGP Guidance Note 7-2, section 3.2.1.2)."""


def read_points(table: Table) -> tuple[pd.DataFrame, str]:
    """Read points as ``lon`` and ``lat`` in degrees, and say in which coordinates they are published."""
    pairs = [_pair(row, shape) for row, shape in enumerate(table.frame[POINT])]
    x, y = np.array(pairs, dtype=float).reshape(-1, 2).T
    crs, note = _find_crs(table.crs, np.column_stack([x, y, x, y]))
    lon, lat = _as_degrees(x, y, crs)
    return pd.DataFrame({"lon": pd.array(lon, dtype="Float64"), "lat": pd.array(lat, dtype="Float64")}), note


def check_degrees(lon: pd.Series[Any], lat: pd.Series[Any]) -> None:
    """Refuse degrees outside the Netherlands, such as longitude and latitude that have changed places."""
    x, y = (values.to_numpy("float64", na_value=np.nan) for values in (lon, lat))
    _find_crs(_DEGREES, np.column_stack([x, y, x, y]))


def read_outlines(table: Table, frame: pd.DataFrame) -> tuple[gpd.GeoDataFrame, str]:
    """Put the outlines beside the columns of `frame`, in the coordinates in which they are published."""
    need_geo()
    import geopandas as gpd  # noqa: PLC0415 - only where outlines are read

    shapes = gpd.GeoSeries([_shape(row, shape) for row, shape in enumerate(table.frame[OUTLINE])])
    crs, note = _find_crs(table.crs, shapes.bounds.to_numpy(float))
    return gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs=crs), note


def join(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join frames of one layout; outlines must be in the same coordinates."""
    systems = sorted({str(crs) for frame in frames if (crs := getattr(frame, "crs", None)) is not None})
    if len(systems) > 1:
        message = f"outlines are in different coordinates: {', '.join(systems)}"
        remedy = "Read the files one by one, or export the layers in one of them."
        raise FileError(message, kind="UnknownCrs", column="geometry", count=len(systems), remedy=remedy)
    return pd.concat(frames, ignore_index=True)


def _pair(row: int, shape: Any) -> tuple[float, float]:
    if isinstance(shape, bytes):
        need_geo()
        point = _shape(row, shape)
        return point.x, point.y
    place = shape.get("coordinates")
    if isinstance(place, list) and len(place) >= 2 and all(type(number) in {int, float} for number in place[:2]):
        return float(place[0]), float(place[1])
    return np.nan, np.nan


def _shape(row: int, shape: Any) -> Any:
    import shapely  # noqa: PLC0415 - only where outlines are read

    try:
        return shapely.from_wkb(shape) if isinstance(shape, bytes) else shapely.geometry.shape(shape)
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError, LookupError) as error:
        message = f"the geometry of feature {row + 1} cannot be read: {str(error)[:100]}"
        remedy = "Get the file from its publisher again."
        raise FileError(message, kind="CorruptFile", column=OUTLINE, row=row, count=1, remedy=remedy) from error


def _find_crs(stated: str, bounds: np.ndarray[Any, Any]) -> tuple[str, str]:
    """Find the coordinate system: as stated, else the one in whose range of the Netherlands the numbers lie."""
    crs = _name(stated)
    fits = [name for name in _NETHERLANDS if _inside(bounds, name).all()]
    if crs in fits:
        return crs, f"coordinates are {crs}"
    if not stated and fits:
        return fits[0], f"the file does not state its coordinates: by their size they are {fits[0]}"
    if crs not in _NETHERLANDS:
        message = f"coordinates are {stated[:60]!r}, which is not known here"
        raise FileError(message, kind="UnknownCrs", remedy=f"Convert the file to one of {', '.join(_NETHERLANDS)}.")
    outside = ~_inside(bounds, crs)
    row, count = int(outside.argmax()), int(outside.sum())
    message = f"{count} features lie outside the Netherlands if coordinates are {crs}, first feature {row + 1}"
    remedy = "Check the coordinate system that the file states."
    raise InputError(message, kind="OutsideRange", column="geometry", row=row, count=count, remedy=remedy)


def _name(stated: str) -> str:
    """Name a coordinate system by its EPSG code; GeoJSON that states none is in degrees."""
    code = re.search(r"EPSG:{1,2}(?:[0-9.]*:)?([0-9]+)$", stated)
    return f"EPSG:{code[1]}" if code else _DEGREES if not stated or stated.endswith("CRS84") else stated


def _inside(bounds: np.ndarray[Any, Any], crs: str) -> np.ndarray[Any, Any]:
    west, south, east, north = _NETHERLANDS[crs]
    return np.asarray((bounds[:, :2] >= [west, south]).all(axis=1) & (bounds[:, 2:] <= [east, north]).all(axis=1))


def _as_degrees(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], crs: str) -> tuple[Any, Any]:
    if crs == _DEGREES:
        return x, y
    if crs == _WEB:
        return np.degrees(x / _EARTH), np.degrees(np.arctan(np.sinh(y / _EARTH)))
    need_geo()
    import pyproj  # noqa: PLC0415 - only for these coordinates

    return pyproj.Transformer.from_crs(crs, _DEGREES, always_xy=True).transform(x, y)
