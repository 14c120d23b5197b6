"""Chapter: neighbourhood and school (*Buurt en school*)."""

from __future__ import annotations

import pandas as pd

from schoolmix.monitor import nearest_claims, reflected
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.home_side import ALL, FLOWS, HomeSide
from schoolmix.monitor.reflected import ANSWERS, THRESHOLD
from schoolmix.monitor.section import Claim, Column, Figure, Part, Section, Table, Value
from schoolmix.monitor.values import columns, count, share, term, unknown, year

SHOWN = 15
"""Municipalities with most pupils that the bars show; the sheet has all."""


def neighbourhood(edition: Edition) -> Section:
    """Return the home side, and where pupils have traits of their own schools beside their neighbourhoods."""
    parts = []
    if edition.has_traits or edition.source.has(FLOWS):
        parts.append(_home(edition))
    if edition.has_traits:
        parts += [_reflection(edition), nearest_claims.part(edition)]
    else:
        parts.append(Part(claims=[unknown("q_residence_choice", "need_pupil_trait")]))
    return Section("neighbourhood", parts).check()


def _home(edition: Edition) -> Part:
    side, (whole, towns) = edition.home_side, edition.home_shares
    shown = _shown(side, whole)
    total = Table("home_whole", whole.assign(municipality=ALL), [Column("municipality", "term"), *shown], _KEY)
    sheet = Table("home_sheet", towns, [Column("municipality", "name"), *shown], _KEY, folded=True)
    tables = [total, sheet]
    claims = _home_claims(side, total)
    return Part(
        "heading_home_side",
        claims=claims,
        tables=tables,
        figures=_bars(side, towns),
        reading="read_home_side" if not edition.has_traits else "read_home_side_synthetic",
        caveat="caveat_home_side" if not edition.has_traits else "caveat_home_side_synthetic",
    )


_KEY = ("municipality",)


def _shown(side: HomeSide, whole: pd.DataFrame) -> list[Column]:
    bounds = {"own_low": "share", "own_high": "share"} if side.has_hidden else {}
    ends = {"inflow_low": "share", "inflow_high": "share"} if side.has_hidden else {}
    near = {} if whole["adjacent"].isna().all() else {"adjacent": "share"}
    far = {} if whole["distance"].isna().all() else {"distance": "decimal", "excess": "decimal"}
    return columns(pupils="count", own="share", **bounds, **near, inflow="share", **ends, **far)


def _home_claims(side: HomeSide, table: Table) -> list[Claim]:
    key = (ALL,)
    row = table.frame.iloc[0]
    found = []
    for name in ("own", "inflow"):
        values = {"x": table.value("share", key, name), "year": year(side.year)}
        if side.has_hidden:
            values |= {
                letter: table.value("share", key, f"{name}_{end}") for letter, end in (("a", "low"), ("b", "high"))
            }
        template = f"home_{name}" if side.has_hidden else f"home_{name}_synthetic"
        found.append(Claim(template, values, table.id, key, "hidden" if side.has_hidden else "synthetic"))
    certainty = "estimated" if side.has_hidden else "synthetic"
    if pd.notna(row["adjacent"]):
        found.append(Claim("home_adjacent", {"x": table.value("share", key, "adjacent")}, table.id, key, certainty))
    if pd.notna(row["distance"]):
        values = {name: table.value("decimal", key, column) for name, column in (("x", "distance"), ("y", "excess"))}
        found.append(Claim("home_distance", values, table.id, key, certainty))
    return found


def _bars(side: HomeSide, towns: pd.DataFrame) -> list[Figure]:
    """Return where pupils of the largest municipalities go; without places of areas there is no adjacent one."""
    if towns.empty or towns["adjacent"].isna().all():
        return []
    largest = towns.nlargest(SHOWN, "pupils").sort_values("own", ascending=False)
    shown = columns(municipality="name", own="share", adjacent="share", further="share")
    table = Table("home_largest", largest, shown, key=_KEY, folded=True)
    first, last = largest.iloc[0], largest.iloc[-1]
    values = {"n": count(len(largest)), "high": share(first["own"]), "low": share(last["own"])}
    values |= {"first": Value("name", first["municipality"]), "last": Value("name", last["municipality"])}
    options = {"label": "municipality", "values": ["own", "adjacent", "further"], "named": True, "axis": "of_pupils"}
    return [Figure("home_bars", "stacked", table, Claim("alt_home", values | {"year": year(side.year)}), options)]


def _reflection(edition: Edition) -> Part:
    found = edition.reflections
    table = Table("reflection", reflected.counted(found), _ANSWERS, key=("subject",))
    claims = []
    for subject in table.frame["subject"]:
        key = (subject,)
        letters = {"n": "schools", "k": "deviating", "s": "mirror", "u": "not_distinguishable", "e": "chance"}
        values = {letter: table.value("count", key, column) for letter, column in letters.items()}
        values["trait"] = term(f"by_{subject}")
        claims.append(Claim("mirror", values, table.id, key, certainty="synthetic"))
    first = str(table.frame["subject"].iloc[0])
    points = found[(found["subject"] == first) & found["answer"].notna()]
    shown = columns(site="code", share="share", reference_share="share", low="share", high="share")
    data = Table("reflection_schools", points, [*shown, Column("answer", "answer"), *columns(pupils="count")])
    values = {letter: table.value("count", (first,), name) for letter, name in (("k", "deviating"), ("n", "schools"))}
    alternative = Claim("alt_reflection", values, table.id, (first,))
    options = {"x": "reference_share", "y": "share", "by": "answer", "order": ANSWERS, "band": THRESHOLD}
    figure = Figure("reflection", "points", data, alternative, options)
    return Part(
        "heading_reflection",
        claims=claims,
        tables=[table],
        figures=[figure],
        reading="read_reflection",
        caveat="caveat_reflection",
    )


_ANSWERS = columns(
    subject="term", schools="count", over="count", under="count", mirror="count", not_distinguishable="count"
)
_ANSWERS += columns(chance="decimal")
