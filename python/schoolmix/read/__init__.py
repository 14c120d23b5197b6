"""Readers of published files: `duo`, `cbs`, `file`; `layouts` lists what is known, `provenance` what was read."""

from __future__ import annotations

from schoolmix.read.listing import layouts
from schoolmix.read.publishers import cbs, duo
from schoolmix.read.recognition import file, provenance

__all__ = ["cbs", "duo", "file", "layouts", "provenance"]
