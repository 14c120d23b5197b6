"""Where segregation comes from: chance, tracking, homes, preferences, places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core
from schoolmix.counterfactual import Measures, Question, checked, codes, year_of
from schoolmix.errors import InputError
from schoolmix.measures import named
from schoolmix.parts import ALL, FACTORS, Factors, finished, told_apart, with_means
from schoolmix.progress import Told, shown
from schoolmix.seeds import seed_of
from schoolmix.world import World

ORDER = ("chance", *FACTORS)
ESTIMATES = ["estimate", "low", "high", "share"]
# Placed worlds that are measured in one go.
AT_ONCE = 20
# Replicates at most.
MOST = 10_000


def sources(
    world: World,
    measures: Measures = "D",
    *,
    group: str = "migration_background",
    focal: Any = None,
    order: str | Sequence[str] = ORDER,
    year: int | None = None,
    replicates: int = 20,
    rng: Any = None,
) -> pd.DataFrame:
    """
    Return how much each source adds to segregation, from counterfactual worlds in which the sources come in one by one.

    S0: pupils of a municipality (of the home) take its pupils' seats at random: *chance*. S1: the seats of their track
    at random: *tracking* is S1 less S0. S2: the nearest school that takes the track, however full: *homes*. S3: the
    school that they like best of the 20 nearest, however full: *preferences*. S4: deferred acceptance of these wishes
    under places, with one lottery: *places*. *unexplained* is observed less S4.

    In another order, and for ``"shapley"``, the 16 worlds are defined by what an absent factor means. Without
    *tracking* pupils may go to any open school (with tastes fitted as if all might); without *homes* every pupil lives
    at the home of another pupil of the municipality, drawn at random; without *preferences* pupils go by distance
    alone, and without *homes* and *preferences* they take seats at random (of the own track with *tracking*, and
    seats limit by themselves, so that *places* then adds nothing); without *places* there is room for all.

    Parameters
    ----------
    world : World
        Pupils with homes and schools on the map.
    measures : str, Measure, or a sequence of them
        As in :func:`schoolmix.measure`; not those about pairs of groups.
    group : str
        A trait of pupils, as in :meth:`World.roll`; not one of their home area.
    focal : value of the group, optional
        As in :func:`schoolmix.measure`.
    order : sequence of str, or "shapley"
        ``"chance"`` and then the four factors in the order in which they come in; ``"shapley"`` takes the mean over all
        24 orders (Shapley 1953).
    year : int, optional
        The year in which the school year starts; the latest without it.
    replicates : int
        Draws of every world; a pupil draws the same tastes and lottery in each world of a replicate.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn, by pupil; None draws one.

    Returns
    -------
    pandas.DataFrame
        A row a municipality of the home (``municipality_code``), ``measure``, ``focal`` and ``part``: the sources in
        the order ``chance, tracking, homes, preferences, places``, then ``unexplained`` and ``observed``, to which
        they add up. ``estimate`` is the mean over replicates, ``low`` and ``high`` the 5 and 95 percent quantiles of
        what replicates give (null for ``observed``), ``share`` the share of ``observed``, ``note`` why there is no
        value and what was assumed; ``seed``. The first rows, with a null municipality, are about all: for ``M`` and
        ``H`` the whole with what lies between municipalities apart (``between_municipalities``, the same in every
        world); for other measures the mean of municipalities, weighted by their pupils. In primary education
        *tracking* is 0.

    Raises
    ------
    AreaTraitError, InputError
        As :func:`schoolmix.reassign`; ``BadOption`` for an unknown order.

    Notes
    -----
    Tastes are a conditional logit (McFadden 1974) fitted to where pupils of each group go: for distance, its
    logarithm and broad denominations, with a pull of every school that gives it the size it has (Berry 1994). A taste
    for the company in a school is no part of it, and what it brings about is left *unexplained*. Nor are the parts
    causes: who lives where may itself depend on schools.

    References
    ----------
    Oosterbeek, Sóvágó & van der Klaauw 2021, Journal of Public Economics 197, name the sources; their exact worlds and
    order are not verified here, so that the order is a parameter.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.005, seed=1)
    >>> table = sm.sources(world, "M", replicates=2, rng=1)
    >>> whole = table[table["municipality_code"].isna()].set_index("part")["estimate"]
    >>> bool(abs(whole.drop("observed").sum() - whole["observed"]) < 1e-12)
    True
    """
    checked(world, group)
    orders = _orders(order)
    if not isinstance(replicates, int) or isinstance(replicates, bool) or not 1 <= replicates <= MOST:
        raise _bad("replicates", "replicates are no number of draws", f"Allowed: a whole number from 1 to {MOST}.")
    seed = seed_of(rng)
    worlds = sorted({frozenset(one[:some]) for one in orders for some in range(5)}, key=_rank)
    untracked = any("tracking" not in factors and factors & {"homes", "preferences"} for factors in worlds)
    question = Question(world, group, measures, focal)
    with shown("sources", unit="world") as report:
        core = _core.Sources(
            world._core,  # noqa: SLF001 - the verbs are friends of the noun
            group=group,
            year=year_of(world, year),
            untracked=untracked,
            seed=seed,
            report=report,
        )
        drawn, overflow = _drawn(core, question, worlds, replicates, report)
    observed = _measured(question, pa.table(core.observed()), [])
    told = told_apart(drawn, observed, worlds, orders)
    table = finished(*with_means(*told), [label for _, label, _ in named(measures)], codes(world))
    return _noted(table, core, world, overflow).assign(seed=np.uint64(seed))


def _noted(table: pd.DataFrame, core: Any, world: World, overflow: int) -> pd.DataFrame:
    """Say what was assumed, and leave out parts of which nothing is known."""
    has_tracks, has_places, _ = core.known
    whole = table["municipality_code"].isna()

    def say(rows: pd.Series[bool], text: str) -> None:
        notes = table.loc[rows, "note"]
        table.loc[rows, "note"] = notes.where(notes == "", notes + "; ") + text

    if not has_tracks:
        in_po = world.sector == "po"
        say(table["part"] == "tracking", "primary education has no tracks" if in_po else "tracks are not known")
        table.loc[(table["part"] == "tracking") & (not in_po), ESTIMATES] = np.nan
    if not codes(world):
        say(table["part"] == "chance", "municipalities of homes are not known: seats of the whole world")
    if not has_places:
        say(table["part"] == "places", "places of schools are not known")
        table.loc[table["part"] == "places", ESTIMATES] = np.nan
    if core.beyond:
        say(whole & (table["part"] == "preferences"), f"{core.beyond} pupils attend none of the schools considered")
    if overflow:
        say(whole & (table["part"] == "places"), f"{overflow} pupils at most found no place on their list")
    for note in core.notes:
        say(whole & (table["part"] == "observed"), note)
    return table


def _orders(order: Any) -> list[tuple[str, ...]]:
    """Return the orders of the factors after chance."""
    if isinstance(order, str) and order == "shapley":
        return list(permutations(FACTORS))
    listed = () if isinstance(order, str) or not isinstance(order, Sequence) else tuple(order)
    if sorted(map(str, listed)) != sorted(ORDER) or listed[0] != "chance":
        remedy = f"Allowed: 'shapley', or 'chance' and then, in any order, {', '.join(FACTORS)}."
        raise _bad("order", f"order is {order!r}", remedy)
    return [listed[1:]]


def _rank(factors: Factors) -> tuple[int, list[int]]:
    return len(factors), sorted(FACTORS.index(name) for name in factors)


def _drawn(
    core: _core.Sources, question: Question, worlds: Sequence[Factors], replicates: int, report: Told
) -> tuple[pd.DataFrame, int]:
    """Return the values of every world and replicate, and how many pupils at most found no place on their list."""
    names, most, tables = [sorted(factors) for factors in worlds], 0, []
    at_once = max(1, AT_ONCE // len(worlds))
    for first in range(0, replicates, at_once):
        last = min(first + at_once, replicates)

        def told(steps: int, _: int | None, before: int = first) -> None:
            report(before * len(worlds) + steps, replicates * len(worlds))

        cells, overflow = core.placed(names, first=first, last=last, report=told)
        tables.append(_measured(question, pa.table(cells), ["world", "replicate"]))
        most = max(most, overflow)
    return pd.concat(tables, ignore_index=True), most


def _measured(question: Question, cells: pa.Table, by: Sequence[str]) -> pd.DataFrame:
    """Return values by municipality, and those of the whole that are no mean of them, with `between` apart."""
    if not codes(question.world):
        return question.values(cells, by).assign(town=ALL, between=np.nan)
    towns = question.values(cells, [*by, "town"]).assign(between=np.nan)
    whole = question.nested(cells, by).rename(columns={"within": "estimate"})
    return towns if whole.empty else pd.concat([whole.assign(town=ALL, pupils=0, note=""), towns], ignore_index=True)


def _bad(column: str, message: str, remedy: str) -> InputError:
    return InputError(message, kind="BadOption", column=column, remedy=remedy)
