"""Write into docs/appraisal.md what the instruments of the published simulations do here.

PYTHONPATH=python python docs/make_beside.py
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import schoolmix as sm
from schoolmix import policy

GROUP = "outside_europe"
KNOWN = sm.Choice(sm.Part("fitted"), known=sm.Known("chance", share=0.7))
SCALE, YEARS, REPLICATES = 0.1, 6, 10
BEGIN, END = "<!-- beside -->", "<!-- /beside -->"
HEAD = """| sector | instrument | D, points of .01 | hours with others, % | municipalities by sign of the change of D |
| --- | --- | --- | --- | --- |
"""


def scenarios(sector: str) -> list[sm.Scenario]:
    """Return the instruments that were simulated there, in this sector."""
    both = [
        sm.Scenario("information, ten points", [policy.Information(groups=[GROUP], points=0.1)]),
        sm.Scenario("friendship schools, a tenth of the time", [policy.FriendshipSchools(hours=0.1, groups=[GROUP])]),
    ]
    own = {
        "po": [sm.Scenario("housing mix, a tenth", [policy.HousingMix(share=0.1)])],
        "vo": [
            sm.Scenario("broad schools, half of the others", [policy.BroadSchools(uptake=0.5)]),
            sm.Scenario("broad schools, all", [policy.BroadSchools()]),
        ],
    }
    return both + own[sector]


def rows(sector: str) -> list[str]:
    """Return the rows of a sector: effects after some years, of all pupils, and over municipalities."""
    world = sm.World.synthetic("netherlands", sector=sector, scale=SCALE, seed=1)
    found = sm.appraise(
        world, scenarios(sector), measures=["D"], focal=GROUP, choice=KNOWN, years=YEARS, replicates=REPLICATES,
        rng=1, progress=False,
    )  # fmt: skip
    table = found.table[found.table["effect"] == "equilibrium"]
    lines = []
    for name in dict.fromkeys(table["scenario"]):
        own = table[table["scenario"] == name]
        whole = own[own["municipality_code"].isna()]
        d = whole[whole["outcome"] == "D"].iloc[0]
        hours = whole[(whole["outcome"] == "encounter_hours") & (whole["focal"] == GROUP)].iloc[0]
        towns = own[own["municipality_code"].notna() & (own["outcome"] == "D")]["estimate"].dropna()
        cells = [sector, name, _range(d), _range(hours), _signs(towns)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _range(row: pd.Series) -> str:
    if row["low"] == row["high"] == 0:
        return "0"
    return f"{100 * row['estimate']:+.2f} ({100 * row['low']:+.2f} to {100 * row['high']:+.2f})"


def _signs(effects: pd.Series) -> str:
    down, up = int((effects < 0).sum()), int((effects > 0).sum())
    return f"{down} down, {up} up" if down or up else "none"


def main() -> None:
    """Write the table where it stands in the page."""
    path = Path(__file__).parent / "appraisal.md"
    page = path.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = HEAD + "\n".join([*rows("po"), *rows("vo")])
    path.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
