"""A soft quota: a group goes first where it is below a share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.positions import Positions
from schoolmix.policy.recognised import Recognised
from schoolmix.terms import SHARE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class SoftQuota(Recognised):
    """
    Soft quota (*streefaandeel*): a group goes first at a school while its share there is below a target.

    It needs a mechanism. Other places are open to all, so that it changes little.

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
    Oosterbeek, Sóvágó & van der Klaauw (2021).

    Examples
    --------
    >>> SoftQuota(groups=["low"], share=0.3).share
    0.3
    """

    share: float = 0.0

    KINDS: ClassVar[Mapping[str, Kind]] = {**Recognised.RECOGNISED, "share": SHARE}
    INTENSITY: ClassVar[str] = "share"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {**super().spelled(positions), "share": self.share}
