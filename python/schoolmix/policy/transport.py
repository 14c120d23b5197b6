"""Transport of pupils: distances count for less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import SHARE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Transport(Instrument):
    """
    Transport of pupils (*leerlingenvervoer*): a kilometre counts for less.

    Families see schools as if they were nearer; how far pupils go is counted in true kilometres.

    Parameters
    ----------
    factor : float
        What a kilometre counts for, 0 to 1; 1 is as it was.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are municipalities (of the home).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> Transport(factor=0.8).factor
    0.8
    """

    factor: float = 1.0

    HANDLE: ClassVar[str] = "choice"
    KINDS: ClassVar[Mapping[str, Kind]] = {"factor": SHARE}

    def spelled(self, positions: Positions) -> dict[str, Any]:  # noqa: ARG002 - it names nothing
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"factor": self.factor}
