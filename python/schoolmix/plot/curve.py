"""The segregation curve: how far two groups are spread over schools alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.measure import measure
from schoolmix.plot import theme
from schoolmix.plot.compositions import Composition, compositions
from schoolmix.plot.drawing import Word, finished, number, started, worded
from schoolmix.plot.tables import left_out
from schoolmix.roll import Roll


@dataclass(frozen=True)
class Line:
    """A curve with what the key says of it."""

    name: str
    across: np.ndarray[Any, Any]
    up: np.ndarray[Any, Any]
    dissimilarity: float
    gini: float


def curve(
    roll: Roll, *, focal: Any, versus: Any = None, ax: Axes | None = None, title: str | None = None, labels: Any = None
) -> Axes:
    """
    Draw segregation curves (Lorenz curves) of groups over units.

    Units stand in order of their share of the focal group. Across goes the part of the other pupils that they hold
    together, up that of the focal group: on the diagonal where all units have the same mix. The thin line marks the
    largest distance to the diagonal, which is D; G is twice the area between.

    Parameters
    ----------
    roll : Roll
        Who sits where; without hidden counts. Each table of ``by`` gets its own curve.
    focal : value of the group column, or list of them
        The group, or a list of groups, whose curves are drawn.
    versus : value of the group column, optional
        The other group; without it all other pupils.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by group, and by value of ``by``.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure.

    Raises
    ------
    InputError
        Kinds ``SuppressedMarker``, ``UnknownGroup``, ``BadOption``, ``SizeLimit`` for more than eight curves.

    References
    ----------
    Duncan & Duncan 1955, American Sociological Review 20:210.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> axes = curve(roll, focal="low")
    >>> axes.get_legend_handles_labels()[1]
    ['low: D = 0.70, G = 0.75']
    """
    word = worded(labels)
    axes = started(ax, height=4.6, width=4.8)
    focals = focal if isinstance(focal, list) else [focal]
    tables = compositions(roll)
    _check_number(len(focals) * len(tables))
    found = [line for one in focals for line in _lines(roll, tables, one, versus, word)]
    drawn = [line for line in found if line is not None]
    with theme.styled():
        theme.quiet(axes, grid="both")
        axes.plot([0, 1], [0, 1], color=theme.SOFT, linewidth=0.9, linestyle=(0, (4, 3)), gid="diagonal")
        for place, line in enumerate(drawn):
            _draw(axes, line, place)
        axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), aspect="equal")
        others = "all other pupils" if versus is None else word(versus)
        axes.set_xlabel(f"cumulative share of {others}")
        axes.set_ylabel(f"cumulative share of {word(focals[0]) if len(focals) == 1 else 'the group'}")
        if drawn:
            axes.legend(loc="upper left", frameon=True, facecolor="white", edgecolor="none", framealpha=0.9)
        return finished(axes, title=title, notes=left_out(len(found) - len(drawn), "curve", "of one group alone"))


def _check_number(count: int) -> None:
    most = len(theme.MARKERS)
    if not 1 <= count <= most:
        raise InputError(
            f"{count} curves are asked for, and from 1 to {most} can be told apart",
            kind="SizeLimit",
            column="focal",
            count=count,
            remedy="Give fewer groups, or a roll with fewer tables.",
        )


def _lines(roll: Roll, tables: list[Composition], focal: Any, versus: Any, word: Word) -> list[Line | None]:
    """Return the curve of a group in each table; None where D is undefined."""
    columns = [*roll.by, "measure", "estimate"]
    rows = frames.take(measure(roll, ["D", "G"], focal=focal, versus=versus), columns).to_pylist()
    values = {(tuple(row[name] for name in roll.by), row["measure"]): row["estimate"] for row in rows}
    lines: list[Line | None] = []
    for table in tables:
        found = [values[table.table, index] for index in ("D", "G")]
        if None in found:
            lines.append(None)
            continue
        across, up = _points(table, focal, versus)
        lines.append(Line(", ".join(word(one) for one in (*table.table, focal)), across, up, *found))
    return lines


def _points(table: Composition, focal: Any, versus: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the corners of the curve, from (0, 0) to (1, 1)."""
    own = table.pupils[:, table.groups.index(focal)]
    rest = table.pupils.sum(axis=1) - own if versus is None else table.pupils[:, table.groups.index(versus)]
    there = own + rest > 0
    own, rest = own[there], rest[there]
    order = np.argsort(own / (own + rest), kind="stable")
    return _cumulated(rest[order]), _cumulated(own[order])


def _cumulated(pupils: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.concatenate([[0.0], np.cumsum(pupils) / pupils.sum()])


def _draw(axes: Axes, line: Line, place: int) -> None:
    colour = theme.STROKES[place % len(theme.STROKES)]
    label = f"{line.name}: D = {number(line.dissimilarity)}, G = {number(line.gini)}"
    widest = int(np.argmax(line.across - line.up))
    axes.plot(
        line.across,
        line.up,
        color=colour,
        linewidth=1.8,
        linestyle=theme.DASHES[place // len(theme.STROKES)],
        marker=theme.MARKERS[place],
        markersize=5,
        markevery=[widest],
        label=label,
    )
    ends = (line.across[widest],) * 2
    axes.plot(ends, (line.up[widest], line.across[widest]), color=colour, linewidth=0.8, gid="distance")
