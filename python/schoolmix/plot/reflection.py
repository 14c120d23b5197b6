"""Whether schools mirror their neighbourhood."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from schoolmix.errors import InputError
from schoolmix.plot import theme
from schoolmix.plot.drawing import finished, key, started, worded
from schoolmix.plot.tables import check_words, chosen, known, taken

VERB = "schoolmix.reflect"
WORDS = {"not_distinguishable": "not distinguishable"}
ANSWERS: dict[str, dict[str, Any]] = {
    "mirror": {"marker": "o", "markersize": 4.5, "color": theme.PALE, "markeredgecolor": theme.SOFT},
    "over": {"marker": "^", "markersize": 6.0, "color": theme.BLUE, "markeredgecolor": theme.BLUE},
    "under": {"marker": "v", "markersize": 6.0, "color": "#f4d3b0", "markeredgecolor": theme.ORANGE},
    "not_distinguishable": {"marker": "x", "markersize": 5.0, "color": theme.SOFT, "markeredgecolor": theme.SOFT},
}


def reflection(
    table: Any,
    *,
    focal: Any = None,
    threshold: float = 0.20,
    ax: Axes | None = None,
    title: str | None = None,
    labels: Any = None,
) -> Axes:
    """
    Draw the share of a group at each school against that in its area.

    Parameters
    ----------
    table : frame
        A row a school, as ``sm.reflect`` gives it: ``share``, ``reference_share`` and ``answer`` (``mirror``, ``over``,
        ``under`` or ``not_distinguishable``); optional ``focal``. Names of schools are not read.
    focal : value of the group column, optional
        Which group to draw, where the table has several.
    threshold : float
        Half the width of the band, as given to ``sm.reflect``. A school inside it may still be over or under, by a
        factor of two, and one outside it too small to tell.
    ax : matplotlib.axes.Axes, optional
        Where to draw; None makes a figure of its own.
    title : str, optional
        Title of the axes.
    labels : mapping, optional
        Words by answer.

    Returns
    -------
    matplotlib.axes.Axes
        Those of ``ax``, or of the new figure; one line of points an answer.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        Kinds ``MissingColumn``, ``EmptyInput``, ``SeveralTables``, ``BadOption``.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"share": [0.6, 0.3], "reference_share": [0.3, 0.28], "answer": ["over", "mirror"]})
    >>> axes = reflection(table)
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['mirror (1)', 'over (1)']
    """
    word = worded(labels, WORDS)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 < threshold <= 1:
        raise InputError(
            "threshold has a value without meaning",
            kind="BadOption",
            column="threshold",
            remedy="Allowed: a number above 0, up to 1.",
        )
    rows = taken(table, VERB, texts=["answer"], numbers=["share", "reference_share"], more=["focal"])
    rows, notes = known(chosen(rows, "focal", focal), ["share", "reference_share", "answer"], "school")
    check_words(rows["answer"], ANSWERS, VERB)
    axes = started(ax, height=5.3, width=4.9)
    with theme.styled():
        theme.quiet(axes, grid="both")
        axes.fill_between(
            [0, 1], [-threshold, 1 - threshold], [threshold, 1 + threshold], color=theme.BAND, linewidth=0
        )
        axes.plot([0, 1], [0, 1], color=theme.SOFT, linewidth=0.9, linestyle=(0, (4, 3)), gid="diagonal")
        handles = []
        for answer, style in ANSWERS.items():
            part = rows[rows["answer"] == answer]
            if len(part):
                drawn = axes.plot(part["reference_share"], part["share"], linestyle="", gid=answer, **style)
                drawn[0].set_label(f"{word(answer)} ({len(part):,})")
                handles += drawn
        axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), aspect="equal")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
        axes.set_xlabel("% of the group in the area")
        axes.set_ylabel("% of the group at school")
        return finished(axes, title=title, notes=notes, above=key(axes, handles) if handles else 0)
