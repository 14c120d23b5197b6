"""Why a pupil is placed where, in Dutch or English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from schoolmix.applications import misnamed

LANGUAGES = ("nl", "en")
# Mechanisms that look back: who goes first at a school is never passed over for one who asked for it earlier.
LOOKS_BACK = {"deferred_acceptance", "stable_improvement_cycles"}
# Mechanisms that know neither priorities nor reserves.
BY_LOT = {"serial_dictatorship", "first_come"}


def explained(
    language: str,
    *,
    wishes: pd.DataFrame,
    chances: pd.DataFrame,
    placed: pd.Series[Any],
    cutoffs: pd.DataFrame,
    mechanism: str,
    has_reserves: bool,
) -> str:
    """Return a sentence about where a pupil is, and one a choice on why."""
    if language not in LANGUAGES:
        raise misnamed("language", "'nl' or 'en'")
    texts = _texts()[language]
    drawn = wishes.set_index("school")
    listed = chances[chances["rank"].notna()].sort_values("rank")
    lines = [_head(texts, placed, len(listed))]
    for school, rank in zip(listed["school"], listed["rank"], strict=True):
        if placed["school"] == school:
            lines.append(texts["here"].format(rank=rank, school=school))
            break
        reason = _reason(drawn, school, cutoffs, mechanism, has_reserves=has_reserves)
        lines.append(
            texts["choice"].format(rank=rank, school=school) + " " + _filled(texts, reason, drawn, school, cutoffs)
        )
    return "\n".join(lines)


def _head(texts: dict[str, str], placed: pd.Series[Any], choices: int) -> str:
    if choices == 0:
        return texts["no_list"]
    if placed["school"] is None or pd.isna(placed["school"]):
        return texts["unplaced"].format(choices=choices)
    if pd.isna(placed["rank"]):
        return texts["guarantee"].format(school=placed["school"])
    return texts["placed"].format(school=placed["school"], rank=placed["rank"])


def _reason(drawn: pd.DataFrame, school: Any, cutoffs: pd.DataFrame, mechanism: str, *, has_reserves: bool) -> str:
    """Return which sentence says why a school did not admit: the first that holds."""
    if school not in drawn.index:
        return "closed"
    own, last = drawn.loc[school], cutoffs.loc[school]
    is_full = last["admitted"] >= last["places"]
    is_tied = own["priority"] == last["priority"] and not pd.isna(own["number"])
    reasons = (
        ("no_places", last["places"] == 0),
        ("minimised", mechanism == "rank_minimising"),
        ("traded", mechanism == "top_trading_cycles"),
        ("reserved", not is_full and has_reserves),
        ("elsewhere", not is_full),
        ("taken", mechanism in BY_LOT),
        ("priority", own["priority"] > last["priority"]),
        ("lottery", is_tied and own["number"] > last["number"]),
        ("reserved", has_reserves),
        ("later", mechanism in LOOKS_BACK),
    )
    return next((reason for reason, holds in reasons if holds), "earlier")


def _filled(texts: dict[str, str], reason: str, drawn: pd.DataFrame, school: Any, cutoffs: pd.DataFrame) -> str:
    """Return a sentence with its numbers."""
    if school not in drawn.index:
        return texts[reason]
    own, last = drawn.loc[school], cutoffs.loc[school]
    return texts[reason].format(
        places=last["places"],
        priority=own["priority"],
        last_priority=last["priority"],
        number=_number(own["number"]),
        last_number=_number(last["number"]),
    )


def _number(number: Any) -> str:
    """Return a lottery number as a share of the largest, which people can read."""
    return "-" if pd.isna(number) else f"{int(number) / 2**56:.6f}"


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("schoolmix").joinpath("explanation.toml").read_text(encoding="utf-8"))
