"""Names of a world as positions, as the core takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schoolmix.choice.numbers import Label, check_known, for_groups
from schoolmix.terms import Fixed


@dataclass(frozen=True)
class Positions:
    """
    The names of a world, in its order.

    Attributes
    ----------
    groups, sites, homes, tracks : list
        Labels of groups, sites, home areas and tracks (none in po).
    towns : mapping of str to int
        Municipalities by code and by name; empty where they are not known.
    """

    groups: list[Label]
    sites: list[str]
    homes: list[str]
    tracks: list[str]
    towns: Mapping[str, int]

    def of_sites(self, sites: Sequence[str] | None, column: str = "sites") -> list[int] | None:
        """Return positions of sites; None for all of them."""
        return None if sites is None else _positions(sites, self.sites, column, "site")

    def of_groups(self, groups: Sequence[Label], column: str = "groups") -> list[bool]:
        """Return for every group whether it is named."""
        check_known(dict.fromkeys(groups), self.groups, column, "group")
        return [group in groups for group in self.groups]

    def by_group(self, number: float | Fixed[float], column: str) -> list[float]:
        """Return a number a group; 0 for groups that a mapping leaves out."""
        if not isinstance(number, Fixed):
            return [float(number)] * len(self.groups)
        check_known(number, self.groups, column, "group")
        return for_groups(Fixed({group: number.get(group, 0.0) for group in self.groups}), self.groups, column)

    def by_site(self, number: float | Fixed[float], column: str) -> list[float]:
        """Return a number a site; 0 for sites that a mapping leaves out."""
        if not isinstance(number, Fixed):
            return [float(number)] * len(self.sites)
        check_known(number, self.sites, column, "site")
        return [float(number.get(site, 0.0)) for site in self.sites]

    def of_tracks(self, tracks: Sequence[str], column: str = "tracks") -> list[int]:
        """Return positions of tracks."""
        return _positions(tracks, self.tracks, column, "track")

    def of_homes(self, homes: Sequence[str], column: str) -> list[int]:
        """Return positions of home areas."""
        return _positions(homes, self.homes, column, "home area")

    def of_towns(self, places: Sequence[str] | None, column: str = "places") -> list[int] | None:
        """Return positions of municipalities; None for all of them."""
        if places is None:
            return None
        check_known(dict.fromkeys(places), sorted(self.towns), column, "municipality")
        return sorted({self.towns[place] for place in places})


def _positions(names: Sequence[Any], known: Sequence[Any], column: str, what: str) -> list[int]:
    check_known(dict.fromkeys(names), known, column, what)
    places = {name: place for place, name in enumerate(known)}
    return [places[name] for name in names]
