"""First classes: how many levels sit together, how long, and how classes are formed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import door, registered
from schoolmix.errors import InputError

REGISTERED = (0.449, 0.348, 0.160, 0.007, 0.036)
"""Shares of first-year pupils in programmes of one to five levels, 2019."""
FORMING = ("random", "advice", "request")
LONGEST = 6


@dataclass(frozen=True, eq=False)
class FirstClasses:
    """
    First classes (*brugklassen*) of all sites, where no instrument changes them.

    Parameters
    ----------
    width : int, sequence of five float, or frame
        Levels that sit together at most: 1 to 5 at all sites; shares of these five, from which every site draws its
        own; or pupils per site, track and year of study (layout ``duo_vo_tracks``), which tell the width of every site
        as it is registered. Without it the shares of registered widths in 2019. No site mixes more levels than it
        offers; levels are taken together from below.
    years : int
        Study years for which they do, 1 to 6.
    forming : {"random", "advice", "request"}
        How classes are formed, in first classes and later: at random; by advice from low to high; or at random, while a
        share of families asks to be with others of their group and is.
    strength : float, optional
        That share, 0 to 1; only with ``forming="request"``.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning; and as :func:`schoolmix.read.file` tells widths.

    Examples
    --------
    >>> FirstClasses(2, forming="request", strength=0.2)
    FirstClasses(width=2, years=1, forming='request', strength=0.2)
    """

    width: Any = REGISTERED
    years: int = 1
    forming: str = "random"
    strength: float | None = None

    def __post_init__(self) -> None:
        """Check every option once."""
        object.__setattr__(self, "width", _width(self.width))
        is_whole = isinstance(self.years, int | np.integer) and not isinstance(self.years, bool)
        if not is_whole or not 1 <= self.years <= LONGEST:
            raise _refused("years", self.years, f"a whole number from 1 to {LONGEST}")
        if self.forming not in FORMING:
            raise _refused("forming", self.forming, ", ".join(map(repr, FORMING)))
        asked = self.forming == "request"
        is_share = self.strength is not None and door.finite(self.strength) and 0 <= self.strength <= 1
        if asked != is_share or (not asked and self.strength is not None):
            raise _refused("strength", self.strength, 'a number from 0 to 1 with forming="request", else none')

    def spelled(self, sites: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
        """
        Return it as the core takes it, and what must be known of it.

        Parameters
        ----------
        sites : sequence of str
            The sites of a world, in its order.

        Examples
        --------
        >>> FirstClasses(3).spelled(["a"])[0]["known"]
        [3]
        """
        plain = {"years": int(self.years), "forming": self.forming, "strength": self.strength}
        if isinstance(self.width, int):
            return plain | {"known": [self.width] * len(sites), "shares": None}, []
        if isinstance(self.width, tuple):
            note = "the width of first classes is drawn by site from shares; no wider than its levels"
            return plain | {"known": None, "shares": list(self.width)}, [note]
        told = self.width.reindex(list(sites))
        unknown = int(told.isna().sum())
        notes = ["the width of first classes is as registered, not who sits in a class"]
        if unknown:
            notes.append(f"{unknown} sites have no registered first classes: taken to have one level")
        return plain | {"known": told.fillna(1).astype(int).tolist(), "shares": None}, notes


def _width(given: Any) -> int | tuple[float, ...] | pd.Series[int]:
    if isinstance(given, int | np.integer) and not isinstance(given, bool) and 1 <= given <= len(REGISTERED):
        return int(given)
    if isinstance(given, Sequence) and not isinstance(given, str) and len(given) == len(REGISTERED):
        shares = tuple(given)
        if all(door.finite(one) and one >= 0 for one in shares) and abs(sum(shares) - 1) < 1e-6:
            return shares
    if isinstance(given, int | float | str | bool | Sequence | None):
        raise _refused("width", given, "1 to 5 levels, five shares that add up to 1, or a file of pupils per track")
    return registered.widths(given)


def _refused(option: str, value: Any, allowed: str) -> InputError:
    return InputError(
        f"{option} of first classes is {value!r}", kind="BadOption", column=option, remedy=f"Allowed: {allowed}."
    )
