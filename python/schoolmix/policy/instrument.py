"""What every instrument of policy is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """
    One instrument of policy (*beleidsinstrument*) with its settings: a frozen dataclass, settings by name only.

    Each instrument is a class of its own; this one is what they have in common, and changes nothing.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, kw_only=True)
    ... class MorePlaces(Instrument):
    ...     share: float
    >>> MorePlaces(share=0.1)
    MorePlaces(share=0.1)
    """
