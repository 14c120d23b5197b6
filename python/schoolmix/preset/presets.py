"""A preset: what is known of the admission rules of a place, with its source, and what is not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from schoolmix.errors import InputError, InputTypeError
from schoolmix.preset.making import KEYS, setting
from schoolmix.terms import Fixed, closest

_HERE = Path(__file__).parent


class Preset(Mapping[str, Any]):
    """
    The admission rules (*aanmeldbeleid*) of a place in a year, as options of :func:`schoolmix.admit`.

    What no source tells is a parameter. It has a default only where that is a stated assumption; one without a default
    must be given before the rules can be used. ``unknown`` lists them with the reason.

    Parameters
    ----------
    name : str
        ``"nijmegen_po", "amsterdam_po_2015", "amsterdam_vo_2015", "amsterdam_vo_2022", "amsterdam_vo_2024",
        "utrecht_po_2021", "denhaag_vo", "rotterdam_vo_2017", "apeldoorn_po", "kortrijk"``.
    **parameters
        What the sources do not tell, as ``unknown`` lists it. None is as if it were not given, so an assumed
        value holds; ``[]`` is none, such as ``mix=[]``.

    Raises
    ------
    InputError
        Kinds ``BadOption``: a preset or parameter that is not known; ``MissingOption``, when the rules are used: a
        parameter must be given.

    Examples
    --------
    >>> rules = Preset("amsterdam_vo_2024")
    >>> sorted(rules)
    ['lists', 'mechanism', 'priorities', 'ties']
    >>> rules["mechanism"], rules["ties"]
    (deferred_acceptance, single)
    >>> Preset("amsterdam_po_2015")
    Preset('amsterdam_po_2015'), to be given: mechanism, ties, tiers_before, tiers_after
    """

    __slots__ = ("_file", "name", "parameters")

    name: str
    parameters: Mapping[str, Any]
    _file: dict[str, Any]

    def __init__(self, name: str, **parameters: Any) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"a preset has a text as name, not {type(name).__name__}",
                kind="WrongType",
                column="name",
                remedy=f"Allowed: {', '.join(names())}.",
            )
        if name not in names():
            raise InputError(
                f"there is no preset '{name}'",
                kind="BadOption",
                column="name",
                remedy=f"{closest(name, names())} There are {', '.join(names())}.",
            )
        file = _read(name)
        given = {key: value for key, value in sorted(parameters.items()) if value is not None}
        wrong = next((key for key in given if key not in file["unknown"]), None)
        if wrong is not None:
            raise InputError(
                f"preset '{name}' has no parameter '{wrong}'",
                kind="BadOption",
                column=wrong,
                remedy=f"{closest(wrong, file['unknown'])} What is known of the rules is no parameter; to change it, "
                "make a dict of the preset and replace the option.",
            )
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "parameters", Fixed(given))
        object.__setattr__(self, "_file", file)

    @property
    def title(self) -> str:
        """What it is, in English."""
        return str(self._file["title_en"])

    @property
    def title_nl(self) -> str:
        """What it is, in Dutch."""
        return str(self._file["title_nl"])

    @property
    def source(self) -> str:
        """Where the rules come from, with the date."""
        return str(self._file["source"])

    @property
    def columns(self) -> dict[str, str]:
        """Columns that the rules ask for beside keys, ranks and places, as ``frame.column``, with what they hold."""
        return dict(self._file.get("columns", {}))

    @property
    def rounds(self) -> tuple[str, ...]:
        """The rounds of registration (*aanmeldrondes*) in order; empty if there is one or none is told."""
        return tuple(self._file.get("rounds", ()))

    @property
    def left_out(self) -> tuple[str, ...]:
        """Rules of the place that stand outside the preset."""
        return tuple(self._file.get("left_out", ()))

    @property
    def unknown(self) -> pd.DataFrame:
        """What no source tells: ``parameter, why, must_be_given, assumed`` (null: nothing), a row each."""
        rows = [
            (key, one["why"], _is_needed(one) and key not in self.parameters, one.get("default"))
            for key, one in self._file["unknown"].items()
        ]
        frame = pd.DataFrame(rows, columns=["parameter", "why", "must_be_given", "assumed"], dtype=object)
        return frame.astype({"must_be_given": bool})

    @property
    def published(self) -> pd.DataFrame:
        """Published results to compare with: ``when, what, value, unit, note``, a row each."""
        return pd.DataFrame(
            self._file.get("published", []), columns=["when", "what", "value", "unit", "note"], dtype=object
        )

    def __getitem__(self, key: str) -> Any:
        """Return a setting; a parameter that must be given and is not is an error."""
        if key not in KEYS or key not in self._file:
            raise KeyError(key)
        return setting(key, self._file[key], self._given)

    def _given(self, parameter: str) -> Any:
        if parameter in self.parameters:
            return self.parameters[parameter]
        one = self._file["unknown"][parameter]
        if _is_needed(one):
            raise InputError(
                f"preset '{self.name}' needs parameter '{parameter}': {one['why']}",
                kind="MissingOption",
                column=parameter,
                remedy=f"Give {parameter}=; {one['such_as']}.",
            )
        return one.get("default")

    def __contains__(self, key: object) -> bool:
        return key in KEYS and key in self._file

    def __iter__(self) -> Iterator[str]:
        return (key for key in KEYS if key in self._file)

    def __len__(self) -> int:
        return sum(key in self._file for key in KEYS)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a preset does not change once it is made."""
        raise AttributeError(f"a Preset does not change: make another one with another {name}")

    def __repr__(self) -> str:
        inside = "".join(f", {key}={_shown(value)}" for key, value in self.parameters.items())
        wanting = [key for key, one in self._file["unknown"].items() if _is_needed(one) and key not in self.parameters]
        return f"Preset('{self.name}'{inside})" + (f", to be given: {', '.join(wanting)}" if wanting else "")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Preset) or self.name != other.name:
            return False
        mine, theirs = self.parameters, other.parameters
        return mine.keys() == theirs.keys() and all(_same(value, theirs[key]) for key, value in mine.items())

    def __hash__(self) -> int:
        return hash((self.name, *self.parameters))

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.name, dict(self.parameters))


def names() -> list[str]:
    """Return the presets that there are.

    Examples
    --------
    >>> names()[:2]
    ['amsterdam_po_2015', 'amsterdam_vo_2015']
    """
    return sorted(path.stem for path in _HERE.glob("*.toml"))


def _made(name: str, parameters: dict[str, Any]) -> Preset:
    return Preset(name, **parameters)


def _is_needed(one: Mapping[str, Any]) -> bool:
    return "default" not in one and not one.get("optional", False)


def _same(one: Any, other: Any) -> bool:
    return bool(one.equals(other)) if hasattr(one, "equals") else bool(one == other)


def _shown(value: Any) -> str:
    return f"<{type(value).__name__}>" if hasattr(value, "columns") else repr(value)


@cache
def _read(name: str) -> dict[str, Any]:
    file = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return {"unknown": {}, **file}
