"""Where in a description an error lies: its parts by name, and its line in a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from schoolmix.errors import SchoolmixError

Path = tuple[str | int, ...]
TOKEN = re.compile("\"(?:\\\\.|[^\"\\\\])*\"|'[^']*'|#[^\\n]*|[][{},]")
"""What tells the elements of arrays apart: strings and comments as a whole, brackets and commas."""


@contextmanager
def located(where: str, *path: str | int) -> Iterator[None]:
    """
    Say in every error where it comes from.

    Parameters
    ----------
    where : str
        What the message begins with.
    *path : str or int
        Where it lies in the description: keys, and places in lists from 0.

    Examples
    --------
    >>> from schoolmix.errors import InputError
    >>> try:
    ...     with located("scenario 'near'", "scenarios", 0):
    ...         raise InputError("share is 2", kind="BadOption", column="share")
    ... except InputError as error:
    ...     print(error.message, error.where)
    scenario 'near': share is 2 ('scenarios', 0)
    """
    try:
        yield
    except SchoolmixError as error:
        error.message = f"{where}: {error.message}"
        error.where = (*path, *error.where)
        raise


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    r"""
    Return the line, from 1, of a TOML text in which a value is given, or the innermost value around it that is.

    Parameters
    ----------
    text : str
        TOML.
    path : sequence of str or int
        Keys, and places in lists from 0.

    Returns
    -------
    int or None
        None where not even the first key is there.

    Examples
    --------
    >>> line_of('[[scenarios]]\nname = "near"\nyears = 2\n', ["scenarios", 0, "years"])
    3
    """
    given = tomllib.loads(text)
    while path and not _has(given, path):
        path = path[:-1]
    lines = text.splitlines(keepends=True)
    start, before = 0, dict[str, Any]()
    for end in range(1, len(lines) + 1):
        try:
            so_far = tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        if path and _has(so_far, path):
            known = next(count for count in range(len(path), -1, -1) if _has(before, path[:count]))
            statement = "".join(lines[start:end])
            return start + 1 + statement[: _place(statement, path[known:])].count("\n")
        start, before = end, so_far
    return None


def _place(statement: str, path: Sequence[str | int]) -> int:
    """Return where a value begins in a statement that may run over lines: keys by name, elements by their commas."""
    place = 0
    for key in path:
        if isinstance(key, str):
            found = re.compile(rf'(?<![\w.-])"?{re.escape(key)}"?\s*=').search(statement, place)
            place = found.start() if found else place
        else:
            place = _element(statement, place, key)
    return place


def _element(statement: str, place: int, number: int) -> int:
    """Return where an element of the next array begins."""
    depth = count = 0
    for token in TOKEN.finditer(statement, place):
        mark = token.group()
        depth += (mark in "[{") - (mark in "]}")
        count += mark == "," and depth == 1
        if depth == 1 and count == number and mark in "[,":
            rest = re.compile(r"\s*(?:#[^\n]*\n\s*)*").match(statement, token.end())
            return rest.end() if rest else token.end()
    return place


def _has(given: Any, path: Sequence[str | int]) -> bool:
    for key in path:
        if isinstance(key, int):
            if not isinstance(given, list) or key >= len(given):
                return False
        elif not isinstance(given, Mapping) or key not in given:
            return False
        given = given[key]
    return True
