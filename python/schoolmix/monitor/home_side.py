"""Where primary pupils go to school, seen from home: nearby or far; it needs no trait of pupils."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from schoolmix.homes import homes
from schoolmix.monitor.area import exact_sites
from schoolmix.monitor.source import Source
from schoolmix.protocol import Protocol

RADIUS = 2.5
"""Kilometres between the centres of areas that count as adjacent."""

FLOWS = "duo_po_pc4"
HOME, TOWN, AT = "home_area", "home_town", "site_town"
ALL = "home_all"
LEAST = 100
"""Pupils from which a municipality is shown."""


@dataclass(frozen=True)
class HomeSide:
    """Pupils per site and home area, with where both are.

    Attributes
    ----------
    rows : pandas.DataFrame
        ``site, site_area, site_town, home_area, home_town, pupils``, bounds where they are hidden.
    places, schools : pandas.DataFrame or None
        Centres of areas, and places of sites.
    totals : pandas.DataFrame or None
        Exact pupils of the sites whose total agrees with what is visible.
    year : int
        The school year.
    """

    rows: pd.DataFrame = field(repr=False)
    places: pd.DataFrame | None
    schools: pd.DataFrame | None
    totals: pd.DataFrame | None
    year: int

    @property
    def has_hidden(self) -> bool:
        """Whether any count is hidden."""
        return bool(self.rows["pupils"].isna().any())


def home_side(source: Source, protocol: Protocol) -> HomeSide:
    """Return the flows of ordinary primary pupils."""
    return _synthetic(source) if source.worlds else _real(source, protocol)


def shares(side: HomeSide) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return where pupils go who live in municipalities with data, and who comes to their schools from elsewhere.

    Returns
    -------
    tuple of pandas.DataFrame
        ``municipality, pupils`` (who live there); ``own`` (share of them at a school in their own area) and ``inflow``
        (share of the pupils of its schools who live elsewhere), with bounds; ``adjacent`` and ``further`` (shares),
        ``distance`` and ``excess`` (km), null where places are not known. The first has one row, the second one a
        municipality.
    """
    towns = set(side.rows[AT])
    near = _near(side)
    near = near[near[TOWN].isin(towns)]
    lives = side.rows[TOWN].isin(towns)
    whole = side.rows.assign(lives=np.where(lives, ALL, "elsewhere"), sits=ALL)
    found = []
    for rows, home, school, close in (
        (whole, "lives", "sits", near.assign(**{TOWN: ALL})),
        (side.rows, TOWN, AT, near),
    ):
        own = 1 - _apart(side, rows, home, (HOME, "site_area"))
        own = own.rename(columns={"apart": "own", "apart_low": "own_high", "apart_high": "own_low"})
        inflow = _apart(side, rows, school, (AT, TOWN)).rename(columns=lambda name: name.replace("apart", "inflow"))
        pupils = close.groupby(TOWN)["pupils"].sum().rename("pupils")
        found.append(_with_near(pupils.to_frame().join(own).join(inflow), close))
    return found[0], found[1][found[1]["pupils"] >= LEAST].reset_index(drop=True)


def _apart(side: HomeSide, rows: pd.DataFrame, by: str, across: tuple[str, str]) -> pd.DataFrame:
    """Return by the values of a column the share of pupils for whom two others differ, with hard bounds."""
    table = homes(rows, area=by, site_area="no_area", across=across, totals=side.totals, least=0)
    table = table.dropna(subset="area").set_index("area")
    share = table["outflow"].astype(float)
    ends = {f"apart_{end}": table.get(f"outflow_{end}", share).astype(float) for end in ("low", "high")}
    return pd.DataFrame({"apart": share, **ends})


def _near(side: HomeSide) -> pd.DataFrame:
    """Return by area and municipality who goes to an adjacent area, and how far pupils travel."""
    table: pd.DataFrame = homes(
        side.rows,
        area=HOME,
        group=TOWN,
        places=side.places,
        schools=side.schools,
        site_area="site_area",
        radius=None if side.places is None else RADIUS,
        totals=side.totals,
        least=0,
    )
    return table.dropna(subset="area")


def _with_near(table: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    table = table.copy()
    for column, value in (("adjacent", "adjacent_share"), ("distance", "distance"), ("excess", "excess")):
        known = near[near[value].notna()]
        weighted = (known[value] * known["pupils"]).groupby(known[TOWN]).sum()
        table[column] = weighted / known.groupby(TOWN)["pupils"].sum()
    table["further"] = 1 - table["own"] - table["adjacent"]
    return table.rename_axis("municipality").reset_index()


def _real(source: Source, protocol: Protocol) -> HomeSide:
    po = source.frames[FLOWS]
    rows = po[po["sector"].isin(protocol.population["po"])]
    sites = exact_sites(rows.assign(is_hidden=rows["pupils"].isna()), source)
    totals = sites.loc[sites["agrees"], ["site", "total"]].rename(columns={"total": "pupils"})
    named = {"home_pc4": HOME, "home_municipality": TOWN, "site_pc4": "site_area", "municipality": AT}
    kept = ["site", *named, "pupils", "pupils_low", "pupils_high"]
    rows = _aligned(rows[[*kept, "census_date"]].rename(columns=named))
    places = source.frames["pc4_points"].rename(columns={"pc4": HOME}) if source.has("pc4_points") else None
    return HomeSide(
        rows=rows,
        places=places,
        schools=_points(source, protocol) if places is not None else None,
        totals=totals.astype({"pupils": "int64"}) if len(totals) else None,
        year=int(rows["census_date"].dt.year.iloc[0]),
    )


def _aligned(rows: pd.DataFrame) -> pd.DataFrame:
    """Give municipalities of sites the names that homes have: DUO shortens some, such as Nuenen c.a.

    A municipality of sites in which nobody lives by that name is the one in which most of its pupils live, unless that
    has sites of its own.
    """
    called = {}
    for name in sorted(set(rows[AT]) - set(rows[TOWN].dropna())):
        lived = rows.loc[rows[AT] == name, TOWN].mode()
        if len(lived) and lived.iloc[0] not in set(rows[AT]):
            called[name] = lived.iloc[0]
    return rows.assign(**{AT: rows[AT].replace(called)})


def _points(source: Source, protocol: Protocol) -> pd.DataFrame | None:
    if not source.has("school_points"):
        return None
    points = source.frames["school_points"]
    kept = points[points["sector"].isin(protocol.population["po"]) & points["lon"].notna()]
    return kept[["site", "lon", "lat"]].drop_duplicates("site")


def _synthetic(source: Source) -> HomeSide:
    world = source.worlds["po"]
    places = world.homes[["home_area", "x_km", "y_km"]]
    schools = world.schools[["site", "municipality", "x_km", "y_km"]]
    schools = schools.assign(site_area=_nearest(schools, places))
    pupils = world.pupils
    flows = pupils.groupby(["site", "home_area", "home_municipality"], as_index=False).agg(pupils=("pupil", "size"))
    known = schools[["site", "municipality", "site_area"]].rename(columns={"municipality": AT})
    rows = flows.merge(known, on="site").rename(columns={"home_municipality": TOWN})
    there = schools[schools["site"].isin(rows["site"])]
    return HomeSide(rows, places, there[["site", "x_km", "y_km"]], None, int(pupils["year"].iloc[0]))


def _nearest(schools: pd.DataFrame, places: pd.DataFrame) -> Any:
    """Return for every school the area whose centre is nearest."""
    apart = [schools[axis].to_numpy()[:, None] - places[axis].to_numpy()[None, :] for axis in ("x_km", "y_km")]
    return places["home_area"].to_numpy()[np.argmin(apart[0] ** 2 + apart[1] ** 2, axis=1)]
