"""Parents' initiatives: families who enrol together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.choice.numbers import Label
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import LABEL, SHARE, TEXT, WHOLE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class ParentInitiative(Instrument):
    """
    Parents' initiative (*ouderinitiatief*): families of a group enrol together at a school.

    Every year the families of the group who live nearest, as many as take part, enter the school as far as it has
    places; who does not stay chooses again in a later year.

    Parameters
    ----------
    site : str
        The school.
    group : label
        The group of the families.
    families : int
        How many enrol together in a year, 0 or more.
    retention : float
        Share that stays from one year to the next without choosing again, 0 to 1; who chooses again may choose the
        same.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are families (of those asked).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> ParentInitiative(site="90AA00", group="high", families=5).families
    5
    """

    site: str
    group: Label
    families: int
    retention: float = 1.0

    HANDLE: ClassVar[str] = "choice"
    KINDS: ClassVar[Mapping[str, Kind]] = {"site": TEXT, "group": LABEL, "families": WHOLE, "retention": SHARE}
    INTENSITY: ClassVar[str] = "families"

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        sites = positions.of_sites([self.site], "site")
        groups = positions.of_groups([self.group], "group")
        return {"sites": sites, "groups": groups, "families": self.families, "retention": self.retention}
