"""What makes a school worth choosing: the parts of a utility."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from schoolmix.choice.numbers import ABOVE, COUNT, NEARER, SHARE, SIGNED, WEIGHT
from schoolmix.choice.values import VALUES, Values
from schoolmix.errors import InputError
from schoolmix.terms import TRUTH, Fixed, Kind, Parameters, Term, one_of


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _weights(value: Any) -> Fixed[Any] | None:
    """Return weights by denomination, or by group and denomination."""
    if not isinstance(value, Mapping) or not value:
        return None
    nested = [isinstance(one, Mapping) for one in value.values()]
    if not any(nested):
        found = SIGNED.plain(value)
        return found if found is not None and all(_text(label) for label in found) else None
    found = {label: _weights(one) for label, one in value.items()}
    flat = all(nested) and all(one is not None and not _nested(one) for one in found.values())
    return Fixed({label: found[label] for label in SIGNED.plain(dict.fromkeys(found, 0.0))}) if flat else None


def _nested(weights: Mapping[Any, Any]) -> bool:
    return any(isinstance(one, Mapping) for one in weights.values())


LABEL = Kind("a text that is not empty", _text)
WEIGHTS = Kind("a mapping from denominations to numbers, or from groups to such mappings", _weights)
BELOW_ZERO = {"linear", "log"}
"""Forms of distance that are below 0 away from home."""
NEEDED_BY_FORM = {"sigmoid": ("half_km",), "nearest": ("count",)}
TAKEN_BY_FORM = {"sigmoid": {"half_km", "slope"}, "nearest": {"count"}}
KEYS = {"school": ["site"], "quality": ["site"], "given": ["home_area", "site"]}
"""What the numbers of a part go by, beside a group."""


class Part(Term):
    """
    One part of what a school is worth to a household, with its parameters.

    Every number is one for all groups, or a mapping from groups to numbers.

    Parameters
    ----------
    name : str
        ``"composition"``: the share of the own group, x, single-peaked: x / optimum up to the optimum, from there down
        in a line to ``at_one`` at a share of 1. ``"distance"``: being near. ``"denomination"`` (*richting*): a number
        for each denomination. ``"school"``: a number for each school, such as its popularity. ``"quality"``: the same,
        of which more is better by construction. ``"sibling"``: 1 at the school of an older brother or sister, else 0.
        ``"given"``: a number for each home area and school, such as an estimated utility. ``"fitted"``: what is fitted
        to where pupils of the world go (distance, denomination and a pull of every school, by group).
    **parameters
        ``weight`` of all: 1 if left out; below 0 only for ``"denomination"``, ``"school"`` and ``"given"``.
        ``"composition"``: ``optimum`` (0 to 1); ``at_one`` (0 to 1, by default 0.6); ``include_self``: whether
        the pupil counts in the share (by default False); ``empty``: the share that an empty school counts as,
        ``"zero"`` (default), ``"average"`` (that of all pupils) or ``"self"`` (1, the pupil alone).
        ``"distance"``: ``form``: ``"linear"`` (default: minus the kilometres), ``"log"`` (minus ln(1 + km)),
        ``"sigmoid"`` (1 / (1 + (km / half_km)^slope), with ``half_km`` and ``slope``, by default 2), ``"min_max"``
        (from 1 at the nearest of the schools that a household knows to 0 at the farthest), ``"nearest"`` (1 at the
        ``count`` nearest, else 0).
        ``"denomination"``: ``weights``: a mapping denomination -> number, or group -> such a mapping; denominations
        left out, and schools without one, have 0.
        ``"school"``, ``"quality"``, ``"given"``: ``values``: a frame ``site, value`` and perhaps ``group``, for
        ``"given"`` with ``home_area``; or a mapping of its columns, or site -> number. Pairs that
        ``"given"`` leaves out have 0. ``label``: what it is called.
        ``others`` of ``"given"``: what pairs that are left out count as, ``"zero"`` (default) or ``"never"``: nobody
        goes there. None leaves a parameter out.

    Raises
    ------
    InputError
        Kinds ``BadOption``: a name, a parameter or a value that is not known, named as ``composition.optimum``;
        ``MissingOption``: a parameter is needed; of ``values`` also ``EmptyInput, MissingKey, NonFinite,
        DuplicateKey``.
    ColumnError, InputTypeError
        A column that is not there; a name that is no text, values that are no numbers.

    References
    ----------
    Dignum, Athieniti, Boterman, Flache & Lees (2022), Computers, Environment and Urban Systems 93, 101772, for the
    forms of composition and distance; the defaults of ``at_one`` (0.6 at the time of the paper), ``include_self`` and
    ``empty`` are those of its published model code.

    Examples
    --------
    >>> Part("composition", optimum={"low": 0.5, "high": 0.6})
    composition(optimum={'low': 0.5, 'high': 0.6})
    >>> Part("distance", form="sigmoid", half_km=2, weight=0.5)
    distance(form='sigmoid', half_km=2.0, weight=0.5)
    """

    __slots__ = ()

    WHAT = "part"
    EXAMPLE = 'Part("composition", optimum=0.5)'
    FIELD = "{name}.{key}"
    KNOWN: ClassVar[Parameters] = {
        "composition": {
            "optimum": SHARE,
            "at_one": SHARE,
            "include_self": TRUTH,
            "empty": one_of("zero", "average", "self"),
            "weight": WEIGHT,
        },
        "distance": {
            "form": one_of("linear", "log", "sigmoid", "min_max", "nearest"),
            "half_km": ABOVE,
            "slope": ABOVE,
            "count": COUNT,
            "weight": NEARER,
        },
        "denomination": {"weights": WEIGHTS, "weight": SIGNED},
        "school": {"values": VALUES, "label": LABEL, "weight": SIGNED},
        "quality": {"values": VALUES, "label": LABEL, "weight": WEIGHT},
        "sibling": {"weight": WEIGHT},
        "given": {"values": VALUES, "others": one_of("zero", "never"), "label": LABEL, "weight": SIGNED},
        "fitted": {"weight": WEIGHT},
    }
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "composition": ("optimum",),
        "denomination": ("weights",),
        "school": ("values",),
        "quality": ("values",),
        "given": ("values",),
    }
    DEFAULTS: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "composition": {"at_one": 0.6, "include_self": False, "empty": "zero", "weight": 1.0},
        "distance": {"form": "linear", "slope": 2.0, "weight": 1.0},
        **{name: {"weight": 1.0} for name in ("denomination", "school", "quality", "sibling", "fitted")},
        "given": {"others": "zero", "weight": 1.0},
    }

    def __init__(self, name: str, **parameters: Any) -> None:
        if isinstance(name, str) and name in KEYS and parameters.get("values") is not None:
            parameters["values"] = Values.of(parameters["values"], KEYS[name], f"{name}.values")
        super().__init__(name, **parameters)
        _CHECKS.get(self.name, lambda _: None)(self)

    @property
    def label(self) -> str:
        """What it is called: by criteria, and in a description."""
        return str(self.parameters.get("label", self.name))

    def value(self, key: str) -> Any:
        """Return a parameter, or its default."""
        return self.parameters.get(key, self.DEFAULTS[self.name].get(key))

    def falls_below_zero(self) -> bool:
        """Return whether it is below 0 at some school."""
        if self.name == "distance":
            return self.value("form") in BELOW_ZERO
        if self.name == "fitted":
            return True
        if self.name == "denomination":
            tables = self.parameters["weights"].values()
            return any(min(one.values()) < 0 if isinstance(one, Mapping) else one < 0 for one in tables)
        return "values" in self.parameters and bool((self.parameters["values"].numbers() < 0).any())


def _check_form(part: Part) -> None:
    form = part.value("form")
    missing = next((key for key in NEEDED_BY_FORM.get(form, ()) if key not in part.parameters), None)
    if missing is not None:
        raise InputError(
            f"part 'distance' of form '{form}' needs parameter '{missing}'",
            kind="MissingOption",
            column=f"distance.{missing}",
            remedy=f"Give {part.KNOWN['distance'][missing].allowed}.",
        )
    foreign = set(part.parameters) - {"form", "weight"} - TAKEN_BY_FORM.get(form, set())
    if foreign:
        key = min(foreign)
        raise InputError(
            f"part 'distance' of form '{form}' has no parameter '{key}'",
            kind="BadOption",
            column=f"distance.{key}",
            remedy=f"Leave it out, or give form='{'nearest' if key == 'count' else 'sigmoid'}'.",
        )


def _check_empty(part: Part) -> None:
    if part.value("include_self") and part.parameters.get("empty", "self") != "self":
        raise InputError(
            "with include_self no school is empty: the pupil is in it",
            kind="BadOption",
            column="composition.empty",
            remedy="Leave empty out, or include_self.",
        )


_CHECKS = {"distance": _check_form, "composition": _check_empty}
