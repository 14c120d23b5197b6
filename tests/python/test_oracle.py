"""Other tools as witnesses: every value that they and we both define, read from the file of their answers."""

from __future__ import annotations

import functools
import json
import math

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

SAME_FORMULA = 1e-12  # R prints 15 digits and PySAL sums in another order; both agree with 50 digits to 3e-15
FOUR_DECIMALS = 0.5e-4 + 1e-9  # OasisR rounds its answers to four decimals
COMPARED, LEFT_OUT = 738, 95  # entries of the functions below, so that none can fall out unseen

EVENNESS_OF_ONE_UNIT = "one unit: the peer's 0 would read as 'integrated'; ours is null with that reason"
EVENNESS_OF_ONE_GROUP = "one group: the peer's value stands for 0/0; ours is null with that reason"
NO_PUPILS = "no pupils at all: the peer answers 0, NaN or an error of its own; ours refuses the table"
EMPTY_FOCAL = "the focal group has no pupils: the peer's 0 or NaN is no value"
REFUSED = "the peer stops with an error on a table that has a value"
NOT_A_NUMBER = "the peer gives NaN where the value is defined (empty group not dropped)"

# Peers' functions for which we have a measure; all others of the file are not ours (yet).
OURS = {
    "R": "mutual_total mutual_total_nested mutual_within mutual_local dissimilarity exposure isolation entropy",
    "PySAL": "Dissim Gini Entropy Isolation Interaction CorrelationR MultiDissim MultiGini MultiInfoTheory "
    "MultiDivergence MultiNormExposure MultiDiversity MultiLocalDiversity MultiLocalEntropy",
    "OasisR": "ISDuncan DIDuncan DMulti Gini Gini2 GiniMulti HTheil HMulti Eta2 xPx xPy PMulti HShannon NShannon "
    "LShannon HLoc",
}
NOT_EVENNESS = [
    "entropy",
    "exposure",
    "isolation",
    "Isolation",
    "Interaction",
    "MultiDiversity",
    "xPx",
    "xPy",
    "HShannon",
    "NShannon",
]
OVER_LN_K = {"MultiDiversity", "NShannon"}  # E / ln K is 0/0 with one group


def tool(entry):
    return entry["tool"].split()[0]


class Table:
    """A table of the peers, and our answers about it."""

    def __init__(self, data, name):
        self.name = name.partition("[")[0]
        if self.name.startswith("school"):
            self.frame = pd.read_csv(data / "us" / f"{self.name}.csv")
            self.unit, self.group = ("school", "race") if self.name == "schools00" else ("school_id", "ethnic_group")
            self.group = name.partition("[")[2].rstrip("]") or self.group
        else:
            self.frame = pd.read_csv(data / "oracle" / "tables" / f"{self.name}.csv")
            self.unit, self.group = "unit", "group"
        whole = "n" in self.frame and self.frame["n"].dtype.kind == "i"
        self.rolls = {}
        self.amount = {"count": "n"} if whole else {"weight": "n"} if "n" in self.frame else {}

    def roll(self, unit=None, group=None, **parts):
        asked = {"unit": unit or self.unit, "group": group or self.group, **parts}
        if str(asked) not in self.rolls:
            self.rolls[str(asked)] = sm.Roll(self.frame, **asked, **self.amount)
        return self.rolls[str(asked)]

    @property
    def groups(self):
        return sorted(self.roll().groups, key=str)

    def label(self, text):
        return next((group for group in self.roll().groups if str(group) == text), None)

    def value(self, measure, focal=None, versus=None, roll=None):
        answer = sm.measure(roll or self.roll(), measure, focal=focal, versus=versus)
        if len(answer) == 1:
            return answer["estimate"].item()
        return answer.set_index(["focal", "versus"])["estimate"]

    def unit_entropies(self, *, as_text):
        """E_j by way of the entropy gap (E - E_j)/E, with the number of groups in the unit."""
        local = sm.local(self.roll(), "H").set_index(self.unit)["estimate"]
        present = self.roll().to_frame().groupby(self.unit).size()
        frame = pd.DataFrame({"entropy": self.value("E") * (1 - local), "groups": present})
        return frame.sort_index(key=(lambda index: index.astype(str)) if as_text else None)


def key(columns):
    return columns if isinstance(columns, str) else tuple(columns)


def by_r(table, fn, args, value):  # noqa: PLR0911 - one branch a function of the peer
    args = dict(args or {})
    unit, group = key(args.get("unit", table.unit)), key(args.get("group", table.group))
    if fn == "entropy":
        within = "within" in args
        return [(value, table.value("E") - (table.value("M") if within else 0))]
    if fn == "isolation":
        ours = sm.measure(table.roll(), "isolation").set_index("focal")["estimate"]
        return [(row["isolation"], ours[row.get(group, row.get("group"))]) for row in value]
    if fn == "exposure":
        ours, own = table.value("exposure"), sm.measure(table.roll(), "isolation").set_index("focal")["estimate"]
        exposure = lambda a, b: own[a] if a == b else ours if np.isscalar(ours) else ours[a, b]  # noqa: E731
        return [(row["exposure"], exposure(row["of"], row["to"])) for row in value]
    if fn == "dissimilarity" or "focal" in args:
        focal = args.get("focal", table.groups[0])
        versus = None if args.get("other", "rest") == "rest" else args["other"]
        return [(row["est"], table.value(row["stat"], focal, versus)) for row in value]
    if fn == "mutual_local":
        ours = sm.local(table.roll(unit, group), "M").set_index(unit)
        found = [row[unit] for row in value]
        return [
            *zip([row["ls"] for row in value], ours.loc[found, "estimate"], strict=True),
            *zip([row["p"] for row in value], ours.loc[found, "weight"], strict=True),
        ]
    if fn == "mutual_within":
        return within_each(table, unit, group, args["within"], value)
    if fn == "mutual_total_nested":
        nests = unit[:-1]
        parts = {m: sm.decompose(table.roll(unit[-1], group, within=nests), m).set_index("part") for m in "MH"}
        return [(row["est"], parts[row["stat"]].loc[row["between"], "estimate"]) for row in value]
    if "within" in args:
        inside = (args["within"], unit)
        nested = table.roll(inside, group, within=args["within"])
        return [(r["est"], sm.decompose(nested, r["stat"])["estimate"].iloc[1]) for r in value]
    base = args.get("base", math.e)
    measures = {"M": sm.Measure("M", base=base), "H": "H"}
    return [(r["est"], table.value(measures[r["stat"]], roll=table.roll(unit, group))) for r in value]


def within_each(table, unit, group, within, value):
    """Nests as tables side by side; a nest of one unit or one group has M = 0 (limit) and no H."""
    side = table.roll(unit, group, by=within)
    ours = {m: sm.measure(side, m).astype({within: str}).set_index(within) for m in "MHE"}
    pairs = []
    for row in value:
        nest = str(row[within])
        m, h, e = (ours[name].loc[nest] for name in "MHE")
        pairs += [(row["M"], m["estimate"] if m["note"] == "" else 0.0), (row["p"], m["pupils"] / side.pupils)]
        pairs += [(row["ent_ratio"], e["estimate"] / table.value("E", roll=table.roll(unit, group)))]
        pairs += [(row["H"], h["estimate"])] if h["note"] == "" else []
    return pairs


def by_pysal(table, fn, args, value):
    focal = table.label(args["focal"]) if "focal" in args else None
    one = {"Dissim": "D", "Gini": "G", "Entropy": "H", "Isolation": "isolation", "CorrelationR": "V"}
    many = {"MultiDissim": "D", "MultiGini": "G", "MultiInfoTheory": "H", "MultiDivergence": "M"}
    if fn == "Interaction":
        return [(value, sm.measure(table.roll(), "exposure", focal=focal)["estimate"].sum())]
    if fn in one:
        return [(value, table.value(one[fn], focal))]
    if fn == "MultiDiversity":
        return [(value, table.value("E") / (math.log(len(table.groups)) if args.get("normalized") else 1))]
    if fn.startswith("MultiLocal"):
        divisor = math.log(len(args["groups"])) if fn == "MultiLocalEntropy" else 1
        ours = table.unit_entropies(as_text=True)
        peers = [v for unit, v in zip(all_units(table), value, strict=True) if unit in ours.index]
        return list(zip(peers, ours["entropy"] / divisor, strict=True))
    return [(value, table.value({"MultiNormExposure": "P", **many}[fn]))]


def by_oasis(table, fn, _args, value):
    groups = table.groups
    one = {"ISDuncan": "D", "Gini": "G", "HTheil": "H", "Eta2": "V", "xPx": "isolation"}
    whole = {"DMulti": "D", "GiniMulti": "G", "HMulti": "H", "PMulti": "P", "HShannon": "E"}
    if fn in one:
        found = value if isinstance(value, list) else [value]
        return [(v, table.value(one[fn], g)) for v, g in zip(found, groups, strict=True)]
    if fn in {"DIDuncan", "Gini2", "xPy"}:
        pair = {"DIDuncan": "D", "Gini2": "G", "xPy": "exposure"}[fn]
        own = {"xPy": lambda a: table.value("isolation", a)}.get(fn, lambda _: 0)
        cells = [(i, j) for i in range(len(groups)) for j in range(len(groups))]
        ours = lambda i, j: own(groups[i]) if i == j else table.value(pair, groups[i], groups[j])  # noqa: E731
        return [(value[i][j], ours(i, j)) for i, j in cells]
    value = np.ravel(value).tolist()
    if fn == "NShannon":
        return [(value[0], table.value("E") / math.log(len(groups)))]
    if fn in {"LShannon", "HLoc"}:
        ours = table.unit_entropies(as_text=False)
        ours = ours["entropy"] / np.log(ours["groups"].clip(lower=2)) if fn == "HLoc" else ours["entropy"]
        return list(zip(value, ours.sort_index(), strict=True))
    return [(value[0], table.value(whole[fn]))]


def all_units(table):
    """Units as PySAL orders them, with those that have no pupils."""
    return sorted(table.frame[table.unit].unique(), key=str)


def why_not(table, entry):
    """Return why an entry is no witness, or None."""
    fn, value, args = entry["fn"], entry["value"], entry["args"] or {}
    if table.name == "edge_all_zero":
        return NO_PUPILS
    if table.name == "edge_one_unit" and fn not in NOT_EVENNESS:
        return EVENNESS_OF_ONE_UNIT
    if table.name == "edge_single_group" and (fn not in NOT_EVENNESS or fn in OVER_LN_K):
        return EVENNESS_OF_ONE_GROUP
    if isinstance(value, dict):
        return REFUSED
    if "focal" in args and "race" not in args and table.label(args["focal"]) is None:
        return EMPTY_FOCAL
    return NOT_A_NUMBER if value is None else None


def entries(data):
    oracle = json.loads((data / "oracle" / "indices.json").read_text())["entries"]
    return [entry for entry in oracle if entry["fn"] in OURS[tool(entry)].split()]


@pytest.fixture(scope="module")
def tables(data):
    return functools.cache(lambda name: Table(data, name))


def verdict(table, entry):
    """Return why the entry is left out, or None after comparing every number in it."""
    reason = why_not(table, entry)
    if reason is not None:
        return reason
    by = {"R": by_r, "PySAL": by_pysal, "OasisR": by_oasis}[tool(entry)]
    tolerance = FOUR_DECIMALS if tool(entry) == "OasisR" else SAME_FORMULA
    pairs = by(table, entry["fn"], entry["args"], entry["value"])
    assert pairs, entry
    for peer, ours in pairs:
        assert abs(peer - ours) <= tolerance, (tool(entry), entry["dataset"], entry["fn"], entry["args"], peer, ours)
    return None


@pytest.mark.parametrize("peer", OURS)
def test_peers_agree_wherever_they_and_we_define_a_value(data, tables, peer):
    for entry in entries(data):
        if tool(entry) == peer:
            verdict(tables(entry["dataset"]), entry)


def test_no_entry_falls_out_unseen(data, tables):
    reasons = [why_not(tables(entry["dataset"]), entry) for entry in entries(data)]
    assert (reasons.count(None), len(reasons) - reasons.count(None)) == (COMPARED, LEFT_OUT)
    assert {fn for names in OURS.values() for fn in names.split()} == {entry["fn"] for entry in entries(data)}


@pytest.mark.parametrize(("name", "reason"), [("edge_one_unit", "one unit"), ("edge_single_group", "one group")])
def test_where_a_peer_is_left_out_for_evenness_ours_is_null_with_the_reason(tables, name, reason):
    answer = sm.measure(tables(name).roll(), ["D", "G", "H", "M", "V", "P"])
    assert answer["estimate"].isna().all()
    assert set(answer["note"]) == {reason}


def test_where_a_peer_answers_for_nobody_ours_refuses(tables):
    with pytest.raises(sm.InputError) as caught:
        tables("edge_all_zero").roll()
    assert caught.value.kind == "EmptyInput"
