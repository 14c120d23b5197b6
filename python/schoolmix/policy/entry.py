"""What is known of an instrument: who acts, on what ground, on what evidence, at what price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Amount(NamedTuple):
    """
    A sum of money that a source tells.

    Attributes
    ----------
    what_en, what_nl : str
        What it is for.
    euros : float
    payer : str
        ``"ministry"``, ``"municipality"``, ``"board"`` or ``"parents"``.
    recurring : bool
        Whether it comes again every year.
    source : str
        A key of the sources of the register.
    first, last : int or None
        Calendar years; None where it has no end, or holds whenever.
    """

    what_en: str
    what_nl: str
    euros: float
    payer: str
    recurring: bool
    source: str
    first: int | None = None
    last: int | None = None


class Range(NamedTuple):
    """
    What sources tell a setting to be, at least and at most.

    Attributes
    ----------
    low, high : float
    source : tuple of str
        Keys of the sources of the register.
    """

    low: float
    high: float
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class About:
    """
    What is known of an instrument. What no source tells is None or empty: unknown.

    Attributes
    ----------
    id : str
        Name of its class.
    name_en, name_nl : str
    sectors, actor : tuple of str
        ``po``, ``vo``; who acts: ``ministry``, ``municipality``, ``board``, ``school``, ``parents``, ``founder``,
        ``inspectorate``, ``corporation``.
    legal : {"today", "needs_law", "experiment"} or None
        Within the present system, or not; only with ``legal_source``.
    lead_years : float or None
        Years from decision to start.
    uptake_of : str or None
        Whose share ``uptake`` is: ``municipalities``, ``schools``, ``school_pairs``, ``families``, ``home_areas``.
    handle : str
        What it changes: ``supply``, ``homes``, ``choice``, ``admission``, ``encounters``, ``classes`` or ``none``.
    tier : {"A", "B", "C", "none"}
        Evidence: estimated (causal design, standard errors), bounded (accounting, known limits), illustrative; none
        where it has no mechanism.
    start : str or None
        Since when it holds, as precise as the source.
    what_en, what_nl, evidence_en, evidence_nl : str
    limits_en, limits_nl : tuple of str
        Three lines.
    euros : tuple of Amount
    ranges : mapping of str to Range
        By setting.
    legal_source, tier_source, sources : tuple of str
        Keys of the sources of the register (:func:`schoolmix.policy.sources`).
    """

    id: str
    name_en: str
    name_nl: str
    sectors: tuple[str, ...]
    actor: tuple[str, ...]
    handle: str
    tier: str
    what_en: str
    what_nl: str
    evidence_en: str
    evidence_nl: str
    limits_en: tuple[str, ...]
    limits_nl: tuple[str, ...]
    sources: tuple[str, ...]
    legal: str | None = None
    legal_source: tuple[str, ...] = ()
    lead_years: float | None = None
    uptake_of: str | None = None
    tier_source: tuple[str, ...] = ()
    start: str | None = None
    euros: tuple[Amount, ...] = ()
    ranges: Mapping[str, Range]


def made(name: str, handle: str, entry: Mapping[str, Any]) -> About:
    """Return what an entry of the register tells."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    ranges = {
        setting: Range(each["low"], each["high"], tuple(each["source"]))
        for setting, each in entry.get("ranges", {}).items()
    }
    euros = tuple(Amount(**each) for each in entry.get("euros", ()))
    return About(id=name, handle=handle, **plain | {"euros": euros, "ranges": ranges})
