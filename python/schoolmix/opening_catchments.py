"""Where the pupils of schools that opened live, beside what a model says that has never seen these schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from schoolmix import frames, places
from schoolmix.backtest import GRAVITY
from schoolmix.errors import InputError
from schoolmix.flow_tastes import Asked, of_flows
from schoolmix.flows import AREA, LOW, MEAN, UNIT, Flows, taken
from schoolmix.keyed import check_known
from schoolmix.reach import Ground, ground

MODEL, GRAVITATION = "predicted", "gravity"
FIGURES = ("own_share", "near_share", "distance")


def opening_catchments(
    openings: Any,
    flows: Any,
    *,
    schools: Any,
    homes: Any,
    totals: Any = None,
    nearest: int = 3,
    terms: str | Sequence[str] | None = None,
    unit: str = "site",
    area: str = "home_pc4",
    count: str = "pupils",
    site_area: str = "site_pc4",
    law: str = "poisson",
    alternatives: int = 30,
) -> Any:
    """
    Return where the pupils of schools that opened live, beside a model of choice that has not seen those schools.

    Tastes are estimated from the flows to all other schools. They then tell from where the new ones draw: their sizes
    are given, as in :func:`schoolmix.backtest` with ``balance``, so that this is about catchments and never about size.
    Only the year of the flows shows a catchment: of earlier years nothing is known.

    Parameters
    ----------
    openings : frame
        A row an opening or more: ``site, opened, kind``, as :func:`schoolmix.openings` gives them.
    flows, schools, homes, totals, terms, unit, area, count, site_area, law, alternatives
        As in :func:`schoolmix.estimate`, of flows; ``schools`` with ``size``.
    nearest : int
        How many home areas are near: those whose centroids lie nearest to the site.

    Returns
    -------
    frame
        A row an opening, sorted: ``site, opened, kind``, ``pupils`` (from home areas with a place), ``areas`` (from how
        many they surely come), ``own_share`` (from the area in which the site stands, 0 to 1; null where that is not
        known), ``near_share`` (from the nearest areas), ``distance`` (mean, km, crow-fly); the same three as
        ``predicted_`` and as ``gravity_`` (size and distance alone); ``overlap`` and ``gravity_overlap`` (sum over
        areas of the lesser of both shares: 1 is the same catchment, 0 another) and ``note``. An opening that the flows
        or ``schools`` do not show has nulls. What is told ends at the schools in reach, what is seen does not.

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``MissingKey``, ``UnmatchedKey`` (no opening is seen in the flows), and those of
        :func:`schoolmix.estimate`.
    ColumnError, InputTypeError, ConvergenceError
        As :func:`schoolmix.estimate`.

    References
    ----------
    McFadden 1974, conditional logit. DUO, pupils per primary site and postcode area of the home.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> homes = pd.DataFrame({"home_pc4": ["1", "2", "3"], "x_km": [0.0, 3.0, 5.0], "y_km": 0.0})
    >>> schools = pd.DataFrame({"site": ["a", "b", "c"], "x_km": [0.0, 4.0, 2.0], "y_km": 0.0, "size": [90, 110, 40]})
    >>> cells = {"site": ["a", "a", "b", "b", "b", "c", "c"], "home_pc4": ["1", "2", "2", "3", "1", "1", "2"]}
    >>> flows = pd.DataFrame(cells).assign(pupils=[80, 10, 40, 60, 10, 10, 30])
    >>> new = pd.DataFrame({"site": ["c"], "opened": [2022], "kind": ["new"]})
    >>> found = sm.opening_catchments(new, flows, schools=schools, homes=homes, nearest=1, terms=["distance"])
    >>> found[["site", "pupils", "near_share", "distance", "overlap"]].round(2)
      site  pupils  near_share  distance  overlap
    0    c    40.0        0.75      1.25     0.78
    """
    if isinstance(nearest, bool) or not isinstance(nearest, int) or nearest < 1:
        message = "nearest has a value without meaning"
        raise InputError(message, kind="BadOption", column="nearest", remedy="Allowed: a whole number of 1 or more.")
    asked = Asked.read(terms, None, unit=unit, area=area, site_area=site_area, alternatives=alternatives, pulls=False)
    found = taken(flows, unit=unit, area=area, count=count, totals=totals, law=law)
    events = _events(openings)
    where = ground(homes, schools, area=area, unit=unit, site_area=site_area, wanted=[*asked.named(), "size"])
    seen = _Seen(found, where, nearest)
    shown = events["site"].isin(set(seen.sites))
    if not shown.any():
        raise InputError(
            "no opening is seen in the flows with a place in schools",
            kind="UnmatchedKey",
            column="site",
            count=len(events),
            remedy="Write codes of sites in the same way; only openings up to the year of the flows can be seen.",
        )
    new = set(events.loc[shown, "site"])
    table = events.reset_index(drop=True).join(seen.figures(events["site"], seen.pupils, ""))
    for name, model in ((MODEL, asked), (GRAVITATION, replace(asked, **GRAVITY))):
        told = _told(found, where, new, model)
        table = table.join(seen.figures(events["site"], told, f"{name}_"))
        table["overlap" if name == MODEL else f"{name}_overlap"] = seen.overlaps(events["site"], told)
    words = "; ".join([*where.notes, *([found.words] if found.words else [])])
    table["note"] = np.where(shown, words, "not seen in the flows, or without a place in schools")
    first = ["site", "opened", "kind", "pupils", "areas", *FIGURES]
    columns = [f"{name}_{figure}" for name in (MODEL, GRAVITATION) for figure in FIGURES]
    table = table[[*first, *columns, "overlap", "gravity_overlap", "note"]].sort_values(["opened", "site"])
    return frames.restore(openings)(pa.Table.from_pandas(table, preserve_index=False))


def _events(openings: Any) -> pd.DataFrame:
    events = frames.to_pandas(frames.take(openings, ["site", "opened", "kind"])).drop_duplicates()
    check_known(events["site"], "site", "openings")
    twice = np.flatnonzero(events["site"].duplicated())
    if len(twice):
        raise InputError(
            f"{len(twice)} rows of openings, first row {twice[0]}, give a site another year or kind",
            kind="DuplicateKey",
            column="site",
            row=int(twice[0]),
            count=len(twice),
            remedy="Keep one opening for each site.",
        )
    return events


@dataclass(frozen=True)
class _Seen:
    """Flows between places that are known."""

    flows: Flows
    where: Ground
    nearest: int

    @property
    def sites(self) -> pd.Index[Any]:
        """Sites with pupils and a place."""
        cells = self.flows.cells
        return self.where.sites.index.intersection(pd.Index(cells.loc[cells[MEAN] > 0, UNIT].unique()))

    @property
    def pupils(self) -> pd.Series[float]:
        """Pupils by site and home area."""
        cells = self.flows.cells[self.flows.cells[AREA].isin(self.where.homes.index)]
        return cells.set_index([UNIT, AREA])[MEAN]

    def _distances(self, site: Any) -> npt.NDArray[np.float64]:
        homes, place = places.points(self.where.homes, self.where.sites.loc[[site]])
        return places.apart(homes, place[0])

    def _of(self, site: Any, told: pd.Series[float]) -> npt.NDArray[np.float64]:
        """Return the pupils of a site by home area, all of them."""
        if site not in told.index.get_level_values(0):
            return np.zeros(len(self.where.homes))
        pupils = told.loc[site].reindex(self.where.homes.index).fillna(0.0)
        return np.asarray(pupils, dtype=np.float64)

    def figures(self, sites: pd.Series[Any], told: pd.Series[float], prefix: str) -> pd.DataFrame:
        """Return of every site from where its pupils come."""
        known, rows = set(self.sites), list[dict[str, Any]]()
        surely = self.flows.cells[self.flows.cells[LOW] > 0].groupby(UNIT).size()
        area = self.where.sites.get(self.where.site_area)
        for site in sites:
            pupils = self._of(site, told) if site in known else np.zeros(0)
            if not pupils.sum():
                rows.append({})
                continue
            away = self._distances(site)
            near = np.argsort(away, kind="stable")[: self.nearest]
            own = None if area is None or pd.isna(area[site]) else self.where.homes.index == area[site]
            values = {
                "pupils": pupils.sum(),
                "areas": int(surely.get(site, 0)),
                "own_share": np.nan if own is None else pupils[own].sum() / pupils.sum(),
                "near_share": pupils[near].sum() / pupils.sum(),
                "distance": (pupils * away).sum() / pupils.sum(),
            }
            rows.append(values)
        table = pd.DataFrame(rows, columns=["pupils", "areas", *FIGURES]).astype({"areas": "Int64"})
        return table if not prefix else table[list(FIGURES)].add_prefix(prefix)

    def overlaps(self, sites: pd.Series[Any], told: pd.Series[float]) -> list[float]:
        """Return of every site how much of its catchment is that which is told."""
        known, found = set(self.sites), []
        for site in sites:
            one, other = (self._of(site, pupils) if site in known else np.zeros(1) for pupils in (self.pupils, told))
            both = one.sum() > 0 and other.sum() > 0
            found.append(np.minimum(one / one.sum(), other / other.sum()).sum() if both else np.nan)
        return found


def _told(found: Flows, where: Ground, new: set[Any], asked: Asked) -> pd.Series[float]:
    """Return the pupils by site and home area that tastes tell which are estimated without the new sites."""
    cells = found.cells
    sites = where.sites.rename_axis(asked.unit)
    living = cells[cells[UNIT].isin(sites.index)].groupby(AREA)[MEAN].sum()
    homes = where.homes.assign(pupils=living.reindex(where.homes.index).fillna(0.0)).rename_axis(asked.area)
    homes = homes[homes["pupils"] > 0].reset_index()
    known = replace(found, cells=cells[~cells[UNIT].isin(new)])
    model = of_flows(known, sites[~sites.index.isin(new)].reset_index(), homes, asked)
    told: pd.DataFrame = model.predict(sites.reset_index(), homes, balance=True)
    return told[told[asked.unit].isin(new)].set_index([asked.unit, asked.area])["pupils"]
