"""How a household decides, and which schools it knows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from schoolmix.choice.numbers import ABOVE, COUNT, SCALE, SHARE, SIGNED, WEIGHT, sequence_of
from schoolmix.choice.values import VALUES, Values
from schoolmix.errors import InputError
from schoolmix.terms import Kind, Parameters, Term, one_of


def _names(value: Any) -> tuple[str, ...] | None:
    value = value.tolist() if isinstance(value, np.ndarray) else value
    listed = [value] if isinstance(value, str) else value
    is_list = isinstance(listed, Sequence) and bool(listed) and all(isinstance(one, str) and one for one in listed)
    return tuple(listed) if is_list and len(set(listed)) == len(listed) else None


CRITERIA = Kind("a list of names of parts, each once", _names)
AMOUNTS, NUMBERS = sequence_of(WEIGHT), sequence_of(SIGNED)


class Rule(Term):
    """
    How a household decides among the schools that it knows, with the parameters (*keuzeregel*).

    Every number is one for all groups, or a mapping from groups to numbers.

    Parameters
    ----------
    name : str
        ``"logit"``: a school with a chance in proportion to exp(scale x utility). ``"best"``: the school of the highest
        utility, as ``"logit"`` with ``scale=inf``. ``"threshold"``: visits schools in an order and takes the first that
        is good enough, the nearest if none is; it asks no parts. ``"lexicographic"``: keeps the schools that are within
        a tolerance of the best in the first criterion, of these those in the second, and so on. ``"elimination"``:
        draws a criterion with a chance in proportion to its weight, drops the schools below its cut-off unless all are,
        and so on.
    **parameters
        ``scale`` of ``"logit"``: 0 (any school alike) or more, ``inf`` allowed, 1 if left out.
        ``"threshold"``: ``share``, that of the own group at the school at least (0 to 1; an empty school has 0);
        ``max_km``; ``min_quality`` with ``quality``, values by site as :class:`Part` takes them; ``order`` of the
        visits, ``"distance"`` (default) or ``"random"``.
        ``"lexicographic"``: ``criteria``: names (labels) of parts, the first first; ``tolerances``: one for each, 0 if
        left out. ``"elimination"``: ``criteria``; ``cuts``: one for each; ``weights``: one for each, equal if left out.
        Tolerances and cut-offs are in the unit of the part, before its weight.
        None leaves a parameter out.

    Raises
    ------
    InputError, ColumnError, InputTypeError
        As :class:`Part`.

    References
    ----------
    McFadden (1974) for the logit; Simon (1955) and Dignum, Flache, Boterman & Lees (2025), JASSS 28(4) 8, for
    thresholds; Tversky (1972), Psychological Review 79, 281, for elimination by aspects.

    Examples
    --------
    >>> Rule("logit", scale={"low": 4, "high": 6})
    logit(scale={'low': 4.0, 'high': 6.0})
    >>> Rule("lexicographic", criteria=["distance", "composition"], tolerances=[0.5, 0])
    lexicographic(criteria=('distance', 'composition'), tolerances=(0.5, 0.0))
    """

    __slots__ = ()

    WHAT = "rule"
    EXAMPLE = 'Rule("logit", scale=2)'
    FIELD = "{name}.{key}"
    KNOWN: ClassVar[Parameters] = {
        "logit": {"scale": SCALE},
        "best": {},
        "threshold": {
            "share": SHARE,
            "max_km": ABOVE,
            "min_quality": SIGNED,
            "quality": VALUES,
            "order": one_of("distance", "random"),
        },
        "lexicographic": {"criteria": CRITERIA, "tolerances": AMOUNTS},
        "elimination": {"criteria": CRITERIA, "weights": AMOUNTS, "cuts": NUMBERS},
    }
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "threshold": ("share",),
        "lexicographic": ("criteria",),
        "elimination": ("criteria", "cuts"),
    }
    DEFAULTS: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "logit": {"scale": 1.0},
        "best": {},
        "threshold": {"max_km": math.inf, "min_quality": -math.inf, "order": "distance"},
        "lexicographic": {"tolerances": 0.0},
        "elimination": {"weights": 1.0},
    }

    def __init__(self, name: str, **parameters: Any) -> None:
        if name == "threshold" and parameters.get("quality") is not None:
            parameters["quality"] = Values.of(parameters["quality"], ["site"], "threshold.quality")
        super().__init__(name, **parameters)
        if ("quality" in self.parameters) != ("min_quality" in self.parameters):
            missing = "min_quality" if "quality" in self.parameters else "quality"
            raise InputError(
                "quality and min_quality go together",
                kind="MissingOption",
                column=f"threshold.{missing}",
                remedy=f"Give {self.KNOWN['threshold'][missing].allowed}.",
            )
        for key in ("tolerances", "weights", "cuts"):
            self._check_length(key)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The parts that it asks one after the other, by their labels; none for rules that add parts up."""
        return tuple(self.parameters.get("criteria", ()))

    def value(self, key: str) -> Any:
        """Return a parameter, or its default; of a list one for each criterion."""
        default = self.DEFAULTS[self.name].get(key)
        is_list = key in ("tolerances", "weights")
        return self.parameters.get(key, (default,) * len(self.criteria) if is_list else default)

    def _check_length(self, key: str) -> None:
        if key in self.parameters and len(self.parameters[key]) != len(self.criteria):
            raise InputError(
                f"{len(self.criteria)} criteria have {len(self.parameters[key])} {key}",
                kind="BadOption",
                column=f"{self.name}.{key}",
                remedy="Give each criterion one.",
            )


class Known(Term):
    """
    Which schools a household considers at all (*keuzeset*), of those nearest to its home.

    Every number is one for all groups, or a mapping from groups to numbers.

    Parameters
    ----------
    name : str
        ``"nearest"``: the so many nearest. ``"radius"``: those within a radius, and the nearest in any case.
        ``"chance"``: each with a chance, and the nearest in any case.
    **parameters
        ``count``: among how many of the nearest schools, 20 if left out. ``km`` of ``"radius"``: above 0. ``share`` of
        ``"chance"``: 0 to 1. None leaves a parameter out.

    Raises
    ------
    InputError, InputTypeError
        As :class:`Part`.

    References
    ----------
    Ukanwa, Jones & Turner (2022), PNAS 119(35), for what availability of choices does to segregation.

    Examples
    --------
    >>> Known("chance", share={"low": 0.5, "high": 0.8})
    chance(share={'low': 0.5, 'high': 0.8})
    """

    __slots__ = ()

    WHAT = "known"
    EXAMPLE = 'Known("nearest", count=10)'
    FIELD = "{name}.{key}"
    KNOWN: ClassVar[Parameters] = {
        "nearest": {"count": COUNT},
        "radius": {"km": ABOVE, "count": COUNT},
        "chance": {"share": SHARE, "count": COUNT},
    }
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {"radius": ("km",), "chance": ("share",)}
    DEFAULTS: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        name: {"count": 20.0} for name in ("nearest", "radius", "chance")
    }

    def __init__(self, name: str, **parameters: Any) -> None:
        super().__init__(name, **parameters)

    def value(self, key: str) -> Any:
        """Return a parameter, or its default."""
        return self.parameters.get(key, self.DEFAULTS[self.name].get(key))
