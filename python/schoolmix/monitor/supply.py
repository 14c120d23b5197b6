"""Chapter: supply and selection in secondary education (*Aanbod en selectie*)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from schoolmix.monitor import change_claims, decomposed, origin_claims, places
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Column, Figure, Part, Section, Table
from schoolmix.monitor.tracks import POPULATIONS, PRO, widths
from schoolmix.monitor.values import columns, count, name, points, term, unknown, year
from schoolmix.monitor.where import BAND, largest_of

FEW = 3
"""Years up to which a table of levels stands in the text; a longer one is shown on request."""


def supply(edition: Edition) -> Section:
    """Return the spread of tracks over sites, the registered width of first classes, and municipalities."""
    if not edition.has_tracks:
        return Section("supply", [Part(claims=[unknown("q_vo_tracks", "need_vo_files")])])
    parts = [_spread(edition), _between(edition), _widths(edition), *_municipalities(edition)]
    if edition.has_traits:
        parts.append(origin_claims.part(edition))
    return Section("supply", parts).check()


def _spread(edition: Edition) -> Part:
    changes = change_claims.table(edition)
    levels = edition.track_levels
    shown = columns(population="term", year="year", H="index", expected="index", units="count", pupils="count")
    many = levels["year"].nunique() > FEW
    table = Table("track_levels", levels, shown, key=("population", "year"), folded=many)
    claims = []
    tables = [table]
    if len(edition.tracks.years) < 2:
        claims.append(unknown("q_vo_change", "need_vo_year"))
    elif changes is not None:
        mine = changes.frame[changes.frame["subject"].str.startswith("tracks_")]
        changes = Table("track_changes", mine, changes.columns, key=changes.key)
        claims += [change_claims.supply_of(changes, population) for population in POPULATIONS]
        claims += [] if mine["points"].max() >= edition.protocol.points else [Claim("two_years")]
        tables.append(changes)
    last = levels["year"].max()
    first = levels["year"].min()
    ends = {("x", "v"): "with_pro", ("y", "w"): "without_pro"}
    values = {"year": year(last), "first": year(first)}
    for names, population in ends.items():
        for name_of_value, when in zip(names, (last, first), strict=True):
            values[name_of_value] = points(table.cell((population, when), "H"))
    alternative = Claim("alt_track_levels", values)
    figure = Figure(
        "track_levels", "lines" if many else "grouped", table, alternative, {"series": "population", "value": "H"}
    )
    claims += _left_out(edition)
    return Part(
        "heading_supply",
        claims=claims,
        figures=[figure],
        tables=tables,
        reading="read_supply",
        caveat="caveat_supply",
        limits=_practical(edition),
    )


def _left_out(edition: Edition) -> list[Claim]:
    found = edition.tracks.left_out
    last = edition.tracks.years[-1]
    rows = found[found["year"] == last].set_index("what")["pupils"]
    named = int(edition.tracks.counts.loc[edition.tracks.counts["year"] == last, "pupils"].sum())
    values = {
        "year": year(last),
        "named": count(named),
        "first_years": count(int(rows.get("first_years", 0))),
    }
    if edition.source.is_synthetic:
        return [Claim("left_out_first_years", values)]
    values |= {"havo_vwo": count(int(rows.get("havo_vwo", 0))), "other": count(int(rows.get("no_track", 0)))}
    return [Claim("left_out_tracks", values)]


def _between(edition: Edition) -> Part:
    parts = decomposed.track_parts(edition)
    if parts.empty:
        return Part("heading_between_tracks", claims=[unknown("q_vo_where", "need_addresses")])
    shown = columns(
        year="year", part_municipality_code="index", part_site="index", part_total="index", share_within="share"
    )
    table = Table("track_parts", parts, shown, key=("year",))
    key = (int(parts["year"].max()),)
    values = {"x": table.value("share", key, "share_within"), "year": year(key[0])}
    claims = [Claim("between_tracks", values, table.id, key)]
    return Part(
        "heading_between_tracks", claims=claims, tables=[table], limits=_without_place(edition, edition.tracks.years)
    )


def _without_place(edition: Edition, years: Sequence[int]) -> list[Claim]:
    """Return by year the sites that figures by municipality leave out."""
    rows = edition.tracks.without_place().to_dict("records")
    return [
        Claim("without_place", {"year": year(row["year"]), "n": count(row["sites"]), "pupils": count(row["pupils"])})
        for row in rows
        if row["year"] in years
    ]


def _practical(edition: Edition) -> list[Claim]:
    """Return that practical training counts with all its years; the synthetic world knows no years of study."""
    counts = edition.tracks.counts
    last = edition.tracks.years[-1]
    pupils = int(counts.loc[(counts["year"] == last) & (counts["track"] == PRO), "pupils"].sum())
    if edition.source.is_synthetic or not pupils:
        return []
    return [Claim("practical_years", {"pupils": count(pupils), "year": year(last)})]


def _widths(edition: Edition) -> Part:
    if not edition.source.has("duo_vo_tracks"):
        return Part("heading_width", claims=[Claim("later", {"question": term("later_width")})])
    found = widths(edition.source, edition.tracks.years)
    first = found[found["study_year"] == 1].assign(label=lambda rows: "width_" + rows["width"].astype(str))
    shown = columns(year="year", label="term", pupils="count", share="share")
    table = Table("widths", first, shown, key=("year", "label"))
    last = int(first["year"].max())
    one = table.value("share", (last, "width_1"), "share")
    values = {"x": one, "year": year(last)}
    claim = Claim("width", values, table.id, (last, "width_1"))
    figure = Figure("widths", "bars", table, Claim("alt_widths", values, table.id, (last, "width_1")), _BARS)
    return Part("heading_width", claims=[claim], figures=[figure], reading="read_width", caveat="caveat_width")


_BARS = {"label": "label", "value": "share", "series": "year"}


def _municipalities(edition: Edition) -> list[Part]:
    sheet = places.of_tracks(edition)
    if sheet.empty:
        return []
    shown = columns(municipality="name", sites="count", pupils="count", H="index")
    printed = sheet[sheet["reason"].isna()]
    full = Table("tracks_sheet", sheet, [*shown, Column("reason", "reason")], ("municipality_code",), folded=True)
    counts = {"n": count(len(printed)), "all": count(len(sheet)), "without": count(len(sheet) - len(printed))}
    claims = [Claim("floor_count", counts)]
    figures = [_ranked(printed, [*shown, *BAND], edition)] if len(printed) else []
    return [
        Part(
            "heading_where_tracks",
            claims=claims,
            figures=figures,
            tables=[full],
            reading="read_where_tracks",
            caveat="caveat_supply",
            limits=[*_practical(edition), *_without_place(edition, edition.tracks.years[-1:])],
        )
    ]


def _ranked(printed: pd.DataFrame, shown: list[Column], edition: Edition) -> Figure:
    largest = largest_of(printed, edition.source.municipality).sort_values("H", ascending=False)
    table = Table("tracks_largest", largest, shown, key=("municipality",), folded=True)
    top, bottom = largest.iloc[0], largest.iloc[-1]
    values = {
        "n": count(len(largest)),
        "low": points(bottom["H"]),
        "high": points(top["H"]),
        "first": name(top["municipality"]),
        "last": name(bottom["municipality"]),
    }
    options = {"value": "H", "mark": edition.source.municipality}
    return Figure("tracks_ranked", "ranked", table, Claim("alt_ranked_tracks", values), options)
