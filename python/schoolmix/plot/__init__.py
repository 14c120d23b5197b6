"""Charts as accessible SVG: legible in grey, labelled where they stand, with a text alternative.

Functions take numbers and texts, never frames or languages; needs the extra ``plot``.
"""

from __future__ import annotations

from schoolmix.plot.areas import outlines, tiles
from schoolmix.plot.bars import bars, spread, stacked
from schoolmix.plot.dots import differences, ranked, strips
from schoolmix.plot.lines import lines
from schoolmix.plot.steps import waterfall
from schoolmix.plot.svg import Wording, accessible

__all__ = [
    "Wording",
    "accessible",
    "bars",
    "differences",
    "lines",
    "outlines",
    "ranked",
    "spread",
    "stacked",
    "strips",
    "tiles",
    "waterfall",
]
