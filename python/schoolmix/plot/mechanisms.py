"""What a mechanism gains on one aim and costs on another: a panel an outcome, a row a mechanism."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import LINE, Word, finished, key, started, worded
from schoolmix.plot.outcomes import outcomes_of
from schoolmix.plot.tables import check_once, known, names, taken

VERB = "schoolmix.mechanisms"
OWN = ("mechanism", "outcome", "estimate", "se", "low", "high", "difference", "difference_se", "seed")
REFERENCES = ("free_choice", "nearest_school")
"""Rows that are no mechanism: everyone at the first choice, everyone at the nearest school."""

PANELS = 5
GAP = 0.035
ROW = 0.27


def mechanisms(
    table: Any,
    *,
    outcome: str | Sequence[str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw outcomes of several mechanisms beside each other: a panel an outcome, a row a mechanism.

    Parameters
    ----------
    table : frame
        ``mechanism, outcome, estimate``, as ``sm.mechanisms`` gives it, or rows of ``Admission.summary`` with a column
        ``mechanism`` added. Optional: ``low`` and ``high``, drawn as whiskers; further columns, such as a group, tell
        points of one row apart, a null among them is called ``all``.
    outcome : str or sequence of str, optional
        Which outcomes, in order; None draws all there are, at most five.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by mechanism, outcome and group.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure; the panels of several outcomes are its ``child_axes``.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``BadOption`` for an outcome that the
        table does not have, ``SizeLimit`` for more than five outcomes or eight groups.

    Notes
    -----
    Each panel has a scale of its own that need not start at 0, so that lengths cannot be compared between panels. The
    rows ``free_choice`` and ``nearest_school`` have open markers: nobody can offer the first, and the second is no
    choice. Which outcome matters more than another is for who decides.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"mechanism": ["DA", "boston"] * 2, "outcome": ["first_choice"] * 2 + ["unplaced"] * 2,
    ...                       "estimate": [0.7, 0.8, 0.02, 0.05]})
    >>> axes = mechanisms(table)
    >>> [panel.get_title() for panel in axes.child_axes]
    ['first_choice', 'unplaced']
    """
    word = worded(labels)
    groups = [name for name in names(table, VERB) if name not in OWN]
    rows = taken(
        table, VERB, texts=["mechanism", "outcome"], numbers=["estimate"], more=groups, more_numbers=["low", "high"]
    )
    rows = rows.assign(group=[_name(values, word) for values in rows[groups].itertuples(index=False)])
    outcomes = outcomes_of(rows, outcome)
    _check_number(len(outcomes), PANELS, "outcomes", "outcome")
    rows = rows[rows["outcome"].isin(outcomes)].reset_index(drop=True)
    check_once(rows, ["mechanism", "outcome", *groups])
    rows, notes = known(rows, ["estimate"])
    order = list(dict.fromkeys(rows["mechanism"]))
    told = list(dict.fromkeys(rows["group"]))
    _check_number(len(told), len(theme.MARKERS), "groups", "table")
    axes = started(ax, height=1.3 + ROW * max(len(order), 1) * max(1.0, 0.55 * len(told)))
    with theme.styled():
        panels = _panels(axes, len(outcomes))
        for panel, name in zip(panels, outcomes, strict=True):
            _draw(panel, rows[rows["outcome"] == name], order, told)
            panel.set_xlabel(word(name)) if panel is axes else panel.set_title(word(name), fontsize=8.5)
        axes.set_yticks(range(len(order)), [word(one) for one in order])
        axes.set_ylim(max(len(order), 1) - 0.5, -0.5)
        return finished(axes, title=title, notes=notes, above=_above(axes, told, has_panels=len(panels) > 1))


def _name(values: tuple[Any, ...], word: Word) -> str:
    return ", ".join("all" if pd.isna(value) else word(value) for value in values)


def _check_number(count: int, most: int, what: str, column: str) -> None:
    if count > most:
        raise InputError(
            f"the table has {count} {what}, and {most} can be drawn beside each other",
            kind="SizeLimit",
            column=column,
            count=count,
            remedy="Choose some by outcome=." if column == "outcome" else "Draw fewer rows.",
        )


def _panels(axes: Axes, count: int) -> list[Axes]:
    """Return the axes themselves for one outcome, else as many beside each other inside them."""
    theme.quiet(axes)
    if count == 1:
        return [axes]
    axes.set_xticks([])
    width = (1 - GAP * (count - 1)) / count
    panels = [axes.inset_axes((place * (width + GAP), 0, width, 1)) for place in range(count)]
    for panel in panels:
        theme.quiet(panel)
        panel.set_yticks([])
    return panels


def _draw(axes: Axes, rows: pd.DataFrame, order: list[str], told: list[str]) -> None:
    for place in range(len(order)):
        axes.axhline(place, color=theme.GRID, linewidth=0.7, zorder=0)
    for _, row in rows.iterrows():
        _point(axes, row, order.index(row["mechanism"]), told)
    axes.set_ylim(max(len(order), 1) - 0.5, -0.5)
    axes.locator_params(axis="x", nbins=3)
    axes.tick_params(axis="x", labelsize=7.5)
    axes.margins(x=0.12)


def _point(axes: Axes, row: pd.Series[Any], place: int, told: list[str]) -> None:
    at = told.index(row["group"])
    height = place + (at - (len(told) - 1) / 2) * min(0.22, 0.7 / len(told))
    colour = theme.STROKES[at % len(theme.STROKES)]
    if {"low", "high"} <= set(row.index):
        axes.plot([row["low"], row["high"]], [height, height], color=colour, linewidth=1.3, zorder=1)
    style: Any = {"color": colour, "markersize": 5, "gid": row["group"] or row["mechanism"]}
    if row["mechanism"] in REFERENCES:
        style["markerfacecolor"] = "white"
    axes.plot(row["estimate"], height, theme.MARKERS[at], **style)


def _above(axes: Axes, told: list[str], *, has_panels: bool) -> int:
    """Put a key above the names of the panels, and return how many lines all this takes."""
    if len(told) < 2:
        return int(has_panels)
    lines = key(axes, _handles(told))
    legend = axes.get_legend()
    if has_panels and legend is not None:
        lift = ScaledTranslation(0, LINE / 72, axes.figure.dpi_scale_trans)
        legend.set_bbox_to_anchor((0, 1), transform=axes.transAxes + lift)
    return lines + int(has_panels)


def _handles(told: list[str]) -> list[Line2D]:
    return [
        Line2D([], [], linestyle="", marker=theme.MARKERS[at], color=theme.STROKES[at % len(theme.STROKES)], label=name)
        for at, name in enumerate(told)
    ]
