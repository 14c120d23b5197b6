"""Instruments of policy, as scenarios take them."""

from __future__ import annotations

from schoolmix.policy.instrument import Instrument

__all__ = ["Instrument"]
