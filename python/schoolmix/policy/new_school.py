"""A new school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import POINT, REAL, SHARES, TEXT, WHOLE, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class NewSchool(Instrument):
    """
    A new school (*stichting van een school*), under the law of 2021 (*Wet meer ruimte voor nieuwe scholen*).

    It opens where the interest that was measured reaches the founding norm. It takes so many pupils as its growth
    allows, and pulls as a school of middling pull.

    Parameters
    ----------
    site : str
        A code for it that no school has.
    at : pair of float
        Where: kilometres on the plane of the world.
    capacity : int
        Places when it is full grown.
    denomination : str, optional
        One of the world's.
    tracks : sequence of str
        What a secondary school offers.
    growth : sequence of float
        Share of its places in its first year, its second, and so on; all after the last. Without it as schools that
        opened since 1996 grew (``docs/openings.md``).
    pull : float
        Utility above that of a school of middling pull.
    interest : int, optional
        Pupils for whom interest was measured; not asked without it.
    norm : int
        Pupils that it needs: the founding norm of the municipality, 200 at least in primary education.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are the one school, or none.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> NewSchool(site="new", at=(120.0, 480.0), capacity=240, interest=150).is_founded
    False
    """

    site: str
    at: tuple[float, float]
    capacity: int
    denomination: str | None = None
    tracks: Sequence[str] = ()
    growth: Sequence[float] = (0.12, 0.33, 0.54, 0.73, 0.90, 1.0)
    pull: float = 0.0
    interest: int | None = None
    norm: int = 200

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "site": TEXT,
        "at": POINT,
        "capacity": WHOLE,
        "denomination": TEXT,
        "growth": SHARES,
        "pull": REAL,
        "interest": WHOLE,
        "norm": WHOLE,
    }
    INTENSITY: ClassVar[str] = "capacity"

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        object.__setattr__(self, "tracks", tuple(self.tracks))

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            "sites": positions.of_sites([self.site], "site"),
            "capacity": self.capacity if self.is_founded else 0,
            "tracks": positions.of_tracks(self.tracks),
            "growth": [float(share) for share in self.growth],
            "pull": self.pull,
        }

    @property
    def is_founded(self) -> bool:
        """Whether the interest reaches the norm."""
        return self.interest is None or self.interest >= self.norm
