"""Information for parents: more schools are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import Label
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import LABELS, SHARE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Information(Instrument):
    """
    Information for parents (*voorlichting*): families of some groups know more schools.

    It adds to the chance that a family knows a school; where all schools are known already (as in the choice that is
    fitted), it changes nothing: give a choice with ``known=Known("chance", share=...)``. More families who ask for the
    same schools meet in the admission (congestion). The experiment in four municipalities has published no figures: an
    effect is one per ten points of known schools.

    Parameters
    ----------
    groups : sequence
        Groups that are informed, as the simulation has them.
    points : float
        What is added to the chance that a family knows a school, 0 to 1; 0.10 is ten points.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are families.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> Information(groups=["low"], points=0.1).points
    0.1
    """

    groups: Sequence[Label]
    points: float = 0.0

    HANDLE: ClassVar[str] = "choice"
    KINDS: ClassVar[Mapping[str, Kind]] = {"groups": LABELS, "points": SHARE}
    INTENSITY: ClassVar[str] = "points"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"groups": positions.of_groups(self.groups), "points": self.points}
