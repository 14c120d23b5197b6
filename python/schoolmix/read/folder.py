"""One file or a folder of them: opened, recognised as one layout, read, and described."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from schoolmix.errors import FileError, InputTypeError, SchoolmixError
from schoolmix.read import cache, marks, origin
from schoolmix.read.geometry import join
from schoolmix.read.layout import Layout, Reading, Source, recognise
from schoolmix.read.opening import find_files, open_source
from schoolmix.read.published.known import LAYOUTS
from schoolmix.read.tables import stack
from schoolmix.read.workbook import as_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def read_files(path: str | os.PathLike[str], encoding: str | None, publisher: str | None) -> pd.DataFrame:
    """Read a file or folder of one layout, of `publisher` if one is named."""
    if not isinstance(path, str | os.PathLike):
        message = f"path is a {type(path).__name__}"
        raise InputTypeError(message, kind="WrongType", column="path", remedy="Give a str or a pathlib.Path.")
    if not isinstance(encoding, str | None):
        message = f"encoding is a {type(encoding).__name__}"
        raise InputTypeError(message, kind="WrongType", column="encoding", remedy='Give a str such as "cp1252".')
    paths = find_files(Path(path))
    key = cache.find_key(paths, (encoding, publisher))
    frame = cache.recall(key) if key else None
    if frame is None:
        frame = _read_paths(paths, encoding, publisher)
        if key:
            cache.keep(key, frame)
    return frame


def _read_paths(paths: Sequence[Path], encoding: str | None, publisher: str | None) -> pd.DataFrame:
    sources = _open(paths, encoding)
    filled = [source for source in sources if source.tables]
    layout = _find_layout(filled, publisher)
    filled = [_in_texts(source, layout) for source in filled]
    records = {source.file: origin.describe(source) for source in sources}
    frames = []
    for together in _group(filled, layout):
        reading = _read(together, layout)
        frames.append(reading.frame)
        start = 0
        for source in together:
            records[source.file] = origin.describe(source, layout, reading, start)
            start += records[source.file]["rows"]
    frame = origin.attach(join(frames), list(records.values()))
    return marks.mark(frame, layout.name)


def _open(paths: Sequence[Path], encoding: str | None) -> list[Source]:
    sources = []
    for path in paths:
        with _naming(path.name):
            sources.append(open_source(path, encoding))
    if not any(len(table) for source in sources for table in source.tables):
        message = f"{paths[0].name} has no rows" if len(paths) == 1 else f"none of the {len(paths)} files has rows"
        raise FileError(message, kind="EmptyInput", count=0, remedy="Get the file from its publisher again.")
    _refuse_copies(sources)
    return sources


def _find_layout(sources: Sequence[Source], publisher: str | None) -> Layout:
    layouts: dict[str, Layout] = {}
    for source in sources:
        with _naming(source.file):
            layouts[source.file] = recognise(source, LAYOUTS)
    times = Counter(layout.name for layout in layouts.values())
    if len(times) > 1:
        message = f"the folder holds different layouts: {', '.join(f'{name} ({n} files)' for name, n in times.items())}"
        raise FileError(message, kind="MixedLayouts", count=len(times), remedy="Keep one layout in a folder.")
    layout = next(iter(layouts.values()))
    if publisher not in {None, layout.publisher}:
        message = f"{sources[0].file}: this is {layout.title}, published by {layout.publisher}"
        remedy = f"Read it with schoolmix.read.{layout.reader}."
        raise FileError(message, kind="UnknownLayout", remedy=remedy)
    return layout


def _in_texts(source: Source, layout: Layout) -> Source:
    """Write the cells of a workbook as the text files of its layout have them."""
    if source.format != "workbook":
        return source
    return replace(source, tables=tuple(as_texts(table, layout.mark) for table in source.tables))


def _group(sources: Sequence[Source], layout: Layout) -> list[list[Source]]:
    """Group the files to be read at once: neighbours with the same columns, where the publisher splits them."""
    if not layout.in_many_files:
        return [[source] for source in sources]
    return [list(group) for _, group in groupby(sources, key=lambda source: source.columns)]


def _read(sources: Sequence[Source], layout: Layout) -> Reading:
    """Read files at once; if that fails, one by one, so that the error names its file and line."""
    if len(sources) == 1:
        with _naming(sources[0].file):
            return layout.read(sources[0])
    try:
        return layout.read(replace(sources[0], tables=(stack([source.tables[0] for source in sources]),)))
    except SchoolmixError as error:
        for source in sources:
            _read([source], layout)
        error.message = f"{sources[0].file} to {sources[-1].file}, read as one table: {error.message}"
        raise


def _refuse_copies(sources: Sequence[Source]) -> None:
    """Refuse a file that is there twice, also in another encoding or package: its pupils would count twice."""
    alike: dict[tuple[object, ...], list[Source]] = {}
    for source in sources:
        if source.tables:
            alike.setdefault((source.columns, *map(len, source.tables)), []).append(source)
    first: dict[tuple[str, ...], str] = {}
    for source in (source for group in alike.values() if len(group) > 1 for source in group):
        digest = tuple(table.digest for table in source.tables)
        if first.setdefault(digest, source.file) != source.file:
            message = f"{source.file} is a copy of {first[digest]}"
            raise FileError(message, kind="DuplicateFile", count=1, remedy="Remove one: its pupils would count twice.")


@contextmanager
def _naming(file_name: str) -> Iterator[None]:
    """Name the file in whatever is wrong with it."""
    try:
        yield
    except SchoolmixError as error:
        error.message = f"{file_name}: {error.message}"
        raise
