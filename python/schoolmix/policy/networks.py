"""Networks against segregation."""

from __future__ import annotations

from dataclasses import dataclass

from schoolmix.policy.instrument import Instrument


@dataclass(frozen=True, kw_only=True, repr=False)
class Networks(Instrument):
    """
    Networks (*netwerkvorming*): meetings, newsletters, a coalition of the willing.

    It has no mechanism of its own: it is listed, and has no simulated effect.

    Parameters
    ----------
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`.

    Examples
    --------
    >>> Networks(start=2023).HANDLE
    'none'
    """
