"""The integral framework of supervision."""

from __future__ import annotations

from dataclasses import dataclass

from schoolmix.policy.instrument import Instrument


@dataclass(frozen=True, kw_only=True, repr=False)
class Supervision(Instrument):
    """
    Supervision (*integraal toezichtskader*): since 2023 the inspectorate stimulates more.

    Its signals are a list; it has no mechanism of its own, and no simulated effect.

    Parameters
    ----------
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`.

    Examples
    --------
    >>> Supervision(start=2023).HANDLE
    'none'
    """
