"""Dots: ranked with ranges, differences beside their margin, strips of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from schoolmix.plot import theme
from schoolmix.plot.page.svg import Wording, accessible

ROW = 0.185
"""Inches a labelled row needs."""


@dataclass(frozen=True)
class Dot:
    """A labelled value with its range; ``note`` stands beside it."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""
    others: tuple[float | None, ...] = ()


def ranked(dots: Sequence[Dot], wording: Wording, *, marked: str = "", series: Sequence[str] = ()) -> str:
    """Draw values from high to low with their ranges; ``series`` names the value and the others, told by shape.

    Parameters
    ----------
    dots : sequence of Dot
        A row each, in the order given.
    wording : Wording
        Name, title, text alternative and numbers of the chart.
    marked : str
        Label of the row to set apart.
    series : sequence of str
        Names of the value and of the others; without them there is no key.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> ranked([Dot("Texel", 0.4, 0.3, 0.5)], Wording("r", "Ranked", "Texel .4")).count("<title")
    1
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=0.75 + ROW * len(dots))
        theme.quiet(axes)
        for row, dot in enumerate(dots):
            colour = theme.ORANGE if dot.label == marked else theme.BLUE
            if dot.low is not None and dot.high is not None:
                axes.plot([dot.low, dot.high], [row, row], color=theme.PALE, linewidth=3.2, solid_capstyle="round")
            for place, other in enumerate(dot.others, start=1):
                if other is None:
                    continue
                axes.plot(
                    other, row, theme.MARKERS[place % 3], color="white", markeredgecolor=theme.SOFT, markersize=4.2
                )
            axes.plot(dot.value, row, "o", color=colour, markersize=5.5)
        axes.set_yticks(range(len(dots)), [dot.label for dot in dots])
        for label in axes.get_yticklabels():
            label.set_fontweight("bold" if label.get_text() == marked else "normal")
        axes.set_ylim(len(dots) - 0.4, -0.6)
        _whole_axis(axes, wording)
        if series:
            _key(axes, series)
        return accessible(figure, wording)


def _key(axes: object, series: Sequence[str]) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - a key is drawn seldom

    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=theme.MARKERS[place % 3],
            color=theme.BLUE if place == 0 else "white",
            markeredgecolor=theme.BLUE if place == 0 else theme.SOFT,
            markersize=5,
            label=label,
        )
        for place, label in enumerate(series)
    ]
    axes.legend(  # type: ignore[attr-defined]
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(series), frameon=False, borderaxespad=0.2
    )


def differences(dots: Sequence[Dot], margins: Sequence[float], wording: Wording) -> str:
    """Draw differences with their intervals over the band of what does not matter.

    Parameters
    ----------
    dots : sequence of Dot
        Differences with the ends of their intervals; ``note`` is the word.
    margins : sequence of float
        Half the width of the band, one a dot.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> text = differences([Dot("H", 0.0, -0.001, 0.001, "same")], [0.01], Wording("d", "Differences", "No difference"))
    >>> "same" in text
    True
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=0.75 + 0.215 * len(dots))
        theme.quiet(axes)
        reach = max(*(abs(edge) for dot in dots for edge in (dot.low or 0, dot.high or 0)), *margins) * 1.15
        for row, (dot, margin) in enumerate(zip(dots, margins, strict=True)):
            axes.fill_between([-margin, margin], row - 0.36, row + 0.36, color=theme.BAND, linewidth=0)
            axes.plot([dot.low or 0, dot.high or 0], [row, row], color=theme.BLUE, linewidth=2, solid_capstyle="butt")
            axes.plot(dot.value, row, "o", color=theme.BLUE, markersize=5.5)
            axes.text(reach * 1.04, row, dot.note, va="center", fontsize=8)
        axes.axvline(0, color=theme.INK, linewidth=0.8)
        axes.set_yticks(range(len(dots)), [dot.label for dot in dots])
        axes.set_ylim(len(dots) - 0.4, -0.6)
        axes.set_xlim(-reach, reach)
        axes.xaxis.set_major_formatter(lambda value, _: wording.number(value))
        axes.set_xlabel(wording.axis)
        return accessible(figure, wording)


def strips(groups: Sequence[tuple[str, Sequence[float]]], median: Callable[[float], str], wording: Wording) -> str:
    """Draw a row of dots for each group, its median marked and labelled.

    Parameters
    ----------
    groups : sequence of (str, sequence of float)
        Name and values of each row.
    median : callable
        Writes the label of a median.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> "median" in strips([("20 %", [0.2, 0.4])], "median {}".format, Wording("s", "Strips", "Two dots"))
    True
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=0.75 + 0.9 * len(groups))
        theme.quiet(axes)
        for row, (_, values) in enumerate(groups):
            heights = row + _swarm(values)
            axes.plot(
                values, heights, "o", color=theme.PALE, markeredgecolor=theme.BLUE, markersize=3.6, markeredgewidth=0.5
            )
            middle = float(np.median(values))
            axes.plot([middle, middle], [row - 0.36, row + 0.3], color=theme.ORANGE, linewidth=2)
            label = median(middle)
            axes.text(middle, row - 0.37, label, ha="center", va="bottom", fontsize=8, fontweight="bold")
        axes.set_yticks(range(len(groups)), [label for label, _ in groups])
        axes.set_ylim(len(groups) - 0.4, -0.8)
        _whole_axis(axes, wording)
        return accessible(figure, wording)


def _swarm(values: Sequence[float], *, bins: int = 70, step: float = 0.055) -> np.ndarray:
    """Return heights that keep dots of nearly the same value apart, the same for the same values."""
    place = np.floor(np.asarray(values) * bins).astype(int)
    heights = np.zeros(len(place))
    for one in np.unique(place):
        here = np.flatnonzero(place == one)
        heights[here] = (np.arange(len(here)) - (len(here) - 1) / 2) * min(step, 0.56 / len(here))
    return heights


def _whole_axis(axes: object, wording: Wording) -> None:
    axes.set_xlim(0, 1)  # type: ignore[attr-defined]
    axes.xaxis.set_major_formatter(lambda value, _: wording.number(value))  # type: ignore[attr-defined]
    axes.set_xlabel(wording.axis)  # type: ignore[attr-defined]
