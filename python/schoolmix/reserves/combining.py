"""Reserves of one school make one rule, or are refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolmix.errors import InputError, LimitError

Rule = tuple[Any, ...]
Flags = NDArray[np.bool_]

MOST_OVERLAPPING = 12
"""Reserves of groups that share pupils, at one school: the check of k of them looks at all 2^k sets (Hall 1935)."""


def combined(parts: list[tuple[str, Rule]], places: int, overlap: Flags) -> Rule:
    """Return the rule that the reserves of one school make together."""
    if not parts:
        return ("responsive",)
    kinds = {kind for kind, _ in parts}
    if len(parts) == 1:
        return _capped(parts[0][1], places)
    alone = sorted(kinds & {"Slots", "Share", "DoubleList"})
    if alone:
        raise _clash(f"{alone[0]} takes up the whole order of a school, so that nothing can be beside it")
    merged: dict[int, tuple[int, int]] = {}
    for kind, (_, (group,), (floor,), (ceiling,), _) in parts:
        low, high = merged.get(group, (0, places))
        if (floor and low) or (ceiling < places and high < places):
            raise _clash(f"two floors or two ceilings are for the same group ({kind})")
        merged[group] = (max(low, floor), min(high, ceiling))
    groups = list(merged)
    floors, ceilings = [low for low, _ in merged.values()], [high for _, high in merged.values()]
    if overlap[np.ix_(groups, groups)].sum() == len([g for g in groups if overlap[g, g]]):
        hard = any(rule[4] for _, rule in parts)
        if hard and any(not rule[4] and rule[3][0] < places for _, rule in parts):
            raise _clash("one ceiling is hard and another is not")
        return _capped(("bounds", groups, floors, ceilings, hard), places)
    if kinds == {"Reserve"}:
        if len(groups) > MOST_OVERLAPPING:
            raise LimitError(
                f"{len(groups)} reserves at one school are for groups that share pupils",
                kind="TooManyGroups",
                column="reserves",
                remedy=f"Give a school at most {MOST_OVERLAPPING} of them.",
            )
        return ("overlapping", list(zip(groups, floors, strict=True)))
    raise _clash("a pupil is of two groups, one of which has a ceiling")


def _capped(rule: Rule, places: int) -> Rule:
    """Return bounds with ceilings that are not above the places; refuse floors above ceilings."""
    if rule[0] != "bounds":
        return rule
    _, groups, floors, ceilings, hard = rule
    ceilings = [min(high, places) for high in ceilings]
    if any(high < low <= places for low, high in zip(floors, ceilings, strict=True)):
        raise InputError(
            "a floor is above the ceiling of its group",
            kind="BadOption",
            column="reserves",
            remedy="Lower the floor or raise the ceiling.",
        )
    return ("bounds", groups, floors, ceilings, hard)


def _clash(why: str) -> InputError:
    return InputError(
        f"reserves at one school cannot be combined: {why}",
        kind="BadOption",
        column="reserves",
        remedy="Give them to different schools with schools=, or choose one.",
    )


def check_floors(made: Sequence[Rule], places: NDArray[np.int64]) -> None:
    """Refuse more reserved places than there are."""
    asked = np.array([_asked(rule) for rule in made], dtype=np.int64)
    rows = np.flatnonzero(asked > places)
    if len(rows):
        raise InputError(
            f"more places are reserved than there are at {len(rows)} schools, first in row {rows[0]}",
            kind="FloorsExceedPlaces",
            column="reserves",
            row=int(rows[0]),
            count=len(rows),
            remedy="Reserve fewer, or leave these schools out with schools=.",
        )


def _asked(rule: Rule) -> int:
    if rule[0] == "bounds":
        return sum(rule[2])
    if rule[0] == "overlapping":
        return sum(seats for _, seats in rule[1])
    return len(rule[1]) if rule[0] == "slots" else 0
