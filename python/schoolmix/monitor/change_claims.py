"""Tables and sentences about changes: since the base year, by trait or track."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Figure, Table, Value
from schoolmix.monitor.values import columns, moved, term
from schoolmix.protocol.change import OPEN

CHANGES = "changes"


def table(edition: Edition) -> Table | None:
    """Return the table of all headline changes, or None where no two years can be compared."""
    found = []
    if edition.has_traits and len(edition.trait_changes):
        traits = edition.trait_changes
        found.append(traits.assign(subject=traits["sector"] + "_" + traits["trait"]))
    if edition.has_tracks and len(edition.track_changes):
        tracks = edition.track_changes
        found.append(tracks.assign(measure="H", subject="tracks_" + tracks["population"]))
    if not found:
        return None
    frame = pd.concat(found, ignore_index=True)
    shown = columns(
        subject="term",
        measure="measure",
        base="year",
        latest="year",
        before="index",
        after="index",
        difference="difference",
        low="difference",
        high="difference",
        word="word",
    )
    return Table(CHANGES, frame.assign(word=_words(frame, edition)), shown, key=("subject", "measure"))


def _words(frame: pd.DataFrame, edition: Edition) -> pd.Series:
    is_trend = frame["points"] >= edition.protocol.points
    return frame["word"].where(~is_trend, "trend_" + frame["word"])


def change_of(table: Table, subject: str, measure: str) -> Claim:
    """Return the sentence about one change: a difference, or a trend where there are years enough."""
    row = table.frame[(table.frame["subject"] == subject) & (table.frame["measure"] == measure)].iloc[0]
    is_trend = str(row["word"]).startswith("trend_")
    values = {"trait": term(f"by_{subject}"), "measure": term(f"in_{measure}"), **moved(row)}
    template = "trend" if is_trend else "difference"
    if row["outcome"] == OPEN:
        template = f"{template}_open"
    else:
        values["word"] = Value("phrase", row["word"], "word")
    return Claim(template, values, table.id, (subject, measure), certainty="process")


def supply_of(table: Table, population: str) -> Claim:
    """Return the sentence about the spread of tracks over sites."""
    subject = f"tracks_{population}"
    row = table.frame[(table.frame["subject"] == subject) & (table.frame["measure"] == "H")].iloc[0]
    values = {**moved(row), "population": term(population)}
    template = "supply"
    if row["outcome"] == OPEN:
        template = "supply_open"
    else:
        values["how"] = Value("phrase", f"supply_{plain(row)}")
    return Claim(template, values, table.id, (subject, "H"), certainty="process")


def plain(row: Any) -> str:
    """Return the word of a row without the mark of a trend."""
    return str(row["word"]).removeprefix("trend_")


def figure(table: Table) -> Figure:
    """Return the figure of changes beside the margin of what matters."""
    chosen = table.frame
    shown = Table(f"{CHANGES}_figure", chosen, table.columns, key=table.key, folded=True)
    counts = chosen["outcome"].value_counts()
    values = {
        "n": Value("count", len(chosen)),
        "same": Value("count", int(counts.get("same", 0))),
        "open": Value("count", int(counts.get("open", 0))),
    }
    return Figure("changes", "differences", shown, Claim("alt_changes", values))
