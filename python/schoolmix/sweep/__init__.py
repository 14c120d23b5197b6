"""Sweeps: many runs over a design, to Parquet (*reeks simulaties*)."""

from __future__ import annotations

from schoolmix.sweep.results import Sweep
from schoolmix.sweep.verb import sweep

__all__ = ["Sweep", "sweep"]
