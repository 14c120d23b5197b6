"""What every instrument of policy is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from schoolmix.errors import InputError
from schoolmix.policy.cost import Cost
from schoolmix.policy.positions import Positions
from schoolmix.terms import AMOUNT, SHARE, TEXTS, YEAR, Kind


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """
    One instrument of policy (*beleidsinstrument*) with its settings: a frozen dataclass, settings by name only.

    Each instrument is a class of its own; this one is what they have in common, and changes nothing.

    Parameters
    ----------
    start, end : int, optional
        First and last school year in which it holds, by the year they start in; without them from the first year that
        is simulated, and for ever.
    places : sequence of str, optional
        The municipalities in which it holds, by name or code; without it everywhere.
    uptake : float
        Share, 0 to 1, of those whom it reaches that take part: municipalities, schools or families, as
        :func:`schoolmix.policy.register` says (``uptake_of``). Who takes part is drawn by the seed of the simulation,
        the same in all replicates; a larger share takes in a smaller one. 0 changes nothing.
    euros_per_unit : float, optional
        What each municipality, school or family that takes part costs in a school year, 0 or more, where that is known.

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning, an end before the start.

    Examples
    --------
    >>> from schoolmix import policy
    >>> policy.NearestSchool(start=2026, places=["Oud-Aalburg"], uptake=0.5)
    NearestSchool(start=2026, places=('Oud-Aalburg',), uptake=0.5)
    """

    start: int | None = None
    end: int | None = None
    places: Sequence[str] | None = None
    uptake: float = 1.0
    euros_per_unit: float | None = None

    HANDLE: ClassVar[str] = "none"
    """What it changes: supply, homes, choice, admission, encounters, classes, or none."""
    KINDS: ClassVar[Mapping[str, Kind]] = {}
    """What its own settings may be."""
    INTENSITY: ClassVar[str] = "uptake"
    """The setting that says how much of it there is: 0 of it is nothing."""
    PAYER: ClassVar[str] = "municipality"
    """Who pays what it costs a unit."""

    def __post_init__(self) -> None:
        """Check every setting once."""
        kinds = {"start": YEAR, "end": YEAR, "places": TEXTS, "uptake": SHARE, "euros_per_unit": AMOUNT, **self.KINDS}
        for name, kind in kinds.items():
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, self._plain(name, kind, value))
        if self.start is not None and self.end is not None and self.start > self.end:
            raise InputError(
                f"{type(self).__name__} starts in {self.start}, after its end in {self.end}",
                kind="BadOption",
                column="end",
                remedy=f"Give an end in {self.start} or later, or none.",
            )

    def _plain(self, name: str, kind: Kind, value: Any) -> Any:
        plain = kind.plain(value)
        if plain is None:
            raise InputError(
                f"{name} of {type(self).__name__} is {value!r}, not {kind.allowed}{kind.told(value)}",
                kind="BadOption",
                column=name,
                remedy=f"Give {kind.allowed}.",
            )
        return plain

    def spelled(self, positions: Positions) -> dict[str, Any]:  # noqa: ARG002 - what instruments without a mechanism need
        """
        Return its settings as the core takes them, names as positions of one world.

        Parameters
        ----------
        positions : Positions
            Those of the world.

        Returns
        -------
        dict
            Truth values, numbers, texts, or lists of numbers.

        Raises
        ------
        InputError
            Kinds ``UnmatchedKey, MissingKey``: a site, home area, group or track that the world lacks or leaves out.

        Examples
        --------
        >>> Instrument().spelled(None)
        {}
        """
        return {}

    def parts(self) -> Iterator[Instrument]:
        """
        Return the instruments that it stands for: itself, or those that it bundles.

        Returns
        -------
        iterator of Instrument

        Examples
        --------
        >>> list(Instrument().parts())
        [Instrument()]
        """
        yield self

    def costs(self, units: int, year: int) -> list[Cost]:  # noqa: ARG002 - some cost another sum in another year
        """
        Return what it costs in a school year, by payer, where that is known.

        Parameters
        ----------
        units : int
            Municipalities, schools or families that take part in the year.
        year : int
            School year, by the year it starts in.

        Returns
        -------
        list of Cost
            Empty where nothing is known of it.

        Examples
        --------
        >>> Instrument(euros_per_unit=100).costs(3, 2026)
        [Cost(payer='municipality', cents=30000, recurring=True)]
        """
        if self.euros_per_unit is None:
            return []
        return [Cost(self.PAYER, units * round(100 * self.euros_per_unit), recurring=True)]

    def __repr__(self) -> str:
        """Return it with the settings that are not as they are without saying."""
        told = [one for one in fields(self) if getattr(self, one.name) != one.default]
        return f"{type(self).__name__}({', '.join(f'{one.name}={getattr(self, one.name)!r}' for one in told)})"


def check_lasting(instrument: Instrument) -> None:
    """Refuse an end of what opens, closes or merges schools: their pupils would have nowhere to go back to."""
    if instrument.end is not None:
        raise InputError(
            f"{type(instrument).__name__} has an end, but schools that open, close or merge stay so",
            kind="BadOption",
            column="end",
            remedy="Leave the end out; close a school that was opened by CloseSchool.",
        )
