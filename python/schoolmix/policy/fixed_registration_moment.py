"""A fixed moment of registration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import SHARE
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import Fixed, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class FixedRegistrationMoment(Instrument):
    """
    Fixed registration moment (*vast aanmeldmoment*): who registers late no longer comes after all others.

    What it changes is the share that registers late by group, as the admission of the baseline has it
    (``Enrolment(late=...)``); where nobody is late, it changes nothing.

    Parameters
    ----------
    late : float or mapping
        Share that still registers late, 0 to 1; one for all groups, or one a group.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are municipalities (of the home).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> FixedRegistrationMoment().late
    0.0
    """

    late: float | Fixed[float] = 0.0

    HANDLE: ClassVar[str] = "admission"
    KINDS: ClassVar[Mapping[str, Kind]] = {"late": SHARE}

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"late": positions.by_group(self.late, "late")}
