"""What is called the neighbourhood of a school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from schoolmix import door, frames
from schoolmix.errors import InputError, InputTypeError

# What the core takes: columns, a frame with the columns of schools and of areas, or a name with its parameters.
Given = list[str] | tuple[pa.Table, list[str], list[str]] | tuple[str, list[tuple[str, float]]]


class Neighbourhood:
    """
    One kind of neighbourhood (*buurt rond een school*) by distance, with its parameter.

    Distances are straight lines between the places that ``roll.located(...)`` gave to schools and home areas.

    Parameters
    ----------
    name : {"nearest", "within", "decay"}
        The so many nearest home areas, all within a radius, or all with a weight that falls with distance.
    **parameters : float
        ``areas`` for ``"nearest"``: how many, of those equally far the first in order. ``radius`` for ``"within"``:
        kilometres. ``beta`` for ``"decay"``: an area at d kilometres weighs exp(-beta d).

    Examples
    --------
    >>> Neighbourhood("nearest", areas=3)
    nearest(areas=3)
    """

    __slots__ = ("name", "parameters")

    name: str
    parameters: dict[str, float]

    def __init__(self, name: str, **parameters: float) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"a neighbourhood has a text as name, not {type(name).__name__}",
                kind="WrongType",
                column="name",
                remedy='Give for example Neighbourhood("nearest", areas=3).',
            )
        wrong = next((key for key, value in parameters.items() if not door.finite(value)), None)
        if wrong is not None:
            raise InputTypeError(
                f"parameter '{wrong}' of a neighbourhood is a finite number",
                kind="WrongType",
                column=wrong,
                remedy='Give for example Neighbourhood("within", radius=1.5).',
            )
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "parameters", {key: float(value) for key, value in sorted(parameters.items())})

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a neighbourhood does not change once it is made."""
        raise AttributeError(f"a Neighbourhood does not change: make another one with another {name}")

    def __repr__(self) -> str:
        inside = (f"{key}={value:.15g}" for key, value in self.parameters.items())
        return f"{self.name}({', '.join(inside)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Neighbourhood):
            return False
        return (self.name, self.parameters) == (other.name, other.parameters)

    def __hash__(self) -> int:
        return hash(repr(self))


def matched(match: Any, schools: Sequence[str], areas: Sequence[str]) -> Given:
    """Return what is called a neighbourhood as the core takes it; schools and areas are the units of both rolls."""
    if isinstance(match, Neighbourhood):
        return match.name, list(match.parameters.items())
    if isinstance(match, str) or (isinstance(match, Sequence) and all(isinstance(name, str) for name in match)):
        return door.some(match, "match")
    if match is None or isinstance(match, Sequence):
        raise InputError(
            "match does not say which home areas are the neighbourhood of a school",
            kind="BadOption",
            column="match",
            remedy='Give columns that both rolls know, a frame with the units of both, or Neighbourhood("nearest", '
            "areas=3).",
        )
    if list(schools) == list(areas):
        raise InputError(
            f"schools and home areas are both called {', '.join(schools)}, so that a frame cannot tell them apart",
            kind="BadOption",
            column="match",
            remedy="Make the reference with another name for its unit, or match by columns.",
        )
    table = frames.take(frames.collected(match), list(dict.fromkeys([*schools, *areas])))
    return table, list(schools), list(areas)
