"""Who meets whom: chances of encounter as a matrix with its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, name_columns, number, started, worded
from schoolmix.plot.tables import check_once, check_words, left_out, names, taken

VERB = "schoolmix.encounters"
WITH_SELF = ("isolation", "exposure", "xPx", "aPb")
WITHOUT_SELF = ("isolation_without_self", "exposure_without_self", "xPx'", "aPb'")
SHADES = LinearSegmentedColormap.from_list("encounters", ["white", "#7aa6d1", "#123a66"])


def encounters(table: Any, *, ax: Axes | None = None, title: str | None = None, labels: Any = None) -> Axes:
    """
    Draw the chance that a pupil of one group meets one of another at school, as a matrix.

    Parameters
    ----------
    table : frame
        A row an ordered pair of groups, as ``sm.encounters`` of one roll gives it: ``focal``, ``versus`` and
        ``chance``. Or as ``sm.measure`` does for ``["isolation", "exposure"]`` (or both ``..._without_self``):
        ``measure``, ``focal``, ``versus`` (null for isolation: the group itself) and ``estimate``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by group.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure. A row is a group, a column those it meets; with all groups in the table
        a row adds up to 1. A pair without an estimate is hatched.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``EmptyInput``, ``BadOption`` for other measures, ``DuplicateKey``.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> axes = encounters(sm.measure(roll, ["isolation", "exposure"]))
    >>> [text.get_text() for text in axes.texts]
    ['0.83', '0.17', '0.34', '0.67']
    """
    word = worded(labels)
    rows = _chances(table)
    check_once(rows, ["focal", "versus"])
    groups = list(dict.fromkeys([*rows["focal"], *rows["versus"]]))
    cells = rows.set_index(["focal", "versus"])["chance"]
    axes = started(ax, height=1.2 + 0.42 * len(groups), width=min(theme.WIDTH, 2.4 + 0.75 * len(groups)))
    with theme.styled():
        theme.quiet(axes)
        axes.grid(visible=False)
        values = np.array([[cells.get((one, other), np.nan) for other in groups] for one in groups], float)
        for place, value in np.ndenumerate(values):
            _cell(axes, place[0], place[1], float(value))
        _frame(axes, groups, word)
        return finished(axes, title=title, notes=left_out(int(np.isnan(values).sum()), "pair", "without a chance"))


def _chances(table: Any) -> pd.DataFrame:
    """Return a row an ordered pair, from a table of encounters or of the measures that are these."""
    if "measure" not in names(table, VERB):
        return taken(table, VERB, texts=["focal", "versus"], numbers=["chance"])
    rows = taken(table, VERB, texts=["measure", "focal", "versus"], numbers=["estimate"])
    is_without = rows["measure"].isin(WITHOUT_SELF).all()
    check_words(rows["measure"], WITHOUT_SELF if is_without else WITH_SELF, "schoolmix.measure for encounters")
    versus = rows["versus"].where(rows["versus"].notna(), rows["focal"])
    return rows.assign(versus=versus).rename(columns={"estimate": "chance"})


def _cell(axes: Axes, row: int, column: int, value: float) -> None:
    """Draw one pair: shaded and written, or hatched where there is no number."""
    absent = pd.isna(value)
    fill = "white" if absent else to_hex(SHADES(value))
    hatch = "////" if absent else None
    axes.add_patch(
        Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=fill, edgecolor=theme.SOFT, linewidth=0.6, hatch=hatch)
    )
    if not absent:
        axes.text(column, row, number(value), ha="center", va="center", color=theme.ink(fill), fontsize=9)


def _frame(axes: Axes, groups: list[Any], word: Word) -> None:
    words = [word(group) for group in groups]
    name_columns(axes, words)
    axes.set_yticks(range(len(groups)), words)
    axes.set(xlim=(-0.5, len(groups) - 0.5), ylim=(len(groups) - 0.5, -0.5))
    axes.set_xlabel("meet at school pupils of")
    axes.set_ylabel("pupils of")
