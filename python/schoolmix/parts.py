"""Sources of segregation told apart: differences between worlds, their means and spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

FACTORS = ("tracking", "homes", "preferences", "places")
# What holds in a counterfactual world.
Factors = frozenset[str]
# The town of a row about all pupils.
ALL = -1
KEYS = ["town", "measure", "focal"]
SPREAD = (0.05, 0.95)

Arrays = dict[str, Any]


def told_apart(
    drawn: pd.DataFrame, observed: pd.DataFrame, worlds: Sequence[Factors], orders: Sequence[Sequence[str]]
) -> tuple[pd.DataFrame, Arrays]:
    """Return what values are about, a row each, and each part of them as an array of rows and replicates."""
    keys = observed[KEYS].reset_index(names="key")
    drawn = drawn.merge(keys, on=KEYS, how="left")
    value = np.full((len(keys), drawn["replicate"].max() + 1, len(worlds)), np.nan)
    value[drawn["key"], drawn["replicate"], drawn["world"]] = drawn["estimate"]
    of = {factors: value[:, :, number] for number, factors in enumerate(worlds)}
    parts: Arrays = {"chance": of[frozenset()]}
    for factor in FACTORS:
        before = [frozenset(one[: one.index(factor)]) for one in orders]
        parts[factor] = sum(of[factors | {factor}] - of[factors] for factors in before) / len(orders)
    seen = observed["estimate"].to_numpy(float)[:, None] + 0 * of[frozenset()]
    why = drawn.loc[drawn["estimate"].isna() & (drawn["note"] != "")].groupby("key")["note"].first()
    about = observed.assign(why=why.reindex(observed.index).fillna("undefined in a counterfactual world"))
    return about, parts | {"unexplained": seen - of[frozenset(FACTORS)], "observed": seen}


def with_means(observed: pd.DataFrame, parts: Arrays) -> tuple[pd.DataFrame, Arrays]:
    """Put first the means of municipalities, weighted by their pupils, of what has no whole of its own."""
    whole = observed[observed["town"] == ALL]
    keys, means = [], []
    for about, rows in observed[observed["town"] != ALL].groupby(KEYS[1:], dropna=False, sort=False):
        if ((whole["measure"] == about[0]) & (whole["focal"].isna() | (whole["focal"] == about[1]))).any():
            continue
        at = rows.index.to_numpy()
        known = np.all([np.isfinite(part[at]).all(axis=1) for part in parts.values()], axis=0)
        weights = rows["pupils"].to_numpy(float)[known]
        share = weights.sum() / max(rows["pupils"].sum(), 1)
        note = f"mean of {known.sum()} of {len(rows)} municipalities, with {share:.1%} of their pupils"
        keys.append({"town": ALL, "measure": about[0], "focal": about[1], "between": np.nan, "note": note, "why": note})
        means.append({name: _mean(part[at[known]], weights) for name, part in parts.items()})
    if not keys:
        return observed, parts
    stacked = {name: np.vstack([*(mean[name] for mean in means), part]) for name, part in parts.items()}
    return pd.concat([pd.DataFrame(keys), observed], ignore_index=True), stacked


def _mean(values: Any, weights: Any) -> Any:
    if not len(weights):
        return np.full((1, values.shape[1]), np.nan)
    return (weights[:, None] * values).sum(axis=0, keepdims=True) / weights.sum()


def finished(keys: pd.DataFrame, parts: Arrays, labels: Sequence[str], towns: list[str]) -> pd.DataFrame:
    """Return the rows of the answer: the parts of everything that values are about, that of all pupils first."""
    place = {label: number for number, label in enumerate(labels)}
    keys = keys.assign(place=keys["measure"].map(place), number=range(len(keys)))
    keys = keys.sort_values(["town", "place", "focal"], kind="stable", na_position="first")
    rows = [row for key in keys.itertuples() for row in _rows(key, parts)]
    table = pd.DataFrame(rows)
    code = [None if town == ALL else towns[town] for town in table.pop("town")]
    table.insert(0, "municipality_code", pd.Series(code, dtype="str"))
    return table


def _rows(key: Any, parts: Arrays) -> list[dict[str, Any]]:
    apart = bool(np.isfinite(key.between))
    observed = parts["observed"][key.number].mean() + (key.between if apart else 0)
    rows = [("between_municipalities", key.between, np.nan, np.nan)] if apart else []
    for name, part in parts.items():
        if name == "observed":
            rows.append((name, observed, np.nan, np.nan))
        else:
            values = part[key.number]
            rows.append((name, values.mean(), *np.quantile(values, SPREAD)))
    about = {"town": key.town, "measure": key.measure, "focal": key.focal}
    return [about | _row(key, observed, row) for row in rows]


def _row(key: Any, observed: float, row: tuple[str, float, float, float]) -> dict[str, Any]:
    part, estimate, low, high = row
    reason = key.why if np.isnan(estimate) else ""
    note = key.note if part == "observed" or key.town == ALL else ""
    share = estimate / observed if observed else np.nan
    return {"part": part, "estimate": estimate, "low": low, "high": high, "share": share, "note": note or reason}
