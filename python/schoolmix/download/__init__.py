"""Fetching published files by a registry: `download` and `editions`."""

from __future__ import annotations

from schoolmix.download.listing import editions
from schoolmix.download.verb import download

__all__ = ["download", "editions"]
