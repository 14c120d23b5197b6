"""The monitor as one offline page, in Dutch or English: texts, rendering and the notebook that is run."""

from __future__ import annotations

from schoolmix.report.build import report

__all__ = ["report"]
