"""Chapter: the contribution of a mixed school (*De bijdrage van een gemengde school*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor import encounter
from schoolmix.monitor.area import LOW
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.qualification import qualification
from schoolmix.monitor.section import Claim, Figure, Part, Section, Table, Value
from schoolmix.monitor.traits import Trait
from schoolmix.monitor.values import columns, count, share, term, unknown, year


def contribution(edition: Edition) -> Section:
    """Return encounters, concentration, and where low outcomes come together."""
    if edition.has_traits:
        parts = [part for trait in edition.traits if trait.name == SHOWN for part in _trait(edition, trait)]
        return Section("contribution", parts).check()
    met = _area(edition) if edition.has_area else [Part(claims=[unknown("q_met", "need_po_files")])]
    parts = [*met, qualification(edition), Part("heading_evidence", claims=[_evidence()])]
    return Section("contribution", parts).check()


SHOWN = "migration_background"
ORIGINS = ("netherlands", "europe", "outside_europe")


def _evidence() -> Claim:
    return unknown("q_benefit", "need_outcomes")


def _area(edition: Edition) -> list[Part]:
    met = edition.area_met
    bands = ["low", "middle", "high"]
    frame = met.loc[[*bands, "all"]].rename_axis("pupil").reset_index()
    frame["pupil"] = "band_" + frame["pupil"]
    shown = columns(pupil="term", low="share", middle="share", high="share", unknown="share")
    table = Table("area_met", frame, shown, key=("pupil",))
    values = {
        "year": year(edition.area.year),
        "x": table.value("share", ("band_low",), "low"),
        "y": table.value("share", ("band_low",), "high"),
    }
    claims = [Claim("area_level", {**values, "p": share(met.loc["all", LOW])}, table.id, ("band_low",), "estimated")]
    figure = _bars(table, Claim("alt_met_area", values, table.id, ("band_low",)), bands)
    sites = edition.area.by_site(edition.protocol.area_cuts[0])
    return [
        Part("heading_met", claims=claims, tables=[table], figures=[figure], reading="read_met", caveat="caveat_met"),
        _concentration(edition, sites, LOW, "area", edition.area.year),
    ]


def _bars(table: Table, alternative: Claim, groups: list[str]) -> Figure:
    return Figure(f"{table.id}_bars", "stacked", table, alternative, {"label": "pupil", "values": groups})


def _concentration(edition: Edition, sites: pd.DataFrame, group: str, kind: str, first: int) -> Part:
    limits = edition.protocol.concentration
    is_area = kind == "area"
    found = encounter.concentration(sites, group, "all", limits)
    frame = pd.DataFrame({"threshold": list(found), "share": list(found.values())})
    table = Table(f"{kind}_concentration", frame, columns(threshold="cut", share="share"), key=("threshold",))
    values = {
        "x": table.value("share", (limits[0],), "share"),
        "t": Value("cut", limits[0], "threshold"),
        "year": year(first),
        "group": term(f"group_{kind}"),
    }
    claim = Claim("concentration", values, table.id, (limits[0],), "estimated" if is_area else "synthetic")
    bins = encounter.spread(sites, group, "all")
    shown = columns(low="share", high="share", group="share", rest="share")
    spread = Table(f"{kind}_spread", bins, shown, key=("low",), folded=True)
    half = {"x": table.value("share", (limits[0],), "share"), "group": term(f"group_{kind}")}
    alternative = Claim("alt_spread", half, table.id, (limits[0],))
    figure = Figure(f"{kind}_spread", "spread", spread, alternative, {"kind": kind})
    return Part(
        "heading_concentration",
        claims=[claim],
        tables=[table],
        figures=[figure],
        reading="read_concentration",
        caveat="caveat_concentration_area" if is_area else "caveat_concentration",
    )


def _trait(edition: Edition, trait: Trait) -> list[Part]:
    last = int(trait.counts["year"].max())
    wide = trait.wide(last)
    groups = list(ORIGINS)
    met = encounter.met(wide, groups, size="all")
    frame = met.rename_axis("pupil").reset_index()
    totals = wide[groups].sum() / wide["all"].sum()
    frame = pd.concat([frame, pd.DataFrame([{"pupil": "all", **totals.to_dict()}])], ignore_index=True)
    frame["pupil"] = "group_" + frame["pupil"]
    shown = columns(pupil="term", **dict.fromkeys(groups, "share"))
    kind = f"{trait.sector}_{trait.name}"
    table = Table(f"{kind}_met", frame, shown, key=("pupil",))
    group = str(trait.focal)
    key = (f"group_{group}",)
    values = {
        "year": year(last),
        "x": table.value("share", key, group),
        "trait": term(f"with_{trait.name}"),
        "p": share(totals[group]),
        "area": term("synthetic_netherlands"),
        "sector": term(trait.sector),
        "n": count(len(groups)),
    }
    claim = Claim("level", values, table.id, key, certainty="synthetic")
    alternative = Claim("alt_met_trait", values, table.id, key)
    part = Part(
        f"heading_met_{trait.sector}",
        claims=[claim],
        tables=[table],
        figures=[_bars(table, alternative, groups)],
        reading="read_met",
        caveat="caveat_met",
    )
    return [part, _concentration(edition, wide, group, kind, last)]
