"""Panels in rows of three inside one axes, with the names of their rows at the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import LINE, wrapped

ACROSS, MOST = 3, 9
ROW, BETWEEN, AROUND = 0.32, 0.55, 1.0
"""Inches of a row, between two rows of panels, and around them all."""
GAP = 0.05


def height(panels: int, rows: float) -> float:
    """
    Return the inches that so many panels of so many rows take.

    Examples
    --------
    >>> round(height(4, 2), 2)
    2.83
    """
    down = -(-panels // ACROSS)
    return AROUND + down * rows * ROW + (down - 1) * BETWEEN


@dataclass(frozen=True)
class Grid:
    """Panels by name, inside axes."""

    axes: Axes
    panels: dict[str, Axes]

    @classmethod
    def of(cls, axes: Axes, names: Sequence[str], rows: Sequence[str]) -> Grid:
        """
        Return panels of these names, and write the names of rows beside them.

        Examples
        --------
        >>> from schoolmix.plot.drawing import started
        >>> sorted(Grid.of(started(None, height=3), ["D", "H"], ["near"]).panels)
        ['D', 'H']
        """
        if len(names) > MOST:
            raise InputError(
                f"the table has {len(names)} outcomes, and {MOST} can be drawn beside each other",
                kind="SizeLimit",
                column="outcome",
                count=len(names),
                remedy="Choose some by outcome=.",
            )
        theme.quiet(axes)
        axes.set_xticks([])
        across = min(ACROSS, max(len(names), 1))
        down = -(-len(names) // ACROSS)
        figure = axes.figure
        tall = axes.get_position().height * figure.bbox.height / figure.dpi
        between = min(BETWEEN / tall, 0.5 / max(down, 1))
        high, wide = (1 - between * (down - 1)) / max(down, 1), (1 - GAP * (across - 1)) / across
        panels, ticks = {}, []
        for place, name in enumerate(names):
            bottom = 1 - (place // ACROSS + 1) * high - place // ACROSS * between
            panel = axes.inset_axes((place % ACROSS * (wide + GAP), bottom, wide, high))
            panels[name] = _made(panel, wrapped(axes, name, across, size=8.0), len(rows))
            if place % ACROSS == 0:
                ticks += [bottom + high * (1 - (at + 0.5) / len(rows)) for at in range(len(rows))]
        axes.set_ylim(0, 1)
        axes.set_yticks(ticks, [*rows] * down)
        axes.grid(visible=False)
        return cls(axes, panels)

    def lift(self, lines: int) -> None:
        """Move a key of so many lines above the names of the panels."""
        legend = self.axes.get_legend()
        if lines and legend is not None:
            up = ScaledTranslation(0, LINE / 72, self.axes.figure.dpi_scale_trans)
            legend.set_bbox_to_anchor((0, 1), transform=self.axes.transAxes + up)


def _made(panel: Axes, name: str, rows: int) -> Axes:
    theme.quiet(panel)
    panel.set_yticks([])
    panel.set_title(name, fontsize=8.0, color=theme.INK)
    for place in range(rows):
        panel.axhline(place, color=theme.GRID, linewidth=0.7, zorder=0)
    panel.locator_params(axis="x", nbins=4)
    panel.tick_params(axis="x", labelsize=7)
    return panel
