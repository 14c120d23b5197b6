"""Readers of published files, by layout: `duo`, `cbs`, `file`, and `provenance` of what was read."""

from __future__ import annotations

from schoolmix.read.publishers import cbs, duo
from schoolmix.read.recognition import file, provenance

__all__ = ["cbs", "duo", "file", "provenance"]
