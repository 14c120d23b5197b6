"""Catchment areas: a school for every home area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import TEXTS_BY_TEXT, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class Catchments(Instrument):
    """
    Catchment areas (*voedingsgebieden*): every home area has its school, which its pupils attend.

    Where that school is full, the next nearest to the home.

    Parameters
    ----------
    areas : mapping of str to str
        Site by home area; pupils of areas that it leaves out choose as before.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are home areas (of those named).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> Catchments(areas={"90AA": "90AA00"}).areas
    {'90AA': '90AA00'}
    """

    areas: Mapping[str, str]

    HANDLE: ClassVar[str] = "choice"
    KINDS: ClassVar[Mapping[str, Kind]] = {"areas": TEXTS_BY_TEXT}

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        areas = sorted(self.areas)
        return {
            "homes": positions.of_homes(areas, "areas"),
            "sites": positions.of_sites([self.areas[area] for area in areas], "areas"),
        }
