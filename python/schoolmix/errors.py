"""Typed errors: what is wrong, where, how often, and what to do about it."""

from __future__ import annotations

from typing import Any


class SchoolmixError(Exception):
    """Base of every error that schoolmix raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong and where; never a pupil's id.
    kind : str
        Stable machine-readable name, such as ``"NegativeCount"``.
    column : str or None
        The column or argument concerned.
    row : int or None
        Position of the first offending row, counted from 0.
    count : int or None
        How many rows or values offend.
    remedy : str
        What the caller can do.

    Attributes
    ----------
    where : tuple of str or int
        Where it lies in a description, such as that of a scenario: keys, and places in lists from 0.

    Examples
    --------
    >>> error = InputError("pupils is negative", kind="NegativeCount", column="pupils", row=2, count=1)
    >>> error.kind, error.row
    ('NegativeCount', 2)
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str = "Unknown",
        column: str | None = None,
        row: int | None = None,
        count: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.column = column
        self.row = row
        self.count = count
        self.remedy = remedy
        self.where: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.message} [{self.kind}] {self.remedy}".rstrip()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with every field, so that errors cross process borders whole."""
        fields = {name: getattr(self, name) for name in ("kind", "column", "row", "count", "remedy")}
        return _rebuild, (type(self), self.message, fields)


class InputError(SchoolmixError, ValueError):
    """A value, option or table that cannot be used as it is."""


class ColumnError(InputError, KeyError):
    """A column that is missing, named twice or used twice."""

    __str__ = SchoolmixError.__str__


class AreaTraitError(InputError):
    """A question about pupils asked of a trait that only the home area has."""


class InputTypeError(InputError, TypeError):
    """A value of a type that has no meaning here."""


class FileError(SchoolmixError, OSError):
    """A file that is absent, damaged or not of a known layout."""

    __str__ = SchoolmixError.__str__


class LimitError(SchoolmixError, MemoryError):
    """More work or memory than the limits allow."""


class PrivacyError(SchoolmixError):
    """A release that would tell something about a pupil."""


class ConvergenceError(SchoolmixError, ArithmeticError):
    """An iteration that did not reach its tolerance."""


class MissingExtraError(SchoolmixError, ImportError):
    """A library that an extra brings is not installed."""


class InternalError(SchoolmixError, RuntimeError):
    """A defect in schoolmix itself; please report it."""


def _rebuild(kind_of_error: type[SchoolmixError], message: str, fields: dict[str, Any]) -> SchoolmixError:
    return kind_of_error(message, **fields)
