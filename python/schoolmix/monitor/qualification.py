"""Part of the contribution: where low outcomes and disadvantage come together (*kwalificatie*)."""

from __future__ import annotations

from schoolmix.monitor.edition import Edition
from schoolmix.monitor.outcomes import COMPOSITION, TESTS, Outcomes, by_fifth, stacked
from schoolmix.monitor.section import Claim, Figure, Part, Table, Value
from schoolmix.monitor.values import columns, count, share, unknown, year

PARTS = ("lowest", "between", "highest")
FIRST, LAST = ("fifth_1",), ("fifth_5",)


def qualification(edition: Edition) -> Part:
    """Return test scores by fifth of the disadvantage score, and the stacking of low outcomes."""
    if not edition.has_outcomes:
        return Part("heading_qualification", claims=[unknown("q_qualification", "need_outcome_files")])
    outcomes = edition.outcomes
    frame = by_fifth(outcomes).reset_index()
    shown = columns(fifth="term", sites="count", pupils="count", points="decimal", **dict.fromkeys(PARTS, "share"))
    table = Table("fifths", frame, shown, key=("fifth",))
    values = {
        "year": year(outcomes.years[TESTS]),
        "x": table.value("share", LAST, "lowest"),
        "y": table.value("share", FIRST, "lowest"),
    }
    alternative = Claim("alt_fifths", {name: Value(value.kind, value.value) for name, value in values.items()})
    options = {"label": "fifth", "values": list(PARTS), "axis": "tested"}
    return Part(
        "heading_qualification",
        claims=[*_fifths(values), _stacking(outcomes)],
        tables=[table],
        figures=[Figure("fifths_bars", "stacked", table, alternative, options)],
        reading="read_fifths",
        caveat="caveat_fifths",
        limits=[_years(outcomes), _unmatched(outcomes)],
    )


def _fifths(values: dict[str, Value]) -> list[Claim]:
    last = {name: values[name] for name in ("year", "x")}
    first = {name: values[name] for name in ("year", "y")}
    return [Claim("fifth_last", last, "fifths", LAST), Claim("fifth_first", first, "fifths", FIRST)]


def _stacking(outcomes: Outcomes) -> Claim:
    if len(outcomes.used) < 2:
        return unknown("q_stacking", "need_second_outcome")
    found = stacked(outcomes)
    bounds = {"low": share(found["low"]), "high": share(found["high"]), "n": count(len(outcomes.used))}
    return Claim("stacking", {**bounds, "year": year(outcomes.years[TESTS])}, certainty="hidden")


def _years(outcomes: Outcomes) -> Claim:
    years = {"tests": year(outcomes.years[TESTS]), "scores": year(outcomes.years[COMPOSITION])}
    return Claim("same_year" if years["tests"] == years["scores"] else "other_year", years)


def _unmatched(outcomes: Outcomes) -> Claim:
    lost = outcomes.sites[outcomes.sites["disadvantage"].isna()]
    part = lost["pupils"].sum() / outcomes.sites["pupils"].sum()
    values = {"n": count(len(lost)), "share": share(part), "pupils": count(outcomes.unpublished)}
    return Claim("without_score", values)
