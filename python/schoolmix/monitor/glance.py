"""Chapter: at a glance (*In één oogopslag*)."""

from __future__ import annotations

from schoolmix.monitor import change_claims
from schoolmix.monitor.area import LOW
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.national import area_claims, area_summary, trait_claims
from schoolmix.monitor.section import Claim, Part, Section, Table, Value
from schoolmix.monitor.tracks import POPULATIONS
from schoolmix.monitor.unanswered import unanswered
from schoolmix.monitor.values import count, points, share, term, year


def glance(edition: Edition) -> Section:
    """Return the key figures, at most five claims, the table of changes, and what cannot be said."""
    table = change_claims.table(edition)
    claims: list[Claim] = []
    if edition.has_area:
        claims += area_claims(edition)[:2]
    if table is not None:
        claims += trait_claims(edition, table)[:4] if edition.has_traits else []
        if edition.has_tracks:
            known = set(table.frame["subject"])
            claims += [change_claims.supply_of(table, name) for name in POPULATIONS if f"tracks_{name}" in known]
    parts = [Part(cards=_cards(edition), claims=claims[:6], reading="read_points")]
    if table is not None:
        parts.append(
            Part(
                "heading_changes",
                tables=[_headline(table)],
                figures=[change_claims.figure(_headline(table))],
                reading="read_changes",
                caveat="caveat_changes",
            )
        )
    parts.append(Part("heading_unknown", claims=unanswered(edition)))
    tables = {table.id: table} if table is not None else {}
    tables |= {found.id: found for found in [area_summary(edition)] if found is not None}
    return Section("glance", parts).check(tables)


def _headline(table: Table) -> Table:
    """Leave out the measures that only the full table of the national chapter shows."""
    tracks = table.frame["subject"].str.startswith("tracks_")
    kept = table.frame[tracks | table.frame["measure"].isin(["D", "encounter"])]
    return Table(f"{table.id}_headline", kept, table.columns, key=table.key)


def _cards(edition: Edition) -> list[Claim]:
    cards = []
    if edition.has_area:
        cards += _area_cards(edition)
    if edition.has_traits:
        cards += _trait_cards(edition)
    if edition.has_tracks:
        rows = edition.track_levels
        last = rows[rows["population"] == "with_pro"].sort_values("year").iloc[-1]
        cards.append(Claim("card_tracks", {"x": points(last["H"]), "year": year(last["year"])}))
    return cards


def _area_cards(edition: Edition) -> list[Claim]:
    area, cut = edition.area, edition.protocol.area_cuts[0]
    rows = edition.area_by_municipality
    printed = rows[(rows["cut"] == cut) & rows["reason"].isna()]
    pupils = {"x": count(round(area.rows["expected"].sum())), "n": count(area.sites["municipality_code"].nunique())}
    cards = [Claim("card_pupils", {**pupils, "year": year(area.year)})]
    if len(printed):
        median = {"x": points(float(printed["D"].median())), "n": count(len(printed))}
        cards.append(Claim("card_area", {**median, "year": year(area.year)}, certainty="estimated"))
    met = edition.area_met
    cards.append(
        Claim("card_met", {"x": share(met.loc[LOW, LOW]), "p": share(met.loc["all", LOW])}, certainty="estimated")
    )
    return cards


def _trait_cards(edition: Edition) -> list[Claim]:
    rows = edition.trait_levels
    last = rows[rows["year"] == rows["year"].max()].set_index(["sector", "trait", "measure"])
    cards = []
    for sector in edition.source.worlds:
        row = last.loc[(sector, "migration_background", "D")]
        values = {"x": points(row["estimate"]), "year": year(row["year"]), "sector": term(sector)}
        cards.append(Claim("card_trait", values, certainty="synthetic"))
    row = last.loc[("po", "migration_background", "encounter")]
    met = {"x": share(row["estimate"]), "p": share(row["share"]), "year": Value("year", int(row["year"]))}
    return [*cards, Claim("card_trait_met", met, certainty="synthetic")]
