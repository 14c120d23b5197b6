"""Which choice pupils get: a bar a mechanism or group, from the first choice to no place."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from schoolmix.plot import theme
from schoolmix.plot.drawing import Word, finished, key, started, worded
from schoolmix.plot.tables import check_once, check_words, known, names, taken

VERB = "schoolmix.Admission.ranks"
OWN = ("rank", "outcome", "pupils", "share", "se")
OUTCOMES = ("choice", "guarantee", "unplaced")
PARTS = dict(zip(("1", "2", "3", "4-5", "6+"), ((fill, "") for fill in theme.FILLS), strict=True))
PARTS |= {"guarantee": (theme.FILLS[2], "...."), "unplaced": ("white", "////")}
"""Parts of a bar from left to right with fill and hatch, the same in every bar; no place is an empty one."""

WORDS = {
    "1": "choice 1",
    "4-5": "4 or 5",
    "6+": "6 or lower",
}
LAST = (3, 5)
"""The last choice with a part of its own, and the last of the part after it."""

ROW = 0.36
WRITTEN = 0.045
"""Inches that a bar takes; shares from this on have their number written in."""


def ranks(table: Any, *, ax: Axes | None = None, title: str | None = None, labels: Any = None) -> Axes:
    """
    Draw the share of pupils who get their first choice, their second, and so on, as a stacked bar.

    Parameters
    ----------
    table : frame
        ``rank, outcome, share``, as ``Admission.ranks`` gives it. Further columns, such as a group or a mechanism that
        you add, tell bars apart, in the order of the rows; a null among them is called ``all``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by value of the further columns, and for ``1``, ``2``, ``3``, ``4-5``, ``6+``, ``guarantee`` and
        ``unplaced``.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure; from left to right choice 1, 2, 3, 4 or 5, 6 or lower, placed by a
        guarantee, unplaced; those that no bar has are left out.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``DuplicateKey``, ``EmptyInput``, ``WrongType``, ``BadOption`` for other outcomes.

    Notes
    -----
    A lower choice is no loss of the same size for all: how much worse it is, no list tells.

    Examples
    --------
    >>> import schoolmix as sm
    >>> result = sm.admit({1: ["a", "b"], 2: ["a"], 3: ["b"]}, {"a": 1, "b": 1}, lotteries=100, rng=1)
    >>> [text.get_text() for text in ranks(result.ranks()).texts]
    ['61', '6', '33']
    """
    word = worded(labels, WORDS)
    bars = [name for name in names(table, VERB) if name not in OWN]
    rows = taken(table, VERB, texts=["outcome"], numbers=["rank", "share"], more=bars)
    check_words(rows["outcome"], OUTCOMES, VERB)
    check_once(rows, [*bars, "outcome", "rank"])
    drawn, notes = known(rows, ["share"])
    wide = _wide(drawn, bars)
    axes = started(ax, height=1.1 + ROW * max(len(wide), 1))
    with theme.styled():
        theme.quiet(axes)
        fills = {part: PARTS[part] for part in wide.columns}
        for place, shares in enumerate(wide.to_numpy()):
            _draw(axes, place, dict(zip(wide.columns, shares, strict=True)), fills)
        _frame(axes, [_name(values, word) for values in wide.index] if bars else [""])
        return finished(axes, title=title, notes=notes, above=key(axes, _handles(fills, word)))


def _wide(rows: pd.DataFrame, bars: list[str]) -> pd.DataFrame:
    """Return a row a bar and a column a part, in order."""
    keys = pd.Series([tuple(row) for row in rows[bars].itertuples(index=False)], index=rows.index, dtype=object)
    order = list(dict.fromkeys(keys))
    codes = keys.map({bar: place for place, bar in enumerate(order)})
    parts = [_part(outcome, rank) for outcome, rank in zip(rows["outcome"], rows["rank"], strict=True)]
    long = rows.assign(bar=codes, part=parts)
    sums = long.pivot_table(index="bar", columns="part", values="share", aggfunc="sum", fill_value=0)
    wide = sums.reindex(index=range(len(order)), columns=[part for part in PARTS if part in sums], fill_value=0.0)
    return wide.set_axis(pd.Index(order, tupleize_cols=False))


def _part(outcome: str, rank: float) -> str:
    if outcome != "choice":
        return outcome
    own, shared = LAST
    return f"{rank:.0f}" if rank <= own else "4-5" if rank <= shared else "6+"


def _name(values: tuple[Any, ...], word: Word) -> str:
    return ", ".join("all" if pd.isna(value) else word(value) for value in values)


def _draw(axes: Axes, place: int, shares: dict[str, float], fills: dict[str, tuple[str, str]]) -> None:
    start = 0.0
    for part, share in shares.items():
        fill, hatch = fills[part]
        edge = theme.ink(fill) if hatch else "white"
        bar = axes.barh(place, share, left=start, height=0.72, facecolor=fill, hatch=hatch, edgecolor=edge)
        bar.patches[0].set(linewidth=0.5, gid=part)
        if share >= WRITTEN:
            box = {"facecolor": fill, "edgecolor": "none", "pad": 1.2} if hatch else None
            axes.text(
                start + share / 2,
                place,
                f"{100 * share:.0f}",
                ha="center",
                va="center",
                fontsize=8,
                color=theme.ink(fill),
                bbox=box,
            )
        start += share


def _frame(axes: Axes, words: list[str]) -> None:
    axes.set_yticks(range(len(words)), words)
    axes.set_ylim(len(words) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
    axes.set_xlabel("% of pupils")


def _handles(fills: dict[str, tuple[str, str]], word: Word) -> list[Patch]:
    return [
        Patch(facecolor=fill, edgecolor=theme.ink(fill) if hatch else theme.SOFT, hatch=hatch or None, label=word(part))
        for part, (fill, hatch) in fills.items()
    ]
