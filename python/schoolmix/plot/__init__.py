"""Plots for readers of print and for the colour-blind: axes of matplotlib in, axes out; needs the extra ``plot``.

Each function takes a roll or the table that a verb answers, and ``ax=None``: without it a figure of its own is made,
which no global state knows, and which a notebook shows where the axes are a cell's last value.
"""

from __future__ import annotations

from schoolmix.extras import need

need("plot", ["matplotlib"], "drawing")

from schoolmix.plot.contributions import contributions
from schoolmix.plot.curve import curve
from schoolmix.plot.cutoffs import cutoffs
from schoolmix.plot.effects import effects
from schoolmix.plot.encounters import encounters
from schoolmix.plot.frontier import frontier
from schoolmix.plot.funnel import funnel
from schoolmix.plot.mechanisms import mechanisms
from schoolmix.plot.ranks import ranks
from schoolmix.plot.reflection import reflection
from schoolmix.plot.residence import residence
from schoolmix.plot.segplot import segplot
from schoolmix.plot.settling import settling
from schoolmix.plot.trend import trend
from schoolmix.plot.waterfall import waterfall
from schoolmix.plot.years import years

__all__ = [
    "contributions",
    "curve",
    "cutoffs",
    "effects",
    "encounters",
    "frontier",
    "funnel",
    "mechanisms",
    "ranks",
    "reflection",
    "residence",
    "segplot",
    "settling",
    "trend",
    "waterfall",
    "years",
]
