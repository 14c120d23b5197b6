"""Points: one share against another, with the band in which both are nearly alike."""

from __future__ import annotations

from collections.abc import Sequence

from schoolmix.plot import theme
from schoolmix.plot.page.svg import Wording, accessible

STYLES = (
    {"marker": "^", "color": theme.ORANGE, "markersize": 4.6},
    {"marker": "v", "color": theme.BLUE, "markersize": 4.6},
    {"marker": "o", "color": theme.PALE, "markersize": 3.6, "markeredgecolor": theme.BLUE, "markeredgewidth": 0.4},
    {"marker": "x", "color": theme.SOFT, "markersize": 3.4, "markeredgewidth": 0.7},
)
Cloud = tuple[str, Sequence[float], Sequence[float]]


def points(clouds: Sequence[Cloud], wording: Wording, *, band: float, vertical: str) -> str:
    """Draw up to four kinds of points of one share against another; a line where both are the same.

    Parameters
    ----------
    clouds : sequence of (str, sequence of float, sequence of float)
        Name, shares across and shares up, a kind each.
    wording : Wording
        Name, title, text alternative and numbers of the chart.
    band : float
        Half the width of the band around the line.
    vertical : str
        Label of the vertical axis.

    Returns
    -------
    str
        Inline SVG.

    Examples
    --------
    >>> "over" in points([("over", [0.2], [0.5])], Wording("p", "Points", "One over"), band=0.2, vertical="share")
    True
    """
    with theme.styled():
        figure, (axes,) = theme.canvas(height=4.0, width=5.6)
        theme.quiet(axes, grid="both")
        axes.fill_between([0, 1], [-band, 1 - band], [band, 1 + band], color=theme.BAND, linewidth=0, zorder=0.5)
        axes.plot([0, 1], [0, 1], color=theme.INK, linewidth=0.8)
        for (name, across, up), style in reversed(list(zip(clouds, STYLES, strict=False))):
            axes.plot(across, up, linestyle="", label=f"{name} ({len(across)})", **style)  # type: ignore[arg-type]
        top = max(value for _, across, up in clouds for value in [*across, *up, band]) * 1.05
        axes.set_xlim(0, min(1.0, top))
        axes.set_ylim(0, min(1.0, top))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: wording.number(value))
        axes.set_xlabel(wording.axis)
        axes.set_ylabel(vertical)
        figure.legend(loc="outside upper left", ncols=2, frameon=False)
        return accessible(figure, wording)
