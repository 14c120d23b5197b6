"""Tables of a settings file: which keys there may be, and of what type; a typing error is told apart from an option."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from schoolmix.errors import InputError, InputTypeError

Types = type | tuple[type, ...]
_SAID: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    (int, float): "a number",
    list: "a list",
    dict: "a table",
}


def check(table: Any, where: str, known: Mapping[str, Types], needed: Iterable[str] = ()) -> dict[str, Any]:
    """Return a table whose keys are all known and of their type, and of which none is missing.

    Examples
    --------
    >>> check({"name": "a.csv"}, "file 1", {"name": str, "bytes": int}, ["name"])
    {'name': 'a.csv'}
    """
    _check_type(table, where, where, dict)
    for key, value in table.items():
        if key not in known:
            raise unknown("UnknownOption", key, f"{where}: there is no key {key!r}", known)
        _check_type(value, key, f"{where}: {key}", known[key])
    for key in needed:
        if key not in table:
            message, remedy = f"{where}: {key} is missing", f"Its keys are {', '.join(known)}."
            raise InputError(message, kind="MissingOption", column=key, remedy=remedy)
    return dict(table)


def unknown(kind: str, name: str, message: str, known: Iterable[str]) -> InputError:
    """Return the error for a name that is not known, with those that are like it.

    Examples
    --------
    >>> unknown("UnknownEdition", "po2024", "there is no edition 'po2024'", ["po-2024", "geo"]).remedy
    'Did you mean po-2024?'
    """
    names = list(known)
    close = difflib.get_close_matches(name, names, n=3)
    remedy = f"Did you mean {' or '.join(close)}?" if close else f"There are {', '.join(names)}."
    return InputError(message, kind=kind, column=name, remedy=remedy)


def _check_type(value: Any, column: str, where: str, wanted: Types) -> None:
    if not isinstance(value, wanted) or isinstance(value, bool):
        message = f"{where} is {value!r}, which is not {_SAID[wanted]}"
        raise InputTypeError(message, kind="WrongType", column=column, remedy=f"Give {_SAID[wanted]}.")
