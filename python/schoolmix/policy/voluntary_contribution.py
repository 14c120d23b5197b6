"""The voluntary contribution of parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import WEIGHT
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import Fixed, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class VoluntaryContribution(Instrument):
    """
    Voluntary contribution of parents (*vrijwillige ouderbijdrage*): schools ask less.

    A school that asks less is worth more to those whom the amount keeps away. How many it keeps away is not known:
    without ``aversion`` it changes nothing.

    Parameters
    ----------
    euros : float or mapping of str to float
        What schools ask less in a year: one amount for all, or one a site.
    aversion : float or mapping
        Utility that EUR 100 takes away, 0 or more: one for all groups, or one a group.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> VoluntaryContribution(euros=50, aversion={"low": 0.2}).euros
    50.0
    """

    euros: float | Fixed[float] = 0.0
    aversion: float | Fixed[float] = 0.0

    HANDLE: ClassVar[str] = "choice"
    KINDS: ClassVar[Mapping[str, Kind]] = {"euros": WEIGHT, "aversion": WEIGHT}
    INTENSITY: ClassVar[str] = "euros"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            "euros": positions.by_site(self.euros, "euros"),
            "aversion": positions.by_group(self.aversion, "aversion"),
        }
