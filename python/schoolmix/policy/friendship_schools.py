"""Friendship schools: pupils of two schools spend time together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import Label
from schoolmix.errors import InputError
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import AMOUNT, LABELS, PAIRS, SHARE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class FriendshipSchools(Instrument):
    """
    Friendship schools (*vriendschapsscholen*): pupils of two schools spend a share of their time together.

    Nobody changes school: D and every other index of enrolment stay as they are, by definition. What changes is
    ``encounter_hours``: of a pupil's time with schoolmates, the share with those of other groups,
    ``p' = (1 - h) p + h p_pair`` with the two schools pooled.

    Parameters
    ----------
    hours : float
        Share of the time that is spent together, 0 to 1.
    pairs : sequence of pair of str, optional
        Sites that are friends, each in one pair; without them schools of one kind that lie near and differ most are
        paired, those with the largest gap first.
    groups : sequence, optional
        Groups whose share differs between schools that are paired; needed without ``pairs``.
    max_km : float
        How far apart at most, in kilometres.
    min_gap : float
        Difference of the shares at least, 0 to 1.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are pairs of schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    References
    ----------
    Pooled shares by hours: own (the reports on friendship schools give no formula).

    Examples
    --------
    >>> FriendshipSchools(hours=0.1, pairs=[("90AA00", "90AB00")]).pairs
    (('90AA00', '90AB00'),)
    """

    hours: float
    pairs: Sequence[tuple[str, str]] | None = None
    groups: Sequence[Label] | None = None
    max_km: float = 2.0
    min_gap: float = 0.2

    HANDLE: ClassVar[str] = "encounters"
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "hours": SHARE,
        "pairs": PAIRS,
        "groups": LABELS,
        "max_km": AMOUNT,
        "min_gap": SHARE,
    }
    INTENSITY: ClassVar[str] = "hours"

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        if self.pairs is None and not self.groups:
            raise InputError(
                "FriendshipSchools needs pairs, or groups by whose share schools are paired",
                kind="MissingOption",
                column="groups",
                remedy="Give pairs= or groups=.",
            )
        if any(one == other for one, other in self.pairs or ()):
            raise InputError(
                "a school is its own friend",
                kind="BadOption",
                column="pairs",
                remedy="Give pairs of two schools.",
            )

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        flat = None if self.pairs is None else [site for pair in self.pairs for site in pair]
        settings = {"hours": self.hours, "max_km": self.max_km, "min_gap": self.min_gap}
        named = {"groups": positions.of_groups(self.groups or ())}
        return {**settings, **named, "pairs": positions.of_sites(flat, "pairs")}
