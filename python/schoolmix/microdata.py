"""Microdata (a row a pupil and year) to the words of a mapping, and a world back to microdata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schoolmix import frames
from schoolmix.errors import InputError, InputTypeError
from schoolmix.mapping import MOST_LABELS, Mapping, Trait
from schoolmix.register import texts_of

_YEAR = re.compile(r"([0-9]{4})(?:[-/ ]([0-9]{4}|[0-9]{2}))?")


TraitLabels = list[tuple[str, list[str] | None, bool, bool]]


def translated(frame: Any, mapping: Mapping) -> tuple[pa.Table, TraitLabels]:
    """Return the columns that a mapping names in our words, traits as codes, and the labels of those codes."""
    theirs = list(dict.fromkeys([*mapping.columns.values(), *(trait.column for trait in mapping.traits)]))
    table = frames.take(frame, theirs)
    readers = {"year": _years, "study_year": _whole, "site": texts_of, "home_area": texts_of}
    columns = {word: readers.get(word, _key)(column, table[column]) for word, column in mapping.columns.items()}
    if "year" not in columns:
        columns["year"] = pa.repeat(pa.scalar(mapping.year, pa.int64()), table.num_rows)
    labels: TraitLabels = []
    for trait in mapping.traits:
        columns[trait.name], known = _coded(trait, table[trait.column])
        labels.append((trait.name, known, bool(trait.order), trait.trait_level == "area"))
    return pa.table(columns), labels


def _key(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column without the blanks around its texts; one that is blank has no value."""
    return column if _is_number(column.type) else texts_of(name, column)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_temporal(kind))


def _whole(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return texts_of(name, column).cast(pa.int64())
    except pa.ArrowInvalid:
        remedy = "Write study years as 1, 2, 3."
        raise InputTypeError(
            f"column '{name}' holds no whole numbers", kind="WrongType", column=name, remedy=remedy
        ) from None


def _coded(trait: Trait, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str] | None]:
    """Return the codes of a trait, null where it is not known, and their labels; none for whole numbers."""
    coded = pc.dictionary_encode(texts_of(trait.column, column)).combine_chunks()
    codes = coded.dictionary.to_pylist()
    labels = [_label(trait, code) for code in codes]
    wrong = [at for at, (code, label) in enumerate(zip(codes, labels, strict=True)) if label is _UNKNOWN]
    if wrong:
        raise _unknown(trait, coded, [codes[at] for at in wrong], wrong)
    if trait.whole is None and len(set(labels)) > MOST_LABELS:
        raise InputError(
            f"column '{trait.column}' has {len(set(labels))} values; a trait has at most {MOST_LABELS}",
            kind="TooManyLabels",
            column=trait.column,
            count=len(set(labels)),
            remedy="Is it an identifier? Name the codes in values, or give whole = [least, greatest].",
        )
    if trait.whole is None:
        known = list(trait.order) or sorted(set((trait.values or {}).values()) or {x for x in labels if x is not None})
        labels = [None if label is None else known.index(label) for label in labels]
    values = pa.array(labels, pa.int64())
    return pa.chunked_array([values.take(coded.indices)]), None if trait.whole else known


_UNKNOWN = object()


def _label(trait: Trait, code: str | None) -> Any:
    if code is None or code in trait.missing:
        return None
    if trait.whole:
        least, most = trait.whole
        return int(code) if code.isdecimal() and least <= int(code) <= most else _UNKNOWN
    return code if trait.values is None else trait.values.get(code, _UNKNOWN)


def _unknown(trait: Trait, coded: pa.DictionaryArray, codes: list[str], wrong: list[int]) -> InputError:
    """Say which codes a mapping lacks; not where there are so many that they may be identifiers."""
    hit = pc.is_in(coded.indices, pa.array(wrong, coded.indices.type))
    row, count = pc.index(hit, True).as_py(), pc.sum(hit).as_py()
    known = f"{trait.whole[0]} to {trait.whole[1]}" if trait.whole else ", ".join(trait.values or ())
    is_category = len(coded.dictionary) <= min(MOST_LABELS, len(coded) / 2)
    shown = ", ".join(repr(code) for code in codes[:5]) if is_category else f"{len(codes)} codes that it lacks"
    return InputError(
        f"column '{trait.column}' holds {shown} in {count} rows, first in row {row}; the mapping knows {known}",
        kind="UnknownCode",
        column=trait.column,
        row=row,
        count=count,
        remedy=f"Add them to traits.{trait.name}.{'missing' if trait.whole else 'values or to its missing'}.",
    )


def _years(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the year in which each school year starts: 2024, ``2024/25``, ``2024-2025``."""
    coded = pc.dictionary_encode(texts_of(name, column)).combine_chunks()
    found = [_start(text) for text in coded.dictionary.to_pylist()]
    if None in found:
        wrong = pc.is_in(coded.indices, pa.array([at for at, year in enumerate(found) if year is None], pa.int32()))
        row, count = pc.index(wrong, True).as_py(), pc.sum(wrong).as_py()
        raise InputError(
            f"column '{name}' holds what is no school year in {count} rows, first in row {row}",
            kind="BadYear",
            column=name,
            row=row,
            count=count,
            remedy="Write the year in which it starts, such as 2024 or 2024/25.",
        )
    return pa.chunked_array([pa.array(found, pa.int64()).take(coded.indices)])


def _start(text: str) -> int | None:
    match = _YEAR.fullmatch(text)
    if match is None:
        return None
    start, end = int(match[1]), match[2]
    return start if end is None or (start + 1) % 10 ** len(end) == int(end) else None


@contextmanager
def in_their_words(mapping: Mapping) -> Iterator[None]:
    """Name their column in what is wrong with ours."""
    try:
        yield
    except InputError as error:
        theirs = mapping.columns.get(error.column or "", error.column)
        if theirs != error.column:
            error.message = f"{error.message} ({error.column} is your column '{theirs}')"
            error.column = theirs
        raise


def untranslated(pupils: pa.Table, mapping: Mapping, seed: int) -> pa.Table:
    """Return pupils in the columns and codes of a mapping; a trait that they lack is drawn from its codes."""
    rng = np.random.default_rng(seed)
    columns = {theirs: pupils[word] for word, theirs in mapping.columns.items()}
    for trait in mapping.traits:
        columns[trait.column] = _invented(trait, pupils.num_rows, rng)
        if trait.name in pupils.column_names:
            columns[trait.column] = _uncoded(trait, pupils[trait.name])
    return pa.table(columns)


def _uncoded(trait: Trait, column: pa.ChunkedArray) -> pa.Array:
    """Return their codes for our labels; the first of several."""
    if trait.whole:
        return _within(trait, column)
    if trait.values is None:
        return column
    codes: dict[str | None, str | None] = {None: trait.missing[0] if trait.missing else None}
    for code, label in trait.values.items():
        codes.setdefault(label, code)
    labels = column.cast(pa.string()).to_pylist()
    lacking = sorted({label for label in labels if label not in codes and label is not None})
    if lacking:
        raise InputError(
            f"the mapping has no code for {', '.join(lacking[:5])} of '{trait.name}'",
            kind="UnknownCode",
            column=trait.column,
            count=len(lacking),
            remedy=f"Add them to traits.{trait.name}.values.",
        )
    return pa.array([codes[label] for label in labels], pa.string())


def _within(trait: Trait, column: pa.ChunkedArray) -> pa.ChunkedArray:
    least, most = trait.whole or (0, 0)
    if pa.types.is_integer(column.type):
        inside = pc.and_(pc.greater_equal(column, least), pc.less_equal(column, most))
        if pc.all(inside).as_py() is not False:
            return column
    raise InputError(
        f"'{trait.name}' of this world is not a whole number from {least} to {most}",
        kind="UnknownCode",
        column=trait.column,
        remedy=f"Mend traits.{trait.name}.whole, or name values for its labels.",
    )


def _invented(trait: Trait, rows: int, rng: np.random.Generator) -> pa.Array:
    if trait.whole:
        return pa.array(rng.integers(trait.whole[0], trait.whole[1], rows, endpoint=True))
    return pa.array(rng.choice(list(trait.values or {"1": ""}), rows))
