"""Schools that merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument, check_lasting
from schoolmix.policy.positions import Positions
from schoolmix.terms import TEXT, TEXTS, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class MergeSchools(Instrument):
    """
    Merger (*fusie*): a school goes up in another, with its pupils and its places.

    Who would have chosen the school that is given up chooses again.

    Parameters
    ----------
    sites : sequence of str
        The schools that are given up.
    into : str
        The school that goes on.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`, without an end; what takes part are schools.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> MergeSchools(sites=["90AA00"], into="90AB00").into
    '90AB00'
    """

    sites: Sequence[str]
    into: str

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {"sites": TEXTS, "into": TEXT}

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        check_lasting(self)

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"sites": positions.of_sites(self.sites), "into": positions.of_sites([self.into], "into")}
