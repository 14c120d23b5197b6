"""Tastes for schools from flows of pupils between homes and schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from schoolmix import door, frames, tastes
from schoolmix.alternatives import FlowDesign, core_choices
from schoolmix.errors import InputError
from schoolmix.estimated import Estimate
from schoolmix.flows import AREA, MEAN, UNIT, Flows
from schoolmix.progress import shown
from schoolmix.reach import Ground, Reach, ground, within

OF_FLOWS = (
    *("distance", "log_distance", "nearest", "own_area", "own_municipality", "log_size", "denomination"),
    *("distance:density", "nearest:density", "own_area:density", "distance:denomination"),
)
"""Terms of the model of the open files."""
OF_SITES = ("log_size", "denomination")
"""Terms that a pull of each site takes up."""
MOST = 1000
"""Schools in reach at most."""


@dataclass(frozen=True)
class Asked:
    """What is asked of flows."""

    terms: tuple[str, ...] | None
    offset: str | None
    unit: str
    area: str
    site_area: str
    alternatives: int
    pulls: bool

    @classmethod
    def read(
        cls, terms: Any, offset: Any, *, unit: str, area: str, site_area: Any, alternatives: Any, pulls: Any
    ) -> Asked:
        """Check options."""
        is_count = isinstance(alternatives, int | np.integer) and not isinstance(alternatives, bool)
        for is_wrong, option, allowed in (
            (not (is_count and 2 <= alternatives <= MOST), "alternatives", f"a whole number from 2 to {MOST}"),
            (not isinstance(pulls, bool), "pulls", "True or False"),
        ):
            if is_wrong:
                message = f"{option} has a value without meaning"
                raise InputError(message, kind="BadOption", column=option, remedy=f"Allowed: {allowed}.")
        listed = None if terms is None else tuple(frames.columns(terms, "terms"))
        offset = None if offset is None else door.text(offset, "offset")
        return cls(listed, offset, unit, area, door.text(site_area, "site_area"), int(alternatives), pulls)

    def named(self) -> list[str]:
        """Return the columns that may be asked for."""
        return tastes.parts(
            [*(OF_FLOWS if self.terms is None else self.terms), *([self.offset] if self.offset else [])]
        )

    def known(self, reach: Reach) -> tuple[list[str], list[str]]:
        """Return the terms, without those of the standard model that are not known, and these."""
        if self.terms is not None:
            return list(self.terms), []
        found = [term for term in OF_FLOWS if all(map(reach.knows, term.split(":")))]
        lacking = [term for term in OF_FLOWS if term not in found]
        return [term for term in found if not (self.pulls and term in OF_SITES)], lacking


def of_flows(found: Flows, schools: Any, homes: Any, asked: Asked) -> Estimate:
    """Estimate tastes from checked flows."""
    where = ground(homes, schools, area=asked.area, unit=asked.unit, site_area=asked.site_area, wanted=asked.named())
    where, cells, notes = _living(found, where, asked)
    reach = _centred(within(where, asked.alternatives), cells)
    rows = reach.rows(cells["home"], cells["at"])
    pupils = cells[MEAN].to_numpy(np.float64)
    beyond = float(pupils[rows < 0].sum() / pupils.sum())
    if beyond:
        notes.append(f"{beyond:.2%} of pupils attend none of the {asked.alternatives} nearest sites and are left out")
    weights = np.bincount(rows[rows >= 0], pupils[rows >= 0], len(reach.home))
    terms, lacking = asked.known(reach)
    if lacking:
        notes.append(f"not known of these frames, and left out: {', '.join(lacking)}")
    if found.words:
        notes.append(found.words)
    return _estimated(reach, weights, terms, asked, notes)


def _living(found: Flows, where: Ground, asked: Asked) -> tuple[Ground, pd.DataFrame, list[str]]:
    """Return the homes of which there are pupils, and the cells between places that are known."""
    cells, notes = found.cells, list(where.notes)
    known = where.homes.index.isin(cells.loc[cells[MEAN] > 0, AREA].dropna())
    where = Ground(where.homes[known], where.sites, where.site_area, where.notes)
    at = {
        "home": where.homes.index.get_indexer(pd.Index(cells[AREA].to_numpy(object))),
        "at": where.sites.index.get_indexer(pd.Index(cells[UNIT].to_numpy(object))),
    }
    for key, column, what in (("home", asked.area, "homes"), ("at", asked.unit, "schools")):
        if not (at[key] >= 0).any():
            raise InputError(
                f"no value of '{column}' of the flows is found in {what} with a place",
                kind="UnmatchedKey",
                column=column,
                remedy="Write codes in the same way in both.",
            )
    cells = cells.assign(**at)
    is_met = (cells["home"] >= 0) & (cells["at"] >= 0)
    lost = 1 - cells.loc[is_met, MEAN].sum() / cells[MEAN].sum()
    if not is_met.all():
        notes.append(f"home or school has no place for {lost:.2%} of pupils, who are left out")
    return where, cells[is_met], notes


def _centred(reach: Reach, cells: pd.DataFrame) -> Reach:
    """Return the schools in reach with densities beside their mean over pupils."""
    pupils = np.bincount(cells["home"], cells[MEAN], len(reach.ground.homes))
    centre = float(np.average(reach.density(), weights=pupils))
    return Reach(reach.ground, reach.home, reach.site, reach.distance, reach.rank, reach.spacing, centre)


def _estimated(reach: Reach, weights: Any, terms: Sequence[str], asked: Asked, notes: list[str]) -> Estimate:
    names = tastes.expanded(terms, reach.column)
    core = core_choices(
        names,
        [tastes.values(name, reach.column) for name in names],
        chooser=reach.home,
        weight=weights,
        cluster=reach.home,
        offset=tastes.values(asked.offset, reach.column) if asked.offset else None,
        school=reach.site if asked.pulls else None,
    )
    with shown("estimate", unit="step") as report:
        found = core.estimate(report=report)
    codes = reach.ground.sites.index
    pulls = pd.Series(np.array(found[-1][: len(codes)], dtype=float), index=codes[: len(found[-1])], name="pull")
    if asked.pulls and len(pulls) < len(codes):
        pulls = pulls.reindex(codes, fill_value=-np.inf)
    design = FlowDesign(
        area=asked.area,
        unit=asked.unit,
        site_area=asked.site_area,
        names=tuple(names),
        offset=asked.offset,
        count=asked.alternatives,
        centre=reach.centre,
        pulls={str(code): float(pull) for code, pull in pulls.items()},
    )
    return Estimate._of(found, design, float(weights.sum()), notes, pulls)  # noqa: SLF001 - its maker
