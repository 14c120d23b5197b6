"""How many places: whole numbers, shares and targets, and what else the fields of reserves may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from schoolmix.errors import InputError
from schoolmix.terms import AMOUNT, COLUMN, SHARE, VALUE, WHOLE, Fixed, Kind, closest

Group = Mapping[str, Any]

_ROUNDINGS = ("half_up", "up", "down")
_POOLS = ("pool", "current_pool", "applicants", "applications", "applied")


def settle(thing: Any, **kinds: Kind) -> None:
    """Set fields to what their kinds make of them; None stays where it is the default."""
    for option, kind in kinds.items():
        value = getattr(thing, option)
        if value is None and type(thing).__dataclass_fields__[option].default is None:
            continue
        plain = kind.plain(value)
        if plain is None:
            raise InputError(
                f"{option} of {type(thing).__name__} is not {kind.allowed}",
                kind="BadOption",
                column=option,
                remedy=f"Give {kind.allowed}.",
            )
        object.__setattr__(thing, option, plain)


class Stated:
    """What is equal if it states the same: one place (``1``) is not all places (``1.0``)."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stated) and type(other) is type(self) and _stated(self) == _stated(other)

    def __hash__(self) -> int:
        return hash(_stated(self))


def _stated(value: Any) -> Any:
    if isinstance(value, Stated):
        return tuple(_stated(getattr(value, one.name)) for one in fields(value))  # type: ignore[arg-type]
    if isinstance(value, Mapping):
        return frozenset((key, _stated(one)) for key, one in value.items())
    return type(value), value


@dataclass(frozen=True, kw_only=True, eq=False)
class Target(Stated):
    """
    A number of places in proportion to a reference that is settled before places are given out.

    Parameters
    ----------
    of : str
        ``"first_choices"``: the share of the group among all first choices; ``"pupils"``: among all pupils; or a column
        that pupils and schools share, such as a district: among the pupils of the school's district.
    rounding : {"half_up", "up", "down"}
        How share times places becomes whole; a :class:`Share` is not rounded.
    times : float
        Multiple of the share.

    Raises
    ------
    InputError
        Kind ``BadOption``; also for a share of those who apply at a school: who is chosen would then depend on who is
        rejected, and no stable admission would be sure.

    Examples
    --------
    >>> Target(of="first_choices", times=0.5)
    Target(of='first_choices', rounding='half_up', times=0.5)
    """

    of: str
    rounding: str = "half_up"
    times: float = 1.0

    def __post_init__(self) -> None:
        """Check what is given once."""
        settle(self, of=COLUMN, times=AMOUNT)
        if self.of in _POOLS:
            raise InputError(
                "a target from those who apply at a school changes with them, so that a pupil who is chosen among many "
                "can be rejected among fewer",
                kind="BadOption",
                column="of",
                remedy="Take a reference that is settled before: 'first_choices', 'pupils' or a column such as a "
                "district.",
            )
        if self.rounding not in _ROUNDINGS:
            raise InputError(
                f"there is no rounding {self.rounding!r}",
                kind="BadOption",
                column="rounding",
                remedy=closest(self.rounding, _ROUNDINGS),
            )


Amount = int | float | Mapping[Any, Any] | Target


def _mapped(value: Any, kind: Kind) -> Fixed[Any] | None:
    if not isinstance(value, Mapping) or not value:
        return None
    plain = {key: kind.plain(one) for key, one in value.items()}
    return None if None in plain.values() else Fixed(plain)


def _seats(value: Any) -> int | float | None:
    whole: int | None = WHOLE.plain(value)
    return whole if whole is not None or isinstance(value, int) else SHARE.plain(value)


def _amounts(value: Any, kind: Kind) -> Any:
    return value if isinstance(value, Target) else _mapped(value, kind) or kind.plain(value)


def _group(value: Any) -> Fixed[Any] | None:
    found = _mapped(value, VALUE)
    return found if found and all(COLUMN.plain(name) for name in found) else None


def _shares(value: Any) -> Fixed[float] | None:
    found = _mapped(value, SHARE)
    return found if found and abs(sum(found.values()) - 1) < 1e-9 else None


_SEATS = Kind("a whole number of places or a share from 0 to 1", _seats)
AMOUNTS = Kind(
    "a whole number of places, a share from 0 to 1, a mapping from schools to them, or a Target",
    lambda value: _amounts(value, _SEATS),
)
PROPORTIONS = Kind("a share from 0 to 1, a mapping from schools to them, or a Target", lambda v: _amounts(v, SHARE))
GROUP = Kind("a mapping from columns of pupils to the value that each must have", _group)
SHARES = Kind("a mapping from values to shares that add up to 1", _shares)
