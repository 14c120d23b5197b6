"""Chapter: where (*Waar*): between and within municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from schoolmix.monitor import decomposed, places
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Column, Figure, Part, Section, Table, Value
from schoolmix.monitor.values import columns, count, name, points, term, unknown

AREA = "area"
SHOWN = 20
"""Municipalities with most pupils that the ranked dots show; the sheet has all."""

CLASSES = 5
BAND = columns(bound_low="index", bound_high="index")
"""Hard bounds, or beside dots in order what another cohort could have given; levels of a register have none."""


def where(edition: Edition) -> Section:
    """Return the decomposition, the ranked dots, the map and the sheet of municipalities."""
    parts = []
    if edition.has_traits:
        parts += _traits(edition)
    elif edition.has_area:
        parts += _area(edition)
    else:
        parts.append(Part("heading_where_area", claims=[unknown("q_po_area", "need_po_files")]))
    return Section("where", parts).check()


def _area(edition: Edition) -> list[Part]:
    parts = decomposed.area_parts(edition)
    shown = columns(
        cut="cut", part_municipality_code="index", part_site="index", part_total="index", share_between="share"
    )
    table = Table("area_parts", parts, shown, key=("cut",))
    claims = [_between(table, cut) for cut in edition.protocol.area_cuts[:1]]
    sheet = places.of_area(edition)
    extra = [f"D_{place}" for place in range(2, len(edition.protocol.area_cuts) + 1)]
    where = _municipalities(edition, sheet, "area", extra=extra)
    return [
        Part("heading_between", claims=claims, tables=[table], reading="read_between", caveat="caveat_between_area"),
        *where,
    ]


def _traits(edition: Edition) -> list[Part]:
    parts = decomposed.trait_parts(edition)
    shown = columns(
        subject="term",
        part_province="index",
        part_municipality_code="index",
        part_site="index",
        part_total="index",
        share_within="share",
    )
    table = Table("trait_parts", parts, shown, key=("subject",))
    claims = [
        Claim(
            "between_trait",
            {"subject": term(f"by_{subject}"), "x": table.value("share", (subject,), "share_within")},
            table.id,
            (subject,),
            certainty="synthetic",
        )
        for subject in ("po_migration_background", "vo_migration_background")
    ]
    found = [Part("heading_between", claims=claims, tables=[table], reading="read_between")]
    trait = next(t for t in edition.traits if (t.sector, t.name) == ("po", "migration_background"))
    sheet = places.of_trait(trait, edition)
    return [*found, *_municipalities(edition, sheet, "trait")]


def _between(table: Table, cut: float) -> Claim:
    values = {"x": table.value("share", (cut,), "share_between"), "cut": Value("cut", cut)}
    return Claim("between_area", values, table.id, (cut,), certainty="estimated")


def _municipalities(
    edition: Edition, sheet: pd.DataFrame, kind: str, *, extra: Sequence[str] = (), value: str = "D"
) -> list[Part]:
    printed = sheet[sheet["reason"].isna()]
    local = [_local(edition, sheet, kind, value)] if edition.source.municipality else []
    if printed.empty:
        return [*local, Part("heading_where_" + kind, claims=[Claim("floor_all", {"n": count(len(sheet))})])]
    others = [Column(name, "index") for name in extra]
    levels = _shown(kind, value)
    shown = [*_shown(kind, value, band=True), *others]
    largest = largest_of(printed, edition.source.municipality).sort_values(value, ascending=False)
    dots = Table(f"{kind}_largest", largest, shown, key=("municipality",), folded=True)
    full = Table(
        f"{kind}_sheet", sheet, [*levels, *others, Column("reason", "reason")], ("municipality_code",), folded=True
    )
    top, bottom = largest.iloc[0], largest.iloc[-1]
    ends = {
        "n": count(len(largest)),
        "low": points(bottom[value]),
        "high": points(top[value]),
        "first": name(top["municipality"]),
        "last": name(bottom["municipality"]),
    }
    ranked = Figure(
        f"{kind}_ranked",
        "ranked",
        dots,
        Claim(f"alt_ranked_{kind}", ends),
        {"value": value, "mark": edition.source.municipality, "extra": extra},
    )
    counts = {"n": count(len(printed)), "all": count(len(sheet)), "without": count(len(sheet) - len(printed))}
    floors = Claim("floor_count", counts)
    figures = [ranked, *_maps(edition, full, kind, value)]
    part = Part(
        f"heading_where_{kind}",
        claims=[floors],
        figures=figures,
        tables=[full],
        reading=f"read_where_{kind}",
        caveat=f"caveat_where_{kind}",
    )
    return [*local, part]


def _shown(kind: str, value: str, *, band: bool = False) -> list[Column]:
    """Return the columns of a municipality: with hard bounds where counts are hidden, else without unless asked."""
    level = columns(municipality="name", sites="count", pupils="count", **{value: "index"})
    return [*level, *BAND] if band or kind == AREA else level


def largest_of(printed: pd.DataFrame, chosen: str | None) -> pd.DataFrame:
    """Return the municipalities with most pupils, and the chosen one if it is not among them.

    Examples
    --------
    >>> sheet = pd.DataFrame({"municipality_code": ["0001", "0002"], "pupils": [10, 20]})
    >>> len(largest_of(sheet, "0001"))
    2
    """
    largest = printed.nlargest(SHOWN, "pupils")
    return printed[printed.index.isin(largest.index) | (printed["municipality_code"] == chosen)]


def _maps(edition: Edition, sheet: Table, kind: str, value: str) -> list[Figure]:
    frame = sheet.frame
    printed = frame[frame[value].notna()]
    values = {"n": count(len(printed)), "low": points(printed[value].min()), "high": points(printed[value].max())}
    options: dict[str, Any] = {"value": value, "classes": CLASSES}
    if edition.source.outlines is not None:
        known = {str(feature["properties"]["code"]) for feature in edition.source.outlines["features"]}
        lost = frame.loc[~frame["municipality_code"].isin(known), "municipality"]
        options |= {"outlines": edition.source.outlines, "lost": lost.tolist()}
        return [Figure(f"{kind}_map", "outlines", sheet, Claim(f"alt_map_{kind}", values), options)]
    if edition.source.is_synthetic:
        schools = edition.source.worlds["po"].schools
        tiles = schools[["municipality_code", "tile_column", "tile_row"]].drop_duplicates("municipality_code")
        options |= {"tiles": tiles}
        return [Figure(f"{kind}_map", "tiles", sheet, Claim(f"alt_map_{kind}", values), options)]
    return []


def _local(edition: Edition, sheet: pd.DataFrame, kind: str, value: str) -> Part:
    code = edition.source.municipality
    rows = sheet[sheet["municipality_code"] == code]
    called = edition.municipalities[str(code)]
    if rows.empty:
        return Part("heading_local", claims=[Claim("local_absent", {"municipality": name(called)})])
    row = rows.iloc[0]
    facts = {"municipality": name(called), "n": count(row["sites"]), "pupils": count(round(row["pupils"]))}
    if pd.notna(row["reason"]):
        reason = Claim("floor", {**facts, "reason": term(f"reason_{row['reason']}")})
        return Part("heading_local", claims=[Claim("local_size", facts), reason])
    table = Table(f"{kind}_local", rows, _shown(kind, value), key=("municipality_code",))
    key = (str(code),)
    values = {**facts, "x": table.value("points", key, value)}
    if kind == AREA:
        values |= {"a": table.value("points", key, "bound_low"), "b": table.value("points", key, "bound_high")}
    claim = Claim(f"local_{kind}", values, table.id, key, "hidden" if kind == AREA else "synthetic")
    return Part("heading_local", claims=[Claim("local_size", facts), claim], tables=[table])
