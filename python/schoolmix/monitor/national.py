"""Chapter: the national picture (*Segregatie landelijk*), or that of the municipalities with data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schoolmix.monitor import change_claims, encounter
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Figure, Part, Section, Table, Value
from schoolmix.monitor.traits import FOCAL
from schoolmix.monitor.values import columns, count, points, term, unknown, year

SUMMARY = "area_summary"


def national(edition: Edition) -> Section:
    """Return evenness and encounter, by characteristic."""
    if edition.has_traits:
        return _traits(edition)
    if not edition.has_area:
        return Section("partial", [Part(claims=[unknown("q_po_area", "need_po_files")])])
    return _area(edition)


def area_summary(edition: Edition) -> Table | None:
    """Return the spread by prosperity of the home area at every cut, over sites and over municipalities."""
    if not edition.has_area:
        return None
    rows = edition.area_by_municipality
    printed = rows[rows["reason"].isna()]
    by_cut = printed.groupby("cut")
    weighted = by_cut.apply(lambda rows: float(np.average(rows["D"].astype(float), weights=rows["pupils"])))
    frame = edition.area_pooled.set_index("cut").join(
        pd.DataFrame({"median": by_cut["D"].median(), "weighted": weighted, "municipalities": by_cut.size()})
    )
    shown = columns(
        cut="cut",
        D="index",
        bound_low="index",
        bound_high="index",
        H="index",
        median="index",
        weighted="index",
        municipalities="count",
    )
    return Table(SUMMARY, frame.reset_index(), shown, key=("cut",))


def area_claims(edition: Edition) -> list[Claim]:
    """Return the sentences on primary pupils by prosperity of the home area."""
    summary = area_summary(edition)
    if summary is None:
        return []
    found: list[Claim] = []
    for cut in edition.protocol.area_cuts:
        key = (cut,)
        values = {
            "cut": Value("cut", cut),
            "x": summary.value("points", key, "D"),
            "a": summary.value("points", key, "bound_low"),
            "b": summary.value("points", key, "bound_high"),
            "median": summary.value("points", key, "median"),
            "n": summary.value("count", key, "municipalities"),
            "year": year(edition.area.year),
            "all": count(edition.area.sites["municipality_code"].nunique()),
        }
        found.append(Claim("area_spread" if not found else "area_other_cut", values, SUMMARY, key, certainty="hidden"))
    yardstick = {"x": summary.value("share", (edition.protocol.area_cuts[0],), "D")}
    found.insert(1, Claim("d_in_words", yardstick, SUMMARY, (edition.protocol.area_cuts[0],), certainty="estimated"))
    return found


def trait_claims(edition: Edition, table: Table) -> list[Claim]:
    """Return by sector and trait the sentence on the change of evenness."""
    return [change_claims.change_of(table, f"{trait.sector}_{trait.name}", "D") for trait in edition.traits]


def _area(edition: Edition) -> Section:
    summary = area_summary(edition)
    assert summary is not None
    rows = edition.area_by_municipality
    printed = rows[rows["reason"].isna()].sort_values(["cut", "D"])
    shown = columns(cut="cut", municipality="name", D="index", bound_low="index", bound_high="index")
    table = Table("area_distribution", printed, shown, folded=True)
    spread = printed.loc[printed["cut"] == edition.protocol.area_cuts[0], "D"].astype(float)
    values = {"low": points(spread.quantile(0.1)), "high": points(spread.quantile(0.9)), "n": count(len(spread))}
    figure = Figure("distribution", "strips", table, Claim("alt_distribution", values))
    part = Part(
        "heading_area",
        claims=area_claims(edition),
        tables=[summary],
        figures=[figure],
        reading="read_area",
        caveat="caveat_area",
    )
    return Section("partial", [part]).check()


def _traits(edition: Edition) -> Section:
    changes = change_claims.table(edition)
    known = {} if changes is None else {changes.id: changes}
    parts = [_trait_part(edition, sector, changes) for sector in edition.source.worlds]
    parts.append(Part("heading_all_measures", tables=[changes] if changes is not None else [], reading="read_changes"))
    return Section("national", parts).check(known)


def _trait_part(edition: Edition, sector: str, changes: Table | None) -> Part:
    levels = edition.trait_levels
    chosen = levels[(levels["sector"] == sector) & levels["measure"].isin(["D", "encounter"])]
    shown = columns(trait="term", measure="measure", year="year", estimate="index", expected="index", share="share")
    table = Table(f"levels_{sector}", chosen, shown, key=("trait", "measure", "year"), folded=True)
    claims = []
    for trait in [trait for trait in edition.traits if trait.sector == sector]:
        last = int(chosen["year"].max())
        key = (trait.name, "encounter", last)
        values = {
            "year": year(last),
            "trait": term(f"with_{trait.name}"),
            "x": table.value("share", key, "estimate"),
            "p": table.value("share", key, "share"),
            "area": term("synthetic_netherlands"),
        }
        if changes is not None:
            claims.append(change_claims.change_of(changes, f"{sector}_{trait.name}", "D"))
        claims.append(Claim("level", values, table.id, key, certainty="synthetic"))
        if changes is not None:
            claims += _disagree(edition, changes, sector, trait.name)
    last = int(chosen["year"].max())
    ends = {"year": year(last), "sector": term(sector), "n": count(chosen["year"].nunique())}
    named = zip("xyz", FOCAL, strict=True)
    ends |= {letter: points(table.cell((trait, "D", last), "estimate")) for letter, trait in named}
    alternative = Claim("alt_lines", ends)
    figure = Figure(f"lines_{sector}", "lines", table, alternative, {"panel": "trait", "series": "measure"})
    return Part(f"heading_{sector}", claims=claims, figures=[figure], reading="read_lines", caveat="caveat_met")


def _disagree(edition: Edition, changes: Table, sector: str, trait: str) -> list[Claim]:
    subject = f"{sector}_{trait}"
    rows = changes.frame[changes.frame["subject"] == subject].set_index("measure")
    evenness, met = rows.loc["D"], rows.loc["encounter"]
    decided = {"slight", "marked"}
    if not {evenness["outcome"], met["outcome"]} <= decided or evenness["difference"] * met["difference"] > 0:
        return []
    levels = edition.trait_levels
    mine = levels[(levels["sector"] == sector) & (levels["trait"] == trait)].set_index(["year", "measure"])
    ends = [encounter.evenly(mine.loc[(year, "encounter")]) for year in (evenness["base"], evenness["latest"])]
    split = encounter.parts(ends[0], ends[1])
    larger = "part_group" if abs(split.group) > abs(split.evenness) else "part_evenness"
    values = {"part": term(larger), "g": Value("signed", split.group), "e": Value("signed", split.evenness)}
    return [Claim("disagree", values, certainty="process")]
