"""The open files of 2024 as flows between homes and schools, for tests and for `docs/make_calibration.py`."""

from __future__ import annotations

import pandas as pd

import schoolmix as sm

# Names that DUO gives homes and that are not those of the site's file.
NAMES = {"Nuenen, Gerwen en Nederwetten": "Nuenen c.a."}


def files(data):
    """Ordinary primary pupils of 2024, and the exact sizes of their schools this year and the year before."""
    po = sm.read.duo(data / "nl" / "duo" / "po-2024")
    flows = po[po["sector"] == "bo"]
    history = sm.read.duo(next((data / "nl" / "duo").glob("06.-historisch*")))
    here = history[(history["sector"] == "bo") & history["year"].isin([2023, 2024])]
    sizes = here.pivot_table(index="site", columns="year", values="pupils", aggfunc="sum")
    points = sm.read.file(data / "nl" / "geo" / "scholen20241122.geo.zip")
    centroids = sm.read.file(data / "nl" / "geo" / "postcode_coords.csv")
    return flows, sizes, points[points["sector"] == "bo"], centroids


def flows_of(flows, sizes, points, centroids, year=2023):
    """
    Return flows and what the verbs need beside them: exact totals, schools and homes.

    Schools are as large as in `year`: sizes of the year before tell nothing of the flows of 2024.
    """
    at = points.groupby("site").agg(site_pc4=("site_pc4", "first"), lon=("lon", "mean"), lat=("lat", "mean"))
    about = flows.drop_duplicates("site").set_index("site")[["denomination", "municipality_code"]]
    schools = about.join(at).assign(size=sizes[year].reindex(about.index).astype(float))
    schools = schools[schools["size"] > 0].reset_index()
    ends = flows.groupby("site")[["pupils_low", "pupils_high"]].sum().join(sizes[2024].rename("pupils"))
    agrees = (ends["pupils"] >= ends["pupils_low"]) & (ends["pupils"] <= ends["pupils_high"])
    totals = ends.loc[agrees.fillna(False), "pupils"].astype("int64").reset_index()
    codes = flows.drop_duplicates("municipality").set_index("municipality")["municipality_code"]
    homes = flows.dropna(subset=["home_pc4"]).drop_duplicates("home_pc4")[["home_pc4", "home_municipality"]]
    town = homes["home_municipality"].replace(NAMES)
    homes = homes.assign(municipality_code=town.map(codes)).drop(columns="home_municipality")
    homes = homes.merge(centroids.rename(columns={"pc4": "home_pc4"}), on="home_pc4")
    return flows, {"schools": schools, "homes": homes, "totals": totals}


def some(flows, codes):
    """Return the flows of schools in some municipalities."""
    return flows[flows["municipality_code"].isin(codes)]


def recorded(table):
    """Return the rows about all municipalities, by target."""
    return table[pd.isna(table["municipality_code"])].set_index("target")
