"""JSON, strictly: a key once in an object, plain numbers only, and not nested without end."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from schoolmix.errors import FileError, LimitError

_STRING = r'"(?:[^"\\]|\\.)*"'
_REMEDY = "Repair the file, or get it from its publisher again."


class _Twice(Exception):  # noqa: N818 - never leaves this file
    """A key that an object holds twice."""


class _Constant(Exception):  # noqa: N818 - never leaves this file
    """NaN or Infinity, which JSON does not know."""


def parse_document(text: str) -> Any:
    """Parse a JSON document.

    Parameters
    ----------
    text : str
        The decoded file.

    Returns
    -------
    dict or list
        What is in it.
    """
    closed = _Closed()
    try:
        return json.loads(text, object_pairs_hook=closed.close, parse_constant=_refuse)
    except RecursionError as error:
        message = "the JSON is nested deeper than any published file"
        raise LimitError(message, kind="SizeLimit", remedy="Check the file.") from error
    except _Twice as error:
        place = _line(text, _end_of_object(text, closed.count))
        raise _malformed(
            f"the object that ends in line {place} holds key {error.args[0][:60]!r} twice", place
        ) from None
    except _Constant as error:
        place = _line(text, _outside_strings(text, str(error.args[0])))
        raise _malformed(f"line {place}: {error.args[0]} is no JSON number", place) from None
    except json.JSONDecodeError as error:
        raise _broken(text, error) from error
    except ValueError as error:  # a number of thousands of digits
        raise _malformed(f"the JSON cannot be read: {error}", 1) from error


class _Closed:
    """Counts the objects as they close, so that one can be found again."""

    def __init__(self) -> None:
        self.count = 0

    def close(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.count += 1
        made = dict(pairs)
        if len(made) < len(pairs):
            raise _Twice(Counter(key for key, _ in pairs).most_common(1)[0][0])
        return made


def _refuse(constant: str) -> Any:
    raise _Constant(constant)


def _end_of_object(text: str, number: int) -> int:
    """Find where the object with this number closes; strings may hold braces too."""
    ends = (match.start() for match in re.finditer(rf"{_STRING}|}}", text) if match.group() == "}")
    return next(position for count, position in enumerate(ends, 1) if count == number)


def _outside_strings(text: str, constant: str) -> int:
    found = re.finditer(rf"{_STRING}|{constant}", text)
    return next(match.start() for match in found if match.group() == constant)


def _broken(text: str, error: json.JSONDecodeError) -> FileError:
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        message = f"the JSON breaks off in line {text.rstrip().count(chr(10)) + 1}"
        return FileError(message, kind="CorruptFile", count=1, remedy="Get the file from its publisher again.")
    return _malformed(f"line {error.lineno}, column {error.colno}: {error.msg}", error.lineno)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _malformed(message: str, line: int) -> FileError:
    return FileError(message, kind="MalformedJson", row=line - 1, count=1, remedy=_REMEDY)
