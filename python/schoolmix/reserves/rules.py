"""How every school chooses, from the reserves that hold there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schoolmix import keyed
from schoolmix.errors import InputError, InputTypeError, LimitError
from schoolmix.reserves.amounts import Amount, Group, Target
from schoolmix.reserves.combining import Rule, check_floors, combined
from schoolmix.reserves.nouns import AnyReserve, Bounds, DoubleList, Quota, Reserve, Share, Slots
from schoolmix.reserves.numbers import FINEST, Flags, divided, exact, ratio, rounded
from schoolmix.terms import Fixed

MOST_GROUPS = 64
"""Groups are bits of a number of 64 bits."""


def rules(
    reserves: AnyReserve | Iterable[AnyReserve], pupils: pd.DataFrame, schools: pd.DataFrame, wishes: pd.DataFrame
) -> tuple[NDArray[np.uint64], list[Rule]]:
    """
    Return the groups of every pupil, and how every school chooses.

    Parameters
    ----------
    reserves : sequence
        ``Reserve, Quota, Bounds, DoubleList, Slots`` and ``Share``. At one school those of groups that share no pupil
        make bounds together, reserves of groups that share pupils make overlapping reserves; what cannot be combined is
        refused.
    pupils, schools, wishes : pandas.DataFrame
        ``pupil`` with the traits (a pupil without a value is in no group of that trait); ``school, places``;
        ``pupil, school, rank``.

    Returns
    -------
    ndarray of uint64
        A bit a group, a number a row of ``pupils``.
    list of tuple
        A rule a row of ``schools``: ``("responsive",)``, ``("bounds", groups, floors, ceilings, hard)``,
        ``("slots", [(group or None, hard), ...])``, ``("share", group, target, of, ahead)`` or
        ``("overlapping", [(group, seats), ...])``, with groups as numbers of bits.

    Raises
    ------
    ColumnError, InputTypeError
        A column that is not there; what is no reserve.
    InputError
        Kinds ``FloorsExceedPlaces``; ``BadOption`` (what cannot be combined, a floor above a ceiling);
        ``UndefinedShare`` (a target of nobody); ``UnmatchedKey`` (schools that are not there, pupils outside a double
        list).
    LimitError
        Kind ``TooManyGroups``: more than 64, or more than 12 that share pupils at one school.

    Examples
    --------
    >>> pupils = pd.DataFrame({"pupil": [1, 2], "ses": ["low", "high"]})
    >>> schools = pd.DataFrame({"school": ["A", "B"], "places": [10, 4]})
    >>> wishes = pd.DataFrame({"pupil": [1, 2], "school": ["A", "A"], "rank": [1, 1]})
    >>> rules([Reserve(group={"ses": "low"}, seats=0.3, schools=["A"])], pupils, schools, wishes)
    (array([1, 0], dtype=uint64), [('bounds', [0], [3], [10], False), ('responsive',)])
    """
    listed = [reserves] if isinstance(reserves, AnyReserve) else list(reserves)
    wrong = next((one for one in listed if not isinstance(one, AnyReserve)), None)
    if wrong is not None:
        raise InputTypeError(
            f"a reserve is not a {type(wrong).__name__}",
            kind="WrongType",
            column="reserves",
            remedy="Give Reserve, Quota, Bounds, DoubleList, Slots or Share.",
        )
    return _Rules(pupils, schools, wishes).of(listed)


def unheld(reserves: AnyReserve | Sequence[AnyReserve], pupils: pd.DataFrame) -> list[str]:
    """Return a note for every group that has places and no pupil, such as one of which the value is mistyped."""
    listed = [reserves] if isinstance(reserves, AnyReserve) else list(reserves)
    named: dict[Group, None] = {}
    for one in listed:
        if isinstance(one, DoubleList):
            continue
        groups = [slot.group for slot in one.order] if isinstance(one, Slots) else [one.group]
        named |= {group: None for group in groups if group is not None}
    return [
        f"no pupil is of the group {dict(group)!r} of reserves" for group in named if not _members(pupils, group).any()
    ]


def _members(pupils: pd.DataFrame, group: Group) -> Flags:
    """Return which pupils have all values of a group."""
    found = np.ones(len(pupils), dtype=bool)
    for name, value in group.items():
        found &= keyed.equal(pupils, name, "pupils", value)
    return found


class _Rules:
    """What the reserves of a market make of its schools."""

    def __init__(self, pupils: pd.DataFrame, schools: pd.DataFrame, wishes: pd.DataFrame) -> None:
        self.pupils, self.schools, self.wishes = pupils, schools, wishes
        self.places = keyed.whole(schools, "places", "schools")
        self.groups: dict[Group, Flags] = {}

    def of(self, reserves: Sequence[AnyReserve]) -> tuple[NDArray[np.uint64], list[Rule]]:
        """Return the groups of every pupil and the rule of every school."""
        parts: list[list[tuple[str, Rule]]] = [[] for _ in self.places]
        for one in reserves:
            where = self.where(one)
            for school, part in zip(np.flatnonzero(where), self.parts(one, where), strict=True):
                parts[school].append((type(one).__name__, part))
        bits = np.zeros(len(self.pupils), dtype=np.uint64)
        for bit, members in enumerate(self.groups.values()):
            bits |= members.astype(np.uint64) << np.uint64(bit)
        overlap = _overlap(bits, len(self.groups))
        made = [combined(part, int(places), overlap) for part, places in zip(parts, self.places, strict=True)]
        check_floors(made, self.places)
        return bits, made

    def where(self, one: AnyReserve) -> Flags:
        """Return at which schools a reserve holds."""
        where = keyed.marked(one.schools, self.schools, "schools")
        for option in ("seats", "floor", "ceiling", "share"):
            amount = getattr(one, option, None)
            if isinstance(amount, Mapping):
                where = where & keyed.marked(list(amount), self.schools, option)
        return where

    def parts(self, one: AnyReserve, where: Flags) -> list[Rule]:
        """Return what a reserve adds to the rule of each school where it holds."""
        if isinstance(one, DoubleList):
            return self.double(one, where)
        if isinstance(one, Slots):
            slots = [(None if slot.group is None else self.bit(slot.group), slot.hard) for slot in one.order]
            return [("slots", slots)] * int(where.sum())
        bit = self.bit(one.group)
        if isinstance(one, Share):
            shares = self.shares(one.share, one.group, where)
            return [("share", bit, share.numerator, share.denominator, one.ahead) for share in shares]
        floor, ceiling = _ends(one)
        floors, ceilings = self.seats(floor, one.group, where), self.seats(ceiling, one.group, where)
        hard = isinstance(one, Quota) or (isinstance(one, Bounds) and one.hard)
        return [("bounds", [bit], [low], [high], hard) for low, high in zip(floors, ceilings, strict=True)]

    def bit(self, group: Group) -> int:
        """Return the number of a group."""
        if group not in self.groups:
            if len(self.groups) == MOST_GROUPS:
                raise LimitError(
                    f"there are more than {MOST_GROUPS} groups",
                    kind="TooManyGroups",
                    column="reserves",
                    remedy="Reserve for fewer groups.",
                )
            self.groups[group] = _members(self.pupils, group)
        return list(self.groups).index(group)

    def seats(self, amount: Amount, group: Group, where: Flags) -> list[int]:
        """Return an amount in places at each school where it holds."""
        places = self.places[where].tolist()
        if isinstance(amount, int):
            return [amount] * len(places)
        if isinstance(amount, Mapping):
            names = self.schools["school"][where].tolist()
            each = [amount[name] for name in names]
            return [
                one if isinstance(one, int) else rounded(exact(one) * most)
                for one, most in zip(each, places, strict=True)
            ]
        rounding = amount.rounding if isinstance(amount, Target) else "half_up"
        shares = self.shares(amount, group, where)
        return [rounded(share * most, rounding) for share, most in zip(shares, places, strict=True)]

    def shares(self, amount: Amount, group: Group, where: Flags) -> list[Fraction]:
        """Return the share at each school where it holds."""
        if isinstance(amount, Target):
            times = exact(amount.times)
            return [(share * times).limit_denominator(FINEST) for share in self.target(amount.of, group, where)]
        if isinstance(amount, Mapping):
            return [exact(amount[name]) for name in self.schools["school"][where].tolist()]
        return [exact(amount)] * int(where.sum())

    def target(self, of: str, group: Group, where: Flags) -> list[Fraction]:
        """Return the share of a group in the reference of each school where it holds."""
        members = self.groups[group]
        if of == "pupils":
            return [ratio(members, np.ones(len(members), dtype=bool), of)] * int(where.sum())
        if of == "first_choices":
            pupil = keyed.positions(self.wishes, "pupil", "wishes", self.pupils, "pupils")
            first = pupil[keyed.first_choices(self.wishes, pupil)]
            return [ratio(members[first], np.ones(len(first), dtype=bool), of)] * int(where.sum())
        theirs = keyed.column(self.schools, of, "schools")
        keyed.check_known(theirs, of, "schools", where)
        named = theirs[where].tolist()
        known = {value: ratio(members, keyed.equal(self.pupils, of, "pupils", value), of) for value in set(named)}
        return [known[value] for value in named]

    def double(self, one: DoubleList, where: Flags) -> list[Rule]:
        """Return the bounds of a double list."""
        groups = [self.bit(Fixed({one.trait: value})) for value in one.shares]
        self.check_listed(one, where)
        keyed.marked({school for school, _ in one.sitting or {}}, self.schools, "sitting")
        found: list[Rule] = []
        names = self.schools["school"][where].tolist()
        shares = [exact(share) for share in one.shares.values()]
        for name, places in zip(names, self.places[where].tolist(), strict=True):
            there = {value: (one.sitting or {}).get((name, value), 0) for value in one.shares}
            quotas = divided(places + sum(there.values()), shares)
            lacking = [max(0, quota - sits) for quota, sits in zip(quotas, there.values(), strict=True)]
            floors = (
                lacking if sum(lacking) <= places else divided(places, [Fraction(n, sum(lacking)) for n in lacking])
            )
            ceilings = [places] * len(floors) if one.spill else floors
            found.append(("bounds", groups, floors, ceilings, not one.spill))
        return found

    def check_listed(self, one: DoubleList, where: Flags) -> None:
        """Refuse pupils with wishes at schools with a double list who are on neither list."""
        school = keyed.positions(self.wishes, "school", "wishes", self.schools, "schools")
        pupil = keyed.positions(self.wishes, "pupil", "wishes", self.pupils, "pupils")
        listed = np.any([self.groups[Fixed({one.trait: value})] for value in one.shares], axis=0)
        outside = np.zeros(len(self.pupils), dtype=bool)
        outside[pupil[where[school]]] = True
        rows = np.flatnonzero(outside & ~listed)
        if len(rows):
            raise InputError(
                f"{len(rows)} pupils with wishes at schools with a double list, first in row {rows[0]} of pupils, have "
                f"a value of '{one.trait}' without a share",
                kind="UnmatchedKey",
                column=one.trait,
                row=int(rows[0]),
                count=len(rows),
                remedy="Give every value a share, and every pupil a value.",
            )


def _overlap(bits: NDArray[np.uint64], groups: int) -> Flags:
    """Return which groups share a pupil."""
    member = (np.unique(bits)[:, None] >> np.arange(groups, dtype=np.uint64)) & np.uint64(1) == 1
    found: Flags = (member[:, :, None] & member[:, None, :]).any(axis=0)
    return found


def _ends(one: Reserve | Quota | Bounds) -> tuple[Amount, Amount]:
    if isinstance(one, Bounds):
        return one.floor, one.ceiling
    return (one.seats, 1.0) if isinstance(one, Reserve) else (0, one.seats)
