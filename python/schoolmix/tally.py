"""Tallies: pupils counted file by file, whose whole numbers add up to what one frame would give."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schoolmix import _core, cluster
from schoolmix.download.place import path_of
from schoolmix.errors import ColumnError, FileError, InputError, InputTypeError, SchoolmixError
from schoolmix.progress import shown

# Rows that are held in memory at once.
ROWS = 2**16
# Whole numbers up to here are exact wherever they are used.
EXACT = 2**53

# A whole number as nobody writes a code, and what stands for null in the name of a folder.
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NOTHING = "__HIVE_DEFAULT_PARTITION__"

Keys = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file, and the columns that the folders around it tell, such as ``year=2024``."""

    path: Path
    told: tuple[tuple[str, Any], ...] = ()

    def column_type(self, name: str, schema: pa.Schema) -> pa.DataType:
        """Return the plain type of a column, of the folders or of the file."""
        told = dict(self.told)
        if name in told:
            return _plain(pa.scalar(told[name]).type)
        if schema.names.count(name) != 1:
            raise ColumnError(
                f"{self.path.name} has {schema.names.count(name)} columns '{name}'",
                kind="DuplicateColumn" if name in schema.names else "MissingColumn",
                column=name,
                remedy=f"Its columns are {', '.join(schema.names[:12])}.",
            )
        return _plain(schema.field(name).type)


def parts(paths: Any) -> list[Part]:
    """Return the Parquet files of a folder, or those that are named, in order."""
    listed = [paths] if isinstance(paths, str | os.PathLike) else paths
    if not isinstance(listed, Sequence):
        raise InputTypeError(
            f"paths is a {type(paths).__name__}",
            kind="WrongType",
            column="paths",
            remedy="Give a folder, a file, or a list of files.",
        )
    found = list(chain.from_iterable(_files(path_of(path, "paths")) for path in listed))
    files = dict(found)
    if len(files) < len(found):
        raise InputError(
            f"{len(found) - len(files)} files are named twice",
            kind="BadOption",
            column="paths",
            count=len(found) - len(files),
            remedy="Name each once: its pupils count once.",
        )
    if not files:
        raise FileError(
            "there is no Parquet file", kind="EmptyInput", column="paths", count=0, remedy="Check the path."
        )
    return _with_folders(files)


def tallied(
    files: Sequence[Part], keys: Keys, count: str | None, name: str, *, client: Any = None, progress: bool = True
) -> pa.Table:
    """Return the pupils in each cell of all files: the key columns and the count, called `name`."""
    if client is not None:
        cluster.check_client(client)
    _check_alike(files, [*_names(keys), *([count] if count else [])], count)
    asked: Iterable[tuple[Any, ...]] = ((part, dict(keys), count, name) for part in files)
    found = cluster.completed(client, tally, asked) if client is not None else (tally(*one) for one in asked)
    gathered: list[pa.Table] = []
    with shown("pupils", unit="file", wanted=progress) as told:
        for done, table in enumerate(found, 1):
            gathered = _added(gathered, table, name)
            told(done, len(files))
    return _merged(gathered, name)


def tally(part: Part, keys: Keys, count: str | None, name: str) -> pa.Table:
    """Return the pupils in each cell of one file, read little by little; every row goes through the door of a roll."""
    start, gathered = 0, list[pa.Table]()
    for rows in _rows(part, [*_names(keys), *([count] if count else [])]):
        _check_rows(rows, keys, count, part, start)
        if count is None:
            rows = rows.append_column(name, pa.repeat(pa.scalar(1, pa.int64()), rows.num_rows))  # noqa: PLW2901
        gathered = _added(gathered, rows, name)
        start += rows.num_rows
    return _merged(gathered, name)


def _check_rows(rows: pa.Table, keys: Keys, count: str | None, part: Part, start: int) -> None:
    """Refuse rows that the door of a roll refuses."""
    if rows.num_rows == 0:
        return
    if count is not None and pc.all(pc.equal(rows[count], 0), skip_nulls=False).as_py():
        count = None  # a roll wants pupils, and these are units and groups without any
    try:
        _core.Roll(
            rows,
            **{option: list(names) for option, names in keys.items()},
            count=count,
            weight=None,
            masks={},
            bounds=None,
            totals=None,
            refuse_duplicates=False,
            order=None,
        )
    except InputError as error:
        raise _placed(error, part.path, start) from None


def _rows(part: Part, names: Sequence[str]) -> Iterator[pa.Table]:
    """Yield a file's rows in pieces, with the columns of its folders, in plain types; one piece at least."""
    told = dict(part.told)
    inside = [name for name in names if name not in told]
    try:
        with pq.ParquetFile(part.path) as file:
            schema = file.schema_arrow
            batches = file.iter_batches(batch_size=ROWS, columns=inside)
            empty = pa.RecordBatch.from_pylist([], schema=pa.schema([schema.field(name) for name in inside]))
            for batch in chain(batches, [empty] if file.metadata.num_rows == 0 else []):
                columns = {name: _column(batch, name, told) for name in names}
                yield pa.table(columns)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(part.path) from error


def _column(batch: pa.RecordBatch, name: str, told: Mapping[str, Any]) -> Any:
    if name in told:
        return pa.repeat(pa.scalar(told[name]), batch.num_rows).cast(_plain(pa.scalar(told[name]).type))
    column = batch.column(name)
    return column.cast(_plain(column.type))


def _added(gathered: list[pa.Table], table: pa.Table, name: str) -> list[pa.Table]:
    """Return tables with one more, added up as soon as they have grown to twice what they were."""
    first, rest = (gathered[0].num_rows if gathered else 0), sum(one.num_rows for one in gathered[1:])
    more = [*gathered, table]
    return [_merged(more, name)] if not gathered or rest + table.num_rows > max(first, ROWS) else more


def _merged(tables: Sequence[pa.Table], name: str) -> pa.Table:
    """Return one table with the sum of each cell."""
    table = pa.concat_tables(tables)
    keys = [column for column in table.column_names if column != name]
    total = sum(pc.sum(one[name]).as_py() or 0 for one in tables)
    if total > EXACT:
        raise InputError(
            f"the sum of column '{name}' is beyond what can be held exactly",
            kind="CountOverflow",
            column=name,
            remedy="Counts may add up to 2^53: use larger units of count.",
        )
    summed = table.group_by(keys, use_threads=False).aggregate([(name, "sum")])
    return summed.rename_columns([*keys, name]).select(table.column_names)


def _check_alike(files: Sequence[Part], names: Sequence[str], count: str | None) -> None:
    """Refuse files that lack a column, or have it in another type than the first."""
    first: dict[str, pa.DataType] = {}
    for part in files:
        try:
            schema = pq.read_schema(part.path)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(part.path) from error
        found = {name: part.column_type(name, schema) for name in names}
        first = first or found
        differing = [name for name in names if found[name] != first[name]]
        if differing:
            name = differing[0]
            raise InputTypeError(
                f"column '{name}' is {found[name]} in {part.path.name} and {first[name]} in {files[0].path.name}",
                kind="WrongType",
                column=name,
                count=len(differing),
                remedy="Write all files with one schema.",
            )
        if count is not None and not pa.types.is_integer(found[count]):
            raise InputTypeError(
                f"column '{count}' is {found[count]} in {part.path.name}, and pupils are whole numbers",
                kind="WrongType",
                column=count,
                remedy="Write it as integers; hidden counts and weights need one frame: Roll(...).",
            )


def _files(path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield the files of a path, each with the folders that may tell of columns."""
    if path.is_file():
        yield path, path.absolute().parent.parts
    elif path.is_dir():
        for file in sorted(path.rglob("*.parquet")):
            inside = file.relative_to(path).parts
            if not any(name.startswith((".", "_")) for name in inside):
                yield file, inside[:-1]
    else:
        raise FileError(f"there is no {path}", kind="FileNotFound", column="paths", remedy="Check the path.")


def _with_folders(files: Mapping[Path, Sequence[str]]) -> list[Part]:
    """Return files with the columns that their folders tell: whole numbers where all are, so that 0363 stays a text."""
    told = {file: dict(_pairs(folders)) for file, folders in files.items()}
    texts = {name for pairs in told.values() for name, text in pairs.items() if text and not _WHOLE.fullmatch(text)}
    found = []
    for file, pairs in told.items():
        values = {name: text if name in texts or text is None else int(text) for name, text in pairs.items()}
        found.append(Part(file, tuple(values.items())))
    return found


def _pairs(folders: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    for folder in folders:
        name, sign, text = folder.partition("=")
        if sign and name:
            yield unquote(name), None if text == _NOTHING else unquote(text)


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return a type without its way of being stored: the width of whole numbers, dictionaries, large texts."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_integer(kind) and not pa.types.is_uint64(kind):
        return pa.int64()
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    return kind


def _names(keys: Keys) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(keys.values())))


def _placed(error: SchoolmixError, path: Path, start: int) -> SchoolmixError:
    """Return an error about some rows of a file in terms of that file."""
    message, row = error.message, error.row
    if row is not None:
        message, row = message.replace(f"row {row}", f"row {row + start}"), row + start
    said = f"{path.name}: {message}"
    return type(error)(said, kind=error.kind, column=error.column, row=row, count=error.count, remedy=error.remedy)


def _unreadable(path: Path) -> FileError:
    return FileError(f"{path} cannot be read as Parquet", kind="CorruptFile", column="paths", remedy="Write it again.")
