"""Places of schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import FACTOR, SIGNED_WHOLE, TEXTS, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Capacity(Instrument):
    """
    Capacity (*capaciteit*): schools get more places, or fewer.

    Pupils who are there stay.

    Parameters
    ----------
    factor : float
        What places are multiplied by, 0 to 10; rounded to whole places, halves to even.
    extra : int
        Places added to that, below 0 for fewer; no school has fewer than none.
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
    >>> Capacity(factor=1.1).extra
    0
    """

    factor: float = 1.0
    extra: int = 0
    sites: Sequence[str] | None = None

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "factor": FACTOR,
        "extra": SIGNED_WHOLE,
        "sites": TEXTS,
    }

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"factor": self.factor, "extra": self.extra, "sites": positions.of_sites(self.sites)}
