"""What scenarios change: a panel an outcome, a row a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, key, signed, started, worded
from schoolmix.plot.grid import Grid, height
from schoolmix.plot.outcomes import OUTCOMES, called, has, outcomes_of, simulated, without_groups
from schoolmix.plot.tables import check_once, check_words, chosen, known

VERB = "schoolmix.simulate"
SOURCES = {"monte_carlo": "draws", "parameters": "parameters", "structure": "models of choice"}
DIGITS = {"mean_distance": 2}
"""Digits of the numbers beside points; three of other outcomes."""


def effects(
    table: Any,
    *,
    outcome: str | Sequence[str] | None = None,
    year: int | None = None,
    municipality: str | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw what scenarios change, beside each other: a panel an outcome, a row a scenario.

    Parameters
    ----------
    table : frame
        ``scenario, year, outcome, estimate``, as ``Simulation.effects`` of ``sm.simulate`` or ``sm.robustness`` gives
        it. Optional: ``low`` and ``high``, drawn as whiskers; ``source``, which of the sources of uncertainty they are
        about; ``municipality``, ``municipality_code``, ``focal``.
    outcome : str or sequence of str, optional
        Which ones, in order; None draws all that are not about a group (or all where there are no others), at most
        nine.
    year : int, optional
        Which one; the last without it.
    municipality : str, optional
        Name or code; None for all pupils together.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by scenario, outcome, group and source.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure; the panels are its ``child_axes``.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``BadOption`` for an outcome, a year
        or a municipality that the table does not have, ``SizeLimit`` for more than nine panels.

    Notes
    -----
    Every panel has a scale of its own, with a line at 0: nothing changed. With a table of ``sm.robustness`` the three
    sources of uncertainty have a whisker and a marker each and are never one interval. Which outcome matters more than
    another is for who decides.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"scenario": ["near", "far"] * 2, "year": 2026, "outcome": ["D"] * 2 + ["H"] * 2,
    ...                       "estimate": [-0.02, 0.03, -0.01, 0.02]})
    >>> [panel.get_title() for panel in effects(table).child_axes]
    ['D', 'H']
    """
    word = worded(labels, OUTCOMES | SOURCES)
    has_sources = has(table, VERB, "source")
    rows = simulated(table, VERB, municipality, more=["source"] if has_sources else [])
    rows = rows if has_sources else rows.assign(source="monte_carlo")
    check_words(rows["source"], SOURCES, "schoolmix.robustness")
    rows = without_groups(rows) if outcome is None else rows
    rows = rows[rows["outcome"].isin(outcomes_of(rows, outcome))].reset_index(drop=True)
    shown = rows["at"].max() if year is None else year
    rows = chosen(rows.rename(columns={"at": "year"}), "year", shown)
    focal = rows["focal"] if "focal" in rows else pd.Series(None, index=rows.index, dtype=object)
    names = [called(one, group, word) for one, group in zip(rows["outcome"], focal, strict=True)]
    rows = rows.assign(panel=names)
    check_once(rows, ["scenario", "panel", "source"])
    order = {name: place for place, name in enumerate(outcomes_of(rows, outcome))}
    panels = list(dict.fromkeys(rows.iloc[rows["outcome"].map(order).argsort(kind="stable")]["panel"]))
    scenarios = list(dict.fromkeys(rows["scenario"]))
    sources = [source for source in SOURCES if source in set(rows["source"])]
    rows, notes = known(rows, ["estimate"], "effect")
    tall = 1.0 if len(sources) == 1 else 0.75 * len(sources)
    axes = started(ax, height=height(len(panels), tall * len(scenarios)))
    with theme.styled():
        grid = Grid.of(axes, panels, [word(one) for one in scenarios])
        for name, panel in grid.panels.items():
            _draw(panel, rows[rows["panel"] == name], scenarios, sources)
        axes.set_xlabel(f"difference with the baseline in {shown:.0f}", labelpad=16)
        above = key(axes, _handles(sources, word)) if len(sources) > 1 else 0
        grid.lift(above)
        return finished(axes, title=title, notes=notes, above=above + 1)


def _draw(axes: Axes, rows: pd.DataFrame, scenarios: list[Any], sources: list[str]) -> None:
    axes.axvline(0, color=theme.INK, linewidth=0.9, zorder=1.5)
    for _, row in rows.iterrows():
        at = sources.index(row["source"])
        place = scenarios.index(row["scenario"]) + (at - (len(sources) - 1) / 2) * 0.26
        colour = theme.STROKES[at]
        if {"low", "high"} <= set(row.index):
            axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=1.4, linestyle=theme.DASHES[at])
        axes.plot(row["estimate"], place, theme.MARKERS[at], color=colour, markersize=4.5, gid=row["scenario"])
        if at == 0:
            _number(axes, row, place)
    axes.set_ylim(len(scenarios) - 0.5, -0.5)
    axes.margins(x=0.14)


def _number(axes: Axes, row: pd.Series[Any], place: float) -> None:
    """Write the estimate above its point."""
    axes.annotate(
        signed(row["estimate"], DIGITS.get(row["outcome"], 3)),
        (row["estimate"], place),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=6.5,
        color=theme.SOFT,
    )


def _handles(sources: list[str], word: Any) -> list[Line2D]:
    return [
        Line2D(
            [], [], linestyle=theme.DASHES[at], marker=theme.MARKERS[at], color=theme.STROKES[at], label=word(source)
        )
        for at, source in enumerate(sources)
    ]
