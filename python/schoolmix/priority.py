"""Who goes first at a school: tiers of priority, and the class that they give to every wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from schoolmix import _core, keyed
from schoolmix.errors import InputError
from schoolmix.terms import AMOUNT, COLUMN, COUNT, TRUTH, VALUE, Kind, Parameters, Term

Flags = NDArray[np.bool_]
Points = NDArray[np.float64]

_BOTH = {
    "first_choice": TRUTH,
    "at": COLUMN,
    "except_at": COLUMN,
    "with_": Kind("another Priority", lambda value: value if isinstance(value, Priority) else None),
}


class Priority(Term):
    """
    One tier of priority (*voorrang*): pupils for whom it holds at a school go before those for whom it does not.

    Parameters
    ----------
    name : str
        ``"sibling", "preschool", "concept", "staff"``: a boolean column of that name in the wishes or, where they have
        none, a column of that name in the pupils that holds a school (null: none). ``"nearest"``: the school is one of
        the nearest to the home. ``"within"``: it is within a radius. ``"resident"``: pupil and school have the same
        value in a column, ``municipality``. ``"trait"``: the pupil has a value in a column.
    **parameters
        ``column`` renames that of ``"sibling"`` and the like. ``schools`` of ``"nearest"``: how many; with ``of`` and
        ``least`` as many as that of every value of the column ``of`` of schools are among them, the nearest of each,
        and the nearest of all others fill up. ``metres`` of ``"within"``. ``on`` of ``"resident"``: another column,
        such as a district. ``column`` and ``value`` of ``"trait"``, such as an indication for early childhood
        education. All take ``first_choice=True``: only at the first school on the list; ``at`` or ``except_at``: a
        boolean column of the schools where it holds or does not; ``with_``: another Priority that must hold as well.
        Distances are straight lines between ``x, y`` of pupils and schools, in metres.

    Raises
    ------
    InputError
        Kinds ``BadOption``: a name, a parameter or a value that is not known; ``MissingOption``: a parameter is needed.
    InputTypeError
        Kind ``WrongType``: a name that is no text.

    Examples
    --------
    >>> Priority("nearest", schools=8, least=2, of="kind", first_choice=True)
    nearest(first_choice=True, least=2, of='kind', schools=8)
    """

    __slots__ = ()

    WHAT = "priority"
    EXAMPLE = 'Priority("nearest", schools=3)'
    KNOWN: ClassVar[Parameters] = {
        **{name: {"column": COLUMN, **_BOTH} for name in ("sibling", "preschool", "concept", "staff")},
        "nearest": {"schools": COUNT, "least": COUNT, "of": COLUMN, **_BOTH},
        "within": {"metres": AMOUNT, **_BOTH},
        "resident": {"on": COLUMN, **_BOTH},
        "trait": {"column": COLUMN, "value": VALUE, **_BOTH},
    }
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "nearest": ("schools",),
        "within": ("metres",),
        "trait": ("column", "value"),
    }

    def __init__(self, name: str, **parameters: Any) -> None:
        super().__init__(name, **parameters)
        if ("least" in self.parameters) != ("of" in self.parameters):
            raise InputError(
                "least and of go together: how many of every value of which column of schools",
                kind="MissingOption",
                column="of" if "least" in self.parameters else "least",
                remedy='Give for example least=2, of="kind".',
            )


Tiers = Sequence[str | Priority] | str | Priority | None


def tiers(priorities: Tiers) -> list[Priority]:
    """Return tiers of priority as a list, the first first.

    Examples
    --------
    >>> tiers(["sibling", Priority("within", metres=500)])
    [sibling, within(metres=500.0)]
    """
    if priorities is None:
        return []
    listed = [priorities] if isinstance(priorities, str | Priority) else list(priorities)
    return [Priority.of(one) for one in listed]


def classes(
    priorities: Tiers, wishes: pd.DataFrame, pupils: pd.DataFrame, schools: pd.DataFrame
) -> tuple[NDArray[np.int64], list[str]]:
    """
    Return the class of every wish: the first tier that holds, counted from 0, else the number of tiers.

    Parameters
    ----------
    priorities : sequence of Priority or str, or None
        The tiers, the first first.
    wishes : pandas.DataFrame
        A row a wish: ``pupil, school, rank`` (lowest first), and flags of the pair.
    pupils, schools : pandas.DataFrame
        A row a pupil (``pupil``), a school (``school``), with what the tiers ask for.

    Returns
    -------
    ndarray of int64
        A class a row of ``wishes``.
    list of str
        What kept tiers from holding: pupils or schools whose place or value is not known.

    Raises
    ------
    ColumnError
        Kinds ``MissingColumn, DuplicateColumn``.
    InputTypeError
        Kind ``WrongType``: flags other than True and False, places that are no numbers.
    InputError
        Kinds ``UnmatchedKey`` (pupils or schools of wishes that are not there), ``MissingKey`` (flags or keys without a
        value), ``DuplicateKey``.

    Examples
    --------
    >>> wishes = pd.DataFrame({"pupil": [1, 1, 2], "school": ["A", "B", "A"], "rank": [1, 2, 1]})
    >>> pupils = pd.DataFrame({"pupil": [1, 2], "sibling": ["B", None], "x": [0.0, 90.0], "y": 0.0})
    >>> schools = pd.DataFrame({"school": ["A", "B"], "x": [100.0, 0.0], "y": 0.0})
    >>> classes(["sibling", Priority("nearest", schools=1)], wishes, pupils, schools)
    (array([2, 0, 1]), [])
    """
    market = _Market(wishes, pupils, schools)
    listed = tiers(priorities)
    found = np.full(len(wishes), len(listed), dtype=np.int64)
    for number, tier in enumerate(listed):
        found[market.holds(tier) & (found == len(listed))] = number
    return found, list(dict.fromkeys(market.notes))


def nearest(home_xy: Points, school_xy: Points, count: int) -> NDArray[np.int64]:
    """
    Return the nearest schools of every home by straight line, the nearest first, ties by the order of schools.

    Parameters
    ----------
    home_xy, school_xy : ndarray of float64
        Two columns, x and y, all known.
    count : int
        How many; all schools if there are fewer.

    Returns
    -------
    ndarray of int64
        A row a home: positions of schools.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.0]]), np.array([[3.0, 0.0], [1.0, 0.0], [-1.0, 0.0]]), 2)
    array([[1, 2]])
    """
    count = min(count, len(school_xy))
    homes, schools = (pa.table({"x": xy[:, 0], "y": xy[:, 1]}) for xy in (home_xy, school_xy))
    pairs = pa.table(_core.nearest_points(homes, schools, count=count))
    found: NDArray[np.int64] = pairs["school"].to_numpy().reshape(len(home_xy), count)
    return found


class _Market:
    """Wishes with the rows of their pupils and schools."""

    def __init__(self, wishes: pd.DataFrame, pupils: pd.DataFrame, schools: pd.DataFrame) -> None:
        self.wishes, self.pupils, self.schools = wishes, pupils, schools
        self.pupil = keyed.positions(wishes, "pupil", "wishes", pupils, "pupils")
        self.school = keyed.positions(wishes, "school", "wishes", schools, "schools")
        self.notes: list[str] = []

    def holds(self, tier: Priority) -> Flags:
        """Return for which wishes a tier holds."""
        given = tier.parameters
        found = _RULES[tier.name](self, tier)
        if given.get("first_choice"):
            found = found & keyed.first_choices(self.wishes, self.pupil)
        if "at" in given:
            found = found & keyed.flags(self.schools, given["at"], "schools")[self.school]
        if "except_at" in given:
            found = found & ~keyed.flags(self.schools, given["except_at"], "schools")[self.school]
        return found & self.holds(given["with_"]) if "with_" in given else found

    def flagged(self, tier: Priority) -> Flags:
        """Hold where the wish is flagged, or where the pupil's column names the school."""
        name = tier.parameters.get("column", tier.name)
        if name in self.wishes:
            return keyed.flags(self.wishes, name, "wishes")
        named = keyed.column(self.pupils, name, "pupils")
        known = pd.Index(self.schools["school"]).get_indexer(pd.Index(named))
        given = int(named.notna().sum())
        if given and (known < 0).all():
            raise InputError(
                f"column '{name}' of pupils names a school in {given} rows, none of which is in schools",
                kind="UnmatchedKey",
                column=name,
                count=given,
                remedy="Give schools as in the column 'school', of the same type; or flags in the wishes.",
            )
        found: Flags = known[self.pupil] == self.school
        return found

    def near(self, tier: Priority) -> Flags:
        """Hold at the nearest schools of a home."""
        homes, sites, at_home, at_site = self.located(tier)
        count = tier.parameters["schools"]
        chosen = self.mixed(tier, homes, sites, at_site) if "of" in tier.parameters else nearest(homes, sites, count)
        rows = np.arange(len(homes))[:, None] * len(sites)
        near = (rows + chosen)[chosen >= 0]
        both = (at_home[self.pupil] >= 0) & (at_site[self.school] >= 0)
        return both & np.isin(at_home[self.pupil] * len(sites) + at_site[self.school], near)

    def mixed(self, tier: Priority, homes: Points, sites: Points, at_site: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the nearest schools such that there are enough of every kind among them; -1: no school."""
        of, least, count = (tier.parameters[key] for key in ("of", "least", "schools"))
        kinds = keyed.column(self.schools, of, "schools")
        keyed.check_known(kinds, of, "schools")
        kind = pd.factorize(kinds)[0][at_site >= 0]
        if least * len(set(kind)) > count:
            raise InputError(
                f"{least} of each of {len(set(kind))} values of '{of}' are more than the {count} nearest schools",
                kind="BadOption",
                column="least",
                remedy="Ask for fewer of each, or for more schools.",
            )
        sets = [np.flatnonzero(kind == code) for code in sorted(set(kind))]
        first = np.hstack([among[nearest(homes, sites[among], least)] for among in sets])
        others = nearest(homes, sites, count)
        others[(others[:, :, None] == first[:, None, :]).any(axis=2)] = -1
        others[(others >= 0).cumsum(axis=1) > count - first.shape[1]] = -1
        return np.hstack([first, others])

    def within(self, tier: Priority) -> Flags:
        """Hold at schools within a radius of a home."""
        homes, sites, at_home, at_site = self.located(tier)
        both = (at_home[self.pupil] >= 0) & (at_site[self.school] >= 0)
        found = np.zeros(len(self.wishes), dtype=bool)
        gap = homes[at_home[self.pupil[both]]] - sites[at_site[self.school[both]]]
        found[both] = np.hypot(gap[:, 0], gap[:, 1]) <= tier.parameters["metres"]
        return found

    def located(self, tier: Priority) -> tuple[Points, Points, NDArray[np.int64], NDArray[np.int64]]:
        """Return the places of pupils and schools, and for every row its number among them (-1: not known)."""
        homes, at_home = _places(self.pupils, "pupils")
        sites, at_site = _places(self.schools, "schools")
        self.unknown(tier, int((at_home < 0).sum()), "pupils without x, y")
        self.unknown(tier, int((at_site < 0).sum()), "schools without x, y")
        return homes, sites, at_home, at_site

    def resident(self, tier: Priority) -> Flags:
        """Hold where pupil and school have the same value."""
        on = tier.parameters.get("on", "municipality")
        mine = keyed.column(self.pupils, on, "pupils")
        theirs = keyed.column(self.schools, on, "schools")
        self.unknown(tier, int(mine.isna().sum()), f"pupils without {on}")
        self.unknown(tier, int(theirs.isna().sum()), f"schools without {on}")
        known = pd.Index(mine.dropna().unique())
        codes = known.get_indexer(pd.Index(mine))
        if len(known) and theirs.notna().any() and (known.get_indexer(pd.Index(theirs)) < 0).all():
            raise InputError(
                f"no school has a value of '{on}' that a pupil has",
                kind="UnmatchedKey",
                column=on,
                count=len(self.schools),
                remedy="Give both the same codes, of the same type.",
            )
        code = codes[self.pupil]
        found: Flags = (code >= 0) & (code == known.get_indexer(pd.Index(theirs))[self.school])
        return found

    def trait(self, tier: Priority) -> Flags:
        """Hold for pupils with a value."""
        name = tier.parameters["column"]
        values = keyed.column(self.pupils, name, "pupils")
        self.unknown(tier, int(values.isna().sum()), f"pupils without {name}")
        found: Flags = keyed.equal(self.pupils, name, "pupils", tier.parameters["value"])[self.pupil]
        return found

    def unknown(self, tier: Priority, count: int, who: str) -> None:
        """Note for how many a tier cannot hold."""
        if count:
            self.notes.append(f"priority '{tier.name}' does not hold for {count} {who}")


_RULES = {
    **dict.fromkeys(("sibling", "preschool", "concept", "staff"), _Market.flagged),
    "nearest": _Market.near,
    "within": _Market.within,
    "resident": _Market.resident,
    "trait": _Market.trait,
}


def _places(frame: pd.DataFrame, of: str) -> tuple[Points, NDArray[np.int64]]:
    """Return the known places of a frame, and for every row its number among them (-1: not known)."""
    both = np.column_stack([keyed.numbers(frame, axis, of) for axis in ("x", "y")])
    known = np.isfinite(both).all(axis=1)
    return both[known], np.where(known, known.cumsum() - 1, -1)
