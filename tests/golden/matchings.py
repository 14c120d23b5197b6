"""Make ``matchings.json``: random strict markets, and their best stable matchings for residents by a peer.

The peer is the package ``matching`` (Wilde, Knight & Gillard 2020), by its solver of the hospital-resident problem.

Run from the project's root, where ``matching`` is installed: ``python tests/golden/matchings.py``.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from matching.games import HospitalResident

# Pupils, schools, and the most places of a school.
SIZES = [(5, 3, 2), (8, 3, 3), (12, 4, 3), (20, 5, 5), (40, 6, 9), (60, 8, 8)]


def market(number: int, pupils: int, schools: int, most: int) -> dict[str, Any]:
    """Return lists, orders and places; every order holds just those who list the school, as the peer wants it."""
    draw = random.Random(number)
    names = [f"s{school}" for school in range(schools)]
    wishes = {f"p{pupil:02}": draw.sample(names, draw.randint(1, schools)) for pupil in range(pupils)}
    orders = {school: [pupil for pupil, listed in wishes.items() if school in listed] for school in names}
    orders = {school: draw.sample(listed, len(listed)) for school, listed in orders.items() if listed}
    wishes = {pupil: [school for school in listed if school in orders] for pupil, listed in wishes.items()}
    return {"wishes": wishes, "orders": orders, "places": {school: draw.randint(1, most) for school in orders}}


def solved(given: dict[str, Any]) -> dict[str, str]:
    """Return the school of every pupil who is placed."""
    game = HospitalResident.create_from_dictionaries(given["wishes"], given["orders"], given["places"])
    matching = game.solve(optimal="resident")
    return {str(pupil): str(school) for school, admitted in matching.items() for pupil in admitted}


def main() -> None:
    """Write the markets with what the peer makes of them."""
    markets = [market(number, *size) for number, size in enumerate(SIZES)]
    found = [given | {"placed": dict(sorted(solved(given).items()))} for given in markets]
    path = Path(__file__).with_name("matchings.json")
    path.write_text(json.dumps(found, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
