"""All layouts that can be read: a new one is a file beside this one and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolmix.read import cbs_scores, cbs_ses_woa, duo_addresses, duo_history, duo_po_pc4, duo_vo_tracks

if TYPE_CHECKING:
    from schoolmix.read.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    duo_po_pc4.LAYOUT,
    duo_history.LAYOUT,
    duo_vo_tracks.LAYOUT,
    duo_addresses.LAYOUT,
    cbs_ses_woa.LAYOUT,
    cbs_scores.LAYOUT,
)
