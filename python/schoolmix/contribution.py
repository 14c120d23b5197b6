"""What every school adds to segregation, beside what chance alone would let it add."""

from __future__ import annotations

from typing import Any

from schoolmix import _core
from schoolmix.errors import InputError
from schoolmix.neighbourhood import Neighbourhood, matched
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked, group


def contribution(
    roll: Roll,
    *,
    focal: Any = None,
    versus: Any = None,
    reference: Roll | None = None,
    match: str | list[str] | Neighbourhood | Any = None,
) -> Any:
    """
    Return what every school adds to D (*bijdrage*), and how much more that is than chance would let it add.

    In share form: the school's pupils times the distance of its share from that of the whole, as a part of D. The whole
    is the table, or with ``within`` each innermost nest (such as the school's own municipality): contributions then add
    up to D of that nest. A school that mirrors a segregated neighbourhood contributes too: give ``reference`` and
    ``match`` to see both.

    Not causal: without the school its pupils would be elsewhere. And no ranking: neighbours in such a list seldom
    differ by more than chance; show the shares in a funnel instead.

    Parameters
    ----------
    roll : Roll
        Pupils by school; whole counts, none hidden.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`; without ``focal`` D of all groups.
    reference : Roll, optional
        Pupils by home area, as in :func:`schoolmix.reflect`.
    match : str, sequence of str, frame, or Neighbourhood, optional
        Which home areas are the neighbourhood of a school, as in :func:`schoolmix.reflect`.

    Returns
    -------
    frame
        One row a school: the ``by`` and unit columns, ``focal``, ``versus``, ``share`` of the focal group,
        ``contribution`` (adds up to D), ``expected`` (its exact mean under random allocation with fixed margins),
        ``excess`` (the difference; adds up to D less its value under random allocation), with a reference also
        ``neighbourhood_contribution``, ``neighbourhood_expected`` and ``neighbourhood_excess`` (the same with the share
        of the neighbourhood for that of the whole, in the same unit), ``funnel_low`` and ``funnel_high`` (95 % limits
        of the share under random allocation), ``pupils`` of the groups concerned and ``note``. ``share`` and funnel
        are null without ``focal``. Where D is undefined values are null, and ``note`` says why.

    Raises
    ------
    InputError
        Kinds ``FractionalCount``, ``SuppressedMarker``, ``UnknownGroup``, ``BadOption``, and those of
        :func:`schoolmix.reflect`.

    References
    ----------
    Duncan & Duncan 1955 for D; Cortese, Falk & Cohen 1976 for its value under random allocation.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.contribution(roll, focal="low")[["site", "contribution", "expected", "excess"]].round(6)
      site  contribution  expected    excess
    0    a        0.3500  0.023127  0.326873
    1    b        0.1375  0.023127  0.114373
    2    c        0.2125  0.023127  0.189373
    """
    if (reference is None) != (match is None):
        raise InputError(
            "a neighbourhood needs both reference and match",
            kind="BadOption",
            column="match" if match is None else "reference",
            remedy="Give a roll of home areas as reference and say with match which are around a school, or neither.",
        )
    own = checked(roll)._core  # noqa: SLF001 - the verbs are friends of the noun
    beside = None
    if reference is not None:
        beside = checked(reference)._core, matched(match, roll.unit, reference.unit)  # noqa: SLF001
    table = _core.contribution(own, focal=group(focal), versus=group(versus), beside=beside)
    return answer(roll, table)
