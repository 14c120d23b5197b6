"""What chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, checked_sampling, checked_words, families, group


def expected(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure] = ("D", "H", "M"),
    *,
    focal: Any = None,
    versus: Any = None,
    margins: str = "fixed",
    clusters: str | Mapping[int, float] | None = None,
    level: float | None = None,
    replicates: int = 500,
    rng: Any = None,
) -> Any:
    """
    Return the value of measures if pupils were dealt out over the places at random.

    Small units look segregated by chance alone: this is how much. With fixed margins (the sizes of units and of groups
    stay as they are) the value of most measures is exact, and nothing is drawn.

    Parameters
    ----------
    roll : Roll
        Who sits where; whole counts, none hidden.
    measures : str, Measure, or a sequence of them
        Any measure. Those that are no sum over cells (Gini, Atkinson, spatial and rank-order ones, ...) are the mean of
        drawn tables, and ``note`` says so.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.
    margins : {"fixed", "free"}
        Whether the sizes of units and groups stay as they are, or are drawn as well (multinomially).
    clusters : mapping of int to float, or "units", optional
        Pupils who move together. A mapping gives the share of pupils in families of each size, such as
        ``{1: 0.5, 2: 0.4, 3: 0.1}``: families of one group are dealt out whole. ``"units"`` deals out whole units (such
        as classes or families) over the innermost nests of ``within``, and measures between those nests.
    level : float, optional
        Coverage of the band in which the measure lies under random allocation; without it there is no band.
    replicates : int
        Tables drawn where something must be drawn.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.

    Returns
    -------
    frame
        Columns as in :func:`schoolmix.measure`. With ``level`` also ``low`` and ``high`` (quantiles of the drawn
        values) and ``se`` (their standard deviation). ``seed`` where something was drawn.

    Raises
    ------
    InputError
        Kinds ``FractionalCount`` for weights, ``SuppressedMarker`` for hidden counts, ``BadOption``, ``MissingWithin``.

    References
    ----------
    Cortese, Falk & Cohen 1976; Winship 1977; Carrington & Troske 1997, JBES 15:402; cells are hypergeometric.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.expected(roll, ["D", "M"])[["measure", "estimate"]].round(9)
      measure  estimate
    0       D  0.069382
    1       M  0.003360
    """
    checked_sampling(interval=None, level=0.9 if level is None else level, replicates=replicates)
    checked_words(margins=margins)
    with shown("expected") as report:
        table = _core.expected(
            checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
            named(measures),
            focal=group(focal),
            versus=group(versus),
            margins=margins,
            clusters=families(clusters),
            level=level,
            replicates=replicates,
            seed=seed_of(rng),
            report=report,
        )
    return answer(roll, table)
