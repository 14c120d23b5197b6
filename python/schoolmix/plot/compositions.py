"""How many pupils of each group every unit of a roll has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import frames
from schoolmix.errors import InputError
from schoolmix.verbs import checked


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
    pupils: np.ndarray[Any, Any]


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
    cells = frames.to_pandas(roll._table())  # noqa: SLF001 - plots are friends of the noun
    groups = list(roll.order or roll.groups)
    places = {group: place for place, group in enumerate(groups)}
    columns = [places[group] for group in _labels(cells, roll.group)]
    tables = pd.Series(_rows(cells, roll.by), dtype=object)
    codes, found = pd.factorize(tables)
    rows = pd.factorize(pd.Series(_rows(cells, (*roll.by, *roll.unit)), dtype=object))[0]
    return [
        Composition(table, groups, _counted(cells["pupils"], rows, columns, codes == place, len(groups)))
        for place, table in enumerate(found)
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


def _counted(pupils: Any, rows: Any, columns: Any, here: Any, groups: int) -> np.ndarray[Any, Any]:
    """Return pupils by unit and group of the cells that are ``here``."""
    own = rows[here] - rows[here].min()
    counted = np.zeros((own.max() + 1, groups))
    np.add.at(counted, (own, np.asarray(columns)[here]), pupils.to_numpy(float)[here])
    return counted


def _rows(cells: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(zip(*(cells[name].tolist() for name in columns), strict=True)) if columns else [()] * len(cells)


def _labels(cells: pd.DataFrame, group: tuple[str, ...]) -> list[Any]:
    return cells[group[0]].tolist() if len(group) == 1 else _rows(cells, group)
