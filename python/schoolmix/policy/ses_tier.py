"""Priority for pupils who bring a school nearer to the mix of its city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.positions import Positions
from schoolmix.policy.recognised import Recognised
from schoolmix.terms import SHARE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class SesTier(Recognised):
    """
    Priority by the mix of a school (*voorrang naar SES*): who brings it nearer to a target goes before others.

    Below the target the group goes first, above it all others, by who is at the school when families choose. Brothers
    and sisters go before them.

    Parameters
    ----------
    share : float
        The target, 0 to 1.
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
    Nijmegen's rule of 30 and 70 per cent: the city's pages of 2009-2021.

    Examples
    --------
    >>> SesTier(groups=["low"], share=0.3).share
    0.3
    """

    share: float = 0.3

    KINDS: ClassVar[Mapping[str, Kind]] = {**Recognised.RECOGNISED, "share": SHARE}
    INTENSITY: ClassVar[str] = "uptake"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {**super().spelled(positions), "share": self.share}
