"""Mixing of homes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import SHARE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class HousingMix(Instrument):
    """
    Mixing of homes (*gemengd bouwen*): a share of the families lives elsewhere in the municipality.

    An upper bound, over decades: it reaches those who come to school, not those who are there. Of a share m moved at
    random, the share p of a group in an area becomes ``(1 - m) p + m P``, and residential D exactly ``(1 - m) D``.

    Parameters
    ----------
    share : float
        Share of families, 0 to 1.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are families.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> HousingMix(share=0.2).share
    0.2
    """

    share: float = 0.0

    HANDLE: ClassVar[str] = "homes"
    KINDS: ClassVar[Mapping[str, Kind]] = {"share": SHARE}
    INTENSITY: ClassVar[str] = "share"

    def spelled(self, positions: Positions) -> dict[str, Any]:  # noqa: ARG002 - it names nothing
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"share": self.share}
