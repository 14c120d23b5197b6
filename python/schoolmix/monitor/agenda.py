"""Chapter: the agenda (*De agenda*): an instrument a row, and what each would change in a model."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from schoolmix import policy
from schoolmix.monitor.appraised import Appraised
from schoolmix.monitor.edition import Edition
from schoolmix.monitor.section import Claim, Column, Part, Section, Table, Value
from schoolmix.monitor.values import columns, count, term
from schoolmix.policy.register import cited
from schoolmix.scenario import grounds

HEADLINES = ("central enrolment", "reserve, 30 %", "near priority, three schools")
"""Scenarios that sentences are about, chosen before there were figures; none of them illustrative."""
SHOWN = "D"
UNCERTAIN = {"draws": ("low", "high"), "parameters": ("parameter_low", "parameter_high")}
UNCERTAIN |= {"structure": ("structure_low", "structure_high")}
"""Three kinds of uncertainty, never one interval."""
SAID = ("draws", "structure")
"""Those that every scenario has: sentences name them."""
BESIDE = {"first_choice": "first_choice_share", "distance": "mean_distance", "unplaced": "unplaced_share"}
HOURS = "encounter_hours"
EVIDENCE = {"A": "estimated", "B": "bounded", "C": "assumed"}


def agenda(edition: Edition) -> Section:
    """Return the register of instruments, and beside it, apart, what each would change in a model."""
    found = edition.appraised
    told = _simulated(found)
    is_homes = told["instrument"] == "HousingMix"
    parts = [_register(), _model(found, told[~is_homes]), _beside(told[~is_homes]), _homes(told[is_homes])]
    return Section("agenda", parts).check()


def slug(scenario: str) -> str:
    """Return the name of a scenario as its text is called."""
    return re.sub(r"[^a-z0-9]+", "_", scenario.lower()).strip("_")


def _register() -> Part:
    rows = [_known(policy.about(name)) for name in policy.register()["id"]]
    frame = pd.DataFrame(rows)
    shown = columns(instrument="instrument", actor="terms", law="term", source="text", since="text")
    shown += columns(uptake="term", euro="euros", tier="tier")
    table = Table("agenda", frame, shown, key=("instrument",))
    is_today = frame["law"] == "law_today"
    values = {"n": count(len(frame)), "k": count(is_today.sum()), "u": count((frame["law"] == "law_unknown").sum())}
    tiers = {
        "n": count((frame["tier"] != "none").sum()),
        **{name: count((frame["tier"] == letter).sum()) for letter, name in EVIDENCE.items()},
    }
    claims = [Claim("agenda_law", values), Claim("agenda_tiers", tiers)]
    return Part("heading_agenda", claims=claims, tables=[table], reading="read_agenda", caveat="caveat_agenda")


def _known(known: policy.About) -> dict[str, Any]:
    return {
        "instrument": known.id,
        "actor": tuple(f"actor_{actor}" for actor in known.actor),
        "law": f"law_{known.legal or 'unknown'}",
        "source": cited(known.legal_source, "short"),
        "since": known.start,
        "uptake": None if known.uptake_of is None else f"uptake_{known.uptake_of}",
        "euro": known.id if known.euros else None,
        "tier": known.tier,
    }


def _simulated(found: Appraised) -> pd.DataFrame:
    """Return a row a scenario: its instrument, evidence, the difference in the index, and all that goes with it."""
    tiers = grounds(found.scenarios).set_index("scenario")["tier"]
    rows = []
    for scenario in found.scenarios:
        mine = found.table[found.table["scenario"] == scenario.name]
        index = _index(mine, found.focal)
        settled = index.get("equilibrium", pd.Series(dtype=object))
        row = {
            "scenario": slug(scenario.name),
            "instrument": type(scenario.instruments[-1]).__name__,
            "tier": tiers[scenario.name],
            "is_headline": scenario.name in HEADLINES,
            "partial": _number(index.get("partial", pd.Series(dtype=object)).get("estimate")),
            "equilibrium": _number(settled.get("estimate")),
            "stability": _number(settled.get("sign_stability")),
            **{name: _pair(settled, *ends) for name, ends in UNCERTAIN.items()},
            **{end: _number(settled.get(end)) for name in SAID for end in UNCERTAIN[name]},
            **{name: _of(mine, outcome) for name, outcome in BESIDE.items()},
            "hours": _of(mine, HOURS, found.focal),
        }
        rows.append({**row, **_sides(mine)})
    return pd.DataFrame(rows)


def _index(mine: pd.DataFrame, focal: str) -> dict[str, pd.Series[Any]]:
    """Return the rows of the index: of all groups where it has one, else of the focal group."""
    rows = mine[mine["outcome"] == SHOWN]
    whole = rows[rows["focal"].isna()]
    chosen = whole if len(whole) else rows[rows["focal"] == focal]
    return {str(row["effect"]): row for _, row in chosen.iterrows()}


def _settled(mine: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return mine[(mine["outcome"] == outcome) & (mine["effect"] == "equilibrium")]


def _of(mine: pd.DataFrame, outcome: str, focal: str | None = None) -> float | None:
    rows = _settled(mine, outcome)
    rows = rows[rows["focal"].isna() if focal is None else rows["focal"] == focal]
    return _number(rows["estimate"].iloc[0]) if len(rows) else None


def _sides(mine: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the groups of whom more, and of whom fewer, are at their first choice in nearly all draws."""
    rows = _settled(mine, "first_choice_share").dropna(subset=["focal", "low", "high"])
    gains, loses = rows[rows["low"] > 0], rows[rows["high"] < 0]
    return {
        name: tuple(f"group_{group}" for group in side["focal"]) or ("nobody",)
        for name, side in (("gains", gains), ("loses", loses))
    }


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _pair(row: pd.Series[Any], low: str, high: str) -> tuple[float, float] | None:
    ends = _number(row.get(low)), _number(row.get(high))
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def _named() -> list[Column]:
    return columns(instrument="instrument", scenario="assumption", tier="tier")


def _table(name: str, frame: pd.DataFrame, shown: list[Column]) -> Table:
    return Table(name, frame, [*_named(), *shown], key=("scenario",), is_synthetic=True)


def _index_of(name: str, frame: pd.DataFrame) -> Table:
    shown = columns(partial="signed", equilibrium="signed", **dict.fromkeys(UNCERTAIN, "range"), stability="share")
    return _table(name, frame, shown)


def _model(found: Appraised, told: pd.DataFrame) -> Part:
    table = _index_of("agenda_model", told)
    claims = [_claim(table, row) for _, row in told[told["is_headline"]].iterrows()]
    made = {
        "scale": Value("share", found.scale),
        "seed": Value("code", str(found.seed)),
        "years": count(found.years),
        "replicates": count(found.replicates),
    }
    return Part(
        "heading_agenda_model",
        claims=[claim for claim in claims if claim is not None],
        tables=[table],
        reading="read_agenda_model",
        caveat="caveat_agenda_model",
        limits=[Claim("agenda_made", made, certainty="synthetic")],
    )


def _claim(table: Table, row: pd.Series[Any]) -> Claim | None:
    """Return the sentence on a scenario; none where it lacks a range, or is illustrative."""
    ends = [end for name in SAID for end in UNCERTAIN[name]]
    if row[ends].isna().any() or row["tier"] not in {"A", "B"}:
        return None
    key = (row["scenario"],)
    values = {
        "assumption": Value("assumption", row["scenario"]),
        "trait": term("by_po_migration_background"),
        "tier": Value("tier", row["tier"], "tier"),
        **{end: table.value("signed", key, end) for end in ends},
    }
    return Claim("model", values, table.id, key, certainty="synthetic")


def _beside(told: pd.DataFrame) -> Part:
    shown = columns(first_choice="signed", distance="signed_decimal", unplaced="signed", hours="signed")
    shown += columns(gains="terms", loses="terms")
    return Part(
        "heading_agenda_beside",
        tables=[_table("agenda_beside", told, shown)],
        reading="read_agenda_beside",
        caveat="caveat_agenda_beside",
    )


def _homes(told: pd.DataFrame) -> Part:
    table = _index_of("agenda_homes", told)
    claims = [_claim(table, row) for _, row in told.iterrows()]
    return Part(
        "heading_agenda_homes",
        claims=[claim for claim in claims if claim is not None],
        tables=[table],
        caveat="caveat_agenda_homes",
    )
