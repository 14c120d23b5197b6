"""Maps: outlines of municipalities, or a tile for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Patch, PathPatch, Rectangle

from schoolmix.plot import theme
from schoolmix.plot.outlines import outline
from schoolmix.plot.page.svg import Wording, accessible

LATITUDE = 52.2
GRID = (0.0064, 0.004)
"""Degrees (450 m) to which outlines are drawn: finer than a line's width, and neighbours stay closed."""


@dataclass(frozen=True)
class Scale:
    """Classes of values with their labels, and the labels of what has none."""

    edges: Sequence[float]
    labels: Sequence[str]
    suppressed: str
    absent: str

    def shade(self, value: float | None) -> str:
        """Return the fill of a value.

        Parameters
        ----------
        value : float or None
            None has no class.

        Returns
        -------
        str
            A colour; white for None.
        """
        if value is None:
            return "white"
        return theme.CLASSES[int(np.clip(np.searchsorted(self.edges[1:-1], value, side="right"), 0, 4))]


def outlines(
    features: Sequence[Mapping[str, Any]], values: Mapping[str, float | None], scale: Scale, wording: Wording
) -> str:
    """Draw outlines by code: shaded by value, hatched where there is none to print, empty where there are no data.

    Parameters
    ----------
    features : sequence of mapping
        GeoJSON features with a ``code`` among their properties.
    values : mapping of str to float or None
        Value by code; None is hatched, a code that is absent stays empty.
    scale : Scale
        Classes and their labels.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[5, 52], [5, 53], [6, 53], [5, 52]]]}
    >>> text = outlines([{"properties": {"code": "0001"}, "geometry": square}], {"0001": 0.4},
    ...                 Scale([0, 0.2, 0.4, 0.6, 0.8, 1], list("abcde"), "none", "no data"), Wording("m", "Map", "One"))
    >>> "no data" in text
    True
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=6.3, width=7.2)
        kinds: dict[tuple[str, str], list[PathPatch]] = {}
        for feature in features:
            code = str(feature["properties"]["code"])
            patch = PathPatch(outline(feature["geometry"], GRID))
            known = code in values
            fill = scale.shade(values[code]) if known else "#f6f7f9"
            hatch = "////" if known and fill == "white" else ""
            kinds.setdefault((fill, hatch), []).append(patch)
        for (fill, hatch), patches in kinds.items():
            drawn = PatchCollection(patches, facecolor=fill, edgecolor="#8d97a5", linewidth=0.35, hatch=hatch or None)
            axes.add_collection(drawn)
        axes.autoscale_view()
        axes.set_aspect(1 / cos(radians(LATITUDE)))
        axes.set_axis_off()
        _legend(axes, scale, wording)
        return accessible(figure, wording)


@dataclass(frozen=True)
class Tile:
    """A municipality on the tile map."""

    column: int
    row: int
    label: str
    value: float | None


def tiles(places: Sequence[Tile], scale: Scale, wording: Wording) -> str:
    """Draw a tile for each municipality, with its value.

    Parameters
    ----------
    places : sequence of Tile
        Where each municipality stands, and its value.
    scale : Scale
        Classes and their labels.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> text = tiles([Tile(0, 0, "Belmdijk", 0.4)], Scale([0, 0.2, 0.4, 0.6, 0.8, 1], list("abcde"), "none", "no data"),
    ...              Wording("t", "Tiles", "One"))
    >>> "Belmdijk" in text
    True
    """
    with theme.styled():
        rows = max(tile.row for tile in places) + 1
        figure, (axes,) = theme.canvas(height=1.0 + 0.62 * rows)
        for tile in places:
            fill = scale.shade(tile.value)
            hatch = "////" if fill == "white" else None
            axes.add_patch(
                Rectangle(
                    (tile.column, tile.row), 0.95, 0.93, facecolor=fill, edgecolor="#8d97a5", linewidth=0.6, hatch=hatch
                )
            )
            shade = "white" if fill in theme.CLASSES[3:] else theme.INK
            written = "" if hatch else wording.number(float(tile.value or 0))
            boxed = {"facecolor": "white", "edgecolor": "none", "pad": 1} if hatch else None
            centre = tile.column + 0.475
            axes.text(
                centre, tile.row + 0.36, tile.label, ha="center", va="center", fontsize=6, color=shade, bbox=boxed
            )
            axes.text(centre, tile.row + 0.68, written, ha="center", va="center", fontsize=8, color=shade)
        axes.set_xlim(min(tile.column for tile in places) - 0.1, max(tile.column for tile in places) + 1)
        axes.set_ylim(rows, -0.05)
        axes.set_axis_off()
        _legend(axes, scale, wording, outside=True)
        return accessible(figure, wording)


def _legend(axes: Axes, scale: Scale, wording: Wording, *, outside: bool = False) -> None:
    pairs = zip(theme.CLASSES, scale.labels, strict=True)
    handles = [Patch(facecolor=fill, edgecolor="#8d97a5", label=label) for fill, label in pairs]
    handles.append(Patch(facecolor="white", edgecolor="#8d97a5", hatch="////", label=scale.suppressed))
    if scale.absent:
        handles.append(Patch(facecolor="#f6f7f9", edgecolor="#8d97a5", label=scale.absent))
    place: dict[str, Any] = {"loc": "upper left"}
    if outside:
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": len(handles), "columnspacing": 1.0}
    axes.legend(handles=handles, title=wording.axis, frameon=False, alignment="left", handlelength=1.4, **place)
