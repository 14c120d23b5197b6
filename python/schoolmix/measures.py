"""A measure with its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from schoolmix.errors import InputError, InputTypeError

Named = tuple[str, str, list[tuple[str, float | str]]]


class Measure:
    """
    One measure with its parameters.

    Parameters
    ----------
    name : str
        Name or symbol, as :func:`schoolmix.catalogue` lists them.
    **parameters : float or str
        Parameters of the measure, such as ``base`` for ``"M"`` or ``kernel`` for ``"spatial_theil"``; the catalogue
        lists them. None leaves one out.

    Examples
    --------
    >>> Measure("M", base=2)
    M(base=2)
    """

    __slots__ = ("name", "parameters")

    name: str
    parameters: dict[str, float | str]

    def __init__(self, name: str, **parameters: float | str | None) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"a measure has a text as name, not {type(name).__name__}",
                kind="WrongType",
                column="name",
                remedy='Give for example Measure("M", base=2).',
            )
        self.name = name
        given = {key: value for key, value in sorted(parameters.items()) if value is not None}
        self.parameters = {key: _plain(key, value) for key, value in given.items()}

    def __repr__(self) -> str:
        inside = ", ".join(f"{key}={_shown(value)}" for key, value in self.parameters.items())
        return f"{self.name}({inside})" if inside else self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measure) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


def listed(measures: str | Measure | Sequence[str | Measure]) -> Sequence[str | Measure]:
    """Return measures as a list, also one alone; what is neither as it is."""
    several = [measures] if isinstance(measures, str | Measure) else measures
    return several.tolist() if isinstance(several, np.ndarray) else several


def named(measures: str | Measure | Sequence[str | Measure]) -> list[Named]:
    """Return measures as the core takes them: name, label of the rows, parameters."""
    several = listed(measures)
    if not isinstance(several, Sequence) or not several:
        raise InputError(
            "no measure is asked for",
            kind="BadOption",
            column="measures",
            remedy="Give a name, a Measure, or a sequence of them.",
        )
    return [_named(measure) for measure in several]


def _named(measure: Any) -> Named:
    if isinstance(measure, str):
        return measure, measure, []
    if not isinstance(measure, Measure):
        raise InputTypeError(
            f"a measure is a text or a Measure, not {type(measure).__name__}",
            kind="WrongType",
            column="measures",
            remedy='Give for example "D" or Measure("M", base=2).',
        )
    return measure.name, repr(measure), list(measure.parameters.items())


def _plain(key: str, value: Any) -> float | str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise InputTypeError(
            f"parameter '{key}' is a number or a text, not {type(value).__name__}",
            kind="WrongType",
            column=key,
            remedy="Give a number, or one of the texts that the catalogue lists.",
        )
    return float(value)


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return repr(value)
    return str(int(value)) if value.is_integer() else repr(value)
