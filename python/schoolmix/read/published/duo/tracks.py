"""Tracks (*onderwijstypen*) of secondary education, as DUO writes them."""

from __future__ import annotations

import re

_TRACKS = (
    (r".* uitbest\. aan VAVO", None),
    (r"Brugjaar\b.*", "first_years"),
    (r"Praktijkonderwijs\b.*", "pro"),
    (r"VMBO BL\b.*", "vmbo_b"),
    (r"VMBO KL\b.*", "vmbo_k"),
    (r"VMBO [GT]L\b.*", "vmbo_gt"),
    (r"HAVO/VWO\b.*", "havo_vwo"),
    (r"HAVO lj\b.*", "havo"),
    (r"VWO lj\b.*", "vwo"),
)
_LEVELS = (
    ("vmbo_b", r"\bbbg\b|\balle lw\b|\balgemeen leerjaar\b"),
    ("vmbo_k", r"\bkbg\b|\balle lw\b|\balgemeen leerjaar\b"),
    ("vmbo_gt", r"\b(?:th|theor|gm|mavo)\b|\balle lw\b|\balgemeen leerjaar\b"),
    ("havo", r"\bhavo\b"),
    ("vwo", r"\bvwo\b"),
)


def find_track(label: str) -> str | None:
    """Find the track of a published type.

    Null for pupils handed to adult education (*VAVO*), for international streams and for vmbo-mbo2, and for a type that
    is not known. GL and TL are one track, ``vmbo_gt``; the first years (*brugjaar*) are apart.

    Examples
    --------
    >>> find_track("VMBO TL lj 3-4"), find_track("HAVO/VWO lj 3"), find_track("VWO uitbest. aan VAVO")
    ('vmbo_gt', 'havo_vwo', None)
    """
    spelt = " ".join(label.split())
    return next((track for pattern, track in _TRACKS if re.fullmatch(pattern, spelt)), None)


def find_levels(programme: str) -> str | None:
    """Find the levels a first-years programme (*brugklas*) prepares for, joined by ``+``; null where it names none.

    This is the registered type, not who sits together in a class.

    Examples
    --------
    >>> find_levels("Ljvb op VWO/HAVO/VMBO-Th/Gm Lw")
    'vmbo_gt+havo+vwo'
    """
    return "+".join(level for level, pattern in _LEVELS if re.search(pattern, programme, re.IGNORECASE)) or None
