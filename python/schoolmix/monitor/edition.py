"""An edition of the monitor: its source and protocol, and everything computed from them, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from schoolmix.monitor import area_levels, encounter, home_side, nearest, origins, outcomes, reflected, tracks, traits
from schoolmix.monitor.appraised import Appraised, appraised
from schoolmix.monitor.area import NEEDS, AreaPupils, area_pupils
from schoolmix.monitor.names import names
from schoolmix.monitor.source import Source, check_municipality
from schoolmix.monitor.tracks import Tracks
from schoolmix.protocol.settings import Protocol, frozen


@dataclass(frozen=True)
class Edition:
    """What all chapters of one report stand on.

    Examples
    --------
    >>> from schoolmix.monitor.source import open_source
    >>> Edition(open_source(None)).has_area
    False
    """

    source: Source
    protocol: Protocol = field(default_factory=frozen)

    def __post_init__(self) -> None:
        if self.source.municipality is not None:
            check_municipality(self.source, list(self.municipalities))

    @property
    def has_area(self) -> bool:
        """Whether primary pupils can be told by home area."""
        return self.source.has(*NEEDS)

    @property
    def has_tracks(self) -> bool:
        """Whether secondary pupils can be told by track."""
        return self.source.has("duo_vo_tracks") or "vo" in self.source.worlds

    @property
    def has_outcomes(self) -> bool:
        """Whether primary sites have both outcomes and a score of composition."""
        return self.source.has(*outcomes.NEEDS)

    @property
    def has_traits(self) -> bool:
        """Whether pupils have traits of their own."""
        return bool(self.source.worlds)

    @cached_property
    def municipalities(self) -> dict[str, str]:
        """Names of municipalities by code."""
        return names(self.source)

    @cached_property
    def area(self) -> AreaPupils:
        """Ordinary primary pupils by home area."""
        return area_pupils(self.source, self.protocol)

    @cached_property
    def area_by_municipality(self) -> pd.DataFrame:
        """Their spread per municipality."""
        return area_levels.by_municipality(self.area, self.protocol)

    @cached_property
    def area_pooled(self) -> pd.DataFrame:
        """Their spread over all sites together."""
        return area_levels.pooled(self.area, self.protocol)

    @cached_property
    def area_met(self) -> pd.DataFrame:
        """Mean share of each band of home areas among schoolmates, by band; row ``all`` is its share of all pupils."""
        wide, cells = self.area.by_band()
        bands = [str(name) for name in wide if name != "all"]
        met = encounter.met(wide, bands, size="all", cells=cells)
        met.loc["all"] = wide[bands].sum() / wide["all"].sum()
        return met

    @cached_property
    def outcomes(self) -> outcomes.Outcomes:
        """Outcomes of ordinary primary sites beside their composition."""
        return outcomes.outcomes_of(self.source, self.protocol)

    @cached_property
    def tracks(self) -> Tracks:
        """Secondary pupils by track."""
        return tracks.tracks_of(self.source, self.protocol)

    @cached_property
    def track_levels(self) -> pd.DataFrame:
        """How unevenly tracks are spread over sites."""
        return tracks.levels(self.tracks, self.protocol)

    @cached_property
    def traits(self) -> list[traits.Trait]:
        """Traits of pupils."""
        return traits.traits_of(self.source)

    @cached_property
    def trait_levels(self) -> pd.DataFrame:
        """Evenness and encounter of traits, by year."""
        return pd.concat([traits.levels(trait, self.protocol) for trait in self.traits], ignore_index=True)

    @cached_property
    def trait_changes(self) -> pd.DataFrame:
        """Their changes since the base year."""
        return traits.changes(self.trait_levels, self.protocol)

    @cached_property
    def track_changes(self) -> pd.DataFrame:
        """The change of that since the base year."""
        return tracks.changes(self.track_levels, self.protocol)

    @cached_property
    def home_side(self) -> home_side.HomeSide:
        """Flows of primary pupils from home to school."""
        return home_side.home_side(self.source, self.protocol)

    @cached_property
    def home_shares(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Where those pupils go, of all of them and by municipality."""
        return home_side.shares(self.home_side)

    @cached_property
    def reflections(self) -> pd.DataFrame:
        """Primary schools beside their surroundings."""
        return reflected.reflections(self.source)

    @cached_property
    def nearest(self) -> pd.DataFrame:
        """Evenness beside that if all attended the nearest school."""
        return nearest.differences(self.source, self.protocol)

    @cached_property
    def appraised(self) -> Appraised:
        """What the instruments of the agenda would change in a model."""
        return appraised(self.protocol.seed)

    @cached_property
    def origins(self) -> pd.DataFrame:
        """What each source adds to uneven spread in secondary education, in a model."""
        return origins.parts(self.source, self.protocol)
