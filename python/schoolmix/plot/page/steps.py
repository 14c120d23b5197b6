"""Steps from one value to another: a waterfall, with the interval of every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from schoolmix.plot import theme
from schoolmix.plot.page.svg import Wording, accessible

Interval = tuple[float, float] | None
ROOM = 0.45
"""Room on the right for numbers, as a share of the width that values take."""


@dataclass(frozen=True)
class Steps:
    """One panel: a value, the steps away from it, and the intervals of the steps."""

    title: str
    start: float
    steps: Sequence[float]
    intervals: Sequence[Interval] = ()

    @property
    def levels(self) -> list[float]:
        """The value before the first step, and after each."""
        return list(accumulate(self.steps, initial=self.start))

    @property
    def reach(self) -> list[float]:
        """All values that are drawn: levels, and ends of intervals."""
        ends = [
            level + end
            for level, interval in zip(self.levels, self.intervals, strict=False)
            for end in (interval or (0.0, 0.0))
        ]
        return [*self.levels, *ends]


def waterfall(
    panels: Sequence[Steps], labels: Sequence[str], wording: Wording, *, signed: Callable[[float], str]
) -> str:
    """Draw for each panel how a first value becomes a last one, step by step.

    Levels are marks and not bars, since the axis does not start at 0.

    Parameters
    ----------
    panels : sequence of Steps
        Side by side; all axes are equally wide.
    labels : sequence of str
        Name of the first value, of every step, and of the last value.
    wording : Wording
        Name, title, text alternative and numbers of the chart.
    signed : callable
        Writes the number of a step.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> panel = Steps("H", 0.20, [0.02, -0.01], [(0.01, 0.03), None])
    >>> names = ["2017", "spread", "sizes", "2024"]
    >>> text = waterfall([panel], names, Wording("w", "Steps", "Up"), signed="{:+}".format)
    >>> "+0.02" in text
    True
    """
    with theme.styled():
        figure, every = theme.canvas(1, len(panels), height=0.85 + 0.27 * len(labels), sharey=True)
        width = max(max(panel.reach) - min(panel.reach) for panel in panels) or 0.01
        for axes, panel in zip(every, panels, strict=True):
            theme.quiet(axes)
            axes.set_title(panel.title, loc="left", fontsize=8, fontweight="bold")
            _levels(axes, panel, len(labels) - 1, width, wording)
            _steps(axes, panel, width, signed)
            middle = (max(panel.reach) + min(panel.reach)) / 2
            axes.set_xlim(middle - 0.6 * width, middle + (0.6 + ROOM) * width)
            axes.xaxis.set_major_locator(MaxNLocator(3))
            axes.xaxis.set_major_formatter(lambda value, _: wording.number(value))
        every[0].set_yticks(range(len(labels)), labels)
        every[0].set_ylim(len(labels) - 0.4, -0.6)
        every[len(every) // 2].set_xlabel(wording.axis)
        return accessible(figure, wording)


def _levels(axes: Axes, panel: Steps, last: int, width: float, wording: Wording) -> None:
    for row, value in ((0, panel.levels[0]), (last, panel.levels[-1])):
        axes.plot(value, row, "D", color=theme.INK, markersize=5)
        axes.text(value + 0.06 * width, row, wording.number(value), va="center", fontsize=8, fontweight="bold")


def _steps(axes: Axes, panel: Steps, width: float, signed: Callable[[float], str]) -> None:
    """Draw bars from level to level, thin lines between them, and intervals over them."""
    levels = panel.levels
    for row, (value, level) in enumerate(zip(panel.steps, levels, strict=False), start=1):
        fill = theme.ORANGE if value > 0 else theme.PARTS[1]
        axes.barh(row, value, left=level, height=0.62, color=fill)
        axes.plot([level, level], [row - 1, row + 0.31], color=theme.SOFT, linewidth=0.7)
        interval = panel.intervals[row - 1] if panel.intervals else None
        ends = [level, level + value] if interval is None else [level + end for end in interval]
        if interval is not None:
            axes.plot(ends, [row, row], color=theme.INK, linewidth=1.1, solid_capstyle="butt")
        right = max(*ends, level, level + value)
        axes.text(right + 0.04 * width, row, signed(value), va="center", fontsize=8)
    axes.plot([levels[-1], levels[-1]], [len(panel.steps), len(panel.steps) + 1], color=theme.SOFT, linewidth=0.7)
