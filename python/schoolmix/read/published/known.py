"""All layouts that can be read: a new one is a file beside the others and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolmix.read.published.cbs import scores, ses_woa
from schoolmix.read.published.duo import (
    addresses,
    advice,
    distances,
    history,
    movement,
    po_pc4,
    reference_levels,
    test_scores,
    vo_totals,
    vo_tracks,
)

if TYPE_CHECKING:
    from schoolmix.read.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    po_pc4.LAYOUT,
    history.LAYOUT,
    vo_tracks.LAYOUT,
    addresses.LAYOUT,
    advice.LAYOUT,
    test_scores.LAYOUT,
    reference_levels.LAYOUT,
    distances.LAYOUT,
    movement.LAYOUT,
    vo_totals.LAYOUT,
    ses_woa.LAYOUT,
    scores.LAYOUT,
)
