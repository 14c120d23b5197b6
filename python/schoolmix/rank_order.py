"""Rank-order segregation with its curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked


def rank_order(roll: Roll, measures: str | Measure | Sequence[str | Measure] = "rank_information") -> Any:
    """
    Return rank-order measures with the curve behind them.

    At each threshold between ordered groups those below stand against those above; a polynomial is fitted to the binary
    index as a function of the share below, and the measure is a weighted mean of that curve.

    Parameters
    ----------
    roll : Roll
        Who sits where, with ``order`` or an ordered categorical; without hidden counts.
    measures : str, Measure, or a sequence of them
        ``rank_information``, ``rank_variance`` or ``rank_square_root``, with ``degree`` as parameter.

    Returns
    -------
    frame
        The ``by`` columns, ``measure``, ``term`` (``"p^0"`` and up for the coefficients, then ``"index"``),
        ``estimate``, ``se`` (delta method for the index; null where the curve meets every threshold), ``degree``,
        ``r_squared``, ``thresholds`` and ``note``. An index below 0 tells of a wrong order or too high a degree;
        ``note`` says so.

    Raises
    ------
    InputError
        Kinds ``NoOrder``, ``BadOption``, ``SuppressedMarker``.

    References
    ----------
    Reardon 2011, Measures of income segregation; Reardon & Bischoff 2011, AJS 116:1092.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": list("aaaabbbb"), "income": [1, 2, 3, 4] * 2, "n": [9, 6, 3, 2, 1, 4, 7, 8]})
    >>> roll = sm.Roll(frame, unit="site", group="income", count="n", order=[1, 2, 3, 4])
    >>> table = sm.rank_order(roll)
    >>> table.loc[table["term"] == "index", "estimate"].round(6).item()
    0.173586
    """
    table = _core.rank_order(checked(roll)._core, named(measures))  # noqa: SLF001 - the verbs are friends of the noun
    return answer(roll, table)
