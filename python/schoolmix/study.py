"""A simulation that is written in a TOML file: a world, scenarios, what is asked."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolmix.base_year import check_count
from schoolmix.choice import Choice
from schoolmix.enrolment import Enrolment
from schoolmix.errors import FileError, InputError, InputTypeError, SchoolmixError
from schoolmix.located import line_of, located
from schoolmix.measures import Measure
from schoolmix.scenario import Scenario
from schoolmix.simulate import MOST_REPLICATES, MOST_YEARS, simulate
from schoolmix.simulation import Simulation
from schoolmix.terms import closest
from schoolmix.world import World

PLAIN = ("group", "focal", "year", "years", "replicates", "update", "share", "moving", "feedback")
"""Keys that are options of :func:`simulate` as they are."""
KEYS = ("world", "scenarios", "choice", "admission", "measures", "seed", *PLAIN)
RECIPE = ("sector", "scale", "seed")
"""What a synthetic world takes beside the country."""


@dataclass(frozen=True)
class Study:
    """
    A simulation that was read from a file.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    world : World
    scenarios : list of Scenario
    options : dict
        Keywords of :func:`simulate`.
    """

    path: Path
    world: World
    scenarios: list[Scenario]
    options: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Study:
        r"""
        Read a file and make its world.

        Parameters
        ----------
        path : pathlib.Path
            TOML: ``world`` (``synthetic``, the country, with ``sector``, ``scale``, ``seed``; or ``saved``, the path
            of a file of :meth:`World.save`, seen from the folder of this one), ``scenarios``
            (:meth:`Scenario.from_dict`), ``choice`` and ``admission`` of the baseline, ``measures`` (texts, or tables
            with ``name`` and parameters), ``seed``; and options of :func:`simulate` by their names.

        Returns
        -------
        Study

        Raises
        ------
        FileError
            Kinds ``FileNotFound, NotAFile, MalformedToml``; those of :meth:`World.load`.
        InputError, InputTypeError
            Those of a world, choice, admission or scenario, with the file and the key; kinds ``UnknownOption``: a key
            that is not known; ``MissingOption``: no world.

        Examples
        --------
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "study.toml"
        >>> lines = ['world = { synthetic = "netherlands", scale = 0.002 }', 'scenarios = [{ name = "nothing" }]']
        >>> _ = path.write_text("\n".join(lines))
        >>> Study.read(path).scenarios[0].name
        'nothing'
        """
        given = _parsed(path)
        with _in_file(path):
            return cls(path, *_read(path, given))

    def run(self, *, seed: int | None = None, progress: bool = True) -> Simulation:
        """
        Simulate it.

        Parameters
        ----------
        seed : int, optional
            Instead of that of the file; without either one is drawn.
        progress : bool
            Whether to show how far it has come.

        Returns
        -------
        Simulation

        Raises
        ------
        InputError, InputTypeError
            As :func:`simulate`, with the name of the file.
        """
        options = self.options if seed is None else {**self.options, "rng": seed}
        with _in_file(self.path):
            return simulate(self.world, self.scenarios, **options, progress=progress)


def _read(path: Path, given: Mapping[str, Any]) -> tuple[World, list[Scenario], dict[str, Any]]:
    _check_keys(given, KEYS, "")
    if "world" not in given:
        raise InputError(
            "there is no world",
            kind="MissingOption",
            column="world",
            remedy='Write for example world = { synthetic = "netherlands", scale = 0.02 }.',
        )
    made = {key: _made(key, _MAKERS[key], given[key]) for key in _MAKERS if key in given}
    scenarios = _each("scenarios", Scenario.from_dict, given.get("scenarios", []))
    plain = {key: given[key] for key in PLAIN if key in given}
    _check_span(plain)
    return _world(path, given["world"]), scenarios, {**plain, **made, "rng": given.get("seed")}


def _parsed(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise FileError(f"there is no file {path}", kind="FileNotFound", remedy="Check the path.")
    if not path.is_file():
        raise FileError(f"{path} is no file", kind="NotAFile", remedy="Name a TOML file.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise FileError(
            f"{path.name} is no TOML in UTF-8: {error}", kind="MalformedToml", remedy="Mend it there."
        ) from error


def _check_keys(given: Any, known: tuple[str, ...], above: str) -> None:
    if not isinstance(given, Mapping):
        raise InputTypeError(
            f"{above.rstrip('.')}: a table is needed, not {type(given).__name__}",
            kind="WrongType",
            column=above.rstrip("."),
            remedy=f"Write a table with keys such as {', '.join(known[:3])}.",
        )
    wrong = next((key for key in given if key not in known), None)
    if wrong is not None:
        raise InputError(
            f"there is a key that is not known: {above}{wrong}",
            kind="UnknownOption",
            column=f"{above}{wrong}",
            remedy=closest(wrong, known),
        )


@contextmanager
def _in_file(path: Path) -> Iterator[None]:
    """Say in every error the file, and the line where it lies."""
    try:
        yield
    except SchoolmixError as error:
        error.column = "seed" if error.column == "rng" else error.column
        keys = [
            *error.where,
            *(part for part in str(error.column or "").split(".") if part and part not in error.where),
        ]
        line = line_of(path.read_text(encoding="utf-8"), keys) if keys and path.is_file() else None
        error.message = f"{path.name}{'' if line is None else f', line {line}'}: {error.message}"
        raise


def _check_span(options: Mapping[str, Any]) -> None:
    """Refuse years and replicates that are none, before a world is made."""
    for key, most in (("years", MOST_YEARS), ("replicates", MOST_REPLICATES)):
        if key in options:
            check_count(key, options[key], 1, most)


def _made(key: str, make: Callable[[Any], Any], given: Any) -> Any:
    if key == "measures" and isinstance(given, list):
        return _each(key, make, given)
    with located(key, key):
        return make(given)


def _each(key: str, make: Callable[[Any], Any], given: Any) -> list[Any]:
    """Return what is made of every one of a list; errors count from 1, as people do."""
    if not isinstance(given, list):
        raise InputTypeError(
            f"{key}: a list is needed, not {type(given).__name__}",
            kind="WrongType",
            column=key,
            remedy=f"Write [[{key}]] above each, or {key} = [...].",
        )
    found = []
    for number, one in enumerate(given):
        with located(f"number {number + 1} of {key}", key, number):
            found.append(make(one))
    return found


def _measure(given: Any) -> Any:
    """Return a measure by its name, or with its parameters."""
    if not isinstance(given, Mapping):
        return given
    parameters = {str(key): value for key, value in given.items() if key != "name"}
    return Measure(given.get("name", ""), **parameters)


def _admission(given: Any) -> Enrolment:
    return Enrolment.from_dict(given) if isinstance(given, Mapping) else Enrolment.of(given)


_MAKERS: dict[str, Callable[[Any], Any]] = {
    "choice": Choice.from_dict,
    "admission": _admission,
    "measures": _measure,
}


def _world(path: Path, given: Any) -> World:
    _check_keys(given, ("synthetic", "saved", *RECIPE), "world.")
    sources = [key for key in ("synthetic", "saved") if key in given]
    mixed = sources == ["saved"] and len(given) > 1
    if len(sources) != 1 or mixed or not isinstance(given[sources[0]], str):
        raise InputError(
            "world: it is either invented or loaded from a file",
            kind="BadOption",
            column="world",
            remedy='Write synthetic = "netherlands" (and perhaps sector, scale, seed), or saved = "path" and no more.',
        )
    with located("world", "world"):
        if sources == ["saved"]:
            return World.load(path.parent / given["saved"])
        return World.synthetic(given["synthetic"], **{key: given[key] for key in RECIPE if key in given})
