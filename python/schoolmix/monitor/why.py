"""Chapter: why it changed (*Waarom veranderd*): what a change is made of, never what brought it about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from schoolmix.monitor import split
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Column, Figure, Part, Section, Table
from schoolmix.monitor.split import APPEARED, PARTS, STAYED, VANISHED
from schoolmix.monitor.values import columns, count, points, signed, term, unknown, year

_ENDS = columns(before="index", after="index", difference="difference")
_WIDE = [*_ENDS, *(Column(name, "difference") for name in PARTS)]


def why(edition: Edition) -> Section:
    """Return the parts of changes, those of encounters, and the sites that came and went."""
    parts = []
    if edition.has_traits:
        parts += _traits(edition)
    if edition.has_tracks and not edition.has_traits:
        parts += _tracks(edition)
    parts += _sites(edition)
    if not edition.has_traits:
        parts.append(Part(claims=[unknown("q_po_change", "need_base_trait")]))
    return Section("why", parts).check()


def _traits(edition: Edition) -> list[Part]:
    found, met = split.of_traits(edition), split.of_encounter(edition)
    if found.empty:
        return [Part(claims=[unknown("q_change", "need_year")])]
    parts = []
    for sector, rows in found.groupby("sector", sort=False):
        table = _wide(rows, f"why_{sector}")
        claims = [_parts_of(table, row, "parts", "by") for row in table.frame.to_dict("records")]
        parts.append(_part(rows, table, claims, f"heading_{sector}"))
        parts.append(_met(met[met["sector"] == sector], str(sector)))
    return parts


def _tracks(edition: Edition) -> list[Part]:
    found = split.of_tracks(edition)
    if found.empty:
        return [Part("heading_supply", claims=[unknown("q_vo_change", "need_vo_year")])]
    table = _wide(found, "why_tracks")
    claims = [_parts_of(table, row, "parts_tracks", "of") for row in table.frame.to_dict("records")]
    return [_part(found, table, claims, "heading_supply", caveat="caveat_parts_tracks")]


def _wide(rows: pd.DataFrame, name: str) -> Table:
    """Return a row a subject with its parts beside each other, and the interval of the structural one."""
    wide = rows.pivot_table(index=["subject", "base", "latest"], columns="part", values="estimate", sort=False)
    structural = rows[rows["part"] == "structural"].set_index("subject")[["low", "high"]]
    frame = wide.reset_index().join(structural, on="subject")
    return Table(name, frame, [Column("subject", "term"), *_WIDE], key=("subject",))


def _parts_of(table: Table, row: Mapping[Any, Any], template: str, by: str) -> Claim:
    """Return the sentence on the parts of one change; open where the structural part may as well be nothing."""
    key = (row["subject"],)
    letters = {"d": "difference", "s": "structural", "u": "unit_marginal", "g": "group_marginal"}
    letters |= {"o": "additions", "r": "removals", "a": "low", "b": "high"}
    values = {letter: table.value("signed", key, column) for letter, column in letters.items()}
    values |= {"base": table.value("year", key, "base"), "year": table.value("year", key, "latest")}
    values["trait"] = term(f"{by}_{row['subject']}")
    is_open = row["low"] <= 0 <= row["high"]
    return Claim(f"{template}_open" if is_open else template, values, table.id, key, certainty="process")


def _part(rows: pd.DataFrame, table: Table, claims: list[Claim], heading: str, caveat: str = "caveat_parts") -> Part:
    shown = [Column("subject", "term"), Column("part", "part"), *columns(estimate="difference")]
    steps = rows[rows["part"].isin(PARTS)]
    order = {name: place for place, name in enumerate(PARTS)}
    steps = steps.sort_values("part", key=lambda names: names.map(order), kind="stable")
    data = Table(f"{table.id}_steps", steps, [*shown, *columns(low="difference", high="difference")], folded=True)
    ends: Any = table.frame.set_index("subject")
    largest: Any = steps.iloc[int(steps["estimate"].abs().to_numpy().argmax())]
    values = {"part": term(f"part_{largest['part']}"), "x": signed(largest["estimate"])}
    values |= {"subject": term(str(largest["subject"])), "base": year(ends["base"].iloc[0])}
    values |= {"year": year(ends["latest"].iloc[0])}
    values |= {
        letter: points(ends[name][str(largest["subject"])]) for letter, name in (("v", "before"), ("w", "after"))
    }
    options = {"ends": ends[["before", "after", "base", "latest"]]}
    figure = Figure(f"{table.id}_steps", "steps", data, Claim("alt_steps", values), options)
    return Part(heading, claims=claims, tables=[table], figures=[figure], reading="read_parts", caveat=caveat)


def _met(rows: pd.DataFrame, sector: str) -> Part:
    shown = columns(subject="term", before="share", after="share", difference="difference")
    shown += columns(part_group="difference", part_evenness="difference")
    table = Table(f"why_met_{sector}", rows, shown, key=("subject",))
    claims = []
    for row in rows.to_dict("records"):
        key = (row["subject"],)
        letters = {"d": "difference", "g": "part_group", "e": "part_evenness"}
        values = {letter: table.value("signed", key, column) for letter, column in letters.items()}
        values |= {"base": table.value("year", key, "base"), "year": table.value("year", key, "latest")}
        values["trait"] = term(f"with_{row['trait']}")
        claims.append(Claim("met_parts", values, table.id, key, certainty="synthetic"))
    return Part(f"heading_met_{sector}", claims=claims, tables=[table], reading="read_met_parts", caveat="caveat_met")


def _sites(edition: Edition) -> list[Part]:
    found = split.of_sites(edition)
    if found.empty:
        return []
    shown = columns(sector="term", moved="moved", sites="count", before="count", after="count")
    table = Table("why_sites", found, shown, key=("sector", "moved"))
    claims = []
    for sector in found["sector"].unique():
        new, gone = (sector, APPEARED), (sector, VANISHED)
        values = {"n": table.value("count", new, "sites"), "p": table.value("count", new, "after")}
        values |= {"base": table.value("year", new, "base"), "year": table.value("year", new, "latest")}
        others = {"m": table.cell(gone, "sites"), "q": table.cell(gone, "before")}
        others["k"] = table.cell((sector, STAYED), "sites")
        values |= {letter: count(number) for letter, number in others.items()} | {"sector": term(sector)}
        certainty = "synthetic" if edition.source.is_synthetic else "register"
        claims.append(Claim("sites_moved", values, table.id, new, certainty=certainty))
    return [Part("heading_sites", claims=claims, tables=[table], caveat="caveat_sites")]
