"""All layouts that can be read: a new one is a file beside the others and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolmix.read.published.cbs import kwb, scores, ses_woa, statline
from schoolmix.read.published.cbs import pc4 as cbs_pc4
from schoolmix.read.published.duo import (
    addresses,
    advice,
    boards,
    buildings,
    catalogue,
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
from schoolmix.read.published.places import (
    cbs_outlines,
    compass,
    municipalities,
    pc4,
    school_points,
    transport,
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
    catalogue.LAYOUT,
    *portal.LAYOUTS,
    ses_woa.LAYOUT,
    scores.LAYOUT,
    kwb.LAYOUT,
    cbs_pc4.LAYOUT,
    statline.LAYOUT,
    statline.ODATA,
    cbs_outlines.LAYOUT,
    municipalities.LAYOUT,
    pc4.OUTLINES,
    pc4.MIDDLES,
    school_points.LAYOUT,
    compass.SCHOOLS,
    compass.NEIGHBOURHOODS,
    compass.BUURTEN,
    compass.PLACES,
    transport.SCHOOLS,
    transport.SCHOOL_POINTS,
    transport.AGENTS,
    transport.NEIGHBOURHOODS,
)
