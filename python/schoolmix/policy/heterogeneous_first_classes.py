"""Heterogeneous first classes: sites let levels sit together, wider or longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.errors import InputError
from schoolmix.policy.cost import Cost
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import AMOUNT, SHARE, TRUTH, Kind, one_of

BUDGET = {2021: 10_200_000_000, 2023: 2_125_000_000, 2024: 5_550_000_000}
"""What there was, in cents, by the calendar year in which it began: from September 2021 to the end of 2022, in 2023,
and every year from 2024 on (Staatscourant 2021, 42182)."""
STRUCTURAL = 2024
WIDEST, LONGEST = 5, 3


def _from(least: int, most: int) -> Kind:
    def plain(value: Any) -> int | None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return value if is_whole and least <= value <= most else None

    return Kind(f"a whole number from {least} to {most}", plain)


@dataclass(frozen=True, kw_only=True, repr=False)
class HeterogeneousFirstClasses(Instrument):
    """
    Heterogeneous first classes (*heterogene brugklassen*): sites let several levels sit together, wider or longer.

    It holds for those who enter secondary education: :func:`schoolmix.tracks` follows them. To apply is not to change:
    of the sites with money some do not carry it out (``treated``), and some had such classes already (deadweight, by
    the width of their first classes). It never makes first classes narrower or shorter.

    Parameters
    ----------
    levels : int
        Levels that sit together at least, 2 to 5; all that a site offers, where these are fewer.
    years : int
        Study years for which they do at least, 1 to 3.
    forming : {"random", "advice", "request"}, optional
        How classes of these sites are formed; without it as they were. See :class:`schoolmix.FirstClasses`.
    strength : float, optional
        Share of families that ask, 0 to 1; only with ``forming="request"``.
    treated : float
        Share, 0 to 1, of the sites with money that carry it out. 0 changes nothing.
    euro_a_site : float
        What a site gets, once.
    within_budget : bool
        Whether no more sites get money than was voted: EUR 102 million for September 2021 to the end of 2022, 21.25
        million in 2023, 55.5 million a year from 2024. In a world of a share of the country it is that share.
    start, end, places, uptake
        As :class:`Instrument`; what takes part are schools (of the sites that offer two levels or more): the share that
        applies. About 700 secondary sites did.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning, a strength without families that ask.

    References
    ----------
    Subsidieregeling heterogene brugklassen, Staatscourant 2021, 42182.

    Examples
    --------
    >>> wide = HeterogeneousFirstClasses(levels=3, uptake=0.5)
    >>> wide
    HeterogeneousFirstClasses(uptake=0.5, levels=3)
    >>> wide.licences(2022), wide.licences(2024)
    (1020, 1787)
    """

    levels: int = 2
    years: int = 1
    forming: str | None = None
    strength: float | None = None
    treated: float = 1.0
    euro_a_site: float = 100_000.0
    within_budget: bool = True

    HANDLE: ClassVar[str] = "classes"
    KINDS: ClassVar[Mapping[str, Kind]] = {
        "levels": _from(2, WIDEST),
        "years": _from(1, LONGEST),
        "forming": one_of("random", "advice", "request"),
        "strength": SHARE,
        "treated": SHARE,
        "euro_a_site": AMOUNT,
        "within_budget": TRUTH,
    }

    def __post_init__(self) -> None:
        """Check every setting once."""
        super().__post_init__()
        if (self.forming == "request") != (self.strength is not None):
            raise InputError(
                f"forming is {self.forming!r} and strength is {self.strength!r}",
                kind="BadOption",
                column="strength",
                remedy='Give the share of families that ask with forming="request", and only then.',
            )

    def licences(self, year: int, scale: float = 1.0) -> int | None:
        """
        Return for how many sites there was money up to a school year; None without a limit.

        Parameters
        ----------
        year : int
            School year, by the year it starts in.
        scale : float
            Share of the country that a world is, above 0 and at most 1.

        Returns
        -------
        int or None

        Examples
        --------
        >>> HeterogeneousFirstClasses().licences(2021, scale=0.1)
        102
        >>> HeterogeneousFirstClasses(within_budget=False).licences(2021) is None
        True
        """
        if not self.within_budget or self.euro_a_site == 0:
            return None
        first = self.start or min(BUDGET)
        cents = sum(
            amount for begun, amount in BUDGET.items() if begun <= year and (begun >= first or begun == STRUCTURAL)
        )
        cents += BUDGET[STRUCTURAL] * max(0, year - max(first, STRUCTURAL))
        return int(cents * scale / (100 * self.euro_a_site))

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {
            "levels": self.levels,
            "years": self.years,
            "forming": self.forming,
            "strength": self.strength,
            "towns": positions.of_towns(self.places),
            "uptake": self.uptake,
            "treated": self.treated,
        }

    def costs(self, units: int, year: int) -> list[Cost]:  # noqa: ARG002 - a site gets it once
        """Return what sites with money get, as :meth:`Instrument.costs`; ``units`` are these sites."""
        return [Cost("ministry", units * round(100 * self.euro_a_site), recurring=False)]
