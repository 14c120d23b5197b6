"""Schools that close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument, check_lasting
from schoolmix.policy.positions import Positions
from schoolmix.terms import TEXTS, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class CloseSchool(Instrument):
    """
    Closing of schools (*opheffing*): pupils there choose another school, nobody comes any more.

    Its places are gone with it.

    Parameters
    ----------
    sites : sequence of str
        The schools.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`, without an end; what takes part are schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> CloseSchool(sites=["90AA00"]).sites
    ('90AA00',)
    """

    sites: Sequence[str]

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {"sites": TEXTS}

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        check_lasting(self)

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"sites": positions.of_sites(self.sites)}
