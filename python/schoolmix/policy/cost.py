"""What an instrument costs, and who pays."""

from __future__ import annotations

from typing import NamedTuple


class Cost(NamedTuple):
    """
    What an instrument costs in a school year.

    Attributes
    ----------
    payer : str
        ``"ministry"``, ``"municipality"``, ``"board"`` or ``"parents"``.
    cents : int
        Euro cents; below 0 where somebody receives.
    recurring : bool
        Whether it comes again every year.

    Examples
    --------
    >>> Cost("ministry", 10_000_000, recurring=False).euros
    100000.0
    """

    payer: str
    cents: int
    recurring: bool

    @property
    def euros(self) -> float:
        """Whole euros and cents as one number."""
        return self.cents / 100
