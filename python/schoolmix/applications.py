"""The door of admission: wishes, schools, pupils and priorities, as frames or as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import InputError, InputTypeError

WISHES = ("pupil", "school", "rank")


@dataclass(frozen=True, kw_only=True)
class Applications:
    """Lists and places as the core takes them, and what the caller said of pupils and schools."""

    wishes: pa.Table
    schools: pa.Table
    pupils: pa.Table | None
    # The same as the caller gave them, with all their columns.
    given: tuple[Any, Any, Any]
    restore: frames.Restore

    def told(self, which: int) -> pd.DataFrame:
        """Return wishes (0), schools (1) or pupils (2) as pandas with all columns; without pupils, those who wish."""
        frame = self.given[which]
        if frame is None:
            names = pd.unique(pd.Series(self.wishes["pupil"].to_pandas()))
            return pd.DataFrame({"pupil": names})
        return frame if isinstance(frame, pd.DataFrame) else frames.to_pandas(frame)

    def with_column(self, name: str, values: Any) -> Applications:
        """Return the same with one column more in wishes."""
        return replace(self, wishes=self.wishes.append_column(name, pa.array(values)))


def applications(wishes: Any, schools: Any, pupils: Any) -> Applications:
    """Return what a caller gives, as frames or as dictionaries, with the columns that are needed."""
    if isinstance(wishes, Mapping):
        wishes, listed = from_lists(wishes)
        pupils = listed if pupils is None else pupils
        source: Any = pd.DataFrame()
    else:
        source = wishes
    if isinstance(schools, Mapping):
        schools = from_places(schools)
    given = tuple(None if frame is None else frames.collected(frame) for frame in (wishes, schools, pupils))
    return Applications(
        wishes=frames.take(given[0], WISHES),
        schools=frames.take(given[1], ["school", "places"]),
        pupils=None if given[2] is None else frames.take(given[2], ["pupil"]),
        given=(given[0], given[1], given[2]),
        restore=frames.restore(source),
    )


def from_lists(lists: Mapping[Any, Sequence[Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return lists by pupil as a frame of wishes, and one of all pupils."""
    for row, (_, listed) in enumerate(lists.items()):
        if isinstance(listed, str) or not isinstance(listed, Sequence):
            raise _no_list("wishes", row)
    sizes = [len(listed) for listed in lists.values()]
    pupils = pd.Series(list(lists), name="pupil")
    wishes = pd.DataFrame(
        {
            "pupil": pupils.repeat(sizes).to_numpy(),
            "school": pd.Series([school for listed in lists.values() for school in listed], dtype=_kind(lists)),
            "rank": np.concatenate([np.arange(1, size + 1) for size in sizes] or [np.array([], dtype=np.int64)]),
        }
    )
    return wishes, pupils.to_frame()


def from_places(places: Mapping[Any, Any]) -> pd.DataFrame:
    """Return places by school as a frame."""
    return pd.DataFrame({"school": list(places), "places": list(places.values())})


def from_orders(orders: Mapping[Any, Sequence[Any]]) -> pd.DataFrame:
    """Return orders of pupils by school as a frame of priorities."""
    rows: list[tuple[Any, Any, int]] = []
    for row, (school, listed) in enumerate(orders.items()):
        if isinstance(listed, str) or not isinstance(listed, Sequence):
            raise _no_list("priorities", row)
        rows.extend((school, pupil, place) for place, pupil in enumerate(listed, start=1))
    return pd.DataFrame(rows, columns=["school", "pupil", "priority"])


def _kind(lists: Mapping[Any, Sequence[Any]]) -> Any:
    """Return the type of an empty column of schools: that of texts."""
    return None if any(len(listed) for listed in lists.values()) else "str"


def _no_list(argument: str, row: int) -> InputTypeError:
    return InputTypeError(
        f"entry {row} of {argument} is no list",
        kind="WrongType",
        column=argument,
        row=row,
        count=1,
        remedy="Give every entry a list, best or first in priority first.",
    )


def at_rows(frame: pd.DataFrame, rows: Sequence[int]) -> pd.DataFrame:
    """Return the rows of a frame in the order of the market; all of it where the market follows the frame."""
    return frame.iloc[list(rows)].reset_index(drop=True)


def misnamed(name: str, allowed: str) -> InputError:
    """Return the error for an argument of no meaning."""
    return InputError(
        f"{name} has a value without meaning", kind="BadOption", column=name, remedy=f"Allowed: {allowed}."
    )
