"""An outcome over simulated years, a line a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, inches, letter, started, worded
from schoolmix.plot.ends import name_ends
from schoolmix.plot.outcomes import OUTCOMES, called, outcomes_of, simulated
from schoolmix.plot.series import Series
from schoolmix.plot.tables import check_once, chosen, known

VERB = "schoolmix.simulate"


def years(
    table: Any,
    *,
    outcome: str | None = None,
    municipality: str | None = None,
    focal: Any = None,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw an outcome over the years of a simulation, a line a scenario with the band of its replicates.

    Parameters
    ----------
    table : frame
        ``scenario, year, outcome, estimate``, as ``Simulation.table`` or ``Simulation.effects`` of ``sm.simulate``
        gives it. Optional: ``low`` and ``high``, ``municipality``, ``municipality_code``, ``focal``.
    outcome : str, optional
        Which one; needed where the table has several.
    municipality : str, optional
        Name or code; None for all pupils together.
    focal : optional
        Which focal group; needed where the outcome has several.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by scenario and outcome.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure. The scale holds 0; ``set_ylim`` changes it.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``SeveralTables``, ``BadOption`` for
        an outcome or a municipality that the table does not have, ``SizeLimit`` for more than eight scenarios.

    Notes
    -----
    The band is the spread over replicates (5 % to 95 %): the luck of the draws, and neither what is not known of the
    parameters nor of the model; for these see :func:`effects` with a table of ``sm.robustness``.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"scenario": ["baseline"] * 2 + ["near"] * 2, "year": [2025, 2026] * 2, "outcome": "D",
    ...                       "estimate": [0.40, 0.41, 0.38, 0.36]})
    >>> [line.get_ydata().tolist() for line in years(table).lines if line.get_gid() == "near"]
    [[0.38, 0.36]]
    """
    word = worded(labels, OUTCOMES)
    rows = simulated(table, VERB, municipality)
    if outcome is not None:
        outcomes_of(rows, outcome)
    rows = chosen(chosen(rows, "outcome", outcome), "focal", focal)
    check_once(rows, ["scenario", "at"])
    rows, notes = known(rows, ["estimate"])
    found = [Series(word(name), part.sort_values("at")) for name, part in rows.groupby("scenario", sort=False)]
    _check_number(found)
    axes = started(ax, height=3.4)
    with theme.styled():
        theme.quiet(axes, grid="y")
        for place, one in enumerate(found):
            _draw(axes, one, place)
        _frame(axes, rows)
        name_ends(axes, found)
        first = rows.iloc[0] if len(rows) else None
        about = first is not None and called(first["outcome"], first.get("focal"), word)
        axes.set_ylabel(about or "")
        return finished(axes, title=title, notes=notes)


def _check_number(found: Sequence[Series]) -> None:
    if len(found) > len(theme.MARKERS):
        raise InputError(
            f"the table has {len(found)} scenarios, and {len(theme.MARKERS)} can be told apart",
            kind="SizeLimit",
            column="table",
            count=len(found),
            remedy="Draw fewer rows, or several axes beside each other.",
        )


def _draw(axes: Axes, one: Series, place: int) -> None:
    colour = theme.STROKES[place % len(theme.STROKES)]
    rows = one.rows
    if {"low", "high"} <= set(rows):
        axes.fill_between(rows["at"], rows["low"], rows["high"], color=colour, alpha=0.18, linewidth=0)
    axes.plot(
        rows["at"],
        rows["estimate"],
        color=colour,
        linewidth=1.6,
        linestyle=theme.DASHES[place // len(theme.STROKES)],
        marker=theme.MARKERS[place],
        markersize=4.5,
        gid=one.name,
    )


def _frame(axes: Axes, rows: pd.DataFrame) -> None:
    if not len(rows):
        return
    found = sorted(set(rows["at"]))
    most = max(2, int(inches(axes) / (letter(axes) * 5 + 0.15)))
    ticks = found[:: -(-len(found) // most)]
    axes.set_xticks(ticks, [f"{tick:.0f}" for tick in ticks])
    axes.set_xlim(found[0] - 0.2, found[-1] + 0.2)
    values = rows[[name for name in ("estimate", "low", "high") if name in rows]].to_numpy()
    low, high = min(0.0, values.min()), max(0.0, values.max())
    axes.set_ylim(low * 1.1, high * 1.1 if high > low else 1.0)
    if low < 0 < high:
        axes.axhline(0, color=theme.INK, linewidth=0.8)
