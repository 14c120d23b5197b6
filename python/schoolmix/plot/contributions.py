"""A map of what schools contribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch

from schoolmix import frames
from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, key, signed, started, worded
from schoolmix.plot.outlines import outline
from schoolmix.plot.tables import check_once, known, left_out, taken

VERB = "schoolmix.contribution or local"
PLACE = ("x_km", "y_km")
WORDS = {"positive": "positive", "negative": "negative"}
LARGEST, LEAST = 320.0, 4.0
"""Areas, in square points, of the marker of the largest value, and of values near 0."""

STYLES: dict[str, dict[str, Any]] = {
    "positive": {"marker": "o", "facecolor": theme.BLUE, "edgecolor": "white"},
    "negative": {"marker": "s", "facecolor": "#f6dcc0", "edgecolor": theme.INK},
}


def contributions(
    table: Any,
    places: Any,
    *,
    value: str = "excess",
    unit: str | Sequence[str] | None = None,
    outlines: Any = None,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw units where they stand, as large as their value, its sign by marker and shade.

    Parameters
    ----------
    table : frame
        A row a unit, as ``sm.contribution`` or ``sm.local`` gives it: the unit's columns and the column ``value``.
    places : frame
        A row a unit: its columns, named as in ``table``, and ``x_km`` and ``y_km``.
    value : str
        Column with what is drawn.
    unit : str or sequence of str, optional
        Columns that name the unit; without it all columns that both frames have.
    outlines : geometry frame, GeoJSON, or sequence of its features, optional
        Polygons to draw below, in the same coordinates, kilometres.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words for ``positive`` and ``negative``, and for ``value``.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure; one collection of points a sign, large ones below small ones.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``EmptyInput``, ``DuplicateKey``, ``OutsideRange`` for outlines in other coordinates,
        ``UnmatchedKey`` where no unit has a place.

    Notes
    -----
    The area of a marker is in proportion to the value without its sign. Units without a place or without a value are
    left out, and a note says how many.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"site": ["a", "b"], "excess": [0.02, -0.01]})
    >>> places = pd.DataFrame({"site": ["a", "b"], "x_km": [12.0, 14.0], "y_km": [310.0, 312.0]})
    >>> axes = contributions(table, places)
    >>> [len(points.get_offsets()) for points in axes.collections]
    [1, 1]
    """
    word = worded(labels, WORDS)
    units = _units(table, places, unit, value)
    rows = taken(table, VERB, texts=units, numbers=[value])
    check_once(rows, units)
    spots = taken(places, "schoolmix.World.schools", texts=units, numbers=PLACE)
    check_once(spots, units)
    valued, notes = known(rows, [value], "unit")
    joined = valued.merge(spots.dropna(subset=list(PLACE)), on=units)
    notes += left_out(len(valued) - len(joined), "unit", "without a place")
    _check_some(joined, units)
    axes = started(ax, height=5.4, width=5.6)
    with theme.styled():
        if outlines is not None:
            _draw_outlines(axes, outlines, joined)
        handles = _points(axes, joined, value, word)
        axes.set_aspect("equal")
        axes.autoscale_view()
        axes.margins(0.06)
        theme.quiet(axes, grid="both")
        axes.set_xlabel("kilometres east")
        axes.set_ylabel("kilometres north")
        return finished(axes, title=title, notes=notes, above=key(axes, handles))


def _units(table: Any, places: Any, unit: str | Sequence[str] | None, value: str) -> list[str]:
    """Return the columns that name a unit in both frames."""
    if unit is not None:
        return frames.columns(unit, "unit")
    names = []
    for frame, option in ((table, "table"), (places, "places")):
        try:
            names.append(frames.names_of(frames.collected(frame)))
        except InputTypeError as error:
            remedy = f"Give the table of {VERB}, and a frame of units with x_km and y_km, such as World.schools."
            raise InputTypeError(error.message, kind=error.kind, column=option, remedy=remedy) from None
    shared = [name for name in names[1] if name in names[0] and name not in {*PLACE, value}]
    if not shared:
        raise ColumnError(
            "the table and the places share no column that names the unit",
            kind="MissingColumn",
            column="unit",
            remedy="Name the unit's columns alike in both, such as site.",
        )
    return shared


def _check_some(joined: pd.DataFrame, units: Sequence[str]) -> None:
    if joined.empty:
        raise InputError(
            "no unit with a value has a place",
            kind="UnmatchedKey",
            column=units[0],
            remedy="Check that both frames name units alike; unit= says by which columns.",
        )


def _points(axes: Axes, rows: pd.DataFrame, value: str, word: Word) -> list[Line2D]:
    """Draw the units, large ones first, and return the key: the signs, and the largest value."""
    sizes = rows[value].abs()
    most = float(sizes.max()) or 1.0
    handles = []
    for sign, is_own in (("positive", rows[value] >= 0), ("negative", rows[value] < 0)):
        part = rows[is_own].sort_values(value, key=abs, ascending=False, kind="stable")
        if part.empty:
            continue
        areas = np.maximum(part[value].abs() / most * LARGEST, LEAST)
        axes.scatter(part["x_km"], part["y_km"], s=areas, linewidth=0.7, alpha=0.9, zorder=3, gid=sign, **STYLES[sign])
        handles.append(_handle(f"{word(sign)} ({len(part):,})", sign, 9))
    largest = float(rows[value].iloc[int(sizes.argmax())])
    sign = "positive" if largest >= 0 else "negative"
    return [*handles, _handle(f"{word(value)} {signed(largest)}", sign, LARGEST**0.5)]


def _handle(label: str, sign: str, size: float) -> Line2D:
    style = STYLES[sign]
    return Line2D(
        [],
        [],
        linestyle="",
        marker=style["marker"],
        markerfacecolor=style["facecolor"],
        markeredgecolor=style["edgecolor"],
        markersize=size,
        label=label,
    )


def _draw_outlines(axes: Axes, outlines: Any, rows: pd.DataFrame) -> None:
    """Draw polygons below the points; those in other coordinates are refused."""
    shapes = [outline(geometry) for geometry in _geometries(outlines)]
    corners = np.concatenate([shape.vertices for shape in shapes])
    low, high = corners.min(axis=0), corners.max(axis=0)
    spots = rows[list(PLACE)].to_numpy()
    if not ((spots >= low) & (spots <= high)).all(axis=1).any():
        raise InputError(
            "no unit lies where the outlines are: their coordinates differ",
            kind="OutsideRange",
            column="outlines",
            count=len(shapes),
            remedy="Give outlines in kilometres of the grid of the places: in metres, divide them by 1000.",
        )
    patches = [PathPatch(shape) for shape in shapes]
    axes.add_collection(PatchCollection(patches, facecolor="#f6f7f9", edgecolor="#8d97a5", linewidth=0.5, zorder=1))


def _geometries(outlines: Any) -> list[Mapping[str, Any]]:
    """Return the polygons of a geometry frame, of GeoJSON, or of a sequence of features."""
    given = getattr(outlines, "__geo_interface__", outlines)
    features = given.get("features") if isinstance(given, Mapping) else given
    try:
        found = [feature["geometry"] for feature in features or ()]
        if found and all(one["type"] in {"Polygon", "MultiPolygon"} for one in found):
            return found
    except (TypeError, KeyError, IndexError):
        pass  # said below, in the words of the caller
    raise InputTypeError(
        f"outlines must be polygons, not this {type(outlines).__name__}",
        kind="WrongType",
        column="outlines",
        remedy="Give a geometry frame, or GeoJSON features of type Polygon or MultiPolygon.",
    )
