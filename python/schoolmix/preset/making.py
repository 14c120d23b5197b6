"""Settings of a file with the caller's parameters in their places, as mechanism, ties, priorities, lists, reserves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schoolmix import reserves
from schoolmix.errors import InputError
from schoolmix.lists import Lists
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.priority import Priority

Table = Mapping[str, Any]

_KINDS = {name: getattr(reserves, name) for name in ("Reserve", "Quota", "Bounds", "DoubleList", "Slots", "Share")}


def setting(key: str, written: Any, given: Callable[[str], Any]) -> Any:
    """Return a setting; ``given`` returns the value of a parameter."""
    return _MADE[key](_filled(written, given))


def _filled(written: Any, given: Callable[[str], Any]) -> Any:
    """Return what is written with parameters in the places that ask for them: `{ given = "name" }`."""
    if isinstance(written, Mapping):
        if "given" in written:
            value = _filled(given(written["given"]), given)
            more = {key: one for key, one in written.items() if key != "given"}
            return [_with(one, more) for one in _listed(value)] if more else value
        return {key: _filled(one, given) for key, one in written.items()}
    if isinstance(written, list):
        return [one for each in written for one in _spliced(each, given)]
    return written


def _spliced(each: Any, given: Callable[[str], Any]) -> list[Any]:
    is_given = isinstance(each, Mapping) and "given" in each
    return _listed(_filled(each, given)) if is_given else [_filled(each, given)]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _with(tier: Any, more: Table) -> Priority:
    """Return a tier with modifiers that the rules lay on it."""
    made = _priority(tier)
    other = next((key for key in more if made.parameters.get(key, more[key]) != more[key]), None)
    if other is not None:
        raise InputError(
            f"the rules of the place lay {other}={more[other]!r} on this tier, which has {made.parameters[other]!r}",
            kind="BadOption",
            column=other,
            remedy=f"Leave {other} out.",
        )
    return Priority(made.name, **{**made.parameters, **more})


def _priority(written: Any) -> Priority:
    if not isinstance(written, Mapping):
        return Priority.of(written)
    parameters = {key: value for key, value in written.items() if key != "name"}
    if "with_" in parameters:
        parameters["with_"] = _priority(parameters["with_"])
    return Priority(written["name"], **parameters)


def _priorities(written: Any) -> list[Priority]:
    return [_priority(one) for one in _listed(written)]


def _reserves(written: Any) -> list[Any]:
    return [_reserve(one) if isinstance(one, Mapping) else one for one in _listed(written)]


def _reserve(written: Table) -> Any:
    kind = _KINDS[written["kind"]]
    return kind(**{key: value for key, value in written.items() if key != "kind" and value is not None})


def _mechanism(written: Any) -> Mechanism:
    if not isinstance(written, Mapping):
        return Mechanism.of(written)
    return Mechanism(written["name"], **{key: value for key, value in written.items() if key != "name"})


def _ties(written: Any) -> Ties | None:
    return None if written in (None, "strict") else Ties.of(written)


def _lists(written: Any) -> Lists | None:
    if isinstance(written, Mapping):
        return Lists(**written)
    if written is None or isinstance(written, Lists):
        return written
    raise InputError(
        f"rules for lists are not a {type(written).__name__}",
        kind="BadOption",
        column="lists",
        remedy="Give for example Lists(most=6).",
    )


_MADE: dict[str, Callable[[Any], Any]] = {
    "mechanism": _mechanism,
    "ties": _ties,
    "priorities": _priorities,
    "reserves": _reserves,
    "lists": _lists,
}

KEYS = tuple(_MADE)
"""Settings that a preset may have, named as the options of `schoolmix.admit`."""
