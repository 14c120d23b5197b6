"""A choice as plain data, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from schoolmix.choice.values import Values
from schoolmix.errors import InputError, InputTypeError
from schoolmix.terms import Fixed, Term, closest

AnyTerm = TypeVar("AnyTerm", bound=Term)


def plain(term: Term) -> dict[str, Any]:
    """Return a term as its name and parameters."""
    return {"name": term.name, **{key: plain_value(value) for key, value in term.parameters.items()}}


def plain_value(value: Any) -> Any:
    """Return the value of a parameter as plain data."""
    if isinstance(value, Values):
        return value.plain()
    if isinstance(value, tuple):
        return [plain_value(one) for one in value]
    if isinstance(value, Fixed):
        pairs = [(label, plain_value(one)) for label, one in value.items()]
        texts = all(isinstance(label, str) for label, _ in pairs)
        return dict(pairs) if texts else [list(pair) for pair in pairs]
    return value


def terms(kind: type[AnyTerm], given: Any, option: str) -> list[AnyTerm]:
    """Return a list of plain terms."""
    if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
        raise _wrong_type(option, "a list", given)
    return [term(kind, one, option) for one in given]


def term(kind: type[AnyTerm], given: Any, option: str) -> AnyTerm:
    """Return a plain term: a text, or a mapping with its name and parameters."""
    if not isinstance(given, Mapping):
        return kind.of(given)
    if not isinstance(given.get("name"), str):
        raise InputError(
            f"one of {option} has no name",
            kind="MissingOption",
            column=f"{option}.name",
            remedy=f"Allowed: {', '.join(map(repr, kind.KNOWN))}.",
        )
    parameters = {str(key): unpaired(value) for key, value in given.items() if key != "name"}
    return kind(given["name"], **parameters)


def unpaired(value: Any) -> Any:
    """Return lists of pairs as mappings."""
    if isinstance(value, Mapping):
        return {key: unpaired(one) for key, one in value.items()}
    if isinstance(value, list) and value and all(isinstance(one, list) and len(one) == 2 for one in value):
        return {label: unpaired(one) for label, one in value}
    return [unpaired(one) for one in value] if isinstance(value, list) else value


def check_mapping(given: Any, known: Iterable[str], what: str) -> None:
    """Refuse what is no mapping, or one with other keys."""
    if not isinstance(given, Mapping):
        raise _wrong_type(what, "a mapping", given)
    wrong = next((key for key in given if key not in set(known)), None)
    if wrong is not None:
        raise InputError(
            f"a {what} has no '{wrong}'", kind="BadOption", column=str(wrong), remedy=closest(wrong, known)
        )


def _wrong_type(option: str, wanted: str, given: Any) -> InputTypeError:
    return InputTypeError(
        f"{option} is a {type(given).__name__}, not {wanted}",
        kind="WrongType",
        column=option,
        remedy=f"Give {wanted}, as to_dict() gives it.",
    )
