"""Why a pupil is placed where, in Dutch or English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from schoolmix.applications import misnamed

LANGUAGES = ("nl", "en")
# Mechanisms that let pupils exchange places after a first distribution.
EXCHANGE = {"efficiency_adjusted", "stable_improvement_cycles"}
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
    earlier: set[Any],
) -> str:
    """Return a sentence about where a pupil is, and one a choice on why; ``earlier``: schools of earlier rounds."""
    if language not in LANGUAGES:
        raise misnamed("language", "'nl' or 'en'")
    texts = _texts()[language]
    # Rows of objects: as floating numbers, lottery numbers of 56 bits would lose the last of them.
    drawn, cutoffs = wishes.set_index("school").astype(object), cutoffs.astype(object)
    listed = chances[chances["rank"].notna()].sort_values("rank")
    lines = [_head(texts, placed, len(listed))]
    for school, rank in zip(listed["school"], listed["rank"], strict=True):
        if placed["school"] == school:
            lines.append(texts["here"].format(rank=rank, school=school))
            break
        said = texts["closed"]
        if school in drawn.index:
            own, last = drawn.loc[school], cutoffs.loc[school]
            said = _filled(
                language, _reason(own, last, mechanism, has_reserves=has_reserves, staged=school in earlier), own, last
            )
        lines.append(f"{texts['choice'].format(rank=rank, school=school)} {said}")
    return "\n".join(lines)


def _head(texts: dict[str, str], placed: pd.Series[Any], choices: int) -> str:
    if choices == 0:
        return texts["no_list"]
    if placed["school"] is None or pd.isna(placed["school"]):
        return texts["unplaced_one" if choices == 1 else "unplaced"].format(choices=choices)
    if pd.isna(placed["rank"]):
        return texts["guarantee"].format(school=placed["school"])
    return texts["placed"].format(school=placed["school"], rank=placed["rank"])


def _reason(own: pd.Series[Any], last: pd.Series[Any], mechanism: str, *, has_reserves: bool, staged: bool) -> str:
    """Return which sentence says why a school did not admit: the first that holds."""
    is_full = last["admitted"] >= last["places"]
    reasons = (
        ("no_places", last["places"] == 0),
        # Before lots: no number of the pupil would have helped.
        ("minimised", mechanism == "rank_minimising"),
        ("reserved", not is_full and has_reserves),
        ("elsewhere", not is_full),
        ("traded", mechanism == "top_trading_cycles"),
        ("taken", mechanism in BY_LOT),
        # Numbers of the first step are others than those that are told.
        ("two_steps", mechanism == "lottery_then_central" and _behind(own, last) != "priority"),
        ("round", staged),  # numbers of two rounds are not compared
        (_behind(own, last), _behind(own, last) != ""),
        ("reserved", has_reserves),
        ("exchanged", mechanism in EXCHANGE),
    )
    return next((reason for reason, holds in reasons if holds), "earlier")


def _behind(own: pd.Series[Any], last: pd.Series[Any]) -> str:
    """Return by what a pupil stands behind the last who was admitted: priority or lot; empty if by neither."""
    if pd.isna(last["priority"]) or own["priority"] < last["priority"]:
        return ""
    if own["priority"] > last["priority"]:
        return "priority"
    if pd.isna(own["number"]) or pd.isna(last["number"]) or own["number"] <= last["number"]:
        return ""
    return "lot" if own["priority"] == 1 else "lottery"


def _filled(language: str, reason: str, own: pd.Series[Any], last: pd.Series[Any]) -> str:
    """Return a sentence with its numbers."""
    texts, places = _texts()[language], last["places"]
    one = "_one" if places == 1 else ""
    return texts[reason].format(
        went=texts[f"went{one}"].format(places=places),
        gone=texts[f"gone{one}"].format(places=places),
        priority=own["priority"],
        last_priority="-" if pd.isna(last["priority"]) else int(last["priority"]),
        number=_number(own["number"], language),
        last_number=_number(last["number"], language),
    )


def _number(number: Any, language: str) -> str:
    """Return a lottery number as a share of the largest, which people can read."""
    if pd.isna(number):
        return "-"
    share = f"{int(number) / 2**56:.6f}"
    return share.replace(".", ",") if language == "nl" else share


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("schoolmix").joinpath("explanation.toml").read_text(encoding="utf-8"))
