"""What is settled before data are opened: the protocol, the words it allows for a change, and the correction."""

from __future__ import annotations

from schoolmix.protocol.change import (
    BROKEN,
    OPEN,
    Change,
    along,
    between,
    interval,
    outcome,
    over,
    phrase,
    variance,
    word,
)
from schoolmix.protocol.correction import corrected
from schoolmix.protocol.settings import HERE, Protocol, frozen

DEFAULT = HERE / "protocol.toml"
"""The protocol that travels with the package."""

__all__ = [
    "BROKEN",
    "DEFAULT",
    "OPEN",
    "Change",
    "Protocol",
    "along",
    "between",
    "corrected",
    "frozen",
    "interval",
    "outcome",
    "over",
    "phrase",
    "variance",
    "word",
]
