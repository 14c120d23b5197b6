"""How many pupils of each group every unit of a roll has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix.errors import InputError
from schoolmix.verbs import checked

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Composition:
    """Pupils of the units of one table of a roll.

    Parameters
    ----------
    table : tuple
        Values of the ``by`` columns.
    groups : list
        The groups, in the order of the roll.
    pupils : numpy.ndarray
        Units by groups; units are sorted and have pupils.
    """

    table: tuple[Any, ...]
    groups: list[Any]
    pupils: Numbers


def compositions(roll: Any) -> list[Composition]:
    """Return the composition of each table of a roll; hidden counts are refused.

    Parameters
    ----------
    roll : Roll
        Who sits where.

    Returns
    -------
    list of Composition
        One for each table that ``by`` makes, sorted; one without ``by``.

    Raises
    ------
    InputError
        Kind ``SuppressedMarker``.

    Examples
    --------
    >>> from schoolmix import Roll
    >>> frame = pd.DataFrame({"site": ["a", "b"], "low": [3, 0], "high": [1, 4]})
    >>> roll = Roll.from_wide(frame, unit="site", groups=["low", "high"])
    >>> compositions(roll)[0].pupils.tolist()
    [[1.0, 3.0], [4.0, 0.0]]
    """
    if checked(roll).masked:
        raise InputError(
            "the roll has hidden counts, which cannot be drawn school by school",
            kind="SuppressedMarker",
            column="roll",
            count=roll.masked,
            remedy="Draw a roll without masks; schoolmix.measure gives bounds and an estimate of hidden counts.",
        )
    cells = roll._table()  # noqa: SLF001 - plots are friends of the noun
    groups = list(roll.order or roll.groups)
    place_of = {group: place for place, group in enumerate(groups)}
    columns = np.array([place_of[group] for group in _labels(cells, roll.group)])
    tables, found = pd.factorize(pd.Series(_rows(cells, roll.by), dtype=object))
    units = pd.factorize(pd.Series(_rows(cells, (*roll.by, *roll.unit)), dtype=object))[0]
    pupils = cells["pupils"].to_numpy().astype(float)
    return [
        Composition(table, groups, _counted(pupils[here], units[here], columns[here], len(groups)))
        for table, here in ((table, tables == place) for place, table in enumerate(found))
    ]


def single(roll: Any) -> Composition:
    """Return the composition of a roll with one table; several are refused.

    Examples
    --------
    >>> from schoolmix import Roll
    >>> roll = Roll(pd.DataFrame({"site": ["a"], "group": ["x"]}), unit="site", group="group")
    >>> single(roll).groups
    ['x']
    """
    found = compositions(roll)
    if len(found) > 1:
        raise InputError(
            f"the roll has {len(found)} tables, by {', '.join(roll.by)}",
            kind="SeveralTables",
            column="roll",
            count=len(found),
            remedy="Make a roll of the rows of one table, and draw them one at a time.",
        )
    return found[0]


def _counted(pupils: Numbers, units: Numbers, columns: Numbers, groups: int) -> Numbers:
    """Return pupils by unit and group; the units of a table have numbers that follow each other."""
    counted = np.zeros((np.ptp(units) + 1, groups))
    np.add.at(counted, (units - units.min(), columns), pupils)
    return counted


def _rows(cells: pa.Table, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(zip(*(cells[name].to_pylist() for name in columns), strict=True)) if columns else [()] * len(cells)


def _labels(cells: pa.Table, group: tuple[str, ...]) -> list[Any]:
    return cells[group[0]].to_pylist() if len(group) == 1 else _rows(cells, group)
