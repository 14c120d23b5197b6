"""The segplot: every school a bar, as wide as it has pupils."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch

from schoolmix.errors import InputError, InputTypeError
from schoolmix.plot import theme
from schoolmix.plot.compositions import Composition, single
from schoolmix.plot.drawing import Word, finished, key, started, worded, wrapped
from schoolmix.roll import Roll

Numbers = np.ndarray[Any, Any]

SIDE = (1.04, 1.11)
"""Where the bar of all pupils stands, beside the schools' own that fill 0 to 1."""

FEW = 80
"""Up to so many units a white line parts one from the next."""


def segplot(
    roll: Roll,
    *,
    order: Any = "segregation",
    reference: Any = None,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw the composition of every unit, in order, beside that of all pupils.

    Parameters
    ----------
    roll : Roll
        Who sits where, one table; without hidden counts. Groups are stacked in the roll's own order.
    order : {"segregation", "entropy"} or value of the group column
        How units stand from left to right: from the most to the least different from the composition at the side
        (their own value in M), from the least to the most diverse, or from the highest to the lowest share of a group.
    reference : mapping, optional
        Pupils or shares by group of what schools are held against, such as the pupils who live in the area; it stands
        at the side instead of all pupils of the roll.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by group.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure. One collection a group: a bar a unit, as wide as its share of all
        pupils.

    Raises
    ------
    InputError
        Kinds ``SuppressedMarker``, ``SeveralTables``, ``BadOption``, ``SizeLimit`` for more than 15 groups.

    References
    ----------
    Elbers & Gruijters 2023, Segplot: A New Method for Visualizing Patterns of Multi-Group Segregation, Research in
    Social Stratification and Mobility.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> axes = segplot(roll, order="low", reference={"low": 0.5, "high": 0.5})
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['low', 'high']
    """
    word = worded(labels)
    axes = started(ax, height=3.4)
    found = single(roll)
    side = found.pupils.sum(axis=0) if reference is None else _reference(reference, found.groups)
    side = side / side.sum()
    places = _order(found, side, order)
    sizes = found.pupils.sum(axis=1)[places]
    edges = np.concatenate([[0.0], np.cumsum(sizes) / sizes.sum()])
    shares = found.pupils[places] / sizes[:, None]
    with theme.styled():
        theme.quiet(axes)
        axes.grid(visible=False)
        fills = theme.fills(_checked_number(len(found.groups)))
        for bars, span in ((shares, edges), (side[None, :], np.array(SIDE))):
            _stack(axes, bars, span, fills, found.groups)
        above = key(axes, _handles(found, fills, word))
        _frame(axes, _said(found, order, word), "all" if reference is None else "refer-\nence")
        return finished(axes, title=title, above=above)


def _reference(reference: Any, groups: list[Any]) -> Numbers:
    """Return what the groups are held against, in their order."""
    if not isinstance(reference, Mapping):
        raise InputTypeError(
            f"reference must be a mapping, not {type(reference).__name__}",
            kind="WrongType",
            column="reference",
            remedy="Give pupils or shares by group.",
        )
    listed = [reference.get(group) for group in groups]
    numbers = all(isinstance(value, int | float | np.number) and 0 < value < np.inf for value in listed)
    if set(reference) != set(groups) or not numbers:
        raise InputError(
            "reference does not have one positive number for every group of the roll",
            kind="BadOption",
            column="reference",
            count=len(reference),
            remedy=f"Give pupils or shares of: {', '.join(map(str, groups))}.",
        )
    return np.array(listed, float)


def _order(found: Composition, side: Numbers, order: Any) -> Numbers:
    """Return the places of the units from left to right; those alike stay in their own order."""
    shares = found.pupils / found.pupils.sum(axis=1)[:, None]
    if order in found.groups:
        return np.argsort(-shares[:, found.groups.index(order)], kind="stable")
    logs = np.log(np.where(shares > 0, shares, 1.0))
    if order == "segregation":
        return np.argsort(-(shares * (logs - np.log(side))).sum(axis=1), kind="stable")
    if order == "entropy":
        return np.argsort(-(shares * logs).sum(axis=1), kind="stable")
    raise InputError(
        "order is none that a segplot has",
        kind="BadOption",
        column="order",
        remedy=f"Allowed: 'segregation', 'entropy', or a group: {', '.join(map(str, found.groups))}.",
    )


def _checked_number(groups: int) -> int:
    most = len(theme.FILLS) * len(theme.ROUNDS)
    if groups > most:
        raise InputError(
            f"the roll has {groups} groups, and {most} can be told apart",
            kind="SizeLimit",
            column="roll",
            count=groups,
            remedy="Put groups together before making the roll.",
        )
    return groups


def _stack(axes: Axes, shares: Numbers, edges: Numbers, fills: list[tuple[str, str]], groups: list[Any]) -> None:
    """Draw bars between the edges, a collection a group."""
    tops = np.cumsum(shares, axis=1)
    parted = len(shares) <= FEW
    for place, ((fill, hatch), group) in enumerate(zip(fills, groups, strict=True)):
        low, high = tops[:, place] - shares[:, place], tops[:, place]
        corners = [(edges[:-1], low), (edges[:-1], high), (edges[1:], high), (edges[1:], low)]
        bars = PolyCollection(
            np.stack([np.column_stack(corner) for corner in corners], axis=1),  # type: ignore[arg-type]
            facecolor=fill,
            edgecolor=theme.ink(fill) if hatch else "white" if parted else "none",
            linewidth=0.4 if parted else 0.0,
            antialiased=parted,
            hatch=hatch or None,
            gid=str(group),
        )
        axes.add_collection(bars, autolim=False)


def _handles(found: Composition, fills: list[tuple[str, str]], word: Word) -> list[Patch]:
    """Return the key, from the top of the stack to its bottom."""
    return [
        Patch(
            facecolor=fill, edgecolor=theme.ink(fill) if hatch else theme.SOFT, hatch=hatch or None, label=word(group)
        )
        for (fill, hatch), group in reversed(list(zip(fills, found.groups, strict=True)))
    ]


def _said(found: Composition, order: Any, word: Word) -> str:
    if order in found.groups:
        return f"from the highest to the lowest share of {word(order)}"
    if order == "entropy":
        return "from the least to the most diverse"
    return "from the most to the least different"


def _frame(axes: Axes, order: str, side: str) -> None:
    axes.set(xlim=(-0.005, SIDE[1] + 0.005), ylim=(0, 1))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1, sum(SIDE) / 2], ["0", "25", "50", "75", "100", side])
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
    axes.set_xlabel(wrapped(axes, f"% of all pupils, unit by unit, {order}"))
    axes.set_ylabel("% of the unit's pupils")
