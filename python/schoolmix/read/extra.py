"""The optional libraries of the extra ``geo``, imported only when outlines or other coordinates are read."""

from __future__ import annotations

from importlib.util import find_spec

from schoolmix.errors import MissingExtraError

_GEO = ("geopandas", "pyproj", "shapely")


def need_geo() -> None:
    """Raise if a library of the extra ``geo`` is missing."""
    missing = [name for name in _GEO if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"outlines need {', '.join(missing)}",
            kind="MissingExtra",
            count=len(missing),
            remedy="Run: pip install 'schoolmix[geo]'.",
        )
