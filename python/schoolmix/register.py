"""What is known of the sites, home areas and municipalities around microdata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schoolmix import frames
from schoolmix.errors import InputError, InputTypeError

TOWN = ("municipality_code", "municipality", "province")
SITE = {"site_name": "str", "board": "str", "denomination": "str", "structure": "str", "places": "int64"}
SPOT = {"x_km": "float64", "y_km": "float64"}
DTYPES = {**SITE, **SPOT, **dict.fromkeys(TOWN, "str")}


def described(frame: Any, word: str, codes: Sequence[str]) -> pd.DataFrame:
    """Return what a frame tells of sites or home areas (`word`), a row for each of `codes`, in their order."""
    if frame is None:
        return pd.DataFrame({word: codes})
    names = frames.names_of(frames.collected(frame))
    given = frames.take(frame, [word, *(name for name in DTYPES if name in names)])
    keys = texts_of(word, given[word]).to_pandas()
    if keys.isna().any():
        raise _refusal(word, "has no value", keys.isna(), "MissingKey", "Give these rows a value.")
    table = frames.to_pandas(given.drop_columns(word))
    check_numbers(table)
    if keys.duplicated().any():
        raise _refusal(word, "stands twice in its frame", keys.duplicated(), "DuplicateKey", "Keep one row for each.")
    table.index = pd.Index(keys)
    lacking = [code for code in codes if code not in table.index]
    if lacking:
        raise InputError(
            f"{len(lacking)} of the {len(codes)} values of '{word}' that pupils have are not in its frame: "
            f"{', '.join(lacking[:5])}{' ...' if len(lacking) > 5 else ''}",
            kind="UnmatchedKey",
            column=word,
            count=len(lacking),
            remedy="Complete the frame, or leave it out.",
        )
    rows = table.loc[list(codes)]
    for name in rows:
        if rows[name].isna().any() and name not in {"site_name", "board", "denomination", "structure", *SPOT}:
            remedy = "Give these rows a value, or leave the column out."
            raise _refusal(str(name), f"has no value for some '{word}'", rows[name].isna(), "MissingKey", remedy)
    whole = {name: kind for name, kind in DTYPES.items() if name in rows and not rows[name].isna().any()}
    rows = rows.astype({**whole, **{name: kind for name, kind in SPOT.items() if name in rows}})
    return rows.rename_axis(word).reset_index()


def texts_of(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return values as texts without blanks around them, a blank as null.

    Whole numbers that gaps have turned into fractions are whole again.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        try:
            column = column.cast(pa.int64())
        except pa.ArrowInvalid:
            raise InputTypeError(
                f"column '{name}' holds fractions",
                kind="WrongType",
                column=name,
                remedy="Make it a code or a whole number.",
            ) from None
    texts = pc.utf8_trim_whitespace(column.cast(pa.large_string()))
    return pc.if_else(pc.equal(texts, ""), None, texts)


def check_numbers(table: pd.DataFrame) -> None:
    """Refuse places that are no whole numbers of 0 or more, and coordinates that are no finite numbers."""
    for name in (name for name in ("places", *SPOT) if name in table):
        if not pd.api.types.is_numeric_dtype(table[name]) or pd.api.types.is_bool_dtype(table[name]):
            remedy = "Give numbers: places whole, kilometres for places on the map."
            raise InputTypeError(f"column '{name}' holds no numbers", kind="WrongType", column=name, remedy=remedy)
        values = table[name].dropna().to_numpy("float64")
        if name == "places" and not ((values >= 0) & (values < 2**32) & (np.floor(values) == values)).all():
            raise InputError(
                "'places' are not all whole numbers of 0 or more",
                kind="BadCapacity",
                column=name,
                remedy="Give the pupils that a site has room for.",
            )
        if name in SPOT and not np.isfinite(values).all():
            remedy = "Give kilometres on a plane such as RD."
            raise InputError(f"'{name}' is not finite everywhere", kind="MissingPlace", column=name, remedy=remedy)


def gathered(*around: pd.DataFrame) -> pd.DataFrame:
    """Return the municipalities of sites and home areas, by code, and number them there in place."""
    known = [frame[[name for name in TOWN if name in frame]] for frame in around if TOWN[0] in frame]
    if not known:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in TOWN})
    towns = pd.concat(known).drop_duplicates().sort_values(TOWN[0], kind="stable")
    twice = towns.duplicated(TOWN[0])
    if twice.any():
        remedy = "Name a municipality and its province in one way."
        raise _refusal(TOWN[0], "has two names or provinces", twice, "DuplicateKey", remedy)
    for frame in around:
        if TOWN[0] in frame:
            frame["municipality"] = pd.Index(towns[TOWN[0]]).get_indexer(pd.Index(frame[TOWN[0]]))
    return towns


def tabled(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as the core takes it: texts as large strings."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    kinds = [pa.large_string() if not pa.types.is_primitive(field.type) else field.type for field in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, kinds, strict=True))))


def _refusal(column: str, what: str, wrong: Any, kind: str, remedy: str) -> InputError:
    at = pd.Series(wrong).to_numpy(bool)
    row, count = int(at.argmax()), int(at.sum())
    return InputError(
        f"'{column}' {what}, {count} times, first in row {row}",
        kind=kind,
        column=column,
        row=row,
        count=count,
        remedy=remedy,
    )
