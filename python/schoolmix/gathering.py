"""Published frames about one thing, such as schools, gathered into one: a row each, first told first."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import frames, places, read
from schoolmix.errors import ColumnError, InputError, InputTypeError

SITE_KEYS = ("site", "school", "site_name")
AREA_KEYS = ("home_area", "home_pc4", "pc4", "area_code")
"""Names that the column of the code may have; the first that is there counts."""
SITE_REACH = 2.0
"""Kilometres within which several places of one site are its buildings; farther apart they contradict each other."""


def opened(given: Any, option: str) -> list[pd.DataFrame]:
    """
    Return the frames that an argument gives: a path, a frame, or a sequence of them.

    Outlines become the point in their middle.

    Parameters
    ----------
    given : path, frame, or a sequence of them
        A file or folder is read by :func:`schoolmix.read.file`.
    option : str
        The argument, for messages.

    Raises
    ------
    FileError, InputError, InputTypeError
        As the reader; kind ``EmptyInput`` for a sequence of nothing.

    Examples
    --------
    >>> opened(pd.DataFrame({"site": ["01AA00"]}), "schools")[0]["site"].tolist()
    ['01AA00']
    """
    listed = list(given) if isinstance(given, list | tuple) else [given]
    if not listed:
        raise InputError(
            f"{option} is an empty list", kind="EmptyInput", column=option, remedy="Give a path or a frame."
        )
    return [_pointed(_opened(each, option)) for each in listed]


def _opened(given: Any, option: str) -> pd.DataFrame:
    if isinstance(given, str | os.PathLike):
        return read.file(given)
    if isinstance(given, pd.DataFrame):
        return given
    try:
        return frames.to_pandas(frames.collected(given))
    except TypeError as error:
        raise InputTypeError(
            f"{option} is a {type(given).__name__}, no path and no frame",
            kind="WrongType",
            column=option,
            remedy="Give the path of a published file, or what sm.read gives.",
        ) from error


def _pointed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the middle of its outlines in degrees, where it has outlines."""
    if not hasattr(frame, "crs"):
        return frame
    middle = frame.geometry.centroid.to_crs(4326)
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return plain.assign(lon=middle.x.to_numpy(), lat=middle.y.to_numpy())


def with_one_place(given: Sequence[pd.DataFrame], keys: Sequence[str]) -> tuple[list[pd.DataFrame], set[str]]:
    """
    Return frames in which sites with several buildings stand in the middle of them, and which sites these are.

    Buildings farther apart are left as they are, for :func:`told` to refuse.

    Examples
    --------
    >>> frame = pd.DataFrame({"site": ["a", "a", "b"], "x_km": [1.0, 2.0, 5.0], "y_km": 1.0})
    >>> found, several = with_one_place([frame], ["site"])
    >>> found[0]["x_km"].tolist(), several
    ([1.5, 1.5, 5.0], {'a'})
    """
    frames_, several = [], set[str]()
    for frame in given:
        moved, found = _in_the_middle(frame, next((key for key in keys if key in frame), None))
        frames_.append(moved)
        several |= found
    return frames_, several


def _in_the_middle(frame: pd.DataFrame, key: str | None) -> tuple[pd.DataFrame, set[str]]:
    pair = next((list(pair) for pair in (places.PLANE, places.GLOBE) if has(frame, pair)), None)
    if key is None or pair is None or not all(pd.api.types.is_numeric_dtype(frame[name]) for name in pair):
        return frame, set()
    spots = frame[[key, *pair]].dropna().drop_duplicates().sort_values([key, *pair])
    spots = spots[spots.duplicated(key, keep=False)].astype(dict.fromkeys(pair, "float64"))
    one, other = (spots[name].to_numpy() for name in pair)
    x, y = (one, other) if pair[0] == "x_km" else places.on_the_grid(one, other)
    extent = pd.DataFrame({"key": spots[key].to_numpy(), "x": x, "y": y}).groupby("key")
    wide = (extent.max() - extent.min()).max(axis=1)
    near = set(wide.index[wide <= SITE_REACH])
    if not near:
        return frame, set()
    middle = spots.groupby(key)[pair].mean()
    here = frame[key].isin(near)
    moved = {name: frame[name].astype("float64").where(~here, frame[key].map(middle[name])) for name in pair}
    return frame.assign(**moved), near


def has(frame: pd.DataFrame, names: Collection[str]) -> bool:
    """Whether a frame has all of some columns."""
    return set(names) <= set(frame.columns)


def key_of(frame: pd.DataFrame, keys: Sequence[str], option: str) -> str:
    """Return the column of the code; refuse a frame that has none."""
    for name in keys:
        if name in frame:
            return name
    raise ColumnError(
        f"{option} has none of the columns {', '.join(keys)}",
        kind="MissingColumn",
        column=keys[0],
        remedy="Name the column of the code so.",
    )


def told(given: Sequence[pd.DataFrame], keys: Sequence[str], wanted: Sequence[str], option: str) -> pd.DataFrame:
    """
    Return what frames tell together: by code the wanted columns that any has, the first that is known.

    ``x_km`` and ``y_km`` are on the national grid where a frame gives degrees.

    Raises
    ------
    InputError, ColumnError
        Kinds ``MissingColumn``, ``DuplicateKey`` (rows of one frame that contradict each other), ``MissingPlace``.

    Examples
    --------
    >>> one = pd.DataFrame({"site": ["a", "b"], "site_name": ["Oak", None]})
    >>> two = pd.DataFrame({"site": ["b", "c"], "site_name": ["Elm", "Ash"], "x_km": 1.0, "y_km": 2.0})
    >>> told([one, two], ["site"], ["site_name", "x_km", "y_km"], "schools")
      site_name  x_km  y_km
    a       Oak   NaN   NaN
    b       Elm   1.0   2.0
    c       Ash   1.0   2.0
    """
    parts = []
    for frame in given:
        key = key_of(frame, keys, option)
        names = [name for name in (*wanted, *places.GLOBE) if name != key]
        found = places.described(frame, [key], names, option)
        if key in wanted:
            found[key] = found.index
        parts.append(_gridded(found))
    whole = parts[0]
    for part in parts[1:]:
        whole = _completed(whole, part)
    return whole[[name for name in wanted if name in whole]].sort_index()


def _gridded(found: pd.DataFrame) -> pd.DataFrame:
    if has(found, places.GLOBE) and not has(found, places.PLANE):
        found["x_km"], found["y_km"] = places.on_the_grid(found["lon"], found["lat"])
    return found.drop(columns=[name for name in places.GLOBE if name in found])


def _completed(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return one frame with what another knows where it knows nothing."""
    index = one.index.append(other.index.difference(one.index))
    one, other = one.reindex(index), other.reindex(index)
    columns = {}
    for name in [*one, *(name for name in other if name not in one)]:
        known = [frame[name] for frame in (one, other) if name in frame]
        columns[name] = known[0] if len(known) == 1 else known[0].where(known[0].notna(), known[1])
    return pd.DataFrame(columns, index=index)


def spread(shares: Any, total: int) -> Any:
    """
    Return whole numbers in proportion to some shares, which add up to a total: the largest remainders are rounded up.

    Examples
    --------
    >>> spread([1, 1, 2], 5).tolist()
    [1, 1, 3]
    """
    shares = np.asarray(shares, dtype=np.float64)
    exact = shares * (total / shares.sum()) if shares.sum() > 0 else shares
    whole = np.floor(exact + 1e-9).astype(np.int64)
    # Ties go to the first.
    most = np.argsort(-np.round(exact - whole, 9), kind="stable")[: max(total - int(whole.sum()), 0)]
    whole[most] += 1
    return whole
