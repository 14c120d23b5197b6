"""Where segregation sits: between areas, and between the units inside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked


def decompose(roll: Roll, measures: str | Measure | Sequence[str | Measure] = "M") -> Any:
    """
    Split M or H along the nests of a roll, of any depth.

    Parameters
    ----------
    roll : Roll
        Who sits where, with ``within``; no hidden counts.
    measures : str, Measure, or a sequence of them
        ``M`` (any base) or ``H``. For ``H`` a nest weighs with its share of pupils times its relative entropy.

    Returns
    -------
    frame
        One row a part: the ``by`` columns, ``measure``, ``part`` (each nest's column from the outermost, then the
        unit's column, then ``"total"``), ``estimate``, ``share`` and ``note``. Parts add up to the total; each is
        computed by itself, none is a remainder.

    Raises
    ------
    InputError
        Kinds ``MissingWithin``, ``BadOption``, ``SuppressedMarker``.

    References
    ----------
    Theil 1972; Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"town": ["t", "t", "u"], "site": ["a", "b", "c"], "x": [9, 7, 1], "y": [1, 3, 9]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["x", "y"], within="town")
    >>> sm.decompose(roll)[["part", "estimate"]].round(6)
        part  estimate
    0   town  0.242269
    1   site  0.021619
    2  total  0.263888
    """
    return answer(roll, _core.decompose(checked(roll)._core, named(measures)))  # noqa: SLF001 - friend of the noun
