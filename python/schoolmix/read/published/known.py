"""All layouts that can be read: a new one is a file beside the others and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolmix.read.published.cbs import scores, ses_woa
from schoolmix.read.published.duo import (
    addresses,
    advice,
    boards,
    buildings,
    distances,
    history,
    judgements,
    movement,
    po_ages,
    po_pc4,
    portal,
    reference_levels,
    test_scores,
    vo_pc4,
    vo_totals,
    vo_tracks,
    weights,
)

if TYPE_CHECKING:
    from schoolmix.read.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    po_pc4.LAYOUT,
    po_pc4.TOTAL,
    po_ages.LAYOUT,
    weights.LAYOUT,
    history.LAYOUT,
    history.LONG,
    advice.LAYOUT,
    test_scores.LAYOUT,
    reference_levels.LAYOUT,
    distances.LAYOUT,
    vo_tracks.LAYOUT,
    vo_pc4.LAYOUT,
    vo_totals.LAYOUT,
    movement.LAYOUT,
    addresses.LAYOUT,
    boards.LAYOUT,
    buildings.LAYOUT,
    judgements.LAYOUT,
    *portal.LAYOUTS,
    ses_woa.LAYOUT,
    scores.LAYOUT,
)
