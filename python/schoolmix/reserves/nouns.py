"""What places are meant for, as data that does not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from schoolmix import frames, keyed
from schoolmix.errors import InputError
from schoolmix.reserves.amounts import AMOUNTS, GROUP, PROPORTIONS, SHARES, Amount, Group, Stated, Target, settle
from schoolmix.terms import COLUMN, TRUTH, UNITS, WHOLE, Fixed, Kind


@dataclass(frozen=True, kw_only=True, eq=False)
class Reserve(Stated):
    """
    Places that a group takes first (a soft floor); those it leaves are open to all.

    Parameters
    ----------
    group : mapping
        Columns of pupils with the value that each must have, such as ``{"ses": "low"}``.
    seats : int, float, mapping or Target
        A whole number of places; or a share of the places of the school, a fraction from 0 to 1 that is rounded half
        up (``1.0`` is all places, ``1`` is one); or such a number by school; or a :class:`Target`.
    schools : str or sequence, optional
        Where it holds: a boolean column of schools, or schools by name. Left out: everywhere, with a mapping of seats
        at the schools it has.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    References
    ----------
    Hafalir, Yenmez & Yildirim (2013).

    Examples
    --------
    >>> Reserve(group={"ses": "low"}, seats=0.3)
    Reserve(group={'ses': 'low'}, seats=0.3, schools=None)
    """

    group: Group
    seats: Amount
    schools: str | Sequence[Any] | None = None

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, group=GROUP, seats=AMOUNTS, schools=UNITS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Quota(Stated):
    """
    Places after which a group is not admitted any more (a hard ceiling), even where places stay empty.

    Parameters
    ----------
    group, seats, schools
        As of :class:`Reserve`.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    References
    ----------
    Kojima (2012); Abdulkadiroğlu & Sönmez (2003).

    Examples
    --------
    >>> Quota(group={"ses": "high"}, seats=20, schools=["A"])
    Quota(group={'ses': 'high'}, seats=20, schools=('A',))
    """

    group: Group
    seats: Amount
    schools: str | Sequence[Any] | None = None

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, group=GROUP, seats=AMOUNTS, schools=UNITS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Bounds(Stated):
    """
    Places that a group takes first, and after which it waits for the others.

    Parameters
    ----------
    group, schools
        As of :class:`Reserve`.
    floor, ceiling : int, float, mapping or Target
        As seats of :class:`Reserve`. Without a floor 0, without a ceiling all places.
    hard : bool
        Whether the group is not admitted above its ceiling even where places stay empty.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    References
    ----------
    Ehlers, Hafalir, Yenmez & Yildirim (2014).

    Examples
    --------
    >>> Bounds(group={"ses": "low"}, floor=0.25, ceiling=0.5)
    Bounds(group={'ses': 'low'}, floor=0.25, ceiling=0.5, hard=False, schools=None)
    """

    group: Group
    floor: Amount = 0
    ceiling: Amount = 1.0
    hard: bool = False
    schools: str | Sequence[Any] | None = None

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, group=GROUP, floor=AMOUNTS, ceiling=AMOUNTS, hard=TRUTH, schools=UNITS)


@dataclass(frozen=True, kw_only=True, eq=False)
class DoubleList(Stated):
    """
    All places divided over groups (*dubbele wachtlijst*, *dubbele contingentering*).

    Parameters
    ----------
    trait : str
        Column of pupils.
    shares : mapping
        Share of each value of the trait, adding up to 1. Whole quotas add up to the capacity: those with the largest
        remainder get the last seats, then in the order given.
    spill : bool
        Whether places that a group leaves are open to all, in order of priority; else they stay empty.
    sitting : frame, optional
        Pupils who are there already: ``school``, the trait, ``pupils``. Shares are then of all seats, the places and
        those in which they sit, and a group gets max(0, quota - sitting). Where a group sits above its quota, the
        others have the places in proportion to what they lack.
    schools : str or sequence, optional
        As of :class:`Reserve`.

    Raises
    ------
    InputError
        Kinds ``BadOption``: shares that do not add up to 1; ``DuplicateKey``: rows of the same school and value;
        ``UnmatchedKey``: a value of ``sitting`` without a share; when places are given out, a school of it that is not
        in schools.
    ColumnError
        Kind ``MissingColumn``, of ``sitting``.

    References
    ----------
    Rotterdam, pilot 2008-2012; Flanders, inschrijvingsdecreet.

    Examples
    --------
    >>> DoubleList(trait="indicator", shares={"yes": 0.35, "no": 0.65})
    DoubleList(trait='indicator', shares={'yes': 0.35, 'no': 0.65}, spill=True, schools=None)
    """

    trait: str
    shares: Mapping[Any, float]
    spill: bool = True
    sitting: Any = field(default=None, repr=False)
    schools: str | Sequence[Any] | None = None

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, trait=COLUMN, shares=SHARES, spill=TRUTH, schools=UNITS)
        if self.sitting is not None and not isinstance(self.sitting, Fixed):
            object.__setattr__(self, "sitting", _sitting(self.sitting, self.trait))
        outside = {value for _, value in self.sitting or {}} - set(self.shares)
        if outside:
            raise InputError(
                f"sitting has {len(outside)} values of '{self.trait}' without a share",
                kind="UnmatchedKey",
                column=self.trait,
                count=len(outside),
                remedy="Give every value a share.",
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class Slot(Stated):
    """
    One place at a school, with who goes first for it.

    Parameters
    ----------
    group : mapping, optional
        As of :class:`Reserve`; left out: open to all.
    hard : bool
        Whether it stays empty rather than go to someone else.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning; a hard place for nobody.

    Examples
    --------
    >>> Slot(group={"ses": "low"})
    Slot(group={'ses': 'low'}, hard=False)
    """

    group: Group | None = None
    hard: bool = False

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, group=GROUP, hard=TRUTH)
        if self.hard and self.group is None:
            raise InputError(
                "a hard place is for a group", kind="BadOption", column="hard", remedy="Give the group, or hard=False."
            )


@dataclass(frozen=True, kw_only=True, eq=False)
class Slots(Stated):
    """
    Places one by one in order of precedence; those of a school that are not listed are open to all and come last.

    Parameters
    ----------
    order : sequence of Slot
        The places; a pair (group or None, hard) is a :class:`Slot` too.
    schools : str or sequence, optional
        As of :class:`Reserve`.

    Raises
    ------
    InputError
        Kind ``BadOption``: an empty order, or what is no slot.

    References
    ----------
    Kominers & Sönmez (2016).

    Examples
    --------
    >>> Slots(order=[Slot(group={"ses": "low"}), Slot()], schools=["A"]).order[1]
    Slot(group=None, hard=False)
    """

    order: Sequence[Slot]
    schools: str | Sequence[Any] | None = None

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, order=ORDER, schools=UNITS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Stated):
    """
    A group goes first while its share of those chosen is below a target (a soft quota).

    Parameters
    ----------
    group, schools
        As of :class:`Reserve`.
    share : float, mapping or Target
        From 0 to 1, by school, or in proportion to a reference.
    ahead : int
        How many tiers of priority go before all this.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    References
    ----------
    Oosterbeek, Sóvágó & van der Klaauw (2021).

    Examples
    --------
    >>> Share(group={"ses": "low"}, share=0.3, ahead=2)
    Share(group={'ses': 'low'}, share=0.3, ahead=2, schools=None)
    """

    group: Group
    share: float | Mapping[Any, float] | Target
    ahead: int = 0
    schools: str | Sequence[Any] | None = None

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, group=GROUP, share=PROPORTIONS, ahead=WHOLE, schools=UNITS)


AnyReserve = Reserve | Quota | Bounds | DoubleList | Slots | Share


def _order(value: Any) -> tuple[Slot, ...] | None:
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        return None
    pairs = [isinstance(one, tuple) and len(one) == 2 for one in value]
    if not all(pair or isinstance(one, Slot) for pair, one in zip(pairs, value, strict=True)):
        return None
    return tuple(one if isinstance(one, Slot) else Slot(group=one[0], hard=one[1]) for one in value)


ORDER = Kind("a sequence of Slot, or of pairs (group or None, hard)", _order)


def _sitting(frame: Any, trait: str) -> Fixed[int]:
    """Return the pupils of a frame by school and value."""
    taken = frames.to_pandas(frames.take(frame, ["school", trait, "pupils"]))
    for name in ("school", trait):
        keyed.check_known(taken[name], name, "sitting")
    again = np.flatnonzero(taken.duplicated(["school", trait]))
    if len(again):
        raise InputError(
            f"sitting has {len(again)} rows too many of the same school and {trait}, first in row {again[0]}",
            kind="DuplicateKey",
            column=trait,
            row=int(again[0]),
            count=len(again),
            remedy="Add them up.",
        )
    keys = zip(taken["school"].tolist(), taken[trait].tolist(), strict=True)
    return Fixed(dict(zip(keys, keyed.whole(taken, "pupils", "sitting").tolist(), strict=True)))
