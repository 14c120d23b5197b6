"""Double lists: places divided between two groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.positions import Positions
from schoolmix.policy.recognised import Recognised
from schoolmix.terms import SHARE, TRUTH, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class DoubleList(Recognised):
    """
    Double waiting list (*dubbele wachtlijst*): places are divided between a group and all others.

    It needs a mechanism. In Flanders the two quotas count pupils who are there.

    Parameters
    ----------
    share : float
        Of the places for the group, 0 to 1; the rest is for all others.
    spill_over : bool
        Whether places that one side does not fill go to the other.
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

    Examples
    --------
    >>> DoubleList(groups=["low"], share=0.35).spill_over
    True
    """

    share: float = 0.5
    spill_over: bool = True
    including_sitting: bool = True

    KINDS: ClassVar[Mapping[str, Kind]] = {
        **Recognised.RECOGNISED,
        "share": SHARE,
        "spill_over": TRUTH,
        "including_sitting": TRUTH,
    }
    INTENSITY: ClassVar[str] = "uptake"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            **super().spelled(positions),
            "share": self.share,
            "hard": not self.spill_over,
            "sitting": self.including_sitting,
        }
