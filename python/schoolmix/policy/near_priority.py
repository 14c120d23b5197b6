"""Priority for those who live near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import COUNT, TEXTS, TRUTH, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class NearPriority(Instrument):
    """
    Priority for near homes (*voorrang voor wie dichtbij woont*): who has a school among its nearest goes first there.

    It shortens distances, and passes the segregation of homes on to schools.

    Parameters
    ----------
    nearest : int
        How many of the nearest schools, 1 or more; as the crow flies.
    before_siblings : bool
        Whether it goes before brothers and sisters.
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
    >>> NearPriority(nearest=8).nearest
    8
    """

    nearest: int = 3
    before_siblings: bool = False
    sites: Sequence[str] | None = None

    HANDLE: ClassVar[str] = "admission"
    KINDS: ClassVar[Mapping[str, Kind]] = {"nearest": COUNT, "before_siblings": TRUTH, "sites": TEXTS}

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            "nearest": self.nearest,
            "before_siblings": self.before_siblings,
            "sites": positions.of_sites(self.sites),
        }
