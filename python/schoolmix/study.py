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
    file : str
        Name of the file, for errors.
    world : World
    scenarios : list of Scenario
    options : dict
        Keywords of :func:`simulate`.
    """

    file: str
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
        _check_keys(path.name, given, KEYS, "")
        if "world" not in given:
            raise InputError(
                f"{path.name} has no world",
                kind="MissingOption",
                column="world",
                remedy='Write for example world = { synthetic = "netherlands", scale = 0.02 }.',
            )
        made = {key: _made(path.name, key, _MAKERS[key], given[key]) for key in _MAKERS if key in given}
        scenarios = _each(path.name, "scenarios", Scenario.from_dict, given.get("scenarios", []))
        plain = {key: given[key] for key in PLAIN if key in given}
        with _located(path.name):
            _check_span(plain)
        world = _world(path, given["world"])
        return cls(path.name, world, scenarios, {**plain, **made, "rng": given.get("seed")})

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
        with _located(self.file):
            return simulate(self.world, self.scenarios, **options, progress=progress)


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


def _check_keys(file: str, given: Any, known: tuple[str, ...], above: str) -> None:
    if not isinstance(given, Mapping):
        raise InputTypeError(
            f"{file}, {above.rstrip('.')}: a table is needed, not {type(given).__name__}",
            kind="WrongType",
            column=above.rstrip("."),
            remedy=f"Write a table with keys such as {', '.join(known[:3])}.",
        )
    wrong = next((key for key in given if key not in known), None)
    if wrong is not None:
        raise InputError(
            f"{file} has a key that is not known: {above}{wrong}",
            kind="UnknownOption",
            column=f"{above}{wrong}",
            remedy=closest(wrong, known),
        )


@contextmanager
def _located(where: str) -> Iterator[None]:
    """Say in every error where it comes from."""
    try:
        yield
    except SchoolmixError as error:
        error.message = f"{where}: {error.message}"
        error.column = "seed" if error.column == "rng" else error.column
        raise


def _check_span(options: Mapping[str, Any]) -> None:
    """Refuse years and replicates that are none, before a world is made."""
    for key, most in (("years", MOST_YEARS), ("replicates", MOST_REPLICATES)):
        if key in options:
            check_count(key, options[key], 1, most)


def _made(file: str, key: str, make: Callable[[Any], Any], given: Any) -> Any:
    if key == "measures" and isinstance(given, list):
        return _each(file, key, make, given)
    with _located(f"{file}, {key}"):
        return make(given)


def _each(file: str, key: str, make: Callable[[Any], Any], given: Any) -> list[Any]:
    """Return what is made of every one of a list; errors count from 1, as people do."""
    if not isinstance(given, list):
        raise InputTypeError(
            f"{file}, {key}: a list is needed, not {type(given).__name__}",
            kind="WrongType",
            column=key,
            remedy=f"Write [[{key}]] above each, or {key} = [...].",
        )
    found = []
    for number, one in enumerate(given, 1):
        with _located(f"{file}, number {number} of {key}"):
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
    _check_keys(path.name, given, ("synthetic", "saved", *RECIPE), "world.")
    sources = [key for key in ("synthetic", "saved") if key in given]
    mixed = sources == ["saved"] and len(given) > 1
    if len(sources) != 1 or mixed or not isinstance(given[sources[0]], str):
        raise InputError(
            f"{path.name}, world: it is either invented or loaded from a file",
            kind="BadOption",
            column="world",
            remedy='Write synthetic = "netherlands" (and perhaps sector, scale, seed), or saved = "path" and no more.',
        )
    with _located(f"{path.name}, world"):
        if sources == ["saved"]:
            return World.load(path.parent / given["saved"])
        return World.synthetic(given["synthetic"], **{key: given[key] for key in RECIPE if key in given})
