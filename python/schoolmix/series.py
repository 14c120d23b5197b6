"""Series of rolls: the breaks between them, and the chain of their years."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import read
from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.frames import Restore, to_pandas
from schoolmix.read import marks
from schoolmix.read.series import bridges, telling
from schoolmix.roll import Roll
from schoolmix.verbs import checked, stacked

OTHER_GROUPS = "groups of one of the two years only"
"""Note of a year whose groups are not those of the base year."""

Years = Roll | Mapping[int, Roll] | Sequence[tuple[int, Roll]]


@dataclass(frozen=True)
class Chain:
    """Rolls of consecutive school years as one.

    Attributes
    ----------
    roll : Roll
        All of them, the year as last of its ``by`` columns; answers about it are pandas.
    year : str
        Name of that column.
    years : list of int
        The years, from first to last.
    breaks : dict
        By year what breaks the series between it and the year before, and what was bridged there: two texts or None.
    groups : dict
        By year the groups that have pupils.
    restore : function
        Turns an Arrow table into the kind of frame that came in.
    """

    roll: Roll
    year: str
    years: list[int]
    breaks: dict[int, tuple[str | None, str | None]]
    groups: dict[int, frozenset[Any]]
    restore: Restore

    def is_broken(self, one: int, other: int) -> bool:
        """Tell whether the series is broken between two years."""
        first, last = sorted((one, other))
        return any(self.breaks[year][0] for year in self.years if first < year <= last)


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
    if bridge is None and not _tells(before) and not _tells(after):
        return _no_breaks().copy()
    return read.comparable(columns_of(before), columns_of(after), bridge=bridge)


@cache
def _no_breaks() -> pd.DataFrame:
    return read.breaks()


def _tells(roll: Roll) -> bool:
    """Tell whether a roll has a column, or a group that was one, by which a known break is recognised."""
    names = (*roll.by, *roll.unit, *roll.group, roll._count, *roll.groups)  # noqa: SLF001 - friends of the roll
    return any(isinstance(name, str) and name in telling() for name in names)


def dated(roll: Roll) -> bool:
    """Tell whether the years of a roll are known, or it is of a world that is made in one way for all years."""
    found = json.loads(roll._series)  # noqa: SLF001 - series are friends of the roll
    return bool(found["years"] or found.get("alike"))


def columns_of(roll: Roll) -> pd.DataFrame:
    """
    Return the columns by which the series of a roll are known, with the marks of the frame that it came from.

    They are those that split (``by``), name (``unit``) and class (``group``) pupils, and their amount; the areas around
    the units (``within``) are left out. A roll made of a wide frame had a column a group.
    """
    used = dict.fromkeys([*roll.group, *(name for name in (*roll.by, *roll.unit) if name in telling())])
    kept = [name for name in used if name not in marks.DATED]  # the roll has noted its years
    table = roll._table().select(kept).group_by(kept).aggregate([])  # noqa: SLF001 - series are friends of the roll
    return _known(to_pandas(table).assign(**{roll._count: 1}), roll)  # noqa: SLF001


def chain(rolls: Years, year: str, bridge: str | Sequence[str] | None) -> Chain:
    """
    Return rolls of school years as one, with the breaks between the years.

    Raises
    ------
    InputError
        Kinds ``DuplicateYear``, ``TooFewYears``, ``UnmatchedKey`` (other columns, or no group in common),
        ``SuppressedMarker``, ``FractionalCount``, ``BadOption``.
    ColumnError
        Kinds ``MissingColumn``, ``SameColumn``.
    InputTypeError
        Kind ``WrongType``: years that are no whole numbers, columns of other types.
    """
    named = bridges(bridge)
    listed = None if isinstance(rolls, Roll) else _listed(rolls, year)
    if listed is None:
        found = _split(checked(rolls), year)
    else:
        found = {at: columns_of(roll).assign(year=at) for at, roll in listed.items()}
    years = sorted(found)
    if len(years) < 2:
        message = f"there are {len(years)} school years"
        raise InputError(message, kind="TooFewYears", column=year, count=len(years), remedy="Give two or more.")
    both = checked(rolls) if listed is None else stacked(listed, year)
    groups = _groups(found, both.group)
    between = {after: _between(found[before], found[after], named) for before, after in pairwise(years)}
    first = both if listed is None else listed[years[0]]
    plain = both._with(both._core, _restore=to_pandas)  # noqa: SLF001
    breaks = {years[0]: (None, None), **between}
    return Chain(plain, year, years, breaks, groups, first._restore)  # noqa: SLF001


def _table(roll: Roll) -> pd.DataFrame:
    return to_pandas(roll._core.frame(roll._count))  # noqa: SLF001


def _known(frame: pd.DataFrame, roll: Roll) -> pd.DataFrame:
    """Give a frame a column for each class, and the marks of its roll."""
    there = set().union(*(frame[name].unique() for name in roll.group)) if len(roll.group) == 1 else set()
    classes = [group for group in there if group in telling() and group not in frame]
    return marks.kept(frame.assign(**dict.fromkeys(classes, 0)), roll._series)  # noqa: SLF001


def _split(roll: Roll, year: str) -> dict[int, pd.DataFrame]:
    """Return the columns of each year of a roll that has a column of years."""
    if year not in roll.by:
        message = f"the roll is not split by '{year}'"
        raise ColumnError(message, kind="MissingColumn", column=year, remedy=f"Make it with by='{year}'.")
    table = _table(roll)
    if not pd.api.types.is_integer_dtype(table[year]):
        raise _no_year(year, table[year].dtype)
    others = [name for name in marks.DATED if name in table and name != year]
    table = table.drop(columns=[*roll.within, *others])
    parts = table.rename(columns={year: "year"}).groupby("year")
    return {int(at): _known(rows, roll) for at, rows in parts}  # type: ignore[arg-type]


def _listed(rolls: Any, year: str) -> dict[int, Roll]:
    """Return rolls by year, each year once."""
    pairs = list(rolls.items()) if isinstance(rolls, Mapping) else rolls
    if not isinstance(pairs, Sequence) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        message = f"rolls of years are needed, not {type(rolls).__name__}"
        remedy = "Give a roll with a column of years in by, or a mapping from year to Roll."
        raise InputTypeError(message, kind="WrongType", column="roll", remedy=remedy)
    years = [at for at, _ in pairs]
    if wrong := [at for at in years if not isinstance(at, int | np.integer) or isinstance(at, bool)]:
        raise _no_year(year, type(wrong[0]).__name__)
    twice = sorted({int(at) for at in years if years.count(at) > 1})
    if twice:
        message = f"school year {twice[0]} is given twice"
        raise InputError(message, kind="DuplicateYear", column=year, count=len(twice), remedy="Give each year once.")
    found = {int(at): checked(roll) for at, roll in sorted(pairs, key=lambda pair: int(pair[0]))}
    for roll in found.values():
        if year in [*roll.by, *roll.unit, *roll.group]:
            message = f"a roll of one year has a column '{year}' already"
            raise ColumnError(message, kind="SameColumn", column=year, remedy="Choose another name with year=.")
    return found


def _no_year(year: str, found: Any) -> InputTypeError:
    remedy = "Give whole numbers: the calendar year in which the school year starts."
    return InputTypeError(f"years in '{year}' are {found}", kind="WrongType", column=year, remedy=remedy)


def _groups(found: Mapping[int, pd.DataFrame], group: Sequence[str]) -> dict[int, frozenset[Any]]:
    """Return the groups of each year, or refuse years that have none in common."""
    rows = {year: frame[list(group)].itertuples(index=False, name=None) for year, frame in found.items()}
    groups = {year: frozenset(key[0] if len(key) == 1 else key for key in keys) for year, keys in rows.items()}
    if not frozenset.intersection(*groups.values()):
        message = "the years have no group in common"
        remedy = "Give all years the same classes, such as by double_coded figures."
        raise InputError(message, kind="UnmatchedKey", column=group[0], remedy=remedy)
    return groups


def _between(before: pd.DataFrame, after: pd.DataFrame, named: set[str]) -> tuple[str | None, str | None]:
    """Tell what breaks the series between two years, and what was bridged."""
    found = read.breaks(before, after)
    found = found[~found["bridged"].astype(bool)]
    is_bridged = found["bridge"].isin(named)
    told = [f"{series}: {what}" for series, what in zip(found["series"], found["what"], strict=True)]
    broken = [text for text, over in zip(told, is_bridged, strict=True) if not over]
    over = sorted(set(found.loc[is_bridged, "bridge"]))
    return "; ".join(broken) or None, ", ".join(over) or None
