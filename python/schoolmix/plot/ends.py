"""Names at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from schoolmix.plot import theme
from schoolmix.plot.drawing import number
from schoolmix.plot.series import Series


def name_ends(axes: Axes, found: Sequence[Series]) -> None:
    """Write the marker, the name and the last estimate of each series at the end of its line, without overlap.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix.plot.drawing import started
    >>> axes = started(None, height=2)
    >>> name_ends(axes, [Series("D", pd.DataFrame({"at": [1, 2], "estimate": [0.1, 0.2]}))])
    >>> axes.texts[0].get_text()
    'D  0.20'
    """
    ends = [(place, one.name, one.rows.dropna(subset=["estimate"])) for place, one in enumerate(found)]
    ends = [end for end in ends if len(end[2])]
    low, high = axes.get_ylim()
    figure = axes.figure
    tall = axes.get_position().height * figure.bbox.height / figure.dpi
    heights = theme.apart([part["estimate"].iloc[-1] for _, _, part in ends], (high - low) * 0.17 / tall)
    for (place, name, part), height in zip(ends, heights, strict=True):
        at, last = part["at"].iloc[-1], float(part["estimate"].iloc[-1])
        beside: dict[str, Any] = {"xytext": (28, 0), "textcoords": "offset points", "annotation_clip": False}
        axes.annotate(f"{name}  {number(last)}", (at, height), va="center", fontsize=8, color=theme.INK, **beside)
        moved = axes.transData + ScaledTranslation(20 / 72, 0, figure.dpi_scale_trans)
        colour = theme.STROKES[place % len(theme.STROKES)]
        axes.plot(at, height, theme.MARKERS[place], color=colour, markersize=4.5, transform=moved, clip_on=False)
