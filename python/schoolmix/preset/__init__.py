"""Admission rules of real places."""

from __future__ import annotations

from schoolmix.preset.presets import Preset, names

__all__ = ["Preset", "names"]
