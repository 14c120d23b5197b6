"""A quota: no more than a share of the places for a group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.positions import Positions
from schoolmix.policy.recognised import Recognised
from schoolmix.terms import SHARE, TRUTH, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Quota(Recognised):
    """
    Quota (*plafond*): a group gets no more than a share of the places; what is left of it stays empty.

    It needs a mechanism. It can hurt the very group that it is meant to help, where a reserve does not.

    Parameters
    ----------
    share : float
        Of the places, 0 to 1.
    including_sitting : bool
        Whether it is a share of all places of the school, pupils who are there counted, or of those given out.
    groups, missed, mistaken, sites
        The indicator and the schools, as :class:`schoolmix.policy.recognised.Recognised`.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    References
    ----------
    Kojima (2012).

    Examples
    --------
    >>> Quota(groups=["high"], share=0.7).share
    0.7
    """

    share: float = 1.0
    including_sitting: bool = False

    KINDS: ClassVar[Mapping[str, Kind]] = {**Recognised.RECOGNISED, "share": SHARE, "including_sitting": TRUTH}
    INTENSITY: ClassVar[str] = "uptake"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {**super().spelled(positions), "share": self.share, "sitting": self.including_sitting}
