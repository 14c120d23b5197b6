"""Who meets whom at school."""

from __future__ import annotations

from typing import Any

from schoolmix import _core
from schoolmix.errors import InputError
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked, together


def encounters(roll: Roll, other: Roll | None = None, *, without_self: bool = True) -> Any:
    """
    Return the chance that a random schoolmate is of a group (*ontmoetingskans*), for every ordered pair of groups.

    Presence in one school, not contact. With a second roll: the change of the chance to meet one's own group, in the
    part that the size of the group explains and the part that evenness explains. Encounters with others can fall while
    evenness improves, so a change is always shown with its parts.

    Parameters
    ----------
    roll : Roll
        Who sits where; whole counts, none hidden.
    other : Roll, optional
        A second roll, such as a later year; differences are ``other`` less ``roll``. It has the same ``unit``,
        ``group`` and ``by`` columns.
    without_self : bool
        Whether pupils are left out of their own schoolmates, so that small schools do not bias the chance.

    Returns
    -------
    frame
        Of one roll a row an ordered pair of groups, a group with itself included: the ``by`` columns, ``focal`` (the
        pupil's group), ``versus`` (the schoolmate's), ``chance`` (adds up to 1 over ``versus``), ``expected`` (its
        exact mean under random allocation with fixed margins), ``difference``, ``pupils`` of the focal group and
        ``note``.

        Of two rolls a row a group: the ``by`` columns, ``focal``, ``before`` and ``after`` (the chance to meet one's
        own group), ``difference``, ``group_part`` and ``evenness_part`` (add up to the difference), ``pupils`` of the
        group in both, and ``note``.

        Null, with a reason in ``note``, for a group without pupils, and without self where a unit has one pupil, who
        has no schoolmates.

    Raises
    ------
    InputError
        Kinds ``FractionalCount`` for weights, ``SuppressedMarker`` for hidden counts, ``UnmatchedKey``, ``BadOption``.

    Notes
    -----
    The parts are exact, because the chance is P + (1 - P) V with P the group's share (without self (X-1)/(T-1)) and V
    the correlation ratio: the group part is the change of P times 1 less the mean V, the evenness part the change of V
    times 1 less the mean P.

    References
    ----------
    Bell 1954, Social Forces 32:357, for both chances.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b"], "low": [3, 0], "high": [1, 4]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.encounters(roll)[["focal", "versus", "chance", "expected"]].round(3)
      focal versus  chance  expected
    0  high   high   0.800     0.571
    1  high    low   0.200     0.429
    2   low   high   0.333     0.714
    3   low    low   0.667     0.286
    """
    if not isinstance(without_self, bool):
        raise InputError(
            "without_self has a value without meaning",
            kind="BadOption",
            column="without_self",
            remedy="Allowed: True, False.",
        )
    if other is None:
        table = _core.encounters(checked(roll)._core, without_self=without_self)  # noqa: SLF001 - friend of the noun
    else:
        both = together(checked(roll), checked(other))
        table = _core.meeting_changes(both._core, without_self=without_self)  # noqa: SLF001
    return answer(roll, table)
