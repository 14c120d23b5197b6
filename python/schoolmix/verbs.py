"""What the verbs on a roll share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from schoolmix import door
from schoolmix.errors import InputError, InputTypeError
from schoolmix.roll import Roll

# Shares of families may add up to 1 but for their rounding.
SHARES = 1e-6
# Replicates that a sampling interval draws at most.
REPLICATES = 1_000_000


def checked(roll: Any) -> Roll:
    """Return the roll, or refuse what is none."""
    if isinstance(roll, Roll):
        return roll
    raise InputTypeError(
        f"a Roll is needed, not {type(roll).__name__}",
        kind="WrongType",
        column="roll",
        remedy="Make one first: Roll(frame, unit=..., group=..., count=...).",
    )


def group(value: Any) -> list[int | str] | None:
    """Return a group as the core takes it: a value for each group column."""
    if value is None:
        return None
    return door.plain_label(value)


def answer(roll: Roll, table: Any) -> Any:
    """Return a table of the core in the kind of frame that the roll came from."""
    return roll._restore(pa.table(table))  # noqa: SLF001 - the verbs are friends of the noun


def together(before: Roll, after: Roll, *, whole: bool = True) -> Roll:
    """Return two rolls as one, with the one that a row comes from as last of ``by``; ``whole`` refuses weights."""
    return stacked({0: before, 1: after}, door.free("roll", [*before.by, *before.unit, *before.group]), whole=whole)


def stacked(rolls: Mapping[int, Roll], name: str, *, whole: bool = True) -> Roll:
    """Return rolls as one, with the number of each as last column of ``by``, called so; ``whole`` refuses weights."""
    first, *others = rolls.values()
    for other in others:
        _check_alike(first, other)
    for roll in rolls.values():
        if roll.masked or (whole and isinstance(roll.pupils, float)):
            raise InputError(
                "rolls side by side need whole pupils that are not hidden",
                kind="SuppressedMarker" if roll.masked else "FractionalCount",
                column="roll",
                count=roll.masked or None,
                remedy="Use rolls of counts, without masks.",
            )
    return Roll._beside(rolls, name)  # noqa: SLF001 - the verbs are friends of the noun


def _check_alike(before: Roll, after: Roll) -> None:
    for option in ("by", "unit", "group"):
        one, two = getattr(before, option), getattr(after, option)
        if one != two:
            raise InputError(
                f"the rolls have different columns as {option}: {', '.join(one)} and {', '.join(two)}",
                kind="UnmatchedKey",
                column=option,
                remedy="Rename the columns, so that both rolls speak of the same things.",
            )


def checked_sampling(*, interval: Any, level: Any, replicates: Any) -> None:
    """Refuse options of a sampling interval that are of no meaning at all."""
    is_number = isinstance(level, int | float | np.number) and not isinstance(level, bool)
    is_count = isinstance(replicates, int | np.integer) and not isinstance(replicates, bool)
    wrong = [
        (not (interval is None or isinstance(interval, str)), "interval", "a text or None"),
        (not is_number, "level", "a number between 0 and 1"),
        (not (is_count and 2 <= replicates < REPLICATES), "replicates", f"a whole number from 2 to {REPLICATES - 1}"),
    ]
    for is_wrong, option, allowed in wrong:
        if is_wrong:
            raise _meaningless(option, allowed)


def checked_words(**options: Any) -> None:
    """Refuse options that are no texts; the core knows which texts there are."""
    for option, value in options.items():
        if not isinstance(value, str) and not (value is None and option == "correct"):
            raise _meaningless(option, "a text")


def proportion(value: Any, option: str) -> float:
    """Return a number as the core takes it, which knows how large it may be."""
    if not door.finite(value):
        raise _meaningless(option, "a number between 0 and 1")
    return float(value)


def families(clusters: Any) -> str | list[tuple[int, float]] | None:
    """Return who moves together as the core takes it: the word "units", or shares of pupils by size of family."""
    if clusters is None:
        return None
    if clusters == "units":
        return "units"
    listed = list(clusters.items()) if isinstance(clusters, Mapping) else []
    sizes = [size for size, _ in listed]
    whole = all(
        isinstance(size, int | np.integer) and not isinstance(size, bool) and 1 <= size < 2**16 for size in sizes
    )
    numbers = all(isinstance(share, int | float | np.number) and 0 <= float(share) <= 1 for _, share in listed)
    if not (listed and whole and numbers and abs(sum(float(share) for _, share in listed) - 1) < SHARES):
        raise _meaningless("clusters", '"units", or shares of pupils by size of family, such as {1: 0.6, 2: 0.4}')
    return sorted((int(size), float(share)) for size, share in listed)


def _meaningless(option: str, allowed: str) -> InputError:
    message = f"{option} has a value without meaning"
    return InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
