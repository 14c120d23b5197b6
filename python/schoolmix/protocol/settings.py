"""The protocol of an edition: margins, words and floors, frozen before the data are opened."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from numbers import Integral
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix.errors import FileError, InputError, InputTypeError
from schoolmix.protocol import checks
from schoolmix.protocol.checks import Settings

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Protocol:
    """What was settled before the data were opened.

    Parameters
    ----------
    text : str
        The protocol as a file has it, in TOML.

    Attributes
    ----------
    sha256 : str
        Its hash, over the bytes of the file.
    edition : str
        Name of the edition.
    base : int
        First calendar year of the base school year.
    level : float
        Coverage of intervals.
    correct : str
        Correction of indices for chance.
    population : dict
        By sector the kinds of school, or tracks, that headlines are about.
    margin : dict
        By measure the smallest difference that matters, on the scale 0 to 1.
    points : int
        How many comparable years a trend asks for.
    floor_units, floor_pupils, floor_expected : number
        What an index asks for to be published.
    area_cuts, concentration : tuple of float
        Cuts of home areas, and thresholds of concentration.
    design_effect : float
        By how much siblings and classes widen the variance of another cohort, 1 or more.
    replicates, seed : int
        Of what is drawn.
    cohorts : dict
        By sector how many cohorts a school holds, so that years share pupils.

    Raises
    ------
    InputError
        Kinds ``MissingSetting``, ``UnknownOption``, ``BadOption``.
    FileError
        Kind ``MalformedToml``.

    Examples
    --------
    >>> import schoolmix as sm
    >>> protocol = sm.Protocol.read(sm.protocol.DEFAULT)
    >>> protocol.margin["D"], protocol.freeze() == protocol.sha256
    (0.02, True)
    """

    text: str
    sha256: str = field(init=False)
    edition: str = field(init=False)
    base: int = field(init=False)
    level: float = field(init=False)
    correct: str = field(init=False)
    population: dict[str, list[str]] = field(init=False)
    margin: dict[str, float] = field(init=False)
    points: int = field(init=False)
    floor_units: int = field(init=False)
    floor_pupils: int = field(init=False)
    floor_expected: float = field(init=False)
    area_cuts: tuple[float, ...] = field(init=False)
    concentration: tuple[float, ...] = field(init=False)
    design_effect: float = field(init=False)
    replicates: int = field(init=False)
    seed: int = field(init=False)
    cohorts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            message = f"a protocol is the text of a file, not {type(self.text).__name__}"
            raise InputTypeError(message, kind="WrongType", column="text", remedy="Read a file: Protocol.read(path).")
        found = checks.checked(self.text)
        named = {
            "sha256": hashlib.sha256(self.text.encode()).hexdigest(),
            **{name: found[f"protocol.{name}"] for name in ("edition", "base", "level", "correct")},
            **{name: checks.under(found, name) for name in ("population", "margin")},
            "points": found["words.points"],
            **{f"floor_{name}": found[f"floor.{key}"] for name, key in checks.FLOOR.items()},
            "area_cuts": tuple(found["cuts.area"]),
            "concentration": tuple(found["cuts.concentration"]),
            **{name: found[f"process.{name}"] for name in ("design_effect", "replicates", "seed")},
            "cohorts": checks.under(found, "process.cohorts"),
        }
        for name, value in named.items():
            object.__setattr__(self, name, value)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Protocol:
        """Read a protocol.

        Parameters
        ----------
        path : path
            A TOML file with all settings of the one that travels with the package, `schoolmix.protocol.DEFAULT`.

        Returns
        -------
        Protocol

        Raises
        ------
        FileError
            Kinds ``FileNotFound``, ``NotReadable``, ``MalformedToml``.
        InputError
            As the class.

        Examples
        --------
        >>> Protocol.read(HERE / "protocol.toml").margin["D"]
        0.02
        """
        if not isinstance(path, str | os.PathLike):
            message = f"a path is needed, not {type(path).__name__}"
            raise InputTypeError(message, kind="WrongType", column="path", remedy="Name a file.")
        where = Path(path)
        try:
            return cls(where.read_bytes().decode("utf-8"))
        except FileNotFoundError:
            message = f"{where} does not exist"
            raise FileError(message, kind="FileNotFound", column="path", remedy="Check the path.") from None
        except (OSError, UnicodeDecodeError) as error:
            message = f"{where.name} cannot be read as UTF-8 text: {error}"
            raise FileError(message, kind="NotReadable", column="path", remedy="Check the file.") from error

    def freeze(self) -> str:
        """Return the hash (SHA-256) to be printed before the data are opened: what ``sha256sum`` gives for the file.

        Returns
        -------
        str
            64 hexadecimal digits. A protocol does not change once it is made, so that its hash holds.

        Examples
        --------
        >>> len(frozen().freeze())
        64
        """
        return self.sha256

    def settings(self) -> Settings:
        """Return all settings by their names in the file, such as ``margin.D``.

        Examples
        --------
        >>> frozen().settings()["protocol.level"]
        0.9
        """
        return checks.flat(tomllib.loads(self.text))

    def deviations(
        self, used: Protocol | Mapping[str, Any], *, reasons: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """List where what was used is not what was frozen, for the account of the edition.

        Parameters
        ----------
        used : Protocol or mapping
            Another protocol, or settings by their names in the file.
        reasons : mapping, optional
            Why, by the name of the setting.

        Returns
        -------
        pandas.DataFrame
            A row a setting that deviates: ``setting, frozen, used, reason`` (null: none was given).

        Raises
        ------
        InputError
            Kind ``UnknownOption``: a setting that the protocol does not have.

        Examples
        --------
        >>> frozen().deviations({"protocol.level": 0.95, "margin.D": 0.02}, reasons={"protocol.level": "as in 2023"})
                  setting frozen  used      reason
        0  protocol.level    0.9  0.95  as in 2023
        """
        own = self.settings()
        other = used.settings() if isinstance(used, Protocol) else dict(used)
        why = dict(reasons or {})
        checks.only([*([] if isinstance(used, Protocol) else other), *why], own)
        names = [name for name in dict.fromkeys([*own, *other]) if name in other and own.get(name) != other[name]]
        rows = [(name, own.get(name), other[name], why.get(name)) for name in names]
        return pd.DataFrame(rows, columns=["setting", "frozen", "used", "reason"], dtype=object)

    def shares(self, cohorts: int | str | None) -> int:
        """Return how many cohorts a school holds: a number, or that of a sector; 1, none shared, where none is told.

        Examples
        --------
        >>> frozen().shares("po"), frozen().shares(None)
        (8, 1)
        """
        if cohorts is None:
            return 1
        if isinstance(cohorts, str) and cohorts in self.cohorts:
            return self.cohorts[cohorts]
        if isinstance(cohorts, Integral) and not isinstance(cohorts, bool) and int(cohorts) >= 1:
            return int(cohorts)
        raise InputError(
            f"cohorts is {cohorts!r}",
            kind="BadOption",
            column="cohorts",
            remedy=f"Give how many years a pupil stays, 1 or more, or one of {', '.join(sorted(self.cohorts))}.",
        )

    def cohorts_drawn(self) -> dict[str, Any]:
        """Return the options of `schoolmix.measure` for the interval of another cohort (*lichting*) of pupils.

        Examples
        --------
        >>> frozen().cohorts_drawn()["interval"]
        'pupils'
        """
        return {"interval": "pupils", "level": self.level, "replicates": self.replicates, "rng": self.seed}


@cache
def frozen() -> Protocol:
    """Return the protocol that travels with the package."""
    return Protocol.read(HERE / "protocol.toml")
