"""What chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.errors import InputError
from schoolmix.measures import Measure, named
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, group


def expected(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure] = ("D", "H", "M"),
    *,
    focal: Any = None,
    versus: Any = None,
    margins: str = "fixed",
    rng: Any = None,
) -> Any:
    """
    Return the value of measures if pupils were dealt out over the places at random.

    Small units look segregated by chance alone: this is how much. With fixed margins (the sizes of units and of groups
    stay as they are) the value is exact, and nothing is drawn.

    Parameters
    ----------
    roll : Roll
        Who sits where; whole counts, none hidden.
    measures : str, Measure, or a sequence of them
        Any measure but Gini, which is no sum over cells and comes out null with a note.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.
    margins : {"fixed"}
        What stays as it is.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Checked, and not used with fixed margins.

    Returns
    -------
    frame
        Columns as in :func:`schoolmix.measure`.

    Raises
    ------
    InputError
        Kinds ``FractionalCount`` for weights, ``SuppressedMarker`` for hidden counts, ``BadOption``.

    References
    ----------
    Cortese, Falk & Cohen 1976; Carrington & Troske 1997, JBES 15:402; cells are hypergeometric.

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
    if margins != "fixed":
        raise InputError(
            f"there are no margins {margins!r}", kind="BadOption", column="margins", remedy="Allowed: 'fixed'."
        )
    if rng is not None:
        seed_of(rng)
    table = _core.expected(
        checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
        named(measures),
        focal=group(focal),
        versus=group(versus),
    )
    return answer(roll, table)
