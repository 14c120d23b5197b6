"""Other tools as witnesses: every value that they and we both define, read from the file of their answers."""

from __future__ import annotations

import functools
import json
import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

SAME_FORMULA = 1e-12  # R prints 15 digits and PySAL sums in another order; both agree with 50 digits to 3e-15
FOUR_DECIMALS = 0.5e-4 + 1e-9  # OasisR rounds its answers to four decimals
TOLERANCE = {"R": SAME_FORMULA, "PySAL": SAME_FORMULA, "OasisR": FOUR_DECIMALS}
OTHERWISE = {
    "ordinalseg": SAME_FORMULA,  # the only answer of OasisR that is not rounded
    "ConProf": 3e-3,  # integrates on a thousand steps what has jumps, and divides by 1-P; ours is exact
}

EVENNESS_OF_ONE_UNIT = "one unit: the peer's 0 would read as 'integrated'; ours is null with that reason"
EVENNESS_OF_ONE_GROUP = "one group: the peer's value stands for 0/0; ours is null with that reason"
TOO_FEW_THRESHOLDS = "fewer thresholds than coefficients: the peer stops with an error; ours is null with that reason"
NO_PUPILS = "no pupils at all: the peer answers 0, NaN or an error of its own; ours refuses the table"
EMPTY_FOCAL = "the focal group has no pupils: the peer's 0 or NaN is no value"
EMPTY_GROUP_COUNTS = "the peer divides by the logarithm of all groups, the empty one too; ours of those with pupils"
REFUSED = "the peer stops with an error on a table that has a value"
NOT_A_NUMBER = "the peer gives NaN where the value is defined (empty group not dropped)"
NOT_OURS = "merging units until little of M is left is no measure of a table"

# Every entry of the file is compared or left out for one of these reasons, so that none can fall out unseen.
COMPARED = 1202
LEFT_OUT = {
    TOO_FEW_THRESHOLDS: 105,
    NO_PUPILS: 51,
    EVENNESS_OF_ONE_UNIT: 44,
    EVENNESS_OF_ONE_GROUP: 29,
    REFUSED: 20,
    EMPTY_FOCAL: 10,
    NOT_A_NUMBER: 4,
    NOT_OURS: 2,
    EMPTY_GROUP_COUNTS: 1,
}
NULL_HERE = {
    EVENNESS_OF_ONE_UNIT: "one unit",
    EVENNESS_OF_ONE_GROUP: "one group",
    TOO_FEW_THRESHOLDS: "too few thresholds",
}

# What each function of a peer is called here, by what its answer runs over; None where several measures answer.
OURS = {
    "R": {
        "rows": {
            "mutual_total": None,
            "mutual_total_nested": None,
            "mutual_within": None,
            "mutual_local": None,
            "dissimilarity": None,
            "exposure": "exposure",
            "isolation": "isolation",
            "entropy": "E",
        },
        "nothing": {"compress": None},
    },
    "PySAL": {
        "focal group": {
            "Dissim": "D",
            "Gini": "G",
            "Entropy": "H",
            "Atkinson": lambda args: sm.Measure("atkinson", epsilon=args["b"]),
            "HutchensSqrt": "O",
            "MinMax": "minmax",
            "ConProf": "concentration_summary",
            "Isolation": "isolation",
            "Interaction": "exposure",
            "CorrelationR": "V",
        },
        "table": {
            "MultiDissim": "D",
            "MultiGini": "G",
            "MultiInfoTheory": "H",
            "MultiDivergence": "M",
            "MultiNormExposure": "P",
            "MultiRelativeDiversity": "R",
            "MultiSquaredCoefVar": "C",
            "MultiDiversity": lambda args: "E/ln K" if args.get("normalized") else "E",
            "SimpsonsConcentration": "λ",
            "SimpsonsInteraction": "I",
        },
        "ordered table": {
            "RankOrderInfoTheory": lambda args: sm.Measure("rank_information", degree=args["degree"]),
            "RankOrderVarianceRatio": lambda args: sm.Measure("rank_variance", degree=args["degree"]),
            "RankOrderSqrt": lambda args: sm.Measure("rank_square_root", degree=args["degree"]),
        },
        "units": {
            "MultiLocalDiversity": "E",
            "MultiLocalEntropy": "E/ln K",
            "MultiLocalSimpsonConcentration": "λ",
            "MultiLocalSimpsonInteraction": "I",
        },
        "units and groups": {"MultiLocationQuotient": "LQ"},
    },
    "OasisR": {
        "groups": {
            "ISDuncan": "D",
            "Gorard": "S",
            "Gini": "G",
            "HTheil": "H",
            "Atkinson": lambda args: sm.Measure("atkinson", epsilon=args["delta"]),
            "Eta2": "V",
            "xPx": "isolation",
        },
        "pairs": {"DIDuncan": "D", "Gini2": "G", "xPy": "exposure"},
        "table": {
            "DMulti": "D",
            "GiniMulti": "G",
            "HMulti": "H",
            "PMulti": "P",
            "RelDivers": "R",
            "CMulti": "C",
            "HShannon": "E",
            "NShannon": "E/ln K",
            "ISimpson": "I",
        },
        "ordered table": {
            "ordinalseg": ("ordinal_information", "ordinal_variance", "ordinal_square_root", "ordinal_absolute"),
        },
        "units": {"LShannon": "E", "HLoc": "E", "LSimpson": "I"},
        "units and groups": {"LQ": "LQ"},
    },
}
FORMS = {(tool, fn): form for tool, forms in OURS.items() for form, names in forms.items() for fn in names}

# Measures that one unit, or one group, has like any other table; all others compare units or groups.
OF_ONE_UNIT = {"E", "E/ln K", "I", "λ", "LQ", "isolation", "exposure"}
OF_ONE_GROUP = OF_ONE_UNIT - {"E/ln K"}


def tool(entry):
    return entry["tool"].split()[0]


def form(entry):
    return FORMS[tool(entry), entry["fn"]]


def measure(entry):
    found = OURS[tool(entry)][form(entry)][entry["fn"]]
    return found(entry["args"]) if callable(found) else found


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


def beside(table, asked, _args):
    """Return all pairs; a group beside itself is not segregated, and its exposure is its isolation."""
    own = {"exposure": lambda group: table.value("isolation", group)}.get(asked, lambda _: 0)
    return [[own(a) if a == b else table.value(asked, a, b) for b in table.groups] for a in table.groups]


OF_FORM = {
    "table": lambda table, asked, _: table.value(asked),
    "ordered table": lambda table, asked, _: table.value(asked, roll=table.roll(order=table.groups)),
    "focal group": lambda table, asked, args: np.sum(table.value(asked, table.label(args["focal"]))),
    "groups": lambda table, asked, _: [table.value(asked, group) for group in table.groups],
    "pairs": beside,
}


def pairs(table, entry):
    """Return the peer's numbers beside ours."""
    if form(entry) == "rows":
        return by_r(table, entry["fn"], entry["args"], entry["value"])
    if form(entry).startswith("units"):
        peers, ours = by_unit(table, entry)
    else:
        peers, ours = entry["value"], OF_FORM[form(entry)](table, measure(entry), entry["args"])
    return list(zip(np.ravel(peers), np.ravel(ours), strict=True))


def by_unit(table, entry):
    """Return a peer's answer and ours for all units, or units and groups, that have pupils."""
    roll, answer = table.roll(), sm.local(table.roll(), measure(entry))
    whole = tool(entry) == "PySAL"  # PySAL keeps empty units and groups, and sorts units as text
    units = sorted(table.frame[table.unit].unique(), key=str) if whole else roll.units
    peers = pd.DataFrame(entry["value"], index=units, dtype=float).loc[roll.units]
    if form(entry) == "units and groups":
        groups = sorted(table.frame[table.group].unique(), key=str) if whole else table.groups
        ours = answer.pivot_table(index=table.unit, columns="focal", values="estimate")
        return peers.set_axis(groups, axis=1)[table.groups], ours[table.groups]
    ours = answer.set_index(table.unit)["estimate"]
    if entry["fn"] == "HLoc":  # divides by the logarithm of the groups that the unit has
        ours /= np.log(roll.to_frame().groupby(table.unit).size().clip(lower=2))
    return peers, ours


def why_not(table, entry):
    """Return why an entry is no witness, or None."""
    if form(entry) == "nothing" or table.name == "edge_all_zero":
        return NOT_OURS if form(entry) == "nothing" else NO_PUPILS
    fn, value, args, asked = entry["fn"], entry["value"], entry["args"] or {}, measure(entry)
    rules = {
        EVENNESS_OF_ONE_UNIT: table.name == "edge_one_unit" and asked not in OF_ONE_UNIT,
        EVENNESS_OF_ONE_GROUP: table.name == "edge_single_group" and asked not in OF_ONE_GROUP,
        TOO_FEW_THRESHOLDS: isinstance(value, dict) and form(entry) == "ordered table",
        REFUSED: isinstance(value, dict),
        EMPTY_FOCAL: "focal" in args and "race" not in args and table.label(args["focal"]) is None,
        EMPTY_GROUP_COUNTS: fn == "MultiLocalEntropy" and len(args["groups"]) > len(table.groups),
        NOT_A_NUMBER: value is None,
    }
    return next((reason for reason, holds in rules.items() if holds), None)


def entries(data):
    return json.loads((data / "oracle" / "indices.json").read_text())["entries"]


@pytest.fixture(scope="module")
def tables(data):
    return functools.cache(lambda name: Table(data, name))


def verdict(table, entry):
    """Return why the entry is left out, or None after comparing every number in it."""
    reason = why_not(table, entry)
    if reason is not None:
        return reason
    tolerance = OTHERWISE.get(entry["fn"], TOLERANCE[tool(entry)])
    compared = pairs(table, entry)
    assert compared, entry
    for peer, ours in compared:
        assert abs(peer - ours) <= tolerance, (tool(entry), entry["dataset"], entry["fn"], entry["args"], peer, ours)
    return None


@pytest.mark.parametrize("peer", OURS)
def test_peers_agree_wherever_they_and_we_define_a_value(data, tables, peer):
    for entry in entries(data):
        if tool(entry) == peer:
            verdict(tables(entry["dataset"]), entry)


def test_no_entry_falls_out_unseen(data, tables):
    reasons = Counter(why_not(tables(entry["dataset"]), entry) for entry in entries(data))
    assert reasons.pop(None) == COMPARED
    assert reasons == LEFT_OUT
    assert set(FORMS) == {(tool(entry), entry["fn"]) for entry in entries(data)}


@pytest.mark.parametrize(
    "reason",
    [
        EVENNESS_OF_ONE_UNIT,
        EVENNESS_OF_ONE_GROUP,
        TOO_FEW_THRESHOLDS,
    ],
    ids=NULL_HERE.get,
)
def test_where_a_peer_is_left_out_for_want_of_a_value_ours_is_null_with_the_reason(data, tables, reason):
    for entry in entries(data):
        table = tables(entry["dataset"])
        if form(entry) in {"table", "ordered table", "focal group"} and why_not(table, entry) == reason:
            focal = table.label(entry["args"].get("focal"))
            answer = sm.measure(table.roll(order=table.groups), measure(entry), focal=focal)
            assert answer["estimate"].isna().all()
            assert set(answer["note"]) == {NULL_HERE[reason]}, entry


def test_where_a_peer_answers_for_nobody_ours_refuses(tables):
    with pytest.raises(sm.InputError) as caught:
        tables("edge_all_zero").roll()
    assert caught.value.kind == "EmptyInput"
