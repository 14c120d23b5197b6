"""Names with parameters: what they share, be they mechanisms, lotteries or priorities."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

import numpy as np

from schoolmix import door
from schoolmix.errors import InputError, InputTypeError

Value = TypeVar("Value")


class Fixed(Mapping[Any, Value]):
    """
    A mapping that does not change, so that it can be part of what is compared and hashed.

    Examples
    --------
    >>> Fixed({"ses": "low"}) == {"ses": "low"}, hash(Fixed(a=1, b=2)) == hash(Fixed(b=2, a=1))
    (True, True)
    """

    __slots__ = ("_items",)

    _items: dict[Any, Value]

    def __init__(self, items: Mapping[Any, Value] | None = None, **more: Value) -> None:
        object.__setattr__(self, "_items", {**(items or {}), **more})

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: it does not change once it is made."""
        raise AttributeError("this mapping does not change")

    def __getitem__(self, key: Any) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return Fixed, (self._items,)

    def __repr__(self) -> str:
        return repr(self._items)


class Kind(NamedTuple):
    """
    What a parameter may be: in words, and as a function that returns it plain, or None where it is not allowed.

    ``told`` says of a value that is not allowed what it is, where that helps.
    """

    allowed: str
    plain: Callable[[Any], Any]
    told: Callable[[Any], str] = lambda _: ""


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


# Whole numbers at most: the core counts in 32 bits.
LARGEST = 2**32 - 1


def _whole(value: Any, least: int) -> int | None:
    is_whole = isinstance(value, Integral) and not isinstance(value, bool | np.bool_)
    return int(value) if is_whole and least <= int(value) <= LARGEST else None


def _number(value: Any, most: float) -> float | None:
    return float(value) if door.finite(value) and 0 <= value <= most else None


def _several(value: Any, one: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        return None
    plain = tuple(one(each) for each in value)
    return None if any(each is None for each in plain) else plain


def _truth(value: Any) -> bool | None:
    return bool(value) if isinstance(value, bool | np.bool_) else None


def _text_or_truth(value: Any) -> str | bool | None:
    return _truth(value) if _text(value) is None else value


def _scalar(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, str | bool | int) or door.finite(value) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    return _several(value, _text)


def _year(value: Any) -> int | None:
    year = _whole(value, 1900)
    return year if year is None or year <= 2200 else None


def _pair(value: Any) -> tuple[str, ...] | None:
    return _pair_of(value, _text)


def _pair_of(value: Any, one: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    pair = _several(value, one)
    return pair if pair is not None and len(pair) == 2 else None


def _range(value: Any) -> tuple[float, ...] | None:
    pair = _pair_of(value, lambda one: _number(one, np.inf))
    return pair if pair is not None and pair[0] <= pair[1] else None


def _real(value: Any) -> float | None:
    return float(value) if door.finite(value) else None


def _signed(value: Any) -> int | None:
    size = _whole(abs(value), 0) if isinstance(value, Integral) and not isinstance(value, bool | np.bool_) else None
    return None if size is None else int(value)


def _mapped(value: Any) -> Fixed[str] | None:
    if not isinstance(value, Mapping) or not value:
        return None
    is_text = all(_text(key) and _text(one) for key, one in value.items())
    return Fixed(dict(value)) if is_text else None


def one_of(*words: str) -> Kind:
    """
    Return the kind of one of some words.

    Examples
    --------
    >>> one_of("head", "branch").allowed
    "one of 'head', 'branch'"
    """
    return Kind(
        f"one of {', '.join(map(repr, words))}",
        lambda value: value if isinstance(value, str) and value in words else None,
        lambda value: f": it is {value!r}" if isinstance(value, str) else "",
    )


COLUMN = Kind("the name of a column", _text)
TEXT = Kind("a text", _text)
TEXTS = Kind("a list of texts", _texts)
LABEL = Kind("a text or a number", lambda value: value if isinstance(value, str) else _whole(value, 0))
LABELS = Kind("a list of texts or numbers", lambda value: _several(value, LABEL.plain))
PAIRS = Kind("a list of pairs of texts", lambda value: _several(value, _pair))
TEXTS_BY_TEXT = Kind("a mapping from texts to texts", _mapped)
POINT = Kind("a pair of numbers", lambda value: _pair_of(value, _real))
RANGE = Kind("a pair of numbers, 0 or more, the least first", _range)
SHARES = Kind("a list of numbers from 0 to 1", lambda value: _several(value, lambda one: _number(one, 1)))
REAL = Kind("a number", _real)
SIGNED_WHOLE = Kind(f"a whole number, at most {LARGEST} from 0", _signed)
YEAR = Kind("a school year, by the year it starts in, from 1900 to 2200", _year)
COUNT = Kind(f"a whole number, 1 or more and at most {LARGEST}", lambda value: _whole(value, 1))
WHOLE = Kind(f"a whole number, 0 or more and at most {LARGEST}", lambda value: _whole(value, 0))
COUNTS = Kind(
    f"a list of whole numbers, 1 or more and at most {LARGEST}",
    lambda value: _several(value, lambda one: _whole(one, 1)),
)
SHARE = Kind("a number from 0 to 1", lambda value: _number(value, 1))
FACTOR = Kind("a number from 0 to 10", lambda value: _number(value, 10))
AMOUNT = Kind("a number, 0 or more", lambda value: _number(value, np.inf))
TRUTH = Kind("True or False", _truth)
VALUE = Kind("a text, a number or a truth value", _scalar)
UNITS = Kind(
    "the name of a boolean column of schools, or a list of schools",
    lambda value: value if _text(value) else _several(value, _scalar),
)
CONSENT = Kind("True, False or the name of a boolean column of pupils", _text_or_truth)


def closest(name: Any, known: Iterable[str]) -> str:
    """Return the remedy for a name that is not known: the closest ones, else all."""
    listed = sorted(known)
    folded = {other.casefold(): other for other in listed}
    close = difflib.get_close_matches(str(name).casefold(), folded, n=3)
    if close:
        return f"Did you mean {', '.join(repr(folded[other]) for other in close)}?"
    return f"Allowed: {', '.join(repr(other) for other in listed)}." if listed else "There are none."


def checked(kinds: Mapping[str, Kind], given: Mapping[str, Any], what: str, field: str = "{}") -> dict[str, Any]:
    """Return parameters, each as its kind has it, sorted by name; None leaves one out; ``field``: as errors call it."""
    found = {}
    for key, value in sorted(given.items()):
        if value is None:
            continue
        if key not in kinds:
            raise InputError(
                f"{what} has no parameter '{key}'",
                kind="BadOption",
                column=field.format(key),
                remedy=closest(key, kinds),
            )
        plain = kinds[key].plain(value)
        if plain is None:
            raise InputError(
                f"parameter '{key}' of {what} is not {kinds[key].allowed}{kinds[key].told(value)}",
                kind="BadOption",
                column=field.format(key),
                remedy=f"Give {kinds[key].allowed}.",
            )
        found[key] = plain
    return found


Parameters = Mapping[str, Mapping[str, Kind]]


class Term:
    """A name with parameters that does not change: what a kind of term knows is in its class variables."""

    __slots__ = ("name", "parameters")

    WHAT: ClassVar[str] = "term"
    EXAMPLE: ClassVar[str] = ""
    KNOWN: ClassVar[Parameters] = {}
    """Parameters by name."""
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Those that cannot be left out."""
    ALIASES: ClassVar[Mapping[str, str]] = {}
    FIELD: ClassVar[str] = "{key}"
    """How errors call a parameter: ``{name}`` and ``{key}``."""

    name: str
    parameters: Fixed[Any]

    def __init__(self, name: str, **parameters: Any) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"a {self.WHAT} has a text as name, not {type(name).__name__}",
                kind="WrongType",
                column="name",
                remedy=f"Give for example {self.EXAMPLE}.",
            )
        known = self.ALIASES.get(name, name)
        if known not in self.KNOWN:
            raise InputError(
                f"there is no {self.WHAT} '{name}'",
                kind="BadOption",
                column=self.WHAT,
                remedy=closest(name, [*self.KNOWN, *self.ALIASES]),
            )
        field = self.FIELD.format(name=known, key="{}")
        found = checked(self.KNOWN[known], parameters, f"{self.WHAT} '{known}'", field)
        missing = next((key for key in self.NEEDED.get(known, ()) if key not in found), None)
        if missing is not None:
            raise InputError(
                f"{self.WHAT} '{known}' needs parameter '{missing}'",
                kind="MissingOption",
                column=field.format(missing),
                remedy=f"Give {self.KNOWN[known][missing].allowed}.",
            )
        object.__setattr__(self, "name", known)
        object.__setattr__(self, "parameters", Fixed(found))

    @classmethod
    def of(cls, given: Any) -> Self:
        """Return a text as a term without parameters, and a term as it is."""
        if isinstance(given, cls):
            return given
        if isinstance(given, str):
            return cls(given)
        raise InputTypeError(
            f"a {cls.WHAT} is a text or a {cls.__name__}, not {type(given).__name__}",
            kind="WrongType",
            column=cls.WHAT,
            remedy=f"Give for example {cls.EXAMPLE}.",
        )

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a term does not change once it is made."""
        raise AttributeError(f"a {type(self).__name__} does not change: make another one with another {name}")

    def __repr__(self) -> str:
        inside = ", ".join(f"{key}={value!r}" for key, value in self.parameters.items())
        return f"{self.name}({inside})" if inside else self.name

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Term) or type(other) is not type(self):
            return False
        return (self.name, self.parameters) == (other.name, other.parameters)

    def __hash__(self) -> int:
        return hash((self.name, self.parameters))

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self.name, dict(self.parameters))


def _made(kind: type[Term], name: str, parameters: dict[str, Any]) -> Term:
    return kind(name, **parameters)
