"""Exact shares, and whole seats from them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from schoolmix.errors import InputError

Flags = NDArray[np.bool_]

FINEST = 1_000_000
"""Largest denominator of a share."""


def ratio(members: Flags, of: Flags, what: str) -> Fraction:
    """Return the share of the members among some pupils."""
    total = int(of.sum())
    if total == 0:
        raise InputError(
            f"the share of a group among nobody is not defined (target of '{what}')",
            kind="UndefinedShare",
            column="of",
            count=1,
            remedy="Leave these schools out with schools=, or take another reference.",
        )
    return Fraction(int((members & of).sum()), total)


def exact(number: float) -> Fraction:
    """Return a decimal fraction as it is written."""
    return Fraction(repr(float(number))).limit_denominator(FINEST)


def rounded(number: Fraction, rounding: str = "half_up") -> int:
    """Return a number as a whole one: the nearest (halves up), the next or the last."""
    down = number.numerator // number.denominator
    if rounding == "down" or number == down:
        return down
    return down + int(rounding == "up" or number - down >= Fraction(1, 2))


def divided(seats: int, shares: Sequence[Fraction]) -> list[int]:
    """Return whole seats that add up, the last to those with the largest remainder (Hamilton)."""
    parts = [seats * share for share in shares]
    whole = [rounded(part, "down") for part in parts]
    turn = sorted(range(len(parts)), key=lambda i: whole[i] - parts[i])
    for i in turn[: seats - sum(whole)]:
        whole[i] += 1
    return whole
