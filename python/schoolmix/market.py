"""Everything that decides where pupils are admitted but the seed: read once, checked, and with a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, keyed
from schoolmix import lists as list_rules
from schoolmix import mechanism as mechanisms
from schoolmix import priority as tiers
from schoolmix import reserves as kept
from schoolmix.applications import Applications, applications, at_rows, from_orders, misnamed
from schoolmix.errors import InputError, InputTypeError
from schoolmix.lists import Lists
from schoolmix.mechanism import Mechanism, Ties
from schoolmix.priority import Priority

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
# Mechanisms in which pupils take turns, so that each draws one number.
BY_TURN = {"serial_dictatorship", "first_come", "rank_minimising"}
# What stands before all that is hashed: another way of writing it down is another number.
FORM = "schoolmix admission 1"


@dataclass(frozen=True, kw_only=True)
class Market:
    """What a caller asks of :func:`schoolmix.admit`, as the core takes it, and what is told of it."""

    core: _core.Market
    # Rows in the order of the core.
    pupils: pd.DataFrame
    schools: pd.DataFrame
    # A row a pupil: what mechanism, rounds and reserves ask of each, and who has a guarantee.
    traits: pa.Table
    # How each school chooses; none: by priority and lot alone.
    rules: list[Any]
    asked: Mapping[str, Any]
    mechanism: Mechanism
    ties: Ties | None
    restore: frames.Restore
    staged: bool
    guaranteed: int
    notes: list[str]

    def digest(self) -> str:
        """Return the SHA-256 of everything that decides but the seed, the same in any order of rows."""
        names = pa.table(self.core.pupils)
        traits = pa.table(_columns(names) | _columns(self.traits))
        digest = hashlib.sha256()
        for part in (FORM, _plain(self.asked), _plain(self.rules)):
            digest.update(f"{part}\n".encode())
        for table in (self.core.canonical(), traits):
            for line in lines(table):
                digest.update(line.encode())
        return digest.hexdigest()


def prepared(
    wishes: Any,
    schools: Any,
    *,
    pupils: Any,
    mechanism: str | Mechanism,
    ties: str | Ties | None,
    priorities: Any,
    reserves: Any,
    lists: Lists | None,
    rounds: str | None,
    lotteries: int,
) -> Market:
    """Return what is asked of :func:`schoolmix.admit`, checked."""
    if not isinstance(lotteries, int | np.integer) or isinstance(lotteries, bool) or not 1 <= lotteries <= MOST:
        raise misnamed("lotteries", f"a whole number from 1 to {MOST}")
    name, parameters = mechanisms.read(mechanism)
    how, tie_parameters = mechanisms.read_ties(ties)
    if name in BY_TURN and how != "single":
        raise InputError(
            f"in {name} pupils take turns, by one lottery number each",
            kind="BadOption",
            column="ties",
            remedy="Give ties='single' with it.",
        )
    given = applications(wishes, schools, pupils)
    notes: list[str] = []
    given, orders = _prioritised(given, priorities, notes)
    given, earned = _guaranteed(given, lists, orders=orders, has_own=orders is None and priorities is not None)
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
    if not len(pupils_in_order):
        raise InputError(
            "there are no pupils: wishes have no rows, and pupils are not given",
            kind="EmptyInput",
            column="wishes",
            count=0,
            remedy="Give wishes, or a frame of pupils without wishes.",
        )
    traits, rules = _kept(reserves, pupils_in_order, schools_in_order, given, name)
    if rules:
        notes.extend(kept.unheld(reserves, pupils_in_order))
    traits |= _traits(name, parameters, rounds, pupils_in_order)
    if len(earned):
        traits["guarantee"] = pa.array(pupils_in_order["pupil"].isin(earned).to_numpy(dtype=np.int8))
    asked = {
        "mechanism": name,
        "bands": mechanisms.bands(parameters),
        "unplaced": parameters.get("unplaced"),
        "delay": float(parameters.get("delay", 0.0)),
        "ties": None if ties is None else how,
        "popular": _popular(tie_parameters.get("popular"), schools_in_order) if how == "hybrid" else [],
        "weight": float(tie_parameters.get("weight", 0.0)),
        "lotteries": int(lotteries),
    }
    return Market(
        core=market,
        pupils=pupils_in_order,
        schools=schools_in_order,
        traits=pa.table(traits) if traits else pa.table({"none": pa.nulls(len(pupils_in_order), pa.int8())}),
        rules=rules,
        asked=asked,
        mechanism=Mechanism.of(mechanism),
        ties=None if ties is None else Ties.of(ties),
        restore=given.restore,
        staged=rounds is not None,
        guaranteed=len(earned),
        notes=notes,
    )


def hashed(table: Any) -> str:
    """Return the SHA-256 of a table as lines of JSON."""
    digest = hashlib.sha256()
    for line in lines(table):
        digest.update(line.encode())
    return digest.hexdigest()


def lines(table: Any) -> Iterator[str]:
    """Yield a table as lines of JSON, many in a text: the names of its columns, then a list a row."""
    table = pa.table(table)
    yield json.dumps(table.column_names) + "\n"
    for batch in table.to_batches(max_chunksize=100_000):
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        yield "".join(_plain(row) + "\n" for row in rows)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _columns(table: pa.Table) -> dict[str, Any]:
    return dict(zip(table.column_names, table.columns, strict=True))


def _prioritised(given: Applications, priorities: Any, notes: list[str]) -> tuple[Applications, pa.Table | None]:
    """Return priorities as a table of pairs, or as a column of wishes."""
    if priorities is None:
        if "priority" in frames.names_of(given.given[0]):
            notes.append("the column 'priority' of wishes is not used: give priorities=")
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


def _guaranteed(
    given: Applications, rule: Lists | None, *, orders: pa.Table | None, has_own: bool
) -> tuple[Applications, list[Any]]:
    """Return the lists with what a guarantee adds to them, and the pupils who earn it."""
    if rule is None:
        return given, []
    if not isinstance(rule, Lists):
        raise InputTypeError(
            f"rules for lists are not a {type(rule).__name__}",
            kind="WrongType",
            column="lists",
            remedy="Give for example Lists(most=6).",
        )
    pupils = given.told(2)
    earns = list_rules.check(rule, given.told(0), pupils)
    if not earns.any():
        return given, []
    pupils = pupils[earns].reset_index(drop=True)
    wishes = given.wishes.append_column("guarantee", pa.array(np.zeros(given.wishes.num_rows, dtype=bool)))
    pairs = frames.to_pandas(given.wishes.select(["pupil", "school"]))
    if orders is not None:
        # A guarantee opens no school that does not admit the pupil.
        ordered = frames.to_pandas(orders)
        pairs = pd.concat([pairs, ordered.loc[ordered["priority"].isna(), ["pupil", "school"]]])
    added = _anywhere(given.told(0), pupils, given.told(1), pairs)
    if has_own:
        added = added.assign(priority=1)
    both = [_flat(wishes), _flat(frames.take(added, wishes.column_names))]
    return replace(given, wishes=pa.concat_tables(both, promote_options="permissive")), pupils["pupil"].tolist()


def _anywhere(wishes: pd.DataFrame, pupils: pd.DataFrame, schools: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Return every school that is not paired with a pupil yet as a wish behind the list, nearest first."""
    keyed.check_known(schools["school"], "school", "schools")
    names = schools["school"].tolist()
    # By name, and not as the caller has them: any order of rows is to give the same.
    schools = schools.iloc[sorted(range(len(names)), key=names.__getitem__)].reset_index(drop=True)
    count = len(schools)
    order = np.tile(np.arange(count), (len(pupils), 1))
    if {"x", "y"} <= set(pupils.columns) & set(schools.columns):
        homes, sites = (
            np.column_stack([keyed.numbers(frame, axis, of) for axis in ("x", "y")])
            for frame, of in ((pupils, "pupils"), (schools, "schools"))
        )
        known = np.isfinite(homes).all(axis=1)
        if np.isfinite(sites).all():
            order[known] = tiers.nearest(homes[known], sites, count)
    keyed.positions(wishes, "school", "wishes", schools, "schools")  # refuses schools that are not there
    listed = np.zeros((len(pupils), count), dtype=bool)
    at, to = (
        pd.Index(units[name]).get_indexer(pd.Index(taken[name]))
        for units, name in ((pupils, "pupil"), (schools, "school"))
    )
    known = (at >= 0) & (to >= 0)
    listed[at[known], to[known]] = True
    pupil = pd.Index(pupils["pupil"]).get_indexer(pd.Index(wishes["pupil"]))
    own, ranks = pupil >= 0, np.nan_to_num(keyed.numbers(wishes, "rank", "wishes"))
    longest = np.zeros(len(pupils))
    np.maximum.at(longest, pupil[own], ranks[own])
    free = ~np.take_along_axis(listed, order, axis=1)
    row, place = np.nonzero(free)
    return pd.DataFrame(
        {
            "pupil": pupils["pupil"].iloc[row].array,
            "school": schools["school"].iloc[order[row, place]].array,
            "rank": (longest[row] + free.cumsum(axis=1)[row, place]).astype(np.int64),
            "guarantee": True,
        }
    )


def _flat(table: pa.Table) -> pa.Table:
    """Return a table with values where it has codes of categories, and one type of texts."""
    flat = [column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column for column in table]
    # Arrow does not join the texts of polars (string_view) with those of pandas.
    flat = [column.cast(pa.large_string()) if pa.types.is_string_view(column.type) else column for column in flat]
    return pa.table(flat, names=table.column_names)


def _kept(
    reserves: Any, pupils: pd.DataFrame, schools: pd.DataFrame, given: Applications, mechanism: str
) -> tuple[dict[str, Any], list[Any]]:
    """Return the groups of pupils and the rules of schools that reserves make."""
    if reserves is None or (isinstance(reserves, Sequence) and not reserves):
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
