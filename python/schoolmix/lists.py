"""Rules for how many schools a pupil may or must list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schoolmix import keyed
from schoolmix.errors import InputError
from schoolmix.terms import COUNT, Fixed

Length = int | Mapping[Any, int]


@dataclass(frozen=True, kw_only=True)
class Lists:
    """
    Rules for the length of lists (*voorkeurslijsten*).

    Parameters
    ----------
    most : int or mapping, optional
        How many schools a pupil may list: one number, or a number for each value of ``by``.
    least : int or mapping, optional
        How many a pupil must list who lists any; with ``guarantee`` how many earn the guarantee.
    by : str, optional
        Column of pupils whose values the mappings have, such as the advice.
    guarantee : bool
        Whether a list of at least ``least`` schools earns a guarantee of a place (*plaatsingsgarantie*).

    Raises
    ------
    InputError
        Kind ``BadOption``: a length that is no whole number of 1 or more, more to list than allowed; ``MissingOption``:
        a mapping without ``by``, ``by`` without a mapping, a guarantee without ``least``.

    Examples
    --------
    >>> Lists(least={"vmbo_b": 4, "vmbo_gt": 6, "vwo": 12}, by="advice", guarantee=True)
    Lists(most=None, least={'vmbo_b': 4, 'vmbo_gt': 6, 'vwo': 12}, by='advice', guarantee=True)
    """

    most: Length | None = None
    least: Length | None = None
    by: str | None = None
    guarantee: bool = False

    def __post_init__(self) -> None:
        """Check the lengths once."""
        for option in ("most", "least"):
            object.__setattr__(self, option, _plain(getattr(self, option), option))
        mapped = isinstance(self.most, Fixed) or isinstance(self.least, Fixed)
        if mapped != (self.by is not None):
            raise InputError(
                "by and lengths that are mappings go together",
                kind="MissingOption",
                column="by",
                remedy='Give for example most={"havo": 6, "vwo": 12}, by="advice".',
            )
        if self.guarantee and self.least is None:
            raise InputError(
                "a guarantee needs the length that earns it",
                kind="MissingOption",
                column="least",
                remedy="Give least.",
            )
        values = [value for lengths in (self.most, self.least) if isinstance(lengths, Fixed) for value in lengths]
        for value in values or [None]:
            _check_order(_of(self.most, value), _of(self.least, value))


def check(lists: Lists | None, wishes: pd.DataFrame, pupils: pd.DataFrame) -> NDArray[np.bool_]:
    """
    Refuse lists that are too long or too short, and return who earns the guarantee of a place.

    Parameters
    ----------
    lists : Lists or None
        The rules; None allows lists of any length and guarantees nothing.
    wishes : pandas.DataFrame
        A row a wish: ``pupil``.
    pupils : pandas.DataFrame
        A row a pupil: ``pupil``, and the column ``by``.

    Returns
    -------
    ndarray of bool
        A value a row of ``pupils``. Who lists no school earns nothing.

    Raises
    ------
    InputError
        Kinds ``ListTooLong, ListTooShort``; ``UnmatchedKey``: pupils whose value of ``by`` has no length, or of the
        wishes who are not in ``pupils``; ``MissingKey``: no value of ``by``.

    Examples
    --------
    >>> pupils = pd.DataFrame({"pupil": [1, 2]})
    >>> check(Lists(least=2, guarantee=True), pd.DataFrame({"pupil": [1, 1, 2]}), pupils)
    array([ True, False])
    """
    none = np.zeros(len(pupils), dtype=bool)
    if lists is None:
        return none
    pupil = keyed.positions(wishes, "pupil", "wishes", pupils, "pupils")
    length = np.bincount(pupil, minlength=len(pupils))
    if lists.most is not None:
        most = _lengths(lists.most, lists.by, pupils, length > 0)
        _refuse(pupil, length > most, "ListTooLong", "longer than allowed", "Shorten them, or allow more with most.")
    if lists.least is None:
        return none
    least = _lengths(lists.least, lists.by, pupils, length > 0)
    short = (length > 0) & (length < least)
    if not lists.guarantee:
        _refuse(pupil, short, "ListTooShort", "shorter than asked for", "Lengthen them, or ask for less with least.")
        return none
    earned: NDArray[np.bool_] = (length > 0) & ~short
    return earned


def _plain(given: Any, option: str) -> int | Fixed[int] | None:
    if given is None:
        return None
    many = isinstance(given, Mapping)
    plain = {value: COUNT.plain(length) for value, length in given.items()} if many else {None: COUNT.plain(given)}
    if not plain or None in plain.values():
        raise InputError(
            f"{option} is not {COUNT.allowed}, or a mapping to such numbers",
            kind="BadOption",
            column=option,
            remedy=f"Give for example {option}=6.",
        )
    return Fixed(plain) if many else plain[None]


def _of(lengths: Length | None, value: Any) -> int | None:
    return lengths.get(value) if isinstance(lengths, Mapping) else lengths


def _check_order(most: int | None, least: int | None) -> None:
    if most is not None and least is not None and most < least:
        raise InputError(
            f"least asks for {least} schools where most allows {most}",
            kind="BadOption",
            column="least",
            remedy="Give a least that is not above most.",
        )


def _lengths(given: Length, by: str | None, pupils: pd.DataFrame, listing: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the length that holds for each pupil; 0 for those who list nothing and have none."""
    if not isinstance(given, Mapping) or by is None:
        return np.full(len(pupils), given, dtype=np.int64)
    values = keyed.column(pupils, by, "pupils")
    keyed.check_known(values, by, "pupils", listing)
    at = pd.Index(list(given)).get_indexer(pd.Index(values))
    absent = np.flatnonzero((at < 0) & listing)
    if len(absent):
        raise InputError(
            f"{len(absent)} pupils with wishes, first in row {absent[0]}, have a value of '{by}' without a length",
            kind="UnmatchedKey",
            column=by,
            row=int(absent[0]),
            count=len(absent),
            remedy="Give every value a length.",
        )
    return np.where(at < 0, 0, np.array(list(given.values()))[at])


def _refuse(pupil: NDArray[np.int64], wrong: NDArray[np.bool_], kind: str, what: str, remedy: str) -> None:
    rows = np.flatnonzero(wrong[pupil])
    if len(rows):
        raise InputError(
            f"{int(wrong.sum())} lists are {what}, the first that of row {rows[0]} of wishes",
            kind=kind,
            column="pupil",
            row=int(rows[0]),
            count=int(wrong.sum()),
            remedy=remedy,
        )
