"""A school that moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import POINT, TEXT, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class MoveSchool(Instrument):
    """
    Move (*verplaatsing*): a school goes to another place, with the pupils who are there.

    Families see it from where they live.

    Parameters
    ----------
    site : str
        The school.
    at : pair of float
        Where to: kilometres on the plane of the world.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> MoveSchool(site="90AA00", at=(120, 480)).at
    (120.0, 480.0)
    """

    site: str
    at: tuple[float, float]

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {"site": TEXT, "at": POINT}

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"sites": positions.of_sites([self.site], "site"), "at": [float(km) for km in self.at]}
