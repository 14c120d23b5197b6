"""Colours and frames of all charts: few, safe for colour blindness, and apart in grey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

INK, SOFT, GRID, BAND = "#1b2430", "#505a68", "#d5dae1", "#e9edf2"
BLUE, ORANGE, PALE = "#154273", "#c25e0a", "#8fb4d9"
SERIES = (BLUE, ORANGE, "#5b6770")
PARTS = ("#154273", "#7fa6cf", "#f0b478", "#d5dae1")
"""Fills of stacked bars; beside each other they differ in lightness, and each carries its number."""

FILLS = ("#102a4c", "#2e6aa5", "#cf7f2f", "#edb877", "#e4edf6")
"""From dark to light: each is at least .15 lighter than the one before it."""

ROUNDS = ("", "////", "....")
"""Hatches that tell a second and a third round of fills from the first."""

STROKES = (BLUE, ORANGE, "#85aed6")
DASHES: Any = ("-", (0, (5, 2)), (0, (1.5, 1.5)))
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "*")
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


def lightness(colour: str) -> float:
    """Return how light a colour is, as it is seen in grey: L* of CIE 1976, divided by 100.

    Parameters
    ----------
    colour : str
        Any colour that matplotlib knows.

    Returns
    -------
    float
        From 0, black, to 1, white.

    Examples
    --------
    >>> [round(lightness(colour), 2) for colour in ("black", BLUE, "white")]
    [0.0, 0.28, 1.0]
    """
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return float(1.16 * luminance ** (1 / 3) - 0.16 if luminance > 216 / 24389 else luminance * 24389 / 2700)


def fills(count: int) -> list[tuple[str, str]]:
    """Return fills and hatches of parts that lie beside each other, dark first.

    Parameters
    ----------
    count : int
        How many parts; at most three rounds of `FILLS`.

    Returns
    -------
    list of (str, str)
        Colour and hatch, the latter empty in the first round.

    Examples
    --------
    >>> fills(2)
    [('#2e6aa5', ''), ('#edb877', '')]
    """
    few = {1: (1,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}.get(count)
    places = few or range(count)
    return [(FILLS[place % len(FILLS)], ROUNDS[place // len(FILLS)]) for place in places]


def ink(fill: str) -> str:
    """Return the colour of what is written, or hatched, on a fill.

    Examples
    --------
    >>> ink("black"), ink("white") == INK
    ('white', True)
    """
    return "white" if lightness(fill) < 0.52 else INK


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
