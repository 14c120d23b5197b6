"""What these files cannot answer, and what would be needed."""

from __future__ import annotations

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Part, Section
from schoolmix.monitor.values import term, unknown


def unanswered(edition: Edition) -> list[Claim]:
    """Return the questions that a reader would ask and that the data of the edition leave open."""
    if edition.source.is_synthetic:
        return [Claim("synthetic_says_nothing"), unknown("q_real", "need_files")]
    found = [
        unknown("q_po_origin", "need_microdata"),
        unknown("q_po_change", "need_base_trait"),
        unknown("q_residence_choice", "need_pupil_trait"),
        unknown("q_vo_social", "need_microdata"),
        unknown("q_classes", "need_classes"),
    ]
    if not edition.has_area:
        found.insert(0, unknown("q_po_area", "need_po_files"))
    elif not edition.area.has_totals:
        found.insert(0, unknown("q_po_totals", "need_history"))
    if not edition.has_tracks:
        found.insert(0, unknown("q_vo_tracks", "need_vo_files"))
    elif len(edition.tracks.years) < 2:
        found.insert(0, unknown("q_vo_change", "need_vo_year"))
    return found


def intake(edition: Edition) -> Section:
    """Chapter: entry (*Instroom*)."""
    later, open_ = Claim("later", {"question": term("later_intake")}), unknown("q_intake", "need_microdata")
    return Section("intake", [Part(claims=[later if edition.source.is_synthetic else open_])])
