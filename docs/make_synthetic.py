"""Write the table of ``synthetic-netherlands.md``: published figures beside those of the synthetic Netherlands.

Run from the project's root with the package installed: ``python docs/make_synthetic.py [scale [seed]]``. The notebook
``notebooks/calibration.ipynb`` uses the same functions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import schoolmix as sm

PAGE = Path(__file__).parent / "synthetic-netherlands.md"
MARK = "<!-- made by docs/make_synthetic.py -->"
CBS_SCHOOLS = {2018: 6204, 2019: 6174, 2020: 6132, 2021: 6081, 2022: 6057}
CBS_PUPILS = {2018: 1_405_487, 2019: 1_396_575, 2020: 1_386_164, 2021: 1_370_934, 2022: 1_367_485}
EDGES = [0, 100, 200, 500, 1000, 2000]
CBS_SIZES = [1060, 1958, 2778, 257, 4]
SHAPE, SCALE = 2.65, 86
LOWEST = {"pro": "lowest", "vmbo_b": "lowest", "vmbo_b_k": "b/k", "vmbo_k": "k", "vmbo_k_gt": "k/gt", "vmbo_gt": "gt"}
ADVICE = {
    "all": {"lowest": 5.71, "b/k": 4.04, "k": 8.71, "k/gt": 5.93, "gt": 16.10},
    2: {"lowest": 8.35, "b/k": 5.66, "k": 12.13, "k/gt": 7.34},
    5: {"lowest": 1.63, "b/k": 1.54, "k": 3.89, "k/gt": 3.14},
}
CITIES = {"Amsterdam": (67, 52), "Rotterdam": (67, 50), "Den Haag": (73, 61), "Utrecht": (62, 51)}


def per_year(world: sm.World) -> pd.DataFrame:
    """Return pupils and sites with pupils, by school year."""
    rolls = {year: world.roll("migration_background", year) for year in world.years}
    rows = [{"year": year, "pupils": roll.pupils, "sites": len(roll.units)} for year, roll in rolls.items()]
    return pd.DataFrame(rows).set_index("year")


def sizes(world: sm.World, year: int) -> pd.Series:
    """Return the pupils of every site in a school year."""
    return world.roll("migration_background", year).to_frame().groupby("site")["pupils"].sum()


def gamma_shares() -> np.ndarray:
    """Return the shares of Gamma(2.65, 86) in the size classes."""
    grid = np.linspace(0, 3000, 300_001)
    density = grid ** (SHAPE - 1) * np.exp(-grid / SCALE)
    total = np.cumsum(density)
    below = np.interp([0, 100.5, 200.5, 500.5, 1000.5, 2000.5], grid, total / total[-1])
    return np.diff(below) / (below[-1] - below[0])


def advice(pupils: pd.DataFrame, income: int | str = "all") -> pd.Series:
    """Return the recommendations of the last study year, in percent, of all or of one income fifth."""
    given = pupils[pupils["advice"].notna()]
    given = given if income == "all" else given[given["income_quintile"] == income]
    return given["advice"].map(LOWEST).value_counts(normalize=True) * 100 * given["advice"].map(LOWEST).notna().mean()


def kilometres(homes: pd.DataFrame, sites: pd.DataFrame) -> np.ndarray:
    """Return the distance as the crow flies of every home area to every site."""
    east = homes["x_km"].to_numpy()[:, None] - sites["x_km"].to_numpy()[None, :]
    north = homes["y_km"].to_numpy()[:, None] - sites["y_km"].to_numpy()[None, :]
    return np.hypot(east, north)


def placed(world: sm.World) -> pd.DataFrame:
    """Return the pupils of the latest year with kind of home, distance, and nearest site with its distance."""
    homes = world.homes.set_index("home_area")
    sites = world.schools[world.schools["last_year"].isna()].set_index("site")
    pupils = world.pupils
    home, site = homes.loc[pupils["home_area"]], sites.loc[pupils["site"]]
    away = kilometres(homes, sites)
    near = pd.DataFrame({"nearest": sites.index[away.argmin(axis=1)], "nearest_km": away.min(axis=1)}, homes.index)
    travelled = np.hypot(
        home["x_km"].to_numpy() - site["x_km"].to_numpy(), home["y_km"].to_numpy() - site["y_km"].to_numpy()
    )
    extra = {"kind": home["kind"].to_numpy(), "town": home["municipality"].to_numpy(), "km": travelled}
    at = {"site_town": site["municipality"].to_numpy()}
    return pupils.assign(**extra, **at).merge(near, left_on="home_area", right_index=True)


def unevenness(pupils: pd.DataFrame, unit: str, group: str, focal: str, versus: str | None = None) -> float:
    """Return D of one group against another, or the rest, over units."""
    roll = sm.Roll(pupils[[unit, group]], unit=unit, group=group)
    return float(sm.measure(roll, "D", focal=focal, versus=versus)["estimate"].iloc[0])


def by_education(pupils: pd.DataFrame, town: str) -> tuple[float, float]:
    """Return D of low against high educated parents in a town: at school, and if all attended the nearest."""
    pair = ("parental_education", "low", "high")
    here, at = pupils[pupils["town"] == town], pupils[pupils["site_town"] == town]
    return unevenness(at, "site", *pair), unevenness(here, "nearest", *pair)


def largest(pupils: pd.DataFrame, kind: str) -> list[str]:
    """Return the municipalities of a kind from the largest."""
    return list(pupils.loc[pupils["kind"] == kind, "town"].value_counts().index)


def _numbers(po: sm.World) -> list[tuple[str, str, str, str]]:
    found = per_year(po)
    rows = []
    for year, schools in CBS_SCHOOLS.items():
        rows.append((f"primary schools, {year}", "CBS 03753", f"{schools:,}", f"{found.loc[year, 'sites']:,}"))
        rows.append((f"their pupils, {year}", "CBS 03753", f"{CBS_PUPILS[year]:,}", f"{found.loc[year, 'pupils']:,}"))
    schools = po.schools
    opened, closed = int(schools["first_year"].notna().sum()), int(schools["last_year"].notna().sum())
    rows.append(("schools opened and closed, 2018-2024", "DUO history", "144 and 397", f"{opened} and {closed}"))
    all_sizes = sizes(po, 2022)
    ours = pd.cut(all_sizes, EDGES).value_counts(sort=False)
    names = ["to 100", "101-200", "201-500", "501-1000", "1001-2000"]
    for name, known, gamma, size in zip(names, CBS_SIZES, gamma_shares() * CBS_SCHOOLS[2022], ours, strict=True):
        published = f"{known:,} ({gamma:,.0f})"
        rows.append((f"schools with {name} pupils, 2022", "CBS 03753 (Gamma)", published, f"{size:,}"))
    return rows


def _secondary(vo: sm.World) -> list[tuple[str, str, str, str]]:
    found, size = per_year(vo), sizes(vo, 2019)
    quantiles = "/".join(f"{x:,.0f}" for x in size.quantile([0.05, 0.25, 0.5, 0.75, 0.95]))
    return [
        ("secondary pupils, 2017", "DUO", "992,195", f"{found.loc[2017, 'pupils']:,}"),
        ("secondary sites, 2017", "DUO", "1,462", f"{found.loc[2017, 'sites']:,}"),
        ("secondary pupils, 2019", "DUO", "956,857", f"{found.loc[2019, 'pupils']:,}"),
        ("secondary sites, 2019", "DUO", "1,450", f"{found.loc[2019, 'sites']:,}"),
        ("mean and spread of their size", "DUO 2019", "660, 498", f"{size.mean():.0f}, {size.std():.0f}"),
        ("quantiles 5/25/50/75/95", "DUO 2019", "87/255/513/982/1,621", quantiles),
    ]


def _people(po: sm.World, pupils: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    origins = po.roll("migration_background", 2021).to_frame().groupby("migration_background")["pupils"].sum()
    rows = [("Dutch background, %, 2021", "CBS", "72.1", f"{100 * origins['netherlands'] / origins.sum():.1f}")]
    towns = largest(pupils, "g4")
    if len(towns) == len(CITIES):
        first, last = pupils[pupils["town"] == towns[0]], pupils[pupils["town"] == towns[3]]
        other = 100 * (first["migration_background"] != "netherlands").mean()
        high = 100 * (first["parental_education"] == "high").mean()
        shares = last["migration_background"].value_counts(normalize=True) * 100
        found = f"{shares['outside_europe']:.1f} and {shares['europe']:.1f}"
        rows += [
            ("city like Amsterdam: other background, %", "Amsterdam 2022/23", "60", f"{other:.1f}"),
            ("city like Amsterdam: highly educated parents, %", "Amsterdam 2022/23", "55", f"{high:.1f}"),
            ("city like Utrecht: non-western and western, %", "CBS 2021/22", "30.1 and 10.3", found),
        ]
    names = {"all": "all", 2: "second income fifth", 5: "fifth income fifth"}
    for income, published in ADVICE.items():
        found = advice(pupils, income)
        known = " ".join(f"{value:.2f}" for value in published.values())
        ours = " ".join(f"{found[name]:.2f}" for name in published)
        rows.append((f"advice {', '.join(published)}, %: {names[income]}", "CBS 84274NED 2022/23", known, ours))
    return rows


def _places(pupils: pd.DataFrame, secondary: pd.DataFrame, vo: sm.World) -> list[tuple[str, str, str, str]]:
    km = pupils.groupby("kind")["km"].mean()
    by_kind = " ".join(f"{km[kind]:.2f}" for kind in ("g4", "g40", "middle", "rural"))
    site = "/".join(f"{x:.2f}" for x in pupils.groupby("site")["km"].mean().quantile([0.1, 0.25, 0.5, 0.75, 0.9]))
    rows = [
        ("po: home to school, km", "DUO 2019", "1.09", f"{pupils['km'].mean():.2f}"),
        ("the same by kind of municipality", "DUO 2019", "1.27 1.20 1.11 0.89", by_kind),
        ("sites' means, quantiles 10/25/50/75/90", "DUO 2019", ".23/.43/.79/1.39/2.18", site),
    ]
    homes, sites = vo.homes, vo.schools[vo.schools["last_year"].isna()]
    weights = secondary["home_area"].value_counts().reindex(homes["home_area"]).fillna(0)
    offers = {"any site": ".", "havo or vwo": "havo|vwo", "vmbo": "vmbo"}
    known = {"any site": "1.71", "havo or vwo": "2.42", "vmbo": "1.81"}
    for name, pattern in offers.items():
        away = kilometres(homes, sites[sites["tracks"].str.contains(pattern)]).min(axis=1)
        ours = f"{np.average(away, weights=weights):.2f}"
        rows.append((f"vo: home to nearest, {name}, km", "pc4 and sites (below)", known[name], ours))
    rows.append(("vo: home to school, km", "see below", "(2.4)", f"{secondary['km'].mean():.2f}"))
    return rows


def _segregation(pupils: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    rows, source = [], "Inspectorate 2016"
    for town, (name, (total, near)) in zip(largest(pupils, "g4"), CITIES.items(), strict=False):
        school, nearest = by_education(pupils, town)
        ours = f".{100 * school:.0f}, .{100 * nearest:.0f}"
        rows.append((f"D low-high education, like {name}: school, nearest", source, f".{total}, .{near}", ours))
    found = [by_education(pupils, town) for town in largest(pupils, "g40")[:10]]
    school, nearest = (pd.Series(values) for values in zip(*found, strict=True))
    spans = f"{school.min():.2f}-{school.max():.2f}, {nearest.min():.2f}-{nearest.max():.2f}"
    share = f"{(1 - nearest / school).mean():.2f}"
    rows.append(("the same in the next ten: school, nearest", source, ".36-.60, .23-.46", spans))
    rows.append(("mean share of choice in them", source + ", eight cities", ".25", share))
    for kind, known in (("g4", ".29"), ("g40", ".24")):
        here = pupils[pupils["kind"] == kind]
        ours = unevenness(here, "home_area", "migration_background", "outside_europe")
        rows.append((f"D outside Europe over home areas, {kind}", "CBS pc4 2022, inhabitants", known, f"{ours:.2f}"))
    return rows


def table(scale: float, seed: int) -> str:
    """Return the table in Markdown."""
    po, vo = (sm.World.synthetic("netherlands", sector=sector, scale=scale, seed=seed) for sector in ("po", "vo"))
    pupils, secondary = placed(po), placed(vo)
    rows = _numbers(po) + _secondary(vo) + _people(po, pupils) + _places(pupils, secondary, vo) + _segregation(pupils)
    head = [f"| figure | source | published | ours (scale {scale:g}, seed {seed}) |", "|---|---|---|---|"]
    return "\n".join(head + [f"| {' | '.join(row)} |" for row in rows])


def main() -> None:
    """Write the table into the page."""
    scale, seed = float((sys.argv[1:] or ["1"])[0]), int((sys.argv[2:] or ["1"])[0])
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARK)
    _, _, after = rest.partition(MARK)
    PAGE.write_text(f"{before}{MARK}\n\n{table(scale, seed)}\n\n{MARK}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
