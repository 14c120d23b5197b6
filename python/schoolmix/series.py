"""Whether rolls speak of the same thing: the breaks in series between them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from schoolmix import read
from schoolmix.frames import to_pandas
from schoolmix.read import marks
from schoolmix.roll import Roll


def comparable(before: Roll, after: Roll, bridge: str | Sequence[str] | None = None) -> pd.DataFrame:
    """
    Refuse to cross a break in a series between two rolls, unless the method that bridges it is named.

    Parameters
    ----------
    before, after : Roll
        What is to be compared.
    bridge : str or sequence of str, optional
        Methods that were used, by the names of :func:`schoolmix.read.breaks`.

    Returns
    -------
    pandas.DataFrame
        The breaks that were crossed by a bridge, as :func:`schoolmix.read.breaks` lists them.

    Raises
    ------
    InputError
        Kind ``BreakInSeries``: a break without its bridge. Kind ``BadOption``: a method that bridges no known break.

    Examples
    --------
    >>> import schoolmix as sm
    >>> rolls = [
    ...     sm.Roll(pd.DataFrame({"year": year, "site": ["a", "b"], "origin": kinds}), unit="site", group="origin")
    ...     for year, kinds in [(2021, ["dutch", "western"]), (2022, ["dutch", "europe"])]
    ... ]
    >>> comparable(*rolls, bridge="double_coded")["series"].tolist()
    ['cbs_origin']
    """
    return read.comparable(columns_of(before), columns_of(after), bridge=bridge)


def columns_of(roll: Roll, year: int | None = None) -> pd.DataFrame:
    """
    Return the columns by which the series of a roll are known, with the marks of the frame that it came from.

    They are those that split (``by``), name (``unit``) and class (``group``) pupils, and their amount; the areas around
    the units (``within``) are left out. A roll made of a wide frame had a column a group.
    """
    frame = to_pandas(roll._core.frame(roll._count))  # noqa: SLF001 - series are friends of the roll
    used = [*roll.by, *roll.unit, *roll.group, roll._count]  # noqa: SLF001
    frame = frame[[name for name in used if name not in marks.DATED]]  # the roll has noted its years
    classes = [group for group in roll.groups if isinstance(group, str) and group not in frame]
    frame = frame.assign(**dict.fromkeys(classes, 0))
    if year is not None:
        frame = frame.assign(year=year)
    return marks.kept(frame, roll._series)  # noqa: SLF001
