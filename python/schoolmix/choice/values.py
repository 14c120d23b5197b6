"""Numbers of schools and homes from a frame: checked once, sorted, and compared by what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schoolmix import frames
from schoolmix.choice.numbers import Label, check_known
from schoolmix.errors import InputError, InputTypeError
from schoolmix.terms import Kind

Positions = NDArray[np.int64]


class Values:
    """
    Numbers by ``site``, perhaps by ``home_area`` and ``group`` as well; they do not change.

    Examples
    --------
    >>> Values.of({"90AB00": 7.5, "90AA00": 6}, ["site"], "quality.values")
    2 numbers by site
    """

    __slots__ = ("table",)

    table: pa.Table

    def __init__(self, table: pa.Table) -> None:
        object.__setattr__(self, "table", table)

    @classmethod
    def of(cls, given: Any, keys: Sequence[str], field: str) -> Values:
        """
        Return the numbers of a mapping site -> number, of a frame, or of a mapping of its columns.

        Raises
        ------
        InputError
            Kinds ``MissingColumn, DuplicateColumn, WrongType, EmptyInput``; ``MissingKey``: a null; ``NonFinite``: a
            number that is none; ``DuplicateKey``: two numbers for the same.
        """
        if isinstance(given, Values):
            return given
        frame = _frame(given, keys, field)
        names = [*keys, *(["group"] if "group" in frames.names_of(frame) else []), "value"]
        table = frames.take(frame, names).combine_chunks()
        table = pa.table({name: _column(table[name], name, field) for name in names})
        table = table.sort_by([(name, "ascending") for name in names[:-1]])
        _check_distinct(table, names[:-1], field)
        return cls(table)

    @property
    def keys(self) -> list[str]:
        """The columns that a number goes by."""
        return list(self.table.column_names[:-1])

    def at(self, key: str, known: Sequence[Label], field: str) -> Positions:
        """Return for every row the place of its label among those of the world."""
        column = self.table[key].combine_chunks().dictionary_encode()
        labels = column.dictionary.to_pylist()
        check_known(labels, known, field, key.replace("_", " "))
        place = {label: number for number, label in enumerate(known)}
        found: Positions = np.array([place[label] for label in labels])[column.indices.to_numpy()]
        return found

    def numbers(self) -> NDArray[np.float64]:
        """Return the numbers, a row each."""
        found: NDArray[np.float64] = self.table["value"].to_numpy()
        return found

    def plain(self) -> dict[str, Any]:
        """Return a mapping site -> number, or of columns where the numbers go by more."""
        columns: dict[str, Any] = self.table.to_pydict()
        return columns if len(columns) > 2 else dict(zip(columns["site"], columns["value"], strict=True))

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: they do not change once they are made."""
        raise AttributeError(f"these numbers do not change: give others as {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Values) and bool(self.table.equals(other.table))

    def __hash__(self) -> int:
        return hash((*self.keys, self.table.num_rows, *self.table["value"][:8].to_pylist()))

    def __reduce__(self) -> tuple[Any, ...]:
        return Values, (self.table,)

    def __repr__(self) -> str:
        return f"{self.table.num_rows} numbers by {', '.join(self.keys)}"


VALUES = Kind(
    "numbers by site: a mapping, or a frame with columns site and value",
    lambda value: value if isinstance(value, Values) else None,
)


def by_site(values: Values, groups: Sequence[Label], sites: Sequence[str], field: str) -> list[float]:
    """
    Return a number for every group and site, those of a group together.

    Raises
    ------
    InputError
        Kinds ``UnmatchedKey``: a site or group that the world lacks; ``MissingKey``: a site without a number.
    """
    found = np.full((len(groups), len(sites)), np.nan)
    group = values.at("group", groups, field) if "group" in values.keys else slice(None)
    found[group, values.at("site", sites, field)] = values.numbers()
    without = np.isnan(found).any(axis=0)
    if without.any():
        raise InputError(
            f"{field} has no number for {int(without.sum())} of {len(sites)} sites, first '{sites[without.argmax()]}'",
            kind="MissingKey",
            column=field,
            count=int(without.sum()),
            remedy=f"Give every site {'and group ' if 'group' in values.keys else ''}a number.",
        )
    numbers: list[float] = found.ravel().tolist()
    return numbers


def by_home(
    values: Values, groups: Sequence[Label], sites: Sequence[str], homes: Sequence[str], field: str
) -> pa.Table:
    """Return the places of ``home``, ``site`` and ``group`` (null: all) in the world, with ``value``, in that order."""
    rows = values.table.num_rows
    group = (
        pa.array(values.at("group", groups, field), pa.uint32())
        if "group" in values.keys
        else pa.nulls(rows, pa.uint32())
    )
    found = pa.table(
        {
            "home": pa.array(values.at("home_area", homes, field), pa.uint32()),
            "site": pa.array(values.at("site", sites, field), pa.uint32()),
            "group": group,
            "value": values.table["value"],
        }
    )
    return found.sort_by([(name, "ascending") for name in ("home", "site", "group")])


def _frame(given: Any, keys: Sequence[str], field: str) -> Any:
    if not isinstance(given, Mapping):
        try:
            return frames.collected(given)
        except InputTypeError as error:
            raise InputTypeError(
                f"{field} is neither a frame nor a mapping but {type(given).__name__}",
                kind="WrongType",
                column=field,
                remedy=f"Give a frame with columns {', '.join(keys)}, value, or a mapping.",
            ) from error
    columns = all(isinstance(column, Sequence) and not isinstance(column, str) for column in given.values())
    listed = given if given and columns else {"site": list(given), "value": list(given.values())}
    try:
        return pa.table({name: pa.array(list(column)) for name, column in listed.items()})
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InputTypeError(
            f"{field} holds values that are neither all texts nor all numbers, or columns of different lengths",
            kind="WrongType",
            column=field,
            remedy="Give sites as texts and values as numbers.",
        ) from error


def _column(column: pa.ChunkedArray, name: str, field: str) -> pa.ChunkedArray:
    """Return a column as text or number, whole; refuse nulls."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not len(column):
        raise InputError(
            f"{field} has no rows", kind="EmptyInput", column=field, remedy="Give a number, or leave it out."
        )
    wanted = _wanted(name, column.type)
    if wanted is None:
        raise InputTypeError(
            f"column '{name}' of {field} holds {column.type}",
            kind="WrongType",
            column=field,
            remedy=f"Give {'numbers' if name == 'value' else 'texts, as the world has them'}.",
        )
    column = column.cast(wanted)
    wrong = column.is_null().to_numpy()
    _refuse(wrong, f"has no value in column '{name}'", "MissingKey", field)
    if name == "value":
        _refuse(~np.isfinite(column.to_numpy()), "holds numbers that are not finite", "NonFinite", field)
    return column


def _wanted(name: str, kind: pa.DataType) -> pa.DataType | None:
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    if name == "value":
        is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        return pa.float64() if is_number else None
    if is_text:
        return pa.string()
    return pa.int64() if name == "group" and pa.types.is_integer(kind) else None


def _check_distinct(table: pa.Table, keys: Sequence[str], field: str) -> None:
    again = np.ones(max(table.num_rows - 1, 0), dtype=bool)
    for key in keys:
        column = table[key].combine_chunks()
        again &= pc.equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
    _refuse(again, f"has more than one number for the same {', '.join(keys)}", "DuplicateKey", field, tell_row=False)


def _refuse(wrong: NDArray[np.bool_], what: str, kind: str, field: str, *, tell_row: bool = True) -> None:
    count = int(wrong.sum())
    if not count:
        return
    row = int(wrong.argmax()) if tell_row else None
    raise InputError(
        f"{field} {what}: {count}{'' if row is None else f', first in row {row}'}",
        kind=kind,
        column=field,
        row=row,
        count=count,
        remedy="Give each a finite number, once.",
    )
