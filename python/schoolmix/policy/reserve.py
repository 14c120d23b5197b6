"""A reserve: places that a group gets first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.positions import Positions
from schoolmix.policy.recognised import Recognised
from schoolmix.terms import SHARE, TRUTH, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Reserve(Recognised):
    """
    Reserve (*voorrangsplaatsen*): a group goes first for a share of the places; what it does not ask others get.

    It needs a mechanism.

    Parameters
    ----------
    share : float
        Of the places, 0 to 1.
    hard : bool
        Whether places that the group does not fill stay empty.
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
    Hafalir, Yenmez & Yildirim (2013).

    Examples
    --------
    >>> Reserve(groups=["low"], share=0.3).hard
    False
    """

    share: float = 0.0
    hard: bool = False
    including_sitting: bool = False

    KINDS: ClassVar[Mapping[str, Kind]] = {
        **Recognised.RECOGNISED,
        "share": SHARE,
        "hard": TRUTH,
        "including_sitting": TRUTH,
    }
    INTENSITY: ClassVar[str] = "share"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {**super().spelled(positions), "share": self.share, "hard": self.hard, "sitting": self.including_sitting}
