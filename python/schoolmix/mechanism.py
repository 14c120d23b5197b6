"""By which mechanism places are given out, and how ties are broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from schoolmix.errors import InputError
from schoolmix.terms import AMOUNT, COLUMN, CONSENT, COUNT, COUNTS, SHARE, UNITS, WHOLE, Parameters, Term


class Mechanism(Term):
    """
    One mechanism of admission with its parameters (*matching*).

    Parameters
    ----------
    name : str
        ``"deferred_acceptance"`` (``"DA"``), ``"immediate_acceptance"`` (``"IA"``, ``"boston"``),
        ``"adaptive_boston"``, ``"chinese_parallel"``, ``"top_trading_cycles"`` (``"TTC"``), ``"serial_dictatorship"``
        (``"RSD"``), ``"efficiency_adjusted"`` (``"EADA"``), ``"stable_improvement_cycles"`` (``"SIC"``),
        ``"rank_minimising"``, ``"first_come"``, or ``"lottery_then_central"``: a lottery of every school among its
        first choices, then deferred acceptance for the others (Den Haag).
    **parameters
        ``band`` or ``bands`` of ``"chinese_parallel"``: choices of a round, one number for all rounds or a number a
        round. ``consent`` of ``"efficiency_adjusted"``: True (all pupils, if left out), False, or a boolean column of
        pupils. ``unplaced`` and ``weight`` of ``"rank_minimising"``: the rank that no place counts as (left out:
        longest list + 1), and a column of pupils with whole weights. ``arrival`` and ``delay`` of ``"first_come"``: a
        column of pupils with numbers or dates, the lowest first, and a number of its units, 0 or more. None leaves one
        out.

    Raises
    ------
    InputError
        Kinds ``BadOption``: a name, a parameter or a value that is not known; ``MissingOption``: a parameter is needed.
    InputTypeError
        Kind ``WrongType``: a name that is no text.

    References
    ----------
    Abdulkadiroğlu & Sönmez (2003); Chen & Kesten (2017); Kesten (2010); Erdil & Ergin (2008).

    Examples
    --------
    >>> Mechanism("chinese_parallel", band=3)
    chinese_parallel(band=3)
    >>> Mechanism("DA")
    deferred_acceptance
    """

    __slots__ = ()

    WHAT = "mechanism"
    EXAMPLE = 'Mechanism("chinese_parallel", band=3)'
    KNOWN: ClassVar[Parameters] = {
        "deferred_acceptance": {},
        "immediate_acceptance": {},
        "adaptive_boston": {},
        "chinese_parallel": {"band": COUNT, "bands": COUNTS},
        "top_trading_cycles": {},
        "serial_dictatorship": {},
        "efficiency_adjusted": {"consent": CONSENT},
        "stable_improvement_cycles": {},
        "rank_minimising": {"unplaced": WHOLE, "weight": COLUMN},
        "first_come": {"arrival": COLUMN, "delay": AMOUNT},
        "lottery_then_central": {},
    }
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {"first_come": ("arrival",)}
    ALIASES: ClassVar[Mapping[str, str]] = {
        "DA": "deferred_acceptance",
        "IA": "immediate_acceptance",
        "boston": "immediate_acceptance",
        "TTC": "top_trading_cycles",
        "RSD": "serial_dictatorship",
        "EADA": "efficiency_adjusted",
        "SIC": "stable_improvement_cycles",
    }

    def __init__(self, name: str, **parameters: Any) -> None:
        super().__init__(name, **parameters)
        if self.name == "chinese_parallel" and len(self.parameters) != 1:
            raise InputError(
                f"mechanism 'chinese_parallel' takes one of band and bands, not {len(self.parameters)}",
                kind="BadOption" if self.parameters else "MissingOption",
                column="band",
                remedy=f"Give for example {self.EXAMPLE}.",
            )


class Ties(Term):
    """
    How ties within a priority class are broken (*loting*), with the parameters.

    Parameters
    ----------
    name : str
        ``"single"`` (``"STB"``): one number a pupil; ``"multiple"`` (``"MTB"``): a number for every pupil at every
        school; ``"hybrid"`` (``"HTB"``): one number a pupil at popular schools, a number for every pair at the rest;
        ``"mixed"`` (``"XTB"``): a weighted sum of both.
    **parameters
        ``popular`` of ``"hybrid"``: a boolean column of schools, or a list of schools. ``weight`` of ``"mixed"``: 0 to
        1, of the number of the pupil.

    Raises
    ------
    InputError, InputTypeError
        As :class:`Mechanism`.

    Examples
    --------
    >>> Ties("hybrid", popular=["A", "B"])
    hybrid(popular=('A', 'B'))
    """

    __slots__ = ()

    WHAT = "ties"
    EXAMPLE = 'Ties("mixed", weight=0.5)'
    KNOWN: ClassVar[Parameters] = {
        "single": {},
        "multiple": {},
        "hybrid": {"popular": UNITS},
        "mixed": {"weight": SHARE},
    }
    NEEDED: ClassVar[Mapping[str, tuple[str, ...]]] = {"hybrid": ("popular",), "mixed": ("weight",)}
    ALIASES: ClassVar[Mapping[str, str]] = {"STB": "single", "MTB": "multiple", "HTB": "hybrid", "XTB": "mixed"}

    def __init__(self, name: str, **parameters: Any) -> None:
        super().__init__(name, **parameters)


def read(mechanism: str | Mechanism) -> tuple[str, dict[str, Any]]:
    """Return a mechanism as its name and the parameters that are given.

    Examples
    --------
    >>> read("boston")
    ('immediate_acceptance', {})
    """
    found = Mechanism.of(mechanism)
    return found.name, dict(found.parameters)


def bands(parameters: Mapping[str, Any]) -> list[int]:
    """Return how many choices each round is about, of which the last goes on; one where nothing is given.

    Examples
    --------
    >>> bands({"bands": (2, 3)}), bands({"band": 4}), bands({})
    ([2, 3], [4], [1])
    """
    given = parameters.get("bands", (parameters.get("band", 1),))
    return [int(band) for band in given]


def read_ties(ties: str | Ties | None) -> tuple[str, dict[str, Any]]:
    """Return how ties are broken as a name and parameters; None is ``"strict"``: there must be none.

    Examples
    --------
    >>> read_ties(None), read_ties(Ties("mixed", weight=0.5))
    (('strict', {}), ('mixed', {'weight': 0.5}))
    """
    if ties is None:
        return "strict", {}
    found = Ties.of(ties)
    return found.name, dict(found.parameters)
