"""For whom places are meant: reserves, quotas, double lists, slots and shares as data, and the rules they make."""

from __future__ import annotations

from schoolmix.reserves.amounts import Target
from schoolmix.reserves.nouns import AnyReserve, Bounds, DoubleList, Quota, Reserve, Share, Slot, Slots
from schoolmix.reserves.rules import MOST_GROUPS, rules, unheld

__all__ = [
    "MOST_GROUPS",
    "AnyReserve",
    "Bounds",
    "DoubleList",
    "Quota",
    "Reserve",
    "Share",
    "Slot",
    "Slots",
    "Target",
    "rules",
    "unheld",
]
