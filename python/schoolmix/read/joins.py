"""A join that says what did not match."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.errors import ColumnError, InputError, InputTypeError
from schoolmix.frames import columns
from schoolmix.read import lost, marks, origin
from schoolmix.read.given import check_frame
from schoolmix.read.tables import TEXT

_MATCHED = "schoolmix.read.matched"


def join(
    left: pd.DataFrame,
    right: pd.DataFrame,
    *,
    on: str | Sequence[str] | Mapping[str, str],
    unmatched: str = "error",
) -> pd.DataFrame:
    """Add the columns of another frame by key, and account for every row.

    Parameters
    ----------
    left : pandas.DataFrame
        Keeps all its rows, their order and index.
    right : pandas.DataFrame
        A row a key; rows with a null in the key match nothing. A key that no row of `left` has is no error.
    on : str, sequence of str, or mapping
        The key columns; a mapping names those of `left` and then of `right`, such as ``{"home_pc4": "pc4"}``. Keys are
        texts (categories too), whole numbers or dates, and are compared exactly; null matches nothing.
    unmatched : {"error", "report"}
        Whether rows of `left` without a match are refused, or stay with nulls and are listed by `unmatched`.

    Returns
    -------
    pandas.DataFrame
        The columns of `left` and those of `right` that are no key. The provenance and the series of both travel along.

    Raises
    ------
    InputError
        Kinds ``UnmatchedKey`` (share of rows, of pupils where there is a column ``pupils``, and a list),
        ``DuplicateKey`` (a key twice in `right`), ``BadOption``.
    ColumnError
        Kinds ``MissingColumn``, ``DuplicateColumn`` (a column that is no key is in both, or one is there twice),
        ``SameColumn`` (a key is named twice).
    InputTypeError
        Kinds ``NumericId`` (numbers against texts), ``WrongType`` (of frames, keys, or pupils that are no whole numbers
        beside a key without match).

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> pupils = pd.DataFrame({"site": ["16AH00", "16AH00", "16AH01"], "home_pc4": ["7822", "7811", "7822"]})
    >>> areas = pd.DataFrame({"pc4": ["7811", "7822"], "ses_woa": [0.1, -0.2]})
    >>> read.join(pupils, areas, on={"home_pc4": "pc4"})
         site home_pc4  ses_woa
    0  16AH00     7822     -0.2
    1  16AH00     7811      0.1
    2  16AH01     7822     -0.2
    >>> try:
    ...     read.join(pupils, areas[:1], on={"home_pc4": "pc4"})
    ... except ValueError as error:
    ...     print(error.kind, error.count)
    UnmatchedKey 2
    """
    lost.check_option(unmatched)
    keys = _keys(on)
    names = list(keys)
    added = _prepared(left, right, keys)
    plain = _as_texts(left.reset_index(drop=True), names)
    result = plain.merge(added.assign(**{_MATCHED: True}), how="left", on=names, validate="many_to_one")
    missed = result.pop(_MATCHED).isna()
    result = result.assign(**{name: left[name].array for name in names})
    result.index = left.index
    if missed.any():
        found = lost.listed(plain, names, missed, _hints(plain.loc[missed, names], added[names]).reindex(plain.index))
        if unmatched == "error":
            raise lost.refusal(f"join on {', '.join(map(repr, names))}", found, missed)
        _travel(result, left, right)
        lost.attach(result, found)
        return result
    return _travel(result, left, right)


def neighbourhood_key(codes: pd.Series[Any], names: pd.Series[Any]) -> pd.Series[Any]:
    """Make a key of the code **and** the name of a neighbourhood (*buurt*), as CBS uses codes again for other ones.

    Parameters
    ----------
    codes, names : pandas.Series
        Code (``BU03630000``, ``WK036300``, ``GM0363``) and name of each row. Case, accents, blanks and signs of the
        name do not count.

    Returns
    -------
    pandas.Series
        Text; null where either is.

    Raises
    ------
    InputTypeError
        Kind ``WrongType``: what is no pandas series.

    Examples
    --------
    >>> import pandas as pd
    >>> from schoolmix import read
    >>> read.neighbourhood_key(pd.Series(["BU03630000 "]), pd.Series(["Burgwallen-Oude  Zijde"])).tolist()
    ['BU03630000 burgwallen oude zijde']
    """
    for name, values in (("codes", codes), ("names", names)):
        if not isinstance(values, pd.Series):
            message = f"{name} is a {type(values).__name__}"
            raise InputTypeError(message, kind="WrongType", column=name, remedy="Give a column of a pandas frame.")
    return codes.astype(TEXT).str.strip().str.upper() + " " + names.astype(TEXT).map(_plain, na_action="ignore")


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def _keys(on: str | Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    pair = (list(on), list(on.values())) if isinstance(on, Mapping) else (on, on)
    ours, theirs = (columns(names, "on") for names in pair)
    if not ours:
        remedy = "Name the key columns that both frames have."
        raise InputError("on names no column", kind="EmptyInput", column="on", count=0, remedy=remedy)
    for names in (ours, theirs):
        if twice := [name for at, name in enumerate(names) if name in names[:at]]:
            message = f"on names column {twice[0]!r} twice"
            remedy = "Name each key column once."
            raise ColumnError(message, kind="SameColumn", column=twice[0], count=len(twice), remedy=remedy)
    return dict(zip(ours, theirs, strict=True))


def _prepared(left: pd.DataFrame, right: pd.DataFrame, keys: dict[str, str]) -> pd.DataFrame:
    """Check both sides, and give the right one with the key names of the left."""
    names, theirs = list(keys), list(keys.values())
    check_frame(left, names)
    check_frame(right, theirs)
    if both := [name for name in right if name in left and name not in theirs]:
        message = f"column {both[0]!r} is in both frames and is no key of the right one"
        remedy = "Select the columns to add, or rename."
        raise ColumnError(message, kind="DuplicateColumn", column=str(both[0]), count=len(both), remedy=remedy)
    added = right.reset_index(drop=True).rename(columns=dict(zip(theirs, names, strict=True)))
    for name in names:
        _check_types(left[name], added[name])
    _refuse_twice(added, names)
    return _nullable(_as_texts(added, names).dropna(subset=names))


def _as_texts(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Give keys that are categories as the texts that they stand for."""
    coded = [name for name in names if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(coded, TEXT))


def _check_types(left: pd.Series[Any], right: pd.Series[Any]) -> None:
    kinds = [_kind(left), _kind(right)]
    name = str(left.name)
    if set(kinds) == {"text", "whole"}:
        message = f"key {name!r} is {kinds[0]} in the left frame and {kinds[1]} in the right one"
        raise InputTypeError(message, kind="NumericId", column=name, remedy="Read codes as text: 0363 is no number.")
    if kinds[0] != kinds[1] or kinds[0] == "other":
        message = f"key {name!r} is of type {left.dtype} in the left frame and {right.dtype} in the right one"
        raise InputTypeError(message, kind="WrongType", column=name, remedy="Give keys as text or whole numbers.")


def _kind(values: pd.Series[Any]) -> str:
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        is_text = not len(dtype.categories) or _kind(dtype.categories.to_series()) == "text"
        return "text" if is_text else "other"
    if isinstance(dtype, pd.DatetimeTZDtype):
        return f"date in {dtype.tz}"
    if pd.api.types.is_bool_dtype(dtype):
        return "other"
    if pd.api.types.is_integer_dtype(dtype):
        return "whole"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date"
    inferred = pd.api.types.infer_dtype(values, skipna=True)
    return "text" if inferred in {"string", "empty"} else "other"


def _refuse_twice(added: pd.DataFrame, names: list[str]) -> None:
    twice = (added.duplicated(names) & added[names].notna().all(axis=1)).to_numpy(bool)
    if twice.any():
        row, count = int(twice.argmax()), int(twice.sum())
        message = f"key {', '.join(map(repr, names))} is there more than once in the right frame: {count} rows too many"
        remedy = "Keep one row a key, or join on more columns, such as the year."
        raise InputError(message, kind="DuplicateKey", column=names[0], row=row, count=count, remedy=remedy)


def _nullable(frame: pd.DataFrame) -> pd.DataFrame:
    """Let whole numbers and truth values take nulls, so that no unmatched row turns them into others."""
    plain = {name: dtype for name, dtype in frame.dtypes.items() if isinstance(dtype, np.dtype) and dtype.kind in "iub"}
    return frame.astype({name: pd.array(frame[name].to_numpy()).dtype for name in plain})


def _hints(missed: pd.DataFrame, known: pd.DataFrame) -> pd.Series[Any]:
    """Say of each key that was missed what it may be."""
    close = {loose: text for text, loose in _loose(known).items()}
    texts = lost.join_texts(missed)
    looses = _loose(missed)
    of_text = {
        text: _hint(text, close.get(looses[text]), [str(name) for name in missed]) for text in texts.dropna().unique()
    }
    return texts.map(of_text).astype(TEXT).where(texts.notna(), "no key").astype(TEXT)


def _hint(text: str, close: str | None, names: list[str]) -> str | None:
    if close is not None:
        return f"the other frame writes {close!r}"
    return lost.code_hint(text) if len(names) == 1 and names[0].endswith("municipality_code") else None


def _loose(keys: pd.DataFrame) -> dict[str, str]:
    """Give the distinct keys with what is left of them without case, blanks and leading zeros."""
    texts = lost.join_texts(keys).dropna().drop_duplicates()
    plain = texts.str.casefold().str.replace(r"\s+", " ", regex=True).str.strip().str.lstrip("0")
    return dict(zip(texts, plain, strict=True))


def _travel(result: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Let what the two frames carry travel with their join."""
    result.attrs = {**right.attrs, **left.attrs}
    for key in (origin.KEY, lost.KEY):
        records = [record for frame in (left, right) for record in json.loads(frame.attrs.get(key, "[]"))]
        if records:
            kept = [record for at, record in enumerate(records) if record not in records[:at]]
            result.attrs[key] = json.dumps(kept, ensure_ascii=False)
    return marks.united(result, left, right)
