"""The protocol of an edition: margins, words and floors, frozen before the data are opened."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Protocol:
    """What was settled before the data were opened.

    Attributes
    ----------
    text, sha256 : str
        The frozen file and its hash.
    edition : str
        Name of the edition.
    base : int
        First calendar year of the base school year.
    margin : dict
        By measure the smallest difference that matters, on the scale 0 to 1.
    points : int
        How many comparable years a trend asks for.
    """

    text: str
    sha256: str
    edition: str
    base: int
    level: float
    population: dict[str, list[str]]
    margin: dict[str, float]
    points: int
    floor_units: int
    floor_pupils: int
    floor_expected: float
    area_cuts: tuple[float, ...]
    concentration: tuple[float, ...]
    design_effect: float
    replicates: int
    seed: int
    cohorts: dict[str, int]

    def cohorts_drawn(self) -> dict[str, Any]:
        """Return the options of `schoolmix.measure` for the interval of another cohort (*lichting*) of pupils.

        Examples
        --------
        >>> frozen().cohorts_drawn()["interval"]
        'pupils'
        """
        return {"interval": "pupils", "level": self.level, "replicates": self.replicates, "rng": self.seed}

    @classmethod
    def read(cls, path: Path) -> Protocol:
        """Read a frozen protocol.

        Examples
        --------
        >>> Protocol.read(HERE / "protocol.toml").margin["D"]
        0.02
        """
        raw = path.read_bytes()
        found: dict[str, Any] = tomllib.loads(raw.decode())
        floor, process = found["floor"], found["process"]
        return cls(
            text=raw.decode(),
            sha256=hashlib.sha256(raw).hexdigest(),
            edition=found["protocol"]["edition"],
            base=found["protocol"]["base"],
            level=found["protocol"]["level"],
            population=found["population"],
            margin=found["margin"],
            points=found["words"]["points"],
            floor_units=floor["units"],
            floor_pupils=floor["pupils"],
            floor_expected=floor["expected_D"],
            area_cuts=tuple(found["cuts"]["area"]),
            concentration=tuple(found["cuts"]["concentration"]),
            design_effect=process["design_effect"],
            replicates=process["replicates"],
            seed=process["seed"],
            cohorts=process["cohorts"],
        )


@cache
def frozen() -> Protocol:
    """Return the protocol that travels with the package."""
    return Protocol.read(HERE / "protocol.toml")
