"""Small worlds, and the same answers by other means: NumPy on the frames of a world."""

from __future__ import annotations

import numpy as np
import pandas as pd

import schoolmix as sm

BROAD = {
    "Openbaar": "public",
    "Rooms-Katholiek": "catholic",
    "Protestants-Christelijk": "protestant",
    "Reformatorisch": "protestant",
    "Gereformeerd vrijgemaakt": "protestant",
    "Algemeen bijzonder": "general",
    "Antroposofisch": "general",
    "Islamitisch": "other",
    "Overige": "other",
}


def made(pupils, *, sector="po", schools=None, homes=None, **traits):
    """Return a world of a frame with `pupil, year, site, home_area` and traits."""
    traits = {name: name for name in pupils if name not in {"pupil", "year", "site", "home_area"}} | traits
    columns = {"pupil": "pupil", "year": "year", "site": "site", "home_area": "home_area"}
    mapping = {"sector": sector, "columns": columns, "traits": traits}
    return sm.World.from_pupils(pupils, mapping=mapping, schools=schools, homes=homes)


def remade(world, pupils, group="migration_background", **changes):
    """Return a world like another one, in which these pupils attend these sites."""
    frame = pupils[["pupil", "year", "site", "home_area", group]]
    around = {"schools": world.schools, "homes": world.homes} | changes
    sites = around["schools"][around["schools"]["site"].isin(frame["site"])]
    return made(frame, sector=world.sector, schools=sites, homes=around["homes"])


def listed(world):
    """Return the pupils of a world with the places of their homes and their municipality."""
    homes = world.homes.set_index("home_area")[["x_km", "y_km", "municipality_code"]]
    return world.pupils.join(homes, on="home_area")


def nearest(pupils, schools):
    """Return the nearest of some schools for each pupil, looking at all of them; ties to the lower site code."""
    schools = schools.sort_values("site")
    places = schools[["x_km", "y_km"]].to_numpy()
    found = {}
    for area, (x, y) in pupils.drop_duplicates("home_area").set_index("home_area")[["x_km", "y_km"]].iterrows():
        found[area] = schools["site"].iloc[int(((places - [x, y]) ** 2).sum(axis=1).argmin())]
    return pupils["home_area"].map(found)


def eligible(world, pupils):
    """Return the schools that take each track: those with a pupil that offer it, or have a pupil of it."""
    schools = world.schools[world.schools["site"].isin(pupils["site"])]
    if world.sector == "po":
        return {None: schools}
    takes = {}
    for track, rows in pupils.groupby("track"):
        offers = schools["tracks"].str.split("+").map(lambda listed, track=track: track in listed)
        takes[track] = schools[offers | schools["site"].isin(rows["site"])]
    return takes


def nearest_for_all(world, pupils, *, denomination=False):
    """Return the nearest school of every pupil, of its track and perhaps of the broad denomination attended."""
    found = pd.Series(index=pupils.index, dtype="object")
    attended = pupils["site"].map(world.schools.set_index("site")["denomination"].map(BROAD))
    for track, schools in eligible(world, pupils).items():
        rows = pupils if track is None else pupils[pupils["track"] == track]
        broad = schools["denomination"].map(BROAD)
        for name, mine in rows.groupby(attended[rows.index] if denomination else lambda _: 0):
            found[mine.index] = nearest(mine, schools[broad == name] if denomination else schools)
    return found


def dissimilarity(site, group):
    """Return D of all groups: the sum over sites and groups of t|p - P| / (2TI)."""
    table = pd.crosstab(site, group).to_numpy(float)
    total, share = table.sum(), table.sum(axis=0) / table.sum()
    size = table.sum(axis=1, keepdims=True)
    return float((size * np.abs(table / size - share)).sum() / (2 * total * (share * (1 - share)).sum()))
