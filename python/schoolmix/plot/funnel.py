"""The funnel: shares of schools against their size, with the limits of chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, key, started, worded
from schoolmix.plot.tables import known, taken

VERB = "schoolmix.contribution"
WORDS = {"above": "above the limits", "below": "below the limits", "within": "within the limits"}
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
        Kinds ``MissingColumn``, ``EmptyInput``, ``SeveralTables`` where units of one size have different limits.

    Notes
    -----
    Without a column ``overall`` the line in the middle is the share of all units drawn together. Points outside the
    limits have markers of their own; no school is named or ranked, since a share beyond chance says nothing of why.
    The limits are those of the hypergeometric law: pupils are dealt over schools of fixed sizes.

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
    limits = _limits(rows)
    with theme.styled():
        theme.quiet(axes, grid="y")
        for side in ("funnel_low", "funnel_high"):
            axes.plot(limits["pupils"], limits[side], color=theme.SOFT, linewidth=1.0, gid=side)
        if len(rows):
            axes.axhline(_overall(rows), color=theme.INK, linewidth=0.9, linestyle=(0, (4, 3)), gid="overall")
        handles = [_points(axes, part, name, word(name)) for name, part in _told_apart(rows)]
        axes.set_xlim(0, (rows["pupils"].max() if len(rows) else 1) * 1.04)
        axes.set_ylim(bottom=-0.01)
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
        axes.set_xlabel("pupils of the unit")
        axes.set_ylabel("% of the group in the unit")
        return finished(axes, title=title, notes=notes, above=key(axes, handles))


def _limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the limits by size."""
    limits = rows[["pupils", "funnel_low", "funnel_high"]].drop_duplicates().sort_values("pupils")
    several = limits["pupils"].duplicated().to_numpy()
    if several.any():
        raise InputError(
            "units of one size have different limits",
            kind="SeveralTables",
            column="funnel_low",
            row=int(rows["pupils"].isin(limits["pupils"][several]).to_numpy().argmax()),
            count=int(several.sum()),
            remedy="The table holds several tables, such as years: draw the rows of one at a time.",
        )
    return limits


def _overall(rows: pd.DataFrame) -> float:
    if "overall" in rows:
        return float(rows["overall"].iloc[0])
    return float(np.average(rows["share"], weights=rows["pupils"]))


def _told_apart(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    above, below = rows["share"] > rows["funnel_high"], rows["share"] < rows["funnel_low"]
    return [("within", rows[~above & ~below]), ("above", rows[above]), ("below", rows[below])]


def _points(axes: Axes, rows: pd.DataFrame, name: str, label: str) -> Any:
    drawn = axes.plot(rows["pupils"], rows["share"], linestyle="", gid=name, **STYLES[name], markeredgewidth=0.7)
    drawn[0].set_label(f"{label} ({len(rows):,})")
    return drawn[0]
