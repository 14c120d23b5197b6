"""What instruments have in common that give places by the group of a pupil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import Label
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import LABELS, SHARE, TEXTS, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Recognised(Instrument):
    """
    An instrument for which schools must recognise a group when pupils apply, by an indicator that may err.

    Parameters
    ----------
    groups : sequence
        The groups that the indicator is to tell, as the simulation has them.
    missed : float
        Share of their pupils whom it does not recognise, 0 to 1.
    mistaken : float
        Share of all others whom it takes for one of them, 0 to 1.
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
    >>> from schoolmix import policy
    >>> issubclass(policy.Reserve, Recognised)
    True
    """

    groups: Sequence[Label]
    missed: float = 0.0
    mistaken: float = 0.0
    sites: Sequence[str] | None = None

    HANDLE: ClassVar[str] = "admission"
    RECOGNISED: ClassVar[Mapping[str, Kind]] = {
        "groups": LABELS,
        "missed": SHARE,
        "mistaken": SHARE,
        "sites": TEXTS,
    }
    KINDS: ClassVar[Mapping[str, Kind]] = RECOGNISED

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            "groups": positions.of_groups(self.groups),
            "missed": self.missed,
            "mistaken": self.mistaken,
            "sites": positions.of_sites(self.sites),
        }
