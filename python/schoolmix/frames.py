"""Tables in and out: any frame with an Arrow face comes in, the caller's own kind goes back."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from schoolmix.errors import ColumnError, InputError, InputTypeError

Restore = Callable[[pa.Table], Any]


def columns(names: str | Sequence[str], option: str) -> list[str]:
    """Return a column argument, one text or a sequence of texts, as a list."""
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, Sequence) or not all(isinstance(name, str) for name in listed):
        raise InputTypeError(
            f"{option} must be a text or a sequence of texts, not {type(names).__name__}",
            kind="WrongType",
            column=option,
            remedy="Give a name, or a list of names.",
        )
    return list(listed)


def take(frame: Any, names: Sequence[str]) -> pa.Table:
    """Return the named columns of a frame as an Arrow table, read in place where the frame allows it."""
    frame = collected(frame)
    known = list(frame.columns) if isinstance(frame, pd.DataFrame) else frame.column_names
    for name in names:
        _check_name(name, known)
    if isinstance(frame, pd.DataFrame):
        return pa.table({name: _pandas_column(frame[name]) for name in names})
    return frame.select(list(names))


def restore(frame: Any) -> Restore:
    """Return the function that turns an Arrow table into the kind of ``frame``."""
    if isinstance(frame, pd.DataFrame):
        return to_pandas
    module = type(frame).__module__.partition(".")[0]
    if module == "polars":
        import polars as pl  # noqa: PLC0415 - only for callers who have it

        return pl.DataFrame
    if module == "narwhals":
        return _narwhals(frame)
    return lambda table: table


def to_pandas(table: Any) -> pd.DataFrame:
    """Return an Arrow table as pandas, whole numbers with gaps as ``Int64``."""
    table = pa.table(table)
    frame: pd.DataFrame = table.to_pandas()
    for field, column in zip(table.schema, table.columns, strict=True):
        if pa.types.is_integer(field.type) and column.null_count:
            frame[field.name] = pd.array(column.to_pylist(), dtype="Int64")
    return frame


def ordered_categories(frame: Any, names: Sequence[str]) -> list[Any] | None:
    """Return the categories of a single ordered pandas categorical, else None."""
    if isinstance(frame, pd.DataFrame) and len(names) == 1:
        dtype = frame[names[0]].dtype
        if isinstance(dtype, pd.CategoricalDtype) and dtype.ordered:
            return list(dtype.categories)
    return None


def melted(table: pa.Table, keys: Sequence[str], groups: Sequence[str], names: tuple[str, str]) -> pa.Table:
    """Return a wide table in long form: the keys, the amount and the group, one column after the other."""
    amount, group = names
    types = table.select(list(groups)).schema.types
    texts = not all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in types)
    parts = []
    for name in groups:
        column = table[name]
        if texts and pa.types.is_integer(column.type):
            column = column.cast(pa.string())
        part = table.select(list(keys)).append_column(amount, column)
        parts.append(part.append_column(group, pa.repeat(pa.scalar(name, pa.string()), table.num_rows)))
    try:
        return pa.concat_tables(parts, promote_options="permissive")
    except pa.ArrowException:
        found = {name: str(table[name].type) for name in groups}
        raise InputTypeError(
            f"the group columns are of types that do not go together: {found}",
            kind="WrongType",
            column=groups[0],
            remedy="Convert them to one type, whole numbers or text with masks.",
        ) from None


def visible(text: str) -> str:
    """Return a text with its control characters escaped, so that a terminal shows and does not obey them."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def names_of(frame: Any) -> list[str]:
    """Return the column names of a collected frame."""
    return list(frame.columns) if isinstance(frame, pd.DataFrame) else list(frame.column_names)


def _narwhals(frame: Any) -> Restore:
    import narwhals as nw  # noqa: PLC0415 - only for callers who have it

    back = restore(frame.to_native())
    return lambda table: nw.from_native(back(table))


def collected(frame: Any) -> Any:
    """Return the frame as pandas or as an Arrow table."""
    if isinstance(frame, pd.DataFrame | pa.Table):
        return frame
    module = type(frame).__module__.partition(".")[0]
    if module == "narwhals":
        return collected(frame.to_native())
    if hasattr(frame, "collect") and module == "polars":
        return pa.table(frame.collect())
    if module in {"duckdb", "_duckdb"}:
        return frame.to_arrow_table()
    try:
        if hasattr(frame, "__arrow_c_stream__"):
            return pa.table(frame)
        if hasattr(frame, "__arrow_c_array__"):
            return pa.table(pa.record_batch(frame))
    except (pa.ArrowException, TypeError, ValueError):
        pass  # a single column has the interface too, but is no table
    raise InputTypeError(
        f"a frame is needed, not {type(frame).__name__}",
        kind="WrongType",
        remedy="Give a pandas, polars, pyarrow or narwhals frame, a duckdb relation, or anything with the Arrow "
        "PyCapsule interface.",
    )


def _check_name(name: str, known: Sequence[Any]) -> None:
    found = list(known).count(name)
    if found == 1:
        return
    if not known:
        raise InputError("the frame has no columns", kind="EmptyInput", remedy="Give a frame with columns.")
    if found:
        raise ColumnError(
            f"the frame has {found} columns named '{name}'",
            kind="DuplicateColumn",
            column=name,
            count=found,
            remedy="Rename all but one of them.",
        )
    texts = [str(other) for other in known]
    close = difflib.get_close_matches(name, texts, n=3)
    listed = ", ".join(f"'{other}'" for other in (close or texts[:12]))
    raise ColumnError(
        f"the frame has no column '{name}'",
        kind="MissingColumn",
        column=name,
        remedy=f"{'Did you mean' if close else 'Its columns are'} {listed}{'?' if close else '.'}",
    )


def _pandas_column(series: pd.Series[Any]) -> Any:
    """Return a pandas column as an Arrow array, without copying numbers."""
    values: Any = series
    dtype = series.dtype
    if getattr(dtype, "byteorder", "=") not in {"=", "|"}:
        values = series.to_numpy().astype(dtype.newbyteorder("="))  # type: ignore[union-attr]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pa.array(values, from_pandas=True)
    except UnicodeEncodeError:
        bad = [i for i, text in enumerate(series) if isinstance(text, str) and _is_broken(text)]
        raise InputError(
            f"column '{series.name}' holds texts that are no valid Unicode: {len(bad)}, first in row {bad[0]}",
            kind="WrongEncoding",
            column=str(series.name),
            row=bad[0],
            count=len(bad),
            remedy="Read the source with its own encoding.",
        ) from None  # the cause would show the text
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError):
        first = type(series.iloc[0]) if len(series) else object
        other = [i for i, value in enumerate(series) if type(value) is not first]
        raise InputTypeError(
            f"column '{series.name}' of type {dtype} holds values of more than one type or of a type without meaning"
            f" here, first in row {other[0] if other else 0}",
            kind="WrongType",
            column=str(series.name),
            row=other[0] if other else 0,
            count=len(other) or len(series),
            remedy="Convert the column to one type first, such as string or Int64.",
        ) from None  # the cause would show the value


def _is_broken(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
