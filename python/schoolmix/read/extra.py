"""The optional libraries of the extra ``geo``, imported only when outlines or other coordinates are read."""

from __future__ import annotations

from schoolmix.extras import need

_GEO = ("geopandas", "pyproj", "shapely")


def need_geo() -> None:
    """Raise if a library of the extra ``geo`` is missing."""
    need("geo", _GEO, "reading outlines")
