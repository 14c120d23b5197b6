"""Preschool: a way into a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import SHARE
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import TEXTS, Fixed, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Preschool(Instrument):
    """
    Preschool (*voorschool*): who attends the preschool of the nearest school goes first there.

    Brothers and sisters go before them. How many attend is a parameter: without it nobody does.

    Parameters
    ----------
    attending : float or mapping
        Share that attends it, 0 to 1: one for all groups, or one a group.
    sites : sequence of str, optional
        The schools; without them all.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> Preschool(attending={"low": 0.6}).attending
    {'low': 0.6}
    """

    attending: float | Fixed[float] = 0.0
    sites: Sequence[str] | None = None

    HANDLE: ClassVar[str] = "admission"
    KINDS: ClassVar[Mapping[str, Kind]] = {"attending": SHARE, "sites": TEXTS}
    INTENSITY: ClassVar[str] = "attending"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            "attending": positions.by_group(self.attending, "attending"),
            "sites": positions.of_sites(self.sites),
        }
