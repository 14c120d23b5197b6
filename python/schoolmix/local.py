"""What every unit adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked, group


def local(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure] = "M",
    *,
    focal: Any = None,
    versus: Any = None,
) -> Any:
    """
    Return what every unit adds to a measure; contributions add up to the total.

    Parameters
    ----------
    roll : Roll
        Who sits where; without hidden counts.
    measures : str, Measure, or a sequence of them
        Sums over units: ``D``, ``S``, ``H``, ``M``, ``O``, ``V``, ``P``, ``R``, ``C``, ``group_information``, ordinal
        ones, ``isolation``, ``exposure``, ``concentration_profile``, ``concentration_summary``. Own values of units:
        ``location_quotient``, ``log_location_quotient``, ``log_odds`` (a row a unit and group), ``what_if``, and
        measures of diversity (``entropy``, ``simpson_interaction``, ...); their contribution and share are null.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.

    Returns
    -------
    frame
        One row a unit: the ``by`` and unit columns, ``measure``, ``focal``, ``versus``, ``weight`` (the unit's share of
        all pupils concerned, for ``isolation`` and ``exposure`` of the focal group), ``estimate`` (its own value),
        ``contribution`` (weight times estimate), ``share`` (of the total; null where the total is 0) and ``note``. For
        ``M`` the value is the divergence of the unit from the whole, never negative; for ``H`` the entropy gap
        (E - E_j)/E, negative where a unit is more diverse than the whole.

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``SuppressedMarker``, and those of :func:`schoolmix.measure`.

    References
    ----------
    Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159, for M; Theil & Finizza 1971 for H.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.local(roll, "D")[["site", "contribution", "share"]].round(4)
      site  contribution   share
    0    a        0.3500  0.5000
    1    b        0.1375  0.1964
    2    c        0.2125  0.3036
    """
    table = _core.local(
        checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
        named(measures),
        focal=group(focal),
        versus=group(versus),
    )
    return answer(roll, table)
