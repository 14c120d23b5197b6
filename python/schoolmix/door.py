"""What the door of a roll asks of its options."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, SupportsIndex

import numpy as np
import pyarrow as pa

from schoolmix import frames
from schoolmix.errors import ColumnError, InputError, InputTypeError

EPOCH = dt.date(1970, 1, 1)

# Columns that answers bring along, which no `by` column may be called.
ANSWER = {"measure", "focal", "versus", "estimate", "bound_low", "bound_high", "low", "high", "se", "bias", "seed"}
ANSWER |= {"units", "pupils", "note", "weight", "contribution", "share", "part", "at", "fitted", "term"}
ANSWER |= {"before", "after", "expected", "sd", "z", "p_value", "degree", "r_squared", "thresholds"}

# Counts that a mask may span; the law of sums of wider ones would fill memory.
WIDEST = 10_000


def ordered(order: Sequence[Any] | None, given: list[Any] | None, groups: list[Any]) -> tuple[Any, ...] | None:
    """Return the groups in the caller's order, or in that of an ordered categorical."""
    if order is None:
        return None if given is None else tuple(group for group in given if group in groups)
    if isinstance(order, str) or not isinstance(order, Sequence):
        raise InputTypeError(
            f"order must be a sequence of groups, not {type(order).__name__}",
            kind="WrongType",
            column="order",
            remedy="List every group once, from the lowest to the highest.",
        )
    absent = [group for group in groups if group not in order]
    repeated = len(order) - len(set(order))
    if absent or repeated:
        raise InputError(
            f"order lacks {len(absent)} of the {len(groups)} groups and repeats {repeated}",
            kind="BadOption",
            column="order",
            count=len(absent) + repeated,
            remedy="List every group once, from the lowest to the highest.",
        )
    return tuple(group for group in order if group in groups)


def one_order(orders: Sequence[tuple[Any, ...]], groups: list[Any]) -> tuple[Any, ...] | None:
    """Return the order that holds for all groups of several rolls; none where no roll has one."""
    if not orders:
        return None
    longest = max(orders, key=len)
    place = {group: number for number, group in enumerate(longest)}
    for order in orders:
        places = [place[group] for group in order if group in place]
        if places != sorted(places):
            raise InputError(
                "the rolls have their groups in different orders",
                kind="BadOption",
                column="order",
                remedy="Give all rolls the same order.",
            )
    return ordered(longest, None, groups)


def order_labels(order: Any, given: list[Any] | None) -> list[list[int | str]] | None:
    """Return the groups in order as the core takes them; what is no sequence is told apart later."""
    listed = given if order is None else order if isinstance(order, Sequence) and not isinstance(order, str) else None
    return None if listed is None else [plain_label(group) for group in listed]


def plain_label(value: Any) -> list[int | str]:
    """Return a group as the core takes it: a value for each group column."""
    return [plain(part) for part in (value if isinstance(value, tuple | list) else [value])]


def plain(part: Any) -> int | str:
    """Return a value of a key column as the core takes it."""
    if isinstance(part, dt.datetime):
        part = part.date()
    if isinstance(part, dt.date):
        return (part - EPOCH).days
    if isinstance(part, str):
        return part
    if isinstance(part, int | np.integer | np.bool_) and -(2**63) <= int(part) < 2**63:
        return int(part)
    raise InputTypeError(
        f"a group is a text, a whole number, a truth value or a date, not this {type(part).__name__}",
        kind="WrongType",
        column="focal",
        remedy="Give the value as it stands in the group column.",
    )


def checked_places(
    places: Any,
    *,
    unit: Sequence[str],
    x: str,
    y: str,
    area: str | None,
    perimeter: str | None,
    per_km: float,
    centre: tuple[float, float] | None,
) -> tuple[pa.Table, list[str], tuple[str | None, ...], float, tuple[float, float] | None] | None:
    """Return the frame of places as the core takes it."""
    if places is None:
        return None
    scaled = finite(per_km) and per_km > 0
    pair = centre is None or (isinstance(centre, tuple | list) and len(centre) == 2 and all(map(finite, centre)))
    for is_wrong, option, allowed in (
        (not scaled, "per_km", "a number above 0"),
        (not pair, "centre", "a pair of numbers (x, y)"),
    ):
        if is_wrong:
            raise InputError(
                f"{option} has a value without meaning", kind="BadOption", column=option, remedy=f"Allowed: {allowed}."
            )
    frame = frames.collected(places)
    known = set(frames.names_of(frame))
    columns: list[str | None] = [x if x in known or area is None else None, y if y in known or area is None else None]
    columns += [area, perimeter]
    table = frames.take(frame, list(dict.fromkeys([*unit, *(name for name in columns if name is not None)])))
    point = None if centre is None else (float(centre[0]), float(centre[1]))
    return table, list(unit), tuple(columns), float(per_km), point


def checked_links(
    links: Any, *, unit: Sequence[str], to: str | Sequence[str], weight: str | None, radius: float | None
) -> tuple[pa.Table, list[str], list[str], str | None] | None:
    """Return the frame of links as the core takes it."""
    if radius is not None and (links is not None or not (finite(radius) and radius > 0)):
        raise InputError(
            "radius is given beside links" if links is not None else "radius has a value without meaning",
            kind="BadOption",
            column="radius",
            remedy="Give links, or a radius above 0 in kilometres.",
        )
    if links is None:
        return None
    other = some(to, "to")
    if len(other) != len(unit):
        raise InputError(
            f"to names {len(other)} columns for a unit of {len(unit)}",
            kind="BadOption",
            column="to",
            remedy="Name as many columns as the unit has, in the same order.",
        )
    table = frames.take(frames.collected(links), [*unit, *other, *([weight] if weight else [])])
    return table, list(unit), other, weight


def text(value: Any, option: str) -> str:
    """Return an argument that names one column, which must be a text."""
    if not isinstance(value, str):
        raise InputTypeError(
            f"{option} must be a text, not {type(value).__name__}",
            kind="WrongType",
            column=option,
            remedy="Name the column.",
        )
    return value


def check_free(names: Sequence[str], bearing: Collection[str]) -> None:
    """Refuse names of columns that answers bear."""
    name = next((name for name in names if name in bearing), None)
    if name is not None:
        raise ColumnError(
            f"answers have a column '{name}' of their own",
            kind="SameColumn",
            column=name,
            remedy="Rename the column before.",
        )


def finite(value: Any) -> bool:
    """Return whether a value is a finite number."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)


def free(name: str, taken: Sequence[str]) -> str:
    """Return a column name that is not taken, the name itself if it can be."""
    while name in taken:
        name += "_"
    return name


def some(names: str | Sequence[str], option: str) -> list[str]:
    """Return a column argument that must name at least one column."""
    listed = frames.columns(names, option)
    if not listed:
        raise InputError(f"{option} names no column", kind="EmptyInput", column=option, remedy="Name at least one.")
    return listed


def labels(table: Any) -> list[Any]:
    """Return the key columns of a table as a list: values, or tuples for compound keys."""
    lists = [column.to_pylist() for column in pa.table(table).columns]
    return lists[0] if len(lists) == 1 else list(zip(*lists, strict=True))


def check_options(
    *,
    count: str | None,
    weight: str | None,
    masks: Any,
    bounds: Any,
    totals: Any,
    duplicates: str,
) -> None:
    """Refuse options that exclude each other or have no meaning."""
    for option, value in (("count", count), ("weight", weight)):
        if value is not None and not isinstance(value, str):
            raise InputTypeError(f"{option} must be a text", kind="WrongType", column=option, remedy="Name the column.")
    wrong = [
        (
            count is not None and weight is not None,
            "weight",
            "count and weight exclude each other",
            "Give one of them.",
        ),
        (
            bounds is not None and masks is not None,
            "bounds",
            "masks and bounds exclude each other",
            "Give one of them.",
        ),
        (
            count is None and not (masks is None and bounds is None and totals is None),
            "count",
            "masks, bounds and totals need count",
            "Name the column of whole pupils.",
        ),
        (duplicates not in {"sum", "error"}, "duplicates", f"duplicates is {duplicates!r}", "Allowed: 'sum', 'error'."),
        (
            bounds is not None and (isinstance(bounds, str) or len(bounds) != 2),
            "bounds",
            "bounds must name two columns",
            'Give for example bounds=("pupils_low", "pupils_high").',
        ),
    ]
    for is_wrong, option, message, remedy in wrong:
        if is_wrong:
            raise InputError(message, kind="BadOption", column=option, remedy=remedy)


def check_names(by: Sequence[str], within: Sequence[str], unit: Sequence[str]) -> None:
    """Refuse names of `by` and `within` columns that answers or other parts of the roll already bear."""
    again = next((name for name in within if within.count(name) > 1 or [name] == unit), None)
    if again is not None:
        raise ColumnError(
            f"within names '{again}', which is the unit or stands in it twice",
            kind="SameColumn",
            column=again,
            remedy="Name each nest once, from the outermost to the innermost; the unit is no nest of its own.",
        )
    name = next((name for name in by if name in ANSWER), "total" if "total" in within else None)
    if name is not None:
        raise ColumnError(
            f"answers have a column '{name}' of their own",
            kind="SameColumn",
            column=name,
            remedy="Rename the column before you make the roll.",
        )


def check_distinct(keys: Sequence[str], amounts: Sequence[str]) -> None:
    """Refuse a column that is given two parts to play."""
    listed = [*keys, *amounts]
    twice = next((name for name in listed if listed.count(name) > 1), None)
    if twice is not None:
        raise ColumnError(
            f"column '{twice}' has more than one part to play",
            kind="SameColumn",
            column=twice,
            count=listed.count(twice),
            remedy="Give by, unit, group, count, weight and bounds a column each.",
        )


def checked_masks(masks: Any) -> dict[str, tuple[SupportsIndex, SupportsIndex]]:
    """Return the masks, checked: texts with whole bounds, the lower first."""
    pairs: Iterable[tuple[Any, Any]] = masks.items() if isinstance(masks, Mapping) else [(None, None)]
    for text, pair in pairs:
        whole = isinstance(pair, tuple | list) and len(pair) == 2 and all(type(n) is int for n in pair)
        if not (isinstance(text, str) and whole and 0 <= pair[0] <= pair[1] <= pair[0] + WIDEST):
            raise InputError(
                f"a mask is a text with its lowest and highest count, at most {WIDEST} apart",
                kind="BadOption",
                column="masks",
                remedy='Give for example masks={"<5": (1, 4)}.',
            )
    found = {text.strip(" "): (pair[0], pair[1]) for text, pair in pairs}
    if len(found) < len(list(pairs)):
        raise InputError(
            "two masks are the same text", kind="BadOption", column="masks", remedy="Give each mask one meaning."
        )
    return found


def taken_totals(totals: Any, by: list[str], unit: list[str], count: str) -> tuple[pa.Table, list[str], str]:
    """Return the totals as an Arrow table, with the names of their key and count columns."""
    frame = frames.collected(totals)
    names = frames.names_of(frame)
    keys = [name for name in by if name in names] + unit
    column = count if count in names else "pupils"
    return frames.take(frame, [*keys, column]), keys, column
