"""Websites with knowledge and examples."""

from __future__ import annotations

from dataclasses import dataclass

from schoolmix.policy.instrument import Instrument


@dataclass(frozen=True, kw_only=True, repr=False)
class Websites(Instrument):
    """
    Websites (*Kenniscentrum Gemengde Scholen, Gelijke Kansen Alliantie*).

    They have no mechanism of their own: they are listed, and have no simulated effect.

    Parameters
    ----------
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`.

    Examples
    --------
    >>> Websites(start=2023).HANDLE
    'none'
    """
