"""Numbers of a choice: one for all groups, or one a group."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from schoolmix import door
from schoolmix.errors import InputError, InputTypeError
from schoolmix.terms import LARGEST, Fixed, Kind, closest

Label = int | str
Number = float | Fixed[float]


def of_groups(fits: Callable[[float], bool], allowed: str) -> Kind:
    """Return the kind of numbers that fit, one for all groups or one a group."""

    def plain(value: Any) -> Number | None:
        if not isinstance(value, Mapping):
            return _number(value, fits)
        pairs = [(_label(label), _number(number, fits)) for label, number in value.items()]
        found = {label: number for label, number in pairs if label is not None and number is not None}
        return Fixed(found) if found and len(found) == len(value) else None

    return Kind(allowed, plain, lambda value: _told(value, fits))


def sequence_of(one: Kind) -> Kind:
    """Return the kind of a sequence of such numbers."""

    def plain(value: Any) -> tuple[Number, ...] | None:
        listed = _listed(value)
        found = tuple(one.plain(each) for each in listed or ())
        return found if found and None not in found else None

    def told(value: Any) -> str:
        listed = _listed(value)
        place = next((place for place, each in enumerate(listed or ()) if one.plain(each) is None), None)
        return "" if listed is None or place is None else f"{one.told(listed[place])}, at place {place}"

    return Kind(f"a list, of which each is {one.allowed}", plain, told)


def _listed(value: Any) -> Sequence[Any] | None:
    value = value.tolist() if isinstance(value, np.ndarray) else value
    return value if isinstance(value, Sequence) and not isinstance(value, str) else None


def _number(value: Any, fits: Callable[[float], bool]) -> float | None:
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return float(value) if is_number and not math.isnan(value) and fits(float(value)) else None


def _label(value: Any) -> Label | None:
    try:
        return door.plain(value)
    except InputTypeError:
        return None


def _told(value: Any, fits: Callable[[float], bool]) -> str:
    """Return which value does not fit, of which group."""
    if not isinstance(value, Mapping):
        return f": it is {value!r}" if isinstance(value, int | float | np.number | str) else ""
    if not value:
        return ": it names no group"
    wrong = [label for label, number in value.items() if _label(label) is None or _number(number, fits) is None]
    return f": it is {value[wrong[0]]!r} for group {wrong[0]!r}"


SIGNED = of_groups(math.isfinite, "a number, or a number for each group")
WEIGHT = of_groups(lambda x: 0 <= x < math.inf, "a number, 0 or more, or such a number for each group")
NEARER = of_groups(
    lambda x: 0 <= x < math.inf,
    "a number, 0 or more (nearer is better by construction), or such a number for each group",
)
SCALE = of_groups(lambda x: x >= 0, "a number, 0 or more (inf: always the best), or such a number for each group")
SHARE = of_groups(lambda x: 0 <= x <= 1, "a number from 0 to 1, or such a number for each group")
ABOVE = of_groups(lambda x: 0 < x < math.inf, "a number above 0, or such a number for each group")
COUNT = of_groups(
    lambda x: x.is_integer() and 1 <= x <= LARGEST,
    f"a whole number, 1 or more and at most {LARGEST}, or such a number for each group",
)


def for_groups(number: Any, groups: Sequence[Label], field: str) -> list[Any]:
    """
    Return a number for each group of a world; whatever a mapping has for groups instead of numbers, too.

    Raises
    ------
    InputError
        Kinds ``UnmatchedKey``: a group that the world lacks; ``MissingKey``: a group of the world without a number.

    Examples
    --------
    >>> for_groups(Fixed({"low": 0.4, "high": 0.6}), ["high", "low"], "composition.optimum")
    [0.6, 0.4]
    """
    if not isinstance(number, Fixed):
        return [number] * len(groups)
    check_known(number, groups, field, "group")
    absent = [group for group in groups if group not in number]
    if absent:
        raise InputError(
            f"{field} has no number for {len(absent)} of {len(groups)} groups: {listing(absent)}",
            kind="MissingKey",
            column=field,
            count=len(absent),
            remedy="Give every group a number, or one number for all groups.",
        )
    return [number[group] for group in groups]


def check_known(given: Any, known: Sequence[Any], field: str, what: str) -> None:
    """Refuse labels that the world does not have."""
    there = set(known)
    wrong = [label for label in given if label not in there]
    if wrong:
        raise InputError(
            f"{field} names {len(wrong)} {what if len(wrong) == 1 else _plural(what)} that the world does not have: "
            f"{listing(wrong)}",
            kind="UnmatchedKey",
            column=field,
            count=len(wrong),
            remedy=_remedy(wrong[0], known),
        )


def _plural(what: str) -> str:
    return f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"


def listing(labels: Sequence[Any], most: int = 6) -> str:
    """Return labels as a text, the first of many."""
    shown = ", ".join(repr(label) for label in labels[:most])
    return shown if len(labels) <= most else f"{shown}, ..."


def _remedy(label: Any, known: Sequence[Any]) -> str:
    alike = next((other for other in known if str(other) == str(label)), None)
    if alike is not None:
        return f"Give {alike!r}, as {'text' if isinstance(alike, str) else 'a number'}."
    said = closest(label, map(str, known))
    is_long = len(known) > 20 and not said.startswith("Did")
    return f"Give one of the {len(known)} that the world has." if is_long else said
