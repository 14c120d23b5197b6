"""Charts of the report as accessible SVG: legible in grey, labelled where they stand, with a text alternative.

Functions take numbers and texts, never frames or languages.
"""

from __future__ import annotations

from schoolmix.plot.page.areas import outlines, tiles
from schoolmix.plot.page.bars import bars, spread, stacked
from schoolmix.plot.page.dots import differences, ranked, strips
from schoolmix.plot.page.lines import lines
from schoolmix.plot.page.points import points
from schoolmix.plot.page.steps import waterfall
from schoolmix.plot.page.svg import Wording, accessible

__all__ = [
    "Wording",
    "accessible",
    "bars",
    "differences",
    "lines",
    "outlines",
    "points",
    "ranked",
    "spread",
    "stacked",
    "strips",
    "tiles",
    "waterfall",
]
