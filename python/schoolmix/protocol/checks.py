"""What a protocol must say: each setting, its type and its range."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schoolmix.errors import FileError, InputError

Settings = dict[str, Any]

FLOOR = {"units": "units", "pupils": "pupils", "expected": "expected_D"}


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_shares(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_number(each) and 0 < each < 1 for each in value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "protocol.edition": (lambda value: isinstance(value, str), "a text"),
    "protocol.base": (lambda value: _is_whole(value, 1900), "a calendar year"),
    "protocol.level": (lambda value: _is_number(value) and 0 < value < 1, "a number between 0 and 1"),
    "protocol.correct": (lambda value: value == "carrington_troske", '"carrington_troske"'),
    "words.rows": (_are_texts, "a list of texts"),
    "words.points": (lambda value: _is_whole(value, 3), "a whole number of 3 or more: two points are no line"),
    "floor.units": (lambda value: _is_whole(value, 0), "a whole number"),
    "floor.pupils": (lambda value: _is_whole(value, 0), "a whole number"),
    "floor.expected_D": (lambda value: _is_number(value) and 0 <= value <= 1, "a number from 0 to 1"),
    "cuts.area": (_are_shares, "a list of numbers between 0 and 1"),
    "cuts.concentration": (_are_shares, "a list of numbers between 0 and 1"),
    "process.design_effect": (lambda value: _is_number(value) and value >= 1, "a number of 1 or more"),
    "process.replicates": (lambda value: _is_whole(value, 2), "a whole number of 2 or more"),
    "process.seed": (lambda value: _is_whole(value, 0), "a whole number"),
}
_OPEN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "population.": (_are_texts, "a list of texts"),
    "margin.": (lambda value: _is_number(value) and 0 < value < 1, "a number between 0 and 1"),
    "process.cohorts.": (lambda value: _is_whole(value, 1), "a whole number of 1 or more"),
}
"""Settings whose last name is free: a sector, a measure."""


def checked(text: str) -> Settings:
    """Return all settings of a protocol by their names, or refuse what is missing, unknown or out of range."""
    try:
        found = flat(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = f"the protocol is no TOML: {error}"
        raise FileError(message, kind="MalformedToml", column="text", remedy="Mend that line.") from error
    if missing := [name for name in _RULES if name not in found]:
        message = f"the protocol lacks {missing[0]}"
        remedy = "Start from the protocol of the package: it has all settings."
        raise InputError(message, kind="MissingSetting", column=missing[0], count=len(missing), remedy=remedy)
    for name, value in found.items():
        holds, allowed = _rule(name)
        if not holds(value):
            raise InputError(f"{name} is {value!r}", kind="BadOption", column=name, remedy=f"Give {allowed}.")
    return found


def flat(table: Mapping[str, Any], above: str = "") -> Settings:
    """Return nested tables as one, by dotted names.

    Examples
    --------
    >>> flat({"margin": {"D": 0.02}})
    {'margin.D': 0.02}
    """
    found: Settings = {}
    for name, value in table.items():
        found |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return found


def under(found: Settings, table: str) -> Settings:
    """Return the settings of one table, by their last names."""
    return {name.removeprefix(f"{table}."): value for name, value in found.items() if name.startswith(f"{table}.")}


def only(names: Iterable[str], known: Mapping[str, Any]) -> None:
    """Refuse settings that are not known."""
    if unknown := [name for name in names if name not in known]:
        raise _unknown(unknown[0], known)


def _rule(name: str) -> tuple[Callable[[Any], bool], str]:
    if name in _RULES:
        return _RULES[name]
    for start, rule in _OPEN.items():
        if name.startswith(start):
            return rule
    raise _unknown(name, [*_RULES, *(f"{start}..." for start in _OPEN)])


def _unknown(name: str, known: Iterable[str]) -> InputError:
    message = f"the protocol has no setting {name!r}"
    return InputError(message, kind="UnknownOption", column=name, remedy=f"Known: {', '.join(sorted(known))}.")
