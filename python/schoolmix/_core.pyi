"""
The compiled core of schoolmix; use it through the package `schoolmix`.
"""

from _typeshed import Incomplete, SupportsGetItem
from typing import Any, Final, SupportsFloat, SupportsIndex, final

__all__ = ["DEBUG", "VERSION", "Roll", "World", "catalogue", "decompose", "expected", "local", "measure"]

DEBUG: Final[bool]
"""
Whether this is a build without optimisation.
"""

VERSION: Final[str]
"""
The version of the core.
"""

@final
class Roll:
    """
    Pupils per unit and group, checked once at the door.
    """
    def __new__(cls, /, table: Incomplete, *, unit: SupportsGetItem[int, str], group: SupportsGetItem[int, str], by: SupportsGetItem[int, str], within: SupportsGetItem[int, str], count: str | None, weight: str | None, masks: dict[str, tuple[SupportsIndex, SupportsIndex]], bounds: tuple[str, str] | None, totals: tuple[Incomplete, SupportsGetItem[int, str], str] | None, refuse_duplicates: bool) -> Roll:
        """
        Reads a roll from an Arrow table.
        """
    def frame(self, /, count: str) -> Any:
        """
        The canonical sorted table.
        """
    def groups(self, /) -> Any:
        """
        The groups' key columns.
        """
    @property
    def masked(self, /) -> int:
        """
        Hidden rows.
        """
    @property
    def notes(self, /) -> list[str]:
        """
        What was dropped, and why.
        """
    @property
    def pupils(self, /) -> float:
        """
        Pupils, or the sum of weights; hidden counts are not in it.
        """
    def units(self, /) -> Any:
        """
        The units' key columns.
        """
    @property
    def weighted(self, /) -> bool:
        """
        Whether cells hold weights.
        """

@final
class World:
    """
    Who could sit where.
    """
    def counts(self, /, group: str, *, unit: str, year: SupportsIndex | None) -> Any:
        """
        Pupils per unit and group in a school year.
        """
    def homes(self, /) -> Any:
        """
        Home areas.
        """
    def pupils(self, /, year: SupportsIndex | None) -> Any:
        """
        Pupils of a school year, a row a pupil.
        """
    def schools(self, /) -> Any:
        """
        School sites.
        """
    @staticmethod
    def synthetic(*, sector: str, scale: SupportsFloat | SupportsIndex, seed: SupportsIndex) -> World:
        """
        An invented country with real distributions.
        """
    @property
    def years(self, /) -> tuple[int, int]:
        """
        First and last school year.
        """

def catalogue() -> Any:
    """
    The catalogue of measures.
    """

def decompose(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex]]]]) -> Any:
    """
    Parts along the nests of a roll.
    """

def expected(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None) -> Any:
    """
    The same under random allocation with fixed margins.
    """

def local(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None) -> Any:
    """
    What every unit adds.
    """

def measure(roll: Roll, measures: SupportsGetItem[int, tuple[str, str, SupportsGetItem[int, tuple[str, SupportsFloat | SupportsIndex]]]], *, focal: SupportsGetItem[int, SupportsIndex | str] | None, versus: SupportsGetItem[int, SupportsIndex | str] | None, law: str, interval: str | None, level: SupportsFloat | SupportsIndex, replicates: SupportsIndex, seed: SupportsIndex) -> Any:
    """
    A row for each table, measure and focus.
    """
