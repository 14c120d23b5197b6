"""Outlines of areas as paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.path import Path


def outline(geometry: Mapping[str, Any], grid: tuple[float, float] | None = None) -> Path:
    """Return a polygon, or several, as one path.

    Parameters
    ----------
    geometry : mapping
        A GeoJSON geometry of type ``Polygon`` or ``MultiPolygon``.
    grid : (float, float), optional
        Distances to which corners are rounded, across and up, so that a path has no more of them than a picture shows.

    Returns
    -------
    matplotlib.path.Path
        Without corners where the rounded outline has no area.

    Examples
    --------
    >>> square = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
    >>> len(outline({"type": "Polygon", "coordinates": square}))
    5
    """
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    parts = [_ring(ring, grid) for polygon in polygons for ring in polygon]
    kept = [part for part in parts if part is not None] or [Path([(0, 0)], [Path.STOP])]
    return Path.make_compound_path(*kept)


def _ring(ring: Sequence[Sequence[float]], grid: tuple[float, float] | None) -> Path | None:
    """Return a ring with its corners on the grid, each once; None where nothing is left."""
    points = np.asarray(ring, float)[:, :2]
    if grid is not None:
        points = np.round(points / grid) * grid
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    points = points[moved]
    if len(points) < 4:
        return None
    codes = [Path.MOVETO, *[Path.LINETO] * (len(points) - 2), Path.CLOSEPOLY]
    return Path(points, codes)
