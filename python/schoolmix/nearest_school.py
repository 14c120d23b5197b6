"""The difference with attending the nearest school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames
from schoolmix.counterfactual import ABOUT, ALL, Measures, Question, checked, codes, year_of
from schoolmix.errors import InputError, InputTypeError
from schoolmix.parts import coded
from schoolmix.progress import shown
from schoolmix.seeds import seed_of
from schoolmix.world import World

RULES = ("nearest", "nearest_with_places", "nearest_denomination")
PLACED = "nearest_with_places"
# What an assignment changes.
ASSIGNED = ["empty_share", "crowded_share", "mean_distance_assigned", "attending"]
LABEL = "difference with attending the nearest school"
CHANGES = ["empty_share", "crowded_share", "mean_distance", "mean_distance_assigned", "attending", "pupils"]


def nearest_school(
    world: World,
    group: str,
    measures: Measures = "D",
    *,
    focal: Any = None,
    rules: str | Sequence[str] = RULES,
    year: int | None = None,
    rng: Any = None,
) -> pd.DataFrame:
    """
    Return segregation beside what it would be if every pupil attended the nearest school.

    The difference is not the effect of choice: it also holds full schools, admission, brothers and sisters,
    denomination, and families who moved for a school.

    Parameters
    ----------
    world : World
        Pupils with homes and schools on the map.
    group : str
        A trait of pupils, as in :meth:`World.roll`; not one of their home area.
    measures : str, Measure, or a sequence of them
        As in :func:`schoolmix.measure`; not those about pairs of groups.
    focal : value of the group, optional
        As in :func:`schoolmix.measure`.
    rules : str or sequence of str
        Rules of :func:`schoolmix.reassign`, side by side; not ``"random"``. Where places are not known, rows of
        ``"nearest_with_places"`` beside other rules are null.
    year : int, optional
        The year in which the school year starts; the latest without it.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn, by pupil; None draws one.

    Returns
    -------
    pandas.DataFrame
        A row a municipality of the home (``municipality_code``; null for all pupils), ``measure``, ``focal`` and
        ``rule``: ``observed`` and ``assigned`` (the measure over the schools attended and assigned, both over the same
        pupils), ``difference`` (observed less assigned), ``share`` (of the observed; may be negative), ``label``,
        ``empty_share`` and ``crowded_share`` (of the schools in the municipality: those that would get nobody, and more
        than twice their pupils; 0 to 1), ``mean_distance`` and ``mean_distance_assigned`` (kilometres as the crow
        flies, to the school attended and assigned), ``attending`` (share of pupils already at the school assigned),
        ``pupils``, ``without_coordinates`` (pupils left out on both sides), ``note`` (why there is no value, and what
        the rule assumed), and ``seed`` where something was drawn.

    Raises
    ------
    AreaTraitError, InputError
        As :func:`schoolmix.reassign`.

    References
    ----------
    Inspectie van het Onderwijs, De Staat van het Onderwijs: segregation beside that if all attend the nearest school.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.01, seed=1)
    >>> table = sm.nearest_school(world, "migration_background", "H", rules="nearest")
    >>> bool((table["observed"] - table["assigned"] - table["difference"]).abs().max() < 1e-12)
    True
    >>> table["label"].unique().tolist()
    ['difference with attending the nearest school']
    """
    checked(world, group)
    listed = [rules] if isinstance(rules, str) else rules
    if not isinstance(listed, Sequence) or not listed or not all(isinstance(rule, str) for rule in listed):
        raise InputTypeError(
            "rules are no texts", kind="WrongType", column="rules", remedy="Name rules, such as rules=('nearest',)."
        )
    if unknown := [rule for rule in listed if rule not in RULES]:
        message = f"'{unknown[0]}' is no rule of the nearest school"
        raise InputError(message, kind="BadOption", column="rules", remedy=f"Allowed: {', '.join(RULES)}.")
    listed = list(dict.fromkeys(listed))
    lacking = [rule for rule in listed if rule == PLACED and "places" not in _columns(world)]
    if lacking and len(listed) > 1:
        others = [rule for rule in listed if rule not in lacking]
        return _with_unknown(
            nearest_school(world, group, measures, focal=focal, rules=others, year=year, rng=rng), listed
        )
    seed = seed_of(rng)
    with shown("nearest school", unit="rule") as report:
        cells, changes, notes = _core.nearest_school(
            world._core,  # noqa: SLF001 - the verbs are friends of the noun
            list(listed),
            group=group,
            year=year_of(world, year),
            seed=seed,
            report=report,
        )
    cells, question = pa.table(cells), Question(world, group, measures, focal)
    measured = [question.values(cells, ["rule"]).assign(town=ALL)]
    if codes(world):
        measured.append(question.values(cells, ["rule", "town"]))
    table = _beside(pd.concat(measured, ignore_index=True), frames.to_pandas(changes))
    return _finished(table, world, list(listed), notes, seed)


def _columns(world: World) -> list[str]:
    names: list[str] = pa.table(world._core.schools()).column_names  # noqa: SLF001 - friends of the noun
    return names


def _with_unknown(table: pd.DataFrame, rules: list[str]) -> pd.DataFrame:
    """Return the answer with rows of the rule that needs places, null as they are not known."""
    first = table[table["rule"] == table["rule"].iloc[0]]
    nulls = dict.fromkeys(["assigned", "difference", "share", *ASSIGNED], np.nan)
    unknown = first.assign(**nulls, rule=PLACED, note="places of schools are not known")
    both = pd.concat([table.assign(row=range(len(table))), unknown.assign(row=first.index)])
    order = both["rule"].map({rule: number for number, rule in enumerate(rules)})
    keys = ["municipality_code", "measure", "focal"]
    block = both.groupby(keys, dropna=False)["row"].transform("min")
    sorted_rows: pd.DataFrame = both.assign(block=block, order=order).sort_values(["block", "order"])
    return sorted_rows.drop(columns=["row", "block", "order"]).reset_index(drop=True)


def _beside(measured: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return assigned values beside the observed, and what each rule changes."""
    order = {label: place for place, label in enumerate(dict.fromkeys(measured["measure"]))}
    keys = ["town", *ABOUT]
    observed = measured[measured["rule"] == 0].rename(columns={"estimate": "observed"})
    assigned = measured[measured["rule"] > 0].rename(columns={"estimate": "assigned"})
    # Missing focal groups match each other in a merge of pandas.
    table = assigned.drop(columns="pupils").merge(
        observed[[*keys, "observed", "note"]], on=keys, how="left", suffixes=("_assigned", "")
    )
    table["rule"] -= 1
    table = table.merge(changes, on=["rule", "town"], how="left")
    table["place"] = table["measure"].map(order)
    return table.sort_values(["town", "place", "focal", "rule"], kind="stable", na_position="first", ignore_index=True)


def _finished(table: pd.DataFrame, world: World, rules: list[str], notes: list[list[str]], seed: int) -> pd.DataFrame:
    everyone, *of_rule = notes
    unknown = [] if codes(world) else ["municipalities of homes are not known"]
    difference = table["observed"] - table["assigned"]
    share = (difference / table["observed"]).where(table["observed"] != 0)
    said = [
        _note(one, other, [*(everyone if town == ALL else []), *of_rule[rule], *unknown])
        for one, other, rule, town in zip(
            *(table[name].tolist() for name in ("note", "note_assigned", "rule", "town")), strict=True
        )
    ]
    answer = pd.DataFrame(
        {
            "municipality_code": coded(table["town"], codes(world)),
            "measure": table["measure"],
            "focal": table["focal"],
            "rule": [rules[rule] for rule in table["rule"]],
            "observed": table["observed"],
            "assigned": table["assigned"],
            "difference": difference,
            "share": share.replace([np.inf, -np.inf], np.nan),
            "label": LABEL,
            **{name: table[name] for name in CHANGES},
            "without_coordinates": table["without_coordinates"],
            "note": said,
        }
    )
    return answer.assign(seed=np.uint64(seed)) if PLACED in rules else answer


def _note(observed: str, assigned: str, others: list[str]) -> str:
    parts = [f"observed: {observed}"] if observed else []
    parts += [f"assigned: {assigned}"] if assigned else []
    return "; ".join([*parts, *others])
