"""What came out of following a cohort through tracks."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from schoolmix import frames
from schoolmix.scenario import Scenario


@dataclass(frozen=True, eq=False)
class TrackSimulation:
    """
    What came out of :func:`schoolmix.tracks`.

    Parameters
    ----------
    table, effects, sites, scenarios, notes, replicates, seed
        What the verb makes it of; not for callers.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a ``scenario, study_year, level`` and ``outcome`` (and ``track, group`` for shares): ``estimate``, the
        mean over replicates; ``low`` and ``high``, their 5 % and 95 % quantiles; ``note``; ``seed``.
    effects : pandas.DataFrame
        The same, of the difference with the scenario ``"baseline"`` in the same replicate.
    sites : pandas.DataFrame
        A row a ``scenario`` and ``instrument``: sites that are ``able`` to let levels sit together, that ``applied``,
        that were ``licensed``, that carried it out (``treated``) and that ``changed``; of the licensed those that had
        such classes already (``deadweight``); ``pupils`` who enter at sites that changed; and ``euros``.
    scenarios : tuple of Scenario
        In order, without the baseline.
    notes : list of str
        What was left out, assumed or not known.
    replicates, seed : int
        How many draws, and what names them.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="vo", scale=0.01, seed=1)
    >>> sm.tracks(world, [], replicates=2, rng=1)
    TrackSimulation: 2 replicates of study years 1 to 3, seed 1; scenarios: none but the baseline
    """

    table: pd.DataFrame
    effects: pd.DataFrame
    sites: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    notes: list[str]
    replicates: int
    seed: int

    def __repr__(self) -> str:
        names = ", ".join(one.name for one in self.scenarios) or "none but the baseline"
        last = self.table["study_year"].max()
        told = f"{self.replicates} replicates of study years 1 to {last}, seed {self.seed}; scenarios: {names}"
        return frames.visible(f"TrackSimulation: {told}")

    def _repr_html_(self) -> str:
        whole = self.effects if self.scenarios else self.table
        measures = ~whole["outcome"].isin(["share", "mixed_share"])
        shown = whole[measures].drop(columns=["track", "group", "seed"])
        names = [frames.visible(name) for name in shown["scenario"]]
        table = shown.assign(scenario=names).to_html(index=False, na_rep="")
        return f"<p>{html.escape(repr(self))}</p>{table}"
