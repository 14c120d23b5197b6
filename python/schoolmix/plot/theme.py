"""Colours and frames of all charts: few, safe for colour blindness, and apart in grey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, SOFT, GRID, BAND = "#1b2430", "#505a68", "#d5dae1", "#e9edf2"
BLUE, ORANGE, PALE = "#154273", "#c25e0a", "#8fb4d9"
SERIES = (BLUE, ORANGE, "#5b6770")
PARTS = ("#154273", "#7fa6cf", "#f0b478", "#d5dae1")
"""Fills of stacked bars; beside each other they differ in lightness, and each carries its number."""

MARKERS = ("o", "s", "D")
CLASSES = ("#e3edf7", "#b0cbe5", "#7aa6d1", "#3f78b0", "#123a66")
WIDTH = 7.2
"""Inches; the page shows charts at the width of its text."""

SETTINGS: Any = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "hatch.linewidth": 0.5,
    "hatch.color": SOFT,
    "svg.hashsalt": "schoolmix",
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw with our settings, and leave those of the caller as they were."""
    with mpl.rc_context(SETTINGS):
        yield


def canvas(
    rows: int = 1, columns: int = 1, *, height: float, width: float = WIDTH, **options: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure of its own, known to no global state, and its axes.

    Parameters
    ----------
    rows, columns : int
        Panels down and across.
    height, width : float
        Inches.
    **options : Any
        Passed on to ``Figure.subplots``.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        Row by row.
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.ravel())


def quiet(axes: Axes, *, grid: str = "x") -> None:
    """Leave only a light grid and no box.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Changed in place.
    grid : {"x", "y", "both"}
        Axis whose grid lines stay.
    """
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    axes.grid(axis=grid, color=GRID, linewidth=0.7)  # type: ignore[arg-type]


def apart(values: Sequence[float], least: float) -> list[float]:
    """Move labels that would overlap, keeping their order and their mean.

    Parameters
    ----------
    values : sequence of float
        Heights of the labels.
    least : float
        The least distance between two.

    Returns
    -------
    list of float
        New heights, in the order given.

    Examples
    --------
    >>> [round(value, 2) for value in apart([1.0, 1.1, 5.0], 0.5)]
    [0.8, 1.3, 5.0]
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    groups: list[list[int]] = []
    centres: list[float] = []
    for place in order:
        groups.append([place])
        centres.append(values[place])
        while len(groups) > 1 and centres[-1] - centres[-2] < least * (len(groups[-1]) + len(groups[-2])) / 2:
            last = groups.pop()
            groups[-1] += last
            centres.pop()
            centres[-1] = sum(values[place] for place in groups[-1]) / len(groups[-1])
    moved = list(values)
    for group, centre in zip(groups, centres, strict=True):
        for step, place in enumerate(group):
            moved[place] = centre + least * (step - (len(group) - 1) / 2)
    return moved
