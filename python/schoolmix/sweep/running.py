"""Running: a few runs, in whatever thread or process, each giving the bytes of its rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.luggage import unpacked
from schoolmix.progress import quiet
from schoolmix.sweep.plan import Run

Outcome = tuple[int, bytes]


def outcomes(
    run: Callable[..., Any],
    world: Any,
    batch: Sequence[Run],
    schema: pa.Schema | None,
    taken: Sequence[str],
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """Return the rows of some runs, as Arrow streams of one schema; `taken` are names that no column may have.

    An exception that `run` raises goes through as it is, with a note that says which run it was; if it is not the first
    of the batch, those before it are returned, and the rest is left to be asked for again.
    """
    done: list[Outcome] = []
    for one in batch:
        if stopped():
            break
        try:
            with quiet(stopped):
                frame = _called(run, world, one)
            done.append((one.number, packed(_fitting(_tabled(frame, taken), schema))))
        except Exception as error:
            if done:
                break
            told = f"parameters {one.parameters}, seed {one.seed}, replicate {one.replicate}"
            error.add_note(f"in run {one.number} of the sweep: {told}")
            raise
    return done


def is_model(run: Callable[..., Any]) -> bool:
    """Tell whether a function takes its parameters and ``rng`` by name only, as models on a grid do.

    Examples
    --------
    >>> def model(*, size, rng=None): ...
    >>> is_model(model), is_model(elsewhere)
    (True, False)
    """
    try:
        parameters = inspect.signature(run).parameters.values()
    except (TypeError, ValueError):  # a compiled function that does not tell
        return False
    named = [one.name for one in parameters if one.kind in {one.KEYWORD_ONLY, one.VAR_KEYWORD}]
    return len(named) == len(parameters) and "rng" in named


def elsewhere(
    run: Callable[..., Any], luggage: Any, batch: Sequence[Run], schema: pa.Schema | None, taken: Sequence[str]
) -> list[Outcome]:
    """Return the rows of some runs, in a process that has its own copy of the world."""
    return outcomes(run, unpacked(luggage), batch, schema, taken)


def packed(table: pa.Table) -> bytes:
    """Return a table as an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def unpacked_rows(stream: bytes) -> pa.Table:
    """Return the table of an Arrow stream.

    Examples
    --------
    >>> unpacked_rows(packed(pa.table({"a": [1]}))).to_pydict()
    {'a': [1]}
    """
    return pa.ipc.open_stream(stream).read_all()


def _called(run: Callable[..., Any], world: Any, one: Run) -> Any:
    """Return what a run gives, without columns that only repeat what the sweep writes itself."""
    is_named = is_model(run)
    given = (
        run(**one.parameters, rng=one.seed) if is_named else run(world, dict(one.parameters), one.seed, one.replicate)
    )
    frame = frames.collected(given)
    names = frames.names_of(frame)
    repeated = {"seed"} if names.count("seed") == 1 and _values(frame["seed"]) == [one.seed] else set()
    if is_named and names.count("replicate") == 1 and len(_values(frame["replicate"])) == 1:
        repeated.add("replicate")  # the only one of its own
    return frames.take(frame, [name for name in names if name not in repeated]) if repeated else frame


def _values(column: Any) -> list[Any]:
    return list(column.unique().tolist())


def _tabled(frame: Any, taken: Sequence[str]) -> pa.Table:
    """Return what a run gave as a table of plain columns."""
    given = frames.collected(frame)
    names = frames.names_of(given)
    if not all(isinstance(name, str) for name in names):
        raise InputTypeError(
            "a column of what run gives has a name that is no text",
            kind="WrongType",
            column="run",
            remedy="Name its columns by texts.",
        )
    double = [name for name in names if name in taken]
    if double:
        raise ColumnError(
            f"run gives a column '{double[0]}', which the sweep writes itself",
            kind="DuplicateColumn",
            column=double[0],
            count=len(double),
            remedy="Leave it out, or rename it.",
        )
    table = frames.take(given, names)
    columns = {name: _plain(table[name]) for name in names}
    return pa.table(columns)


def _plain(column: Any) -> Any:
    """Return a column without dictionaries and in the plain one of types that only differ in their inside."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return column.cast(pa.binary())
    return column


def _fitting(table: pa.Table, schema: pa.Schema | None) -> pa.Table:
    """Return a table in the columns and types of the first run; columns that are all null there are taken for texts."""
    if schema is None:
        untyped = [pa.types.is_null(field.type) for field in table.schema]
        fields = [
            field.with_type(pa.string()) if bare else field for field, bare in zip(table.schema, untyped, strict=True)
        ]
        return table.cast(pa.schema([field.with_nullable(True).remove_metadata() for field in fields]))
    if table.column_names != schema.names:
        raise InputError(
            f"run gives columns {', '.join(table.column_names)}, and gave {', '.join(schema.names)} in the first run",
            kind="UnmatchedKey",
            column="run",
            remedy="Give the same columns in the same order in every run, null where there is nothing to tell.",
        )
    columns = [_as_before(table[field.name], field) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _as_before(column: Any, field: pa.Field) -> Any:
    numbers = all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in (column.type, field.type))
    if numbers or pa.types.is_null(column.type) or column.type == field.type:
        with suppress(pa.ArrowException):  # numbers that would lose something
            return column.cast(field.type)
    raise InputTypeError(
        f"column '{field.name}' is {column.type}, and was {field.type} or empty in the first run",
        kind="WrongType",
        column=field.name,
        remedy="Give a column one type in every run: convert it, such as by astype, even where it is all null.",
    )
