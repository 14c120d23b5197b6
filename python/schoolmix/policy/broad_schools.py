"""Broad schools: sites that offer all tracks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schoolmix.policy.instrument import Instrument
from schoolmix.policy.positions import Positions
from schoolmix.terms import TEXTS, Kind


@dataclass(frozen=True, kw_only=True, repr=False)
class BroadSchools(Instrument):
    """
    Broad school communities (*brede scholengemeenschappen*): secondary sites offer more tracks.

    A track that a site adds pulls as a site of middling pull for it; who comes chooses, so that others lose pupils.

    Parameters
    ----------
    sites : sequence of str, optional
        The sites; without them all that lack one of the tracks.
    tracks : sequence of str
        What they are to offer.
    start, end, places, uptake, euros_per_unit
        As :class:`Instrument`; what takes part are schools (of those that lack one of the tracks).

    Raises
    ------
    InputError
        Kind ``BadOption``: a value without meaning.

    Examples
    --------
    >>> BroadSchools(uptake=0.1).tracks[:2]
    ('vmbo_b', 'vmbo_k')
    """

    sites: Sequence[str] | None = None
    tracks: Sequence[str] = ("vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo")

    HANDLE: ClassVar[str] = "supply"
    KINDS: ClassVar[Mapping[str, Kind]] = {"sites": TEXTS, "tracks": TEXTS}

    def spelled(self, positions: Positions) -> dict[str, Any]:
        """Return its settings as the core takes them, as :meth:`Instrument.spelled`."""
        return {"sites": positions.of_sites(self.sites), "tracks": positions.of_tracks(self.tracks)}
