"""Who is in schools where a group is more than a given share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.errors import InputError
from schoolmix.roll import Roll
from schoolmix.verbs import answer, checked, group, proportion


def concentration(roll: Roll, *, focal: Any = None, thresholds: Sequence[float] = (0.5, 0.7, 0.8)) -> Any:
    """
    Return who is in schools where a group is more than a given share (*concentratie*).

    Parameters
    ----------
    roll : Roll
        Who sits where; without hidden counts.
    focal : value of the group column, optional
        The group; rows for every group without it.
    thresholds : sequence of float
        Shares from 0 to below 1; a school counts where the group's share is strictly above.

    Returns
    -------
    frame
        One row a group and threshold: the ``by`` columns, ``focal``, ``threshold``, ``share`` (of the group's pupils),
        ``share_of_all`` (of all pupils), ``units`` (how many such schools), ``pupils`` of the group and ``note``. Null,
        with a reason in ``note``, for a group without pupils.

    Raises
    ------
    InputError
        Kinds ``SuppressedMarker``, ``UnknownGroup``, ``BadOption``.

    References
    ----------
    Hong & Sadahiro 2014, Geographical Analysis 46:185.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> sm.concentration(roll, focal="low")[["threshold", "share", "share_of_all", "units"]].round(3)
       threshold  share  share_of_all  units
    0        0.5    0.8         0.333      1
    1        0.7    0.8         0.333      1
    2        0.8    0.0         0.000      0
    """
    listed = [thresholds] if isinstance(thresholds, int | float) else thresholds
    if isinstance(listed, str) or not hasattr(listed, "__iter__"):
        raise InputError(
            "thresholds are no sequence of numbers",
            kind="BadOption",
            column="thresholds",
            remedy="Give for example thresholds=[0.5, 0.8].",
        )
    table = _core.concentration(
        checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
        focal=group(focal),
        thresholds=[proportion(limit, "thresholds") for limit in listed],
    )
    return answer(roll, table)
