"""Lines over years, in small panels, each line labelled at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schoolmix.plot import theme
from schoolmix.plot.page.svg import Wording, accessible


@dataclass(frozen=True)
class Line:
    """A named series over years; a gap in the years is a gap in the line."""

    label: str
    years: Sequence[int]
    values: Sequence[float]


@dataclass(frozen=True)
class Panel:
    """A titled panel with its lines."""

    title: str
    lines: Sequence[Line]


def lines(panels: Sequence[Panel], year: Sequence[str], wording: Wording) -> str:
    """Draw panels beside each other on one scale from zero; ``year`` writes the first and the last year.

    Parameters
    ----------
    panels : sequence of Panel
        Panels with their lines.
    year : sequence of str
        School years as written, first to last.
    wording : Wording
        Name, title, text alternative and numbers of the chart.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> panel = Panel("po", [Line("D", [2017, 2018], [0.4, 0.41])])
    >>> "2017/18" in lines([panel], ["2017/18", "2018/19"], Wording("l", "Lines", "Flat"))
    True
    """
    with theme.styled():
        figure, every = theme.canvas(1, len(panels), height=2.9, sharey=True)
        top = max(value for panel in panels for line in panel.lines for value in line.values) * 1.25
        for axes, panel in zip(every, panels, strict=True):
            theme.quiet(axes, grid="y")
            axes.set_title(panel.title, loc="left", fontsize=9, fontweight="bold")
            first, last = panel.lines[0].years[0], panel.lines[0].years[-1]
            heights = theme.apart([line.values[-1] for line in panel.lines], top * 0.16)
            starts = theme.apart([line.values[0] for line in panel.lines], top * 0.075)
            span = last - first
            for place, line in enumerate(panel.lines):
                colour, marker = theme.SERIES[place], theme.MARKERS[place]
                axes.plot(line.years, line.values, f"-{marker}", color=colour, markersize=3.8, linewidth=1.6)
                label = f"{line.label}\n{wording.number(line.values[-1])}"
                axes.text(last + 0.09 * span, heights[place], label, color=colour, va="center", fontsize=8)
                start = wording.number(line.values[0])
                axes.text(first - 0.08 * span, starts[place], start, color=colour, ha="right", va="center", fontsize=8)
            axes.set_xticks([first, last], [year[0], year[-1]])
            axes.set_xlim(first - 0.42 * span, last + 1.0 * span)
            axes.set_ylim(0, top)
            axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
        every[0].set_ylabel(wording.axis)
        return accessible(figure, wording)
