"""Who is admitted where: places given out by a mechanism and a lottery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, keyed
from schoolmix import lists as list_rules
from schoolmix import mechanism as mechanisms
from schoolmix import priority as tiers
from schoolmix import reserves as kept
from schoolmix.admission import Admission
from schoolmix.applications import Applications, applications, at_rows, from_orders, misnamed
from schoolmix.errors import InputError
from schoolmix.lists import Lists
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.priority import Priority
from schoolmix.progress import shown
from schoolmix.seeds import seed_of

# Lotteries at most.
MOST = 1_000_000
# Mechanisms that know for whom places are kept.
WITH_RESERVES = {
    "deferred_acceptance",
    "immediate_acceptance",
    "adaptive_boston",
    "chinese_parallel",
    "lottery_then_central",
}


def admit(
    wishes: Any,
    schools: Any,
    *,
    pupils: Any = None,
    mechanism: str | Mechanism = "deferred_acceptance",
    ties: str | Ties | None = "single",
    priorities: Any = None,
    reserves: Any = (),
    lists: Lists | None = None,
    rounds: str | None = None,
    lotteries: int = 1,
    rng: Any = None,
) -> Admission:
    """
    Give out the places of schools (*centraal aanmelden en plaatsen*).

    Parameters
    ----------
    wishes : frame or mapping
        ``pupil, school, rank``: a row a wish in any order, rank 1 the first choice, without gaps; or a dictionary of
        lists by pupil, best first. A school that is not on the list is not acceptable. May hold flags for
        ``priorities``, such as ``sibling``.
    schools : frame or mapping
        ``school, places``: whole numbers, 0 for a school that admits nobody; or a dictionary of places by school. May
        hold ``x, y`` in metres and what ``priorities`` and ``reserves`` ask for.
    pupils : frame, optional
        ``pupil``, a row a pupil, with traits and perhaps ``x, y`` of the home in metres. Who has no wish stays
        unplaced. Without it the pupils are those who wish.
    mechanism : str or Mechanism
        As :class:`Mechanism` lists them, such as ``"deferred_acceptance"`` or
        ``Mechanism("chinese_parallel", band=2)``.
    ties : str, Ties or None
        Who goes first of those in one priority class: ``"single"``, a lottery number a pupil (STB); ``"multiple"``, one
        a pupil and school (MTB); ``Ties("hybrid", popular=...)``; ``Ties("mixed", weight=...)``; None if
        priorities leave no ties.
    priorities : frame, mapping, or sequence of Priority, optional
        A frame ``school, pupil, priority`` that covers every wished pair: 1 goes first, the same number is a tie, null
        is not admissible. Or orders of pupils by school, as the package `matching` takes them. Or tiers
        (*voorrangsregels*): the class of a pupil at a school is the first tier that holds. Without it all are alike.
    reserves : sequence, optional
        For whom places are kept: :mod:`schoolmix.reserves`.
    lists : Lists, optional
        How long lists may be, and whether long ones earn a placement guarantee (*plaatsingsgarantie*): who is at no
        school of the list gets a place that nobody asked for, at the nearest school that has one if ``x, y`` are known
        of pupils and schools, else in the order of schools.
    rounds : str, optional
        A column of pupils with the number of the round (*aanmeldronde*) in which each takes part. Places of a round
        are final, those left go to the next.
    lotteries : int
        How often lots are drawn; everything else stays the same.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        The seed of the lots; None draws one. Lots are named by seed, lottery, round and pupil: the same pupils get
        the same numbers in any order of rows and under any mechanism.

    Returns
    -------
    Admission
        ``.placements`` and what can be asked of it.

    Raises
    ------
    InputError
        Kinds ``BadCapacity``, ``BadRank``, ``GapInRanks``, ``DuplicateRank``, ``DuplicatePreference``,
        ``DuplicateKey``, ``UnmatchedKey``, ``MissingPriority``, ``BadPriority``, ``UnresolvedTies``, ``ListTooLong``,
        ``BadOption``, ``BadSeed``, ``EmptyInput``, with the column, the first row, how many and the remedy.
    ColumnError, InputTypeError, LimitError
        As for a :class:`Roll`.

    Notes
    -----
    Fewer places than pupils is a valid market. Regions that share no school are solved apart.

    References
    ----------
    Gale & Shapley 1962; Abdulkadiroğlu & Sönmez 2003; the definitions of each mechanism are in the documentation.

    Examples
    --------
    >>> import schoolmix as sm
    >>> wishes = {"ann": ["oak", "elm"], "bob": ["oak"], "cas": ["oak", "elm"]}
    >>> orders = {"oak": ["cas", "ann", "bob"], "elm": ["ann", "cas"]}
    >>> result = sm.admit(wishes, {"oak": 1, "elm": 1}, priorities=orders)
    >>> result.placements[["pupil", "school", "rank"]]
      pupil school  rank
    0   ann    elm     2
    1   bob   None  <NA>
    2   cas    oak     1
    """
    seed = seed_of(rng)
    if not isinstance(lotteries, int | np.integer) or isinstance(lotteries, bool) or not 1 <= lotteries <= MOST:
        raise misnamed("lotteries", f"a whole number from 1 to {MOST}")
    name, parameters = mechanisms.read(mechanism)
    how, tie_parameters = mechanisms.read_ties(ties)
    given = applications(wishes, schools, pupils)
    notes: list[str] = []
    given, orders = _prioritised(given, priorities, notes)
    given, guaranteed = _guaranteed(given, lists, has_own=orders is None and priorities is not None)
    market = _core.Market(
        given.wishes,
        given.schools,
        pupils=given.pupils,
        priorities=orders,
        own="priority" in given.wishes.column_names,
    )
    of_pupils, of_schools = market.rows
    schools_in_order = at_rows(given.told(1), of_schools)
    pupils_in_order = at_rows(given.told(2), of_pupils) if of_pupils else frames.to_pandas(market.pupils)
    traits, rules = _kept(reserves, pupils_in_order, schools_in_order, given, name)
    traits |= _traits(name, parameters, rounds, pupils_in_order)
    asked = {
        "mechanism": name,
        "bands": _bands(parameters),
        "unplaced": parameters.get("unplaced"),
        "delay": float(parameters.get("delay", 0.0)),
        "ties": None if ties is None else how,
        "popular": _popular(tie_parameters.get("popular"), schools_in_order) if how == "hybrid" else [],
        "weight": float(tie_parameters.get("weight", 0.0)),
        "lotteries": int(lotteries),
        "seed": seed,
    }
    table = pa.table(traits) if traits else pa.table({"none": pa.nulls(len(pupils_in_order), pa.int8())})
    with shown("admit", unit="lottery") as report:
        core = market.admit(asked, traits=table, rules=rules, report=report)
    return Admission(
        core,
        market=market,
        pupils=pupils_in_order,
        schools=schools_in_order,
        restore=given.restore,
        mechanism=Mechanism.of(mechanism),
        ties=None if ties is None else Ties.of(ties),
        staged=rounds is not None,
        guaranteed=guaranteed,
        has_reserves=bool(rules),
        notes=notes,
        seed=seed,
    )


def _prioritised(given: Applications, priorities: Any, notes: list[str]) -> tuple[Applications, pa.Table | None]:
    """Return priorities as a table of pairs, or as a column of wishes."""
    if priorities is None:
        return given, None
    if isinstance(priorities, Mapping):
        priorities = from_orders(priorities)
    is_tiers = isinstance(priorities, str | Priority) or (
        isinstance(priorities, Sequence) and all(isinstance(tier, str | Priority) for tier in priorities)
    )
    if not is_tiers:
        return given, frames.take(priorities, ["school", "pupil", "priority"])
    classes, said = tiers.classes(priorities, given.told(0), given.told(2), given.told(1))
    notes.extend(said)
    return given.with_column("priority", np.asarray(classes) + 1), None


def _guaranteed(given: Applications, rule: Lists | None, *, has_own: bool) -> tuple[Applications, int]:
    """Return the lists with what a guarantee adds to them, and how many pupils earn it."""
    if rule is None:
        return given, 0
    pupils = given.told(2)
    earns = list_rules.check(rule, given.told(0), pupils)
    if not earns.any():
        return given, 0
    added = _anywhere(given, pupils[np.asarray(earns)].reset_index(drop=True), given.told(1))
    wishes = given.wishes.append_column("guarantee", pa.array(np.zeros(given.wishes.num_rows, dtype=bool)))
    if has_own:
        added["priority"] = 1
    table = pa.Table.from_pandas(added[wishes.column_names], preserve_index=False)
    joined = pa.concat_tables([wishes, table.cast(wishes.schema)])
    return replace(given, wishes=joined), int(np.sum(earns))


def _anywhere(given: Applications, pupils: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Return every school that is not on the list of a pupil as a wish behind the list, nearest first."""
    count = len(schools)
    order = np.tile(np.arange(count), (len(pupils), 1))
    if {"x", "y"} <= set(pupils.columns) & set(schools.columns):
        homes, sites = (frame[["x", "y"]].to_numpy(dtype=np.float64) for frame in (pupils, schools))
        known = np.isfinite(homes).all(axis=1)
        if np.isfinite(sites).all():
            order[known] = tiers.nearest(homes[known], sites, count)
    every = pd.DataFrame(
        {"pupil": pupils["pupil"].repeat(count).to_numpy(), "school": schools["school"].to_numpy()[order.ravel()]}
    )
    own = frames.to_pandas(given.wishes.select(["pupil", "school", "rank"]))
    every = every.merge(own, on=["pupil", "school"], how="left", sort=False)
    every = every[every["rank"].isna()]
    longest = own.groupby("pupil")["rank"].max()
    place = every.groupby("pupil", sort=False).cumcount() + 1
    rank = (every["pupil"].map(longest).fillna(0) + place).astype("int64")
    return every.assign(rank=rank, guarantee=True)


def _kept(
    reserves: Any, pupils: pd.DataFrame, schools: pd.DataFrame, given: Applications, mechanism: str
) -> tuple[dict[str, Any], list[Any]]:
    """Return the groups of pupils and the rules of schools that reserves make."""
    if isinstance(reserves, Sequence) and not reserves:
        return {}, []
    if mechanism not in WITH_RESERVES:
        raise InputError(
            f"{mechanism} does not know of reserves",
            kind="BadOption",
            column="reserves",
            remedy=f"Mechanisms that do: {', '.join(sorted(WITH_RESERVES))}.",
        )
    bits, rules = kept.rules(reserves, pupils, schools, given.told(0))
    return {"groups": pa.array(np.asarray(bits).astype(np.int64))}, rules


def _traits(name: str, parameters: Mapping[str, Any], rounds: str | None, pupils: pd.DataFrame) -> dict[str, Any]:
    """Return what mechanism and rounds ask of pupils."""
    traits: dict[str, Any] = {}
    if rounds is not None:
        traits["round"] = pa.array(keyed.whole(pupils, rounds, "pupils"))
    if name == "efficiency_adjusted":
        consent = parameters.get("consent", True)
        flags = keyed.flags(pupils, consent, "pupils") if isinstance(consent, str) else np.full(len(pupils), consent)
        traits["consent"] = pa.array(flags.astype(np.int8))
    if name == "rank_minimising" and "weight" in parameters:
        traits["weight"] = pa.array(keyed.whole(pupils, parameters["weight"], "pupils"))
    if name == "first_come" and "arrival" in parameters:
        traits["arrival"] = pa.array(keyed.times(pupils, parameters["arrival"], "pupils"))
    return traits


def _bands(parameters: Mapping[str, Any]) -> list[int]:
    if "bands" in parameters:
        return [int(band) for band in parameters["bands"]]
    return [int(parameters.get("band", 1))]


def _popular(popular: Any, schools: pd.DataFrame) -> list[bool]:
    """Return whether each school draws with one number a pupil."""
    if isinstance(popular, str):
        return [bool(flag) for flag in keyed.flags(schools, popular, "schools")]
    unknown = set(popular) - set(schools["school"])
    if unknown:
        raise InputError(
            f"popular names {len(unknown)} schools that the frame of schools does not have",
            kind="UnmatchedKey",
            column="popular",
            count=len(unknown),
            remedy="Name schools as they stand in the frame of schools.",
        )
    return [bool(flag) for flag in schools["school"].isin(list(popular))]
