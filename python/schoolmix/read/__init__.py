"""Readers of published files: `duo`, `cbs`, `file`; `layouts` lists what is known, `provenance` what was read.

What was read is put together by key: `join`, `constant_geography`, `neighbourhood_key`; what did not match is told by
`unmatched`, where figures of two years are not the same thing by `breaks`, and how good a source is by `describe`.
"""

from __future__ import annotations

from schoolmix.read.geography import constant_geography
from schoolmix.read.joins import join, neighbourhood_key
from schoolmix.read.listing import layouts
from schoolmix.read.lost import unmatched
from schoolmix.read.municipalities import mergers, municipalities
from schoolmix.read.publishers import cbs, duo
from schoolmix.read.quality import describe
from schoolmix.read.recognition import file, provenance
from schoolmix.read.series import breaks, comparable

__all__ = [
    "breaks",
    "cbs",
    "comparable",
    "constant_geography",
    "describe",
    "duo",
    "file",
    "join",
    "layouts",
    "mergers",
    "municipalities",
    "neighbourhood_key",
    "provenance",
    "unmatched",
]
