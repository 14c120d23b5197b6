"""The funnel: shares of schools against their size, with the limits of chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, key, started, worded
from schoolmix.plot.tables import known, taken

VERB = "schoolmix.contribution"
WORDS = {"above": "above the limits", "below": "below the limits", "within": "within the limits"}
MANY = 400
"""More points than this are drawn smaller, down to half their size."""

STYLES: dict[str, dict[str, Any]] = {
    "within": {"marker": "o", "markersize": 3.6, "color": theme.PALE, "markeredgecolor": theme.SOFT},
    "above": {"marker": "^", "markersize": 5.5, "color": theme.BLUE, "markeredgecolor": theme.BLUE},
    "below": {"marker": "v", "markersize": 5.5, "color": "#f4d3b0", "markeredgecolor": theme.ORANGE},
}


def funnel(table: Any, *, ax: Axes | None = None, title: str | None = None, labels: Any = None) -> Axes:
    """
    Draw the share of a group at each school against the school's size, with the limits of random allocation.

    Parameters
    ----------
    table : frame
        A row a unit, as ``sm.contribution`` gives it: ``pupils``, ``share``, ``funnel_low`` and ``funnel_high``;
        optional ``overall``, the share among all pupils. Names of units are not read.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words for ``above``, ``below`` and ``within``.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``EmptyInput``, ``WrongType``.

    Notes
    -----
    Without a column ``overall`` the line in the middle is the share of all units drawn together. Points outside the
    limits have markers of their own; no school is named or ranked, since a share beyond chance says nothing of why.
    The limits are those of the hypergeometric law: pupils are dealt over schools of fixed sizes. Where units are held
    against different wholes, such as each against its own municipality, every unit has a bar of its own limits instead
    of one funnel around one share, and a note says so.

    References
    ----------
    Spiegelhalter 2005, Statistics in Medicine 24:1185.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"pupils": [50, 100, 200], "share": [0.5, 0.2, 0.3], "funnel_low": [0.1, 0.2, 0.2],
    ...                       "funnel_high": [0.4, 0.4, 0.3]})
    >>> axes = funnel(table)
    >>> [line.get_xdata().tolist() for line in axes.lines if line.get_gid() == "above"]
    [[50.0]]
    """
    word = worded(labels, WORDS)
    columns = ["pupils", "share", "funnel_low", "funnel_high"]
    given = taken(table, VERB, numbers=columns, more_numbers=["overall"])
    rows, notes = known(given, columns, "unit")
    axes = started(ax, height=3.6)
    with theme.styled():
        theme.quiet(axes, grid="y")
        notes = [*_draw_limits(axes, rows), *notes]
        size = max(0.5, min(1.0, (MANY / max(len(rows), 1)) ** 0.5))
        handles = [_points(axes, part, name, word(name), size) for name, part in _told_apart(rows)]
        axes.set_xlim(0, (rows["pupils"].max() if len(rows) else 1) * 1.04)
        axes.set_ylim(bottom=-0.01)
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
        axes.set_xlabel("pupils of the unit")
        axes.set_ylabel("% of the group in the unit")
        return finished(axes, title=title, notes=notes, above=key(axes, handles))


def _is_one(rows: pd.DataFrame) -> bool:
    """Tell whether all units are held against one whole: equal sizes have equal limits, and all lie around its share.

    Limits are whole pupils, and the law is skew: their middle may lie a pupil or two from the share.
    """
    limits = rows[["pupils", "funnel_low", "funnel_high"]].drop_duplicates()
    middle = (rows["funnel_low"] + rows["funnel_high"]) / 2
    is_near = ((middle - _overall(rows)).abs() * rows["pupils"] <= 2).all() if len(rows) else True
    return bool(is_near) and not limits["pupils"].duplicated().any()


def _draw_limits(axes: Axes, rows: pd.DataFrame) -> list[str]:
    """Draw one funnel around the share of the whole, or the limits of each unit by itself; say which."""
    if _is_one(rows):
        limits = rows.drop_duplicates("pupils").sort_values("pupils")
        for side in ("funnel_low", "funnel_high"):
            axes.plot(limits["pupils"], limits[side], color=theme.SOFT, linewidth=1.0, gid=side)
        if len(rows):
            axes.axhline(_overall(rows), color=theme.INK, linewidth=0.9, linestyle=(0, (4, 3)), gid="overall")
        return []
    axes.vlines(rows["pupils"], rows["funnel_low"], rows["funnel_high"], color="#a9b2be", linewidth=1.4, zorder=1)
    return ["bars are the limits of each unit, which differ by the area or year it is held against"]


def _overall(rows: pd.DataFrame) -> float:
    if "overall" in rows:
        return float(rows["overall"].iloc[0])
    return float(np.average(rows["share"], weights=rows["pupils"]))


def _told_apart(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    above, below = rows["share"] > rows["funnel_high"], rows["share"] < rows["funnel_low"]
    return [("within", rows[~above & ~below]), ("above", rows[above]), ("below", rows[below])]


def _points(axes: Axes, rows: pd.DataFrame, name: str, label: str, size: float) -> Any:
    style = STYLES[name] | {"markersize": size * STYLES[name]["markersize"], "markeredgewidth": 0.7 * size}
    drawn = axes.plot(rows["pupils"], rows["share"], linestyle="", gid=name, **style)
    drawn[0].set_label(f"{label} ({len(rows):,})")
    return drawn[0]
