"""Bars: beside each other, stacked to a whole, and the spread of two groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from schoolmix.plot import theme
from schoolmix.plot.page.svg import Wording, accessible

Named = Sequence[tuple[str, Sequence[float]]]
ROOM = 0.055
"""The smallest part of a whole in which its number fits."""


def bars(labels: Sequence[str], series: Named, wording: Wording) -> str:
    """Draw for each label a bar of every series, with its number.

    Parameters
    ----------
    labels : sequence of str
        A row of bars each.
    series : sequence of (str, sequence of float)
        Name and values, one a label.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> "0.5" in bars(["one"], [("2017/18", [0.5])], Wording("b", "Bars", "Half"))
    True
    """
    with theme.styled():
        thick = 0.8 / len(series)
        figure, (axes,) = theme.canvas(height=0.6 + 0.25 * len(labels) * len(series))
        theme.quiet(axes)
        top = max(value for _, values in series for value in values)
        for place, (name, values) in enumerate(series):
            rows = np.arange(len(labels)) + (place - (len(series) - 1) / 2) * thick
            fill = theme.BLUE if place == len(series) - 1 else theme.PALE
            axes.barh(rows, values, height=thick * 0.92, color=fill, label=name)
            for row, value in zip(rows, values, strict=True):
                axes.text(value + top * 0.012, row, f"{wording.number(value)}  {name}", va="center", fontsize=8)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_xlim(0, top * 1.28)
        axes.set_xticks([])
        axes.set_xlabel(wording.axis)
        return accessible(figure, wording)


def stacked(labels: Sequence[str], series: Named, wording: Wording) -> str:
    """Draw for each label one bar of parts that make a whole, each with its number.

    Parameters
    ----------
    labels : sequence of str
        A bar each.
    series : sequence of (str, sequence of float)
        Name and shares, one a label; they add up to 1 over series.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> "low" in stacked(["low meets"], [("low", [0.6]), ("rest", [0.4])], Wording("k", "Stacked", "Six in ten"))
    True
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=0.75 + 0.36 * len(labels))
        theme.quiet(axes)
        left = np.zeros(len(labels))
        for place, (name, values) in enumerate(series):
            fill = theme.PARTS[place]
            axes.barh(range(len(labels)), values, left=left, height=0.72, color=fill, edgecolor="white", label=name)
            for row, value in enumerate(values):
                if value >= ROOM:
                    shade = "white" if place == 0 else theme.INK
                    axes.text(left[row] + value / 2, row, wording.number(value), ha="center", va="center", color=shade)
            left += np.asarray(values)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(lambda value, _: wording.number(value))
        axes.set_xlabel(wording.axis)
        figure.legend(loc="outside upper left", ncols=len(series), frameon=False, columnspacing=1.4, handlelength=1.2)
        return accessible(figure, wording)


def spread(edges: Sequence[float], groups: Named, wording: Wording, *, limit: float, vertical: str) -> str:
    """Draw how two groups are spread over schools, by the first one's share at school; ``limit`` marks a share.

    Parameters
    ----------
    edges : sequence of float
        Edges of the classes of the share, from 0 to 1.
    groups : sequence of (str, sequence of float)
        Name and shares by class, of two groups.
    wording : Wording
        Name, title, text alternative and numbers of the chart.
    limit : float
        Share at which a line stands.
    vertical : str
        Label of the vertical axis.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> text = spread([0, 0.5, 1], [("low", [0.2, 0.8]), ("rest", [0.9, 0.1])], Wording("p", "Spread", "Apart"),
    ...               limit=0.5, vertical="share")
    >>> "rest" in text
    True
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=2.7)
        theme.quiet(axes, grid="y")
        width = edges[1] - edges[0]
        for place, (name, values) in enumerate(groups):
            start = np.asarray(edges[:-1]) + width * (0.08 + 0.42 * place)
            fill = theme.BLUE if place == 0 else theme.PARTS[2]
            axes.bar(start, values, width=width * 0.4, align="edge", color=fill, label=name)
        axes.axvline(limit, color=theme.INK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.set_xlim(0, 1)
        axes.set_xticks(edges)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: wording.number(value))
        axes.set_xlabel(wording.axis)
        axes.set_ylabel(vertical)
        axes.legend(loc="upper right", frameon=False)
        return accessible(figure, wording)
