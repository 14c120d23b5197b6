"""The double fixed foot for broad school communities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix import _core
from schoolmix.policy.cost import Cost
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import COUNT, RANGE, TEXTS, YEAR, Kind, one_of


@dataclass(frozen=True, kw_only=True, repr=False)
class DoubleFixedFoot(Instrument):
    """
    Double fixed foot (*dubbele vaste voet*): broad secondary sites get the fixed amount of a site twice.

    Sites that are broad already take the money and change nothing (windfall). Another site becomes broad where what it
    gets more is above what broadening costs it. Nobody knows these costs: without them no site responds.

    Parameters
    ----------
    cost : pair of float, optional
        Euros a year that it costs a site to be broad, from the least to the most: a site has its own in between, drawn
        evenly. Without it no site responds.
    foot : {"head", "branch"}
        Which fixed amount is doubled.
    multiplier : int
        How many times the amount is paid, 1 or more.
    year : int
        Year of the amounts.
    tracks : sequence of str
        What a broad site offers.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are schools (of those that would gain).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> DoubleFixedFoot(foot="branch").foot_cents
    11358048
    """

    cost: tuple[float, float] | None = None
    foot: str = "head"
    multiplier: int = 2
    year: int = 2022
    tracks: Sequence[str] = ("vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo")

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "cost": RANGE,
        "foot": one_of("head", "branch"),
        "multiplier": COUNT,
        "year": YEAR,
        "tracks": TEXTS,
    }

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        _core.funding_amounts(self.year)

    @property
    def foot_cents(self) -> int:
        """What a site gets more in a year, in cents."""
        head, branch, _, _ = _core.funding_amounts(self.year)
        return (self.multiplier - 1) * (head if self.foot == "head" else branch)

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        costs = None if self.cost is None else [round(100 * euros) for euros in self.cost]
        return {"cents": self.foot_cents, "costs": costs, "tracks": positions.of_tracks(self.tracks)}

    def costs(self, units: int, year: int) -> list[Cost]:  # noqa: ARG002 - the amount is the same every year
        """Return the feet that are paid in a year, as :meth:`Instrument.costs`."""
        return [Cost("ministry", units * self.foot_cents, recurring=True)]
