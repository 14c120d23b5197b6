"""Every pupil at a school nearby."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import COUNT, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class NearestSchool(Instrument):
    """
    Nearest school (*dichtstbijzijnde school*): families get the nearest school, or one drawn among the nearest.

    They do not choose. An extreme that shows what homes alone bring about. Where a school is full, the next nearest.

    Parameters
    ----------
    among : int
        How many of the nearest a school is drawn from, 1 or more.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are municipalities (of the home).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> NearestSchool(among=3).among
    3
    """

    among: int = 1

    HANDLE: ClassVar[str] = "choice"
    KINDS: ClassVar[Mapping[str, Kind]] = {"among": COUNT}

    def spelled(self, positions: Positions) -> dict[str, Any]:  # noqa: ARG002 - it names nothing
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"among": self.among}
