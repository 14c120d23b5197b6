"""The register of instruments: who acts, on what ground, on what evidence, and what is not known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import pandas as pd

from schoolmix.errors import InputError, InputTypeError
from schoolmix.policy.entry import About, made
from schoolmix.policy.instrument import Instrument
from schoolmix.terms import closest

LEGAL = ("today", "needs_law", "experiment")
TIERS = ("A", "B", "C", "none")
"""Evidence of an instrument, from the firmest: estimated, bounded, illustrative; none without a mechanism."""
LISTED = ("sectors", "actor", "limits_en", "limits_nl")
CITED = ("legal_source", "tier_source", "sources")
COLUMNS = (
    *("id", "name_en", "name_nl", "sectors", "actor", "legal", "legal_source", "lead_years", "uptake_of", "handle"),
    *("tier", "tier_source", "start", "what_en", "what_nl", "evidence_en", "evidence_nl", "limits_en", "limits_nl"),
    "sources",
)


def register() -> pd.DataFrame:
    """
    Return the register of instruments (*beleidsinstrumenten*), a row each.

    Returns
    -------
    pandas.DataFrame
        ``id`` (name of the class), ``name_en, name_nl, sectors, actor, legal, legal_source, lead_years, uptake_of,
        handle, tier, tier_source, start, what_en, what_nl, evidence_en, evidence_nl, limits_en, limits_nl, sources``,
        as :class:`About` has them, lists and sources as one text. What no source tells is null: unknown.

    References
    ----------
    The ministry's memo on the progress letter (early 2023), and the sources of each row.

    Examples
    --------
    >>> from schoolmix import policy
    >>> policy.register().set_index("id").loc["Information", ["actor", "legal", "tier"]].tolist()
    ['municipality', 'today', 'C']
    """
    rows = [_row(about(name)) for name in kinds()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def about(instrument: str | type[Instrument] | Instrument) -> About:
    """
    Return what is known of an instrument.

    Parameters
    ----------
    instrument : str, class or Instrument
        The name of its class, the class, or one made of it.

    Returns
    -------
    About
        Frozen; with the amounts of money and the ranges of settings that sources tell.

    Raises
    ------
    InputError
        Kind ``BadOption``: no instrument of that name.
    InputTypeError
        Kind ``WrongType``: no name, class or instrument.

    Examples
    --------
    >>> from schoolmix import policy
    >>> policy.about("SesTier").ranges["share"]
    Range(low=0.3, high=0.3, source=('nijmegen_po',))
    >>> policy.about(policy.Quota).legal is None
    True
    """
    name = _name(instrument)
    if name not in kinds():
        raise InputError(
            f"there is no instrument {name!r} in the register",
            kind="BadOption",
            column="instrument",
            remedy=closest(name, kinds()),
        )
    return made(name, kinds()[name].HANDLE, _entries()[name])


def tier(instruments: Iterable[Instrument]) -> str:
    """
    Return the evidence of several instruments together: that of the weakest.

    Parameters
    ----------
    instruments : iterable of Instrument
        Bundles count as what they bundle.

    Returns
    -------
    str
        ``"A"``, ``"B"`` or ``"C"``; ``"none"`` where none has a mechanism.

    Examples
    --------
    >>> from schoolmix import policy
    >>> policy.tier([policy.CentralEnrolment(), policy.Information(groups=["low"], points=0.1), policy.Networks()])
    'C'
    """
    found = {about(part).tier for one in instruments for part in one.parts()} - {"none"}
    return max(found, key=TIERS.index) if found else "none"


def sources() -> pd.DataFrame:
    """
    Return the sources of the register.

    Returns
    -------
    pandas.DataFrame
        ``key, short, full``.

    Examples
    --------
    >>> from schoolmix import policy
    >>> policy.sources().set_index("key").loc["subsidy", "short"]
    'Stcrt. 2021, 42182'
    """
    return pd.DataFrame([{"key": key, **source} for key, source in _read()["sources"].items()])


def kinds() -> dict[str, type[Instrument]]:
    """
    Return the classes of instruments by name.

    Returns
    -------
    dict

    Examples
    --------
    >>> kinds()["Quota"].HANDLE
    'admission'
    """
    policy = import_module("schoolmix.policy")  # which imports this module: it is whole when it is asked
    named = {name: getattr(policy, name) for name in policy.__all__}
    return {
        name: kind
        for name, kind in named.items()
        if isinstance(kind, type) and issubclass(kind, Instrument) and kind is not Instrument
    }


def cited(keys: Iterable[str], form: str = "full") -> str | None:
    """
    Return sources as one text, None where there are none.

    Parameters
    ----------
    keys : iterable of str
        Keys of sources.
    form : {"full", "short"}

    Returns
    -------
    str or None

    Examples
    --------
    >>> cited(["memo", "cpb_2021"], "short")
    'OCW 2023; CPB 2021'
    """
    return "; ".join(_read()["sources"][key][form] for key in keys) or None


def _name(instrument: Any) -> str:
    if isinstance(instrument, str):
        return instrument
    kind = instrument if isinstance(instrument, type) else type(instrument)
    if not issubclass(kind, Instrument):
        raise InputTypeError(
            f"about takes an instrument, not {kind.__name__}",
            kind="WrongType",
            column="instrument",
            remedy='Give a class of schoolmix.policy or its name, such as "Reserve".',
        )
    return kind.__name__


def _row(known: About) -> dict[str, Any]:
    row = {name: getattr(known, name) for name in COLUMNS}
    told = {name: (" " if name.startswith("limits") else ", ").join(row[name]) for name in LISTED}
    return {**row, **told, **{name: cited(row[name]) for name in CITED}}


def _entries() -> Mapping[str, Any]:
    return {name: entry for name, entry in _read().items() if name != "sources"}


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(files("schoolmix.policy").joinpath("register.toml").read_text(encoding="utf-8"))
