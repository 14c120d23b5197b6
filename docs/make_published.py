"""Write docs/published-outcomes.md: which places and wishes reproduce published outcomes of central enrolment.

PYTHONPATH=python python docs/make_published.py
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import schoolmix as sm

HEAD = """# Published outcomes of central enrolment, and what they imply

Made by `docs/make_published.py`. Lists and places behind published outcomes are not public. This page asks which of
them would give what was published, in a city that is invented but for its numbers: pupils want a school by its
popularity, drawn once a school from a normal law with a spread, and by a liking of their own (Gumbel): a logit. The
spread says how much pupils want the same schools. Places are spread over schools evenly. Where a source tells the
places, the spread is set so that the share at the first choice is met, and everything else is a check; where it does
not, every number of places has a spread of its own that meets it: the outcome alone cannot tell them apart.

Procedure and length of lists are those of the [presets](presets.md) (DA with one lottery number in Amsterdam; in
Nijmegen without its tiers, which the outcome does not tell by). Means of {lotteries} lotteries in each of {cities}
cities.
"""


class City(NamedTuple):
    """What a source tells of a place and year."""

    name: str
    pupils: int
    schools: int
    listed: int
    first: float
    """Share at the first choice."""
    within: tuple[int, float]
    """So many choices, and the share at one of them."""
    places: int | None
    """None where no source tells them."""
    told: str


CITIES = (
    City(
        "Amsterdam vo 2022", 7943, 60, 12, 0.754, (3, 0.916), 10_000,
        "about 10,000 places; 1,956 not at their first, 668 outside their first three",
    ),
    City(
        "Amsterdam vo 2024", 7676, 60, 12, 0.7612, (5, 0.967), 10_000,
        "76.12 % first, 250 outside their first five; places as in 2022, an assumption",
    ),
    City(
        "Nijmegen po 2023", 1489, 45, 6, 0.904, (3, 0.956), None,
        "1,489 applicants, 1,346 first, 53 second, 25 third; places are not published",
    ),
)  # fmt: skip
FACTORS = (1.0, 1.05, 1.1, 1.2, 1.3, 1.5)
SAID = """## What that implies

- **Not much agreement is needed.** With a quarter more places than pupils in the whole city, three in four at their
  first choice follow when the most wanted fifth of the schools draws somewhat over two in five of the first choices.
  Fewer first choices are then no sign of too few places in the city, but of wishes that meet at the same schools.
- **One number does not tell the rest.** Set so that the first choices are met, the invented Amsterdam places more
  pupils within three (or five) choices than the real one did. Real second and third wishes are more like the first
  than here: pupils with the same advice ask for the same few schools, which are markets of their own within the city.
- **In Nijmegen places cannot be told from wishes.** Any number of places from just enough to half as many more meets
  the 90.4 %, with wishes that agree more the more places there are; again fewer are within three choices than the
  model says.
- **So no effect of central enrolment is read off these shares.** What it changes depends on places and lists that
  nobody publishes; `simulate` takes places as historical maxima times a factor, which a study should vary
  (`policy.Capacity(factor=...)`), and gives no effect where no school is full.
"""
LOTTERIES, DRAWN, STEPS = 4, 3, 9
"""Lotteries, invented cities, and halvings of the range of the spread."""
WIDEST = 4.0


def wishes(city: City, spread: float, seed: int) -> pd.DataFrame:
    """Return lists of pupils for whom schools differ in popularity by a spread."""
    rng = np.random.default_rng(seed)
    popular = rng.normal(size=city.schools) * spread
    worth = popular + rng.gumbel(size=(city.pupils, city.schools))
    order = np.argsort(-worth, axis=1)[:, : city.listed]
    return pd.DataFrame(
        {
            "pupil": np.repeat(np.arange(city.pupils), city.listed),
            "school": order.ravel(),
            "rank": np.tile(np.arange(1, city.listed + 1), city.pupils),
        }
    )


def outcome(city: City, places: float, spread: float) -> tuple[float, float, float]:
    """Return the shares at the first choice, at one of the first few, and without a place."""
    each = np.full(city.schools, int(places) // city.schools)
    each[: int(places) % city.schools] += 1
    schools = pd.DataFrame({"school": np.arange(city.schools), "places": each})
    found = []
    for seed in range(DRAWN):
        given = sm.admit(wishes(city, spread, seed), schools, lotteries=LOTTERIES, rng=seed).placements
        rank = given["rank"]
        found.append([(rank == 1).mean(), (rank <= city.within[0]).mean(), rank.isna().mean()])
    return tuple(np.mean(found, axis=0))


def spread_for(city: City, places: float) -> float | None:
    """Return the spread at which the share at the first choice is met; None where none does."""
    low, high = 0.0, WIDEST
    if outcome(city, places, low)[0] < city.first or outcome(city, places, high)[0] > city.first:
        return None
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if outcome(city, places, middle)[0] > city.first else (low, middle)
    return (low + high) / 2


def wanted(city: City, spread: float) -> float:
    """Return the share of first choices at the most wanted fifth of the schools."""
    shares = []
    for seed in range(DRAWN):
        given = wishes(city, spread, seed)
        counts = given.loc[given["rank"] == 1, "school"].value_counts()
        shares.append(counts.head(city.schools // 5).sum() / city.pupils)
    return float(np.mean(shares))


def rows(city: City) -> list[str]:
    """Return the table of a city."""
    known = [city.places / city.pupils] if city.places else list(FACTORS)
    few, share = city.within
    lines = [
        f"| places a pupil | spread | at the most wanted fifth | first choice | first {few} | without a place |",
        "| --- | --- | --- | --- | --- | --- |",
        f"| published | | | {city.first:.1%} | {share:.1%} | |",
    ]
    for factor in known:
        spread = spread_for(city, factor * city.pupils)
        if spread is None:
            lines.append(f"| {factor:.2f} | no spread gives it | | | | |")
            continue
        first, within, unplaced = outcome(city, factor * city.pupils, spread)
        cells = [f"{first:.1%}", f"{within:.1%}", f"{unplaced:.1%}"]
        lines.append(f"| {factor:.2f} | {spread:.2f} | {wanted(city, spread):.0%} | {' | '.join(cells)} |")
    return lines


def page() -> str:
    """Return the page."""
    lines = [HEAD.format(lotteries=LOTTERIES, cities=DRAWN)]
    for city in CITIES:
        lines += [f"## {city.name}", "", f"Told: {city.told}.", "", *rows(city), ""]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    (Path(__file__).parent / "published-outcomes.md").write_text(f"{page()}\n{SAID}", encoding="utf-8")


if __name__ == "__main__":
    main()
