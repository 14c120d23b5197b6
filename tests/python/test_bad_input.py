"""Bad input: the catalogue of ``trust.md`` section 7, as far as it concerns the roll and its verbs."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
import traceback
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import schoolmix as sm

CANARY = "P1234567"  # a pupil's id: no message may show it


def frame(counts, **columns):
    """Return rows with some counts; the canary is the first unit."""
    sites = [CANARY, "s1", "s2", "s3"][: len(counts)]
    return pd.DataFrame({"site": sites, "group": list("xyxy")[: len(counts)], "n": counts, **columns})


def totals(pupils, sites=(CANARY, "s1", "s2")):
    return pd.DataFrame({"site": sites, "n": pupils})


def arrow(**columns):
    return pa.table({"site": [CANARY, "s1"], "group": ["x", "y"], "n": [1, 2], **columns})


def out_of_range():
    codes = pa.array([0, 5], pa.int8())
    return pa.DictionaryArray.from_arrays(codes, pa.array(["a", "b"]), safe=False)


def broken_text():
    offsets, letters = np.array([0, 2, 4], "int32"), b"ok\xff\xfe"
    return pa.StringArray.from_buffers(2, pa.py_buffer(offsets), pa.py_buffer(letters))


class Case:
    """One entry: what comes in, and the error that must come out."""

    def __init__(self, number, made, expected, **options):
        self.number, self.made, self.options = number, made, options
        self.kind, self.column, self.row, self.count, self.error = (*expected, *(None, None, None, sm.InputError))[:5]
        if len(expected) < 5:  # the class follows from the kind where it is not said
            self.error = CLASSES.get(self.kind, sm.InputError)

    def __repr__(self):
        return f"{self.number}-{self.kind}"


CLASSES = {
    "WrongType": sm.InputTypeError,
    "MissingColumn": sm.ColumnError,
    "DuplicateColumn": sm.ColumnError,
    "SameColumn": sm.ColumnError,
    "SizeLimit": sm.LimitError,
}
WEIGHT = {"count": None, "weight": "n"}
MASK = {"masks": {"<5": (1, 4)}}
DAYS = pd.to_datetime(["2024-10-01"] * 3)
AMOUNTS = [
    Case(1, frame([1.0, np.nan, 2.0]), ("MissingCount", "n", 1, 1)),
    Case(1, frame([1.0, np.nan, np.nan]), ("MissingCount", "n", 1, 2), **WEIGHT),
    Case(2, arrow(n=[1, None]), ("MissingCount", "n", 1, 1)),
    Case(2, arrow(n=pa.nulls(2)), ("MissingCount", "n", 0, 2)),
    Case(3, frame(pd.array([1, None, 2], "Int64")), ("MissingCount", "n", 1, 1)),
    Case(4, frame([1, -1, -2]), ("NegativeCount", "n", 1, 2)),
    Case(4, frame([1.0, 2.0, -2.0]), ("NegativeCount", "n", 2, 1)),
    Case(4, frame(["1", "2", "-2"]), ("NegativeCount", "n", 2, 1)),
    Case(4, frame([1, -0.5, 2]), ("NegativeCount", "n", 1, 1), **WEIGHT),
    Case(6, frame([1, np.inf, 2]), ("NonFinite", "n", 1, 1)),
    Case(6, frame([1, 2, -np.inf]), ("NonFinite", "n", 2, 1), **WEIGHT),
    Case(7, frame([1e308, 1e308, 2]), ("CountOverflow", "n"), **WEIGHT),
    Case(7, frame([1, 1e308, 2]), ("CountOverflow", "n", 1, 1)),
    Case(8, frame([1, 10.3, 2.5]), ("FractionalCount", "n", 1, 2)),
    Case(10, frame([2**53, 1, 2]), ("CountOverflow", "n")),
    Case(10, frame([2**62, 2**62, 2**62]), ("CountOverflow", "n")),
    Case(10, frame(np.array([1, 2, 2**63], "uint64")), ("CountOverflow", "n", 2, 1)),
    Case(10, frame(["1", "2", "99999999999999999999"]), ("CountOverflow", "n", 2, 1)),
    Case(11, frame([True, False, True]), ("WrongType", "n")),
    Case(11, frame([True, False, True]), ("WrongType", "n"), **WEIGHT),
    Case(12, frame(["12", "<5", "<5"]), ("SuppressedMarker", "n", 1, 2)),
    Case(12, frame(["12", "<10", "<5"]), ("SuppressedMarker", "n", 1, 1), **MASK),
    *[Case(13, frame(["1", mark, "2"]), ("UnknownMarker", "n", 1, 1)) for mark in ["x", ".", "-", "*", "", " "]],
    Case(14, frame(["1", "1.234", "2"]), ("AmbiguousNumber", "n", 1, 1)),
    Case(15, frame(["1", "1,5", "2"]), ("AmbiguousNumber", "n", 1, 1)),
    *[
        Case(16, frame(["1", "2", text]), ("NotANumber", "n", 2, 1))
        for text in ["\u00a012", "+12", "\uff11\uff12", "1e3", "0x1F", "1 234", "twelve", "12\t", "1_000"]
    ],
    Case(17, frame([1j, 2j, 3j]), ("WrongType", "n", 0, 3)),
    Case(17, frame([object(), 2, 3]), ("WrongType", "n", 1, 2)),
    Case(17, frame(["1", 2, 3]), ("WrongType", "n", 1, 2)),
    Case(17, frame([[1], [2], [3]]), ("WrongType", "n")),
    Case(17, frame(DAYS), ("WrongType", "n")),
    Case(17, frame(DAYS - DAYS), ("WrongType", "n"), **WEIGHT),
    Case(17, frame([dt.date(2024, 10, 1)] * 3), ("WrongType", "n")),
    Case(17, frame(["1", "2", "3"]), ("WrongType", "n"), **WEIGHT),
    Case(18, frame([1, 2, 3]), ("TotalMismatch", "n", 1, 2), totals=totals([1, 1, 2])),
    Case(19, frame(["1", "<5", "3"]), ("TotalMismatch", "n", 1, 1), totals=totals([1, 5, 3]), **MASK),
    Case(19, frame([1, 2, 3]), ("TotalMismatch", "n", 0, 1), totals=totals([9, 2, 3])),
    Case(21, frame([0.0, 0.0, -0.0]), ("ZeroWeight", "n", 0, 3), **WEIGHT),
]
SHAPE = [
    Case(23, frame([]), ("EmptyInput",)),
    Case(23, frame([0, 0, 0]), ("EmptyInput",)),
    Case(24, pd.DataFrame(), ("EmptyInput",)),
    Case(30, frame([1, 2, 3], site=["a", "a", "a"]), ("DuplicateKey", None, 2, 1), duplicates="error"),
    Case(30, frame([1, 2, 3]), ("DuplicateKey", "n", 2, 1), totals=totals([1, 2, 2], ["s1", CANARY, "s1"])),
    Case(32, frame([1, 2, 3], site=["a", "b", "a"], town=["t", "t", "u"]), ("NotNested", "town", 2, 1), within="town"),
    Case(
        32,
        frame([1, 2, 3], site=["a", "b", "b"], area=["p", "p", "q"], town=["t", "t", "t"]),
        ("NotNested", "area", 2, 1),
        within=["area", "town"],
    ),
    Case(35, pd.concat([frame([1, 2]), frame([1, 2])[["n"]]], axis=1), ("DuplicateColumn", "n", None, 2)),
    Case(36, frame([1, 2]), ("MissingColumn", "pupils"), count="pupils"),
    Case(36, frame([1, 2]), ("MissingColumn", "sit"), unit="sit"),
    Case(36, frame([1, 2, 3]), ("MissingColumn", "site"), totals=totals([1, 2, 3]).rename(columns={"site": "school"})),
    Case(37, frame([1, 2]), ("SameColumn", "site", None, 2), group="site"),
    Case(37, frame([1, 2]), ("SameColumn", "site", None, 2), by="site"),
    Case(37, frame([1, 2]), ("SameColumn", "n", None, 2), group=["group", "n"]),
    Case(39, arrow(site=pa.DictionaryArray.from_arrays([0, 1], ["a", None])), ("MissingKey", "site", 1, 1)),
    Case(39, frame([1, 2, 3], site=["a", None, None]), ("MissingKey", "site", 1, 2)),
    Case(39, frame([1, 2, 3], group=["a", None, None]), ("MissingKey", "group", 1, 2)),
    Case(39, frame([1, 2, 3], town=["a", None, None]), ("MissingKey", "town", 1, 2), within="town"),
    Case(40, arrow(site=out_of_range()), ("CorruptArrow", "site")),
    Case(41, pd.DataFrame({"site": range(100_000), "group": range(100_000), "n": 1}), ("SizeLimit",)),
    *[
        Case(43, made, ("WrongType",))
        for made in [3, [[1, 2]], np.arange(3), {"site": [1]}, None, "file.csv", pd.Series([1, 2])]
    ],
    *[Case(43, made, ("WrongType",)) for made in [pl.Series([1, 2]), pa.array([1, 2]), pa.chunked_array([[1]])]],
    Case(43, frame([1, 2, 3]), ("WrongType",), totals=3),
]
SURROGATES = pd.Series([CANARY, "\ud800", "\udfff"], dtype=object)
TEXT = [
    Case(47, frame([1, 2, 3], site=[0.0, 1.0, 2.0]), ("WrongType", "site")),
    Case(56, frame([1, 2, 3], site=["\u00e9", "e\u0301", "s"]), ("NormalizationCollision", "site", 1, 1)),
    Case(58, frame([1, 2, 3], site=["a", "b" * 10_000_000, "c"]), ("SizeLimit", "site", 1, 1)),
    Case(
        59, frame(["1", "<5", "2"]), ("UnmatchedKey", "site"), totals=totals([1, 2, 3], ["A ", "B", "C"]), **MASK
    ),
    Case(59, frame(["1", "<5", "2"]), ("UnmatchedKey", "site"), totals=totals([1, 2, 3], [1, 2, 3]), **MASK),
    Case(62, frame([1, 2, 3], site=SURROGATES), ("WrongEncoding", "site", 1, 2)),
    Case(72, arrow(site=broken_text()), ("CorruptArrow", "site")),
]  # fmt: skip
HIDDEN = pd.DataFrame({"site": [CANARY, "s1"], "group": ["x", "y"], "n": pd.array([1, None], "Int64")})
OPTIONS = [
    Case("count", frame([1, 2]), ("WrongType", "count"), count=["n"]),
    Case("unit", frame([1, 2]), ("WrongType", "unit"), unit=3),
    Case("unit", frame([1, 2]), ("WrongType", "unit"), unit=[None]),
    Case("unit", frame([1, 2]), ("EmptyInput", "unit"), unit=[]),
    Case("both", frame([1, 2], w=[1, 2]), ("BadOption", "weight"), weight="w"),
    Case("both", HIDDEN.assign(l=1, h=4), ("BadOption", "bounds"), bounds=("l", "h"), **MASK),
    Case("no count", frame([1, 2]), ("BadOption", "count"), count=None, **MASK),
    Case("duplicates", frame([1, 2]), ("BadOption", "duplicates"), duplicates="first"),
    *[
        Case("masks", frame(["1", "<5"]), ("BadOption", "masks"), masks=masks)
        for masks in [
            {"<5": (4, 1)}, {"<5": (-1, 4)}, {"<5": (1, 2.5)}, {"<5": (1, True)}, {"<5": (1,)}, {5: (1, 4)},
            {"<5": (1, 2**40)}, {"<5": 4}, {"<5": None}, "<5", [("<5", (1, 4))],
        ]
    ],
    Case("bounds", HIDDEN.assign(l=1, h=4), ("BadOption", "bounds"), bounds=("l", "h", "h")),
    Case("bounds", HIDDEN.assign(l=1, h=4), ("BadOption", "bounds"), bounds="lh"),
    Case("bounds", HIDDEN.assign(l=[1, 4], h=[1, 1]), ("BadBounds", "n", 1, 1), bounds=("l", "h")),
    Case("bounds", HIDDEN.assign(l=[1, -1], h=[1, 1]), ("NegativeCount", "l", 1, 1), bounds=("l", "h")),
    Case("bounds", HIDDEN.assign(l=[2, 1], h=[3, 1]), ("BadBounds", "n", 0, 1), bounds=("l", "h")),
    Case("bounds", HIDDEN.assign(l=1.0, h=[1, np.nan]), ("BadBounds", "n", 1, 1), bounds=("l", "h")),
    Case("bounds", HIDDEN.assign(l=[1, 1.5], h=2), ("FractionalCount", "l", 1, 1), bounds=("l", "h")),
    Case("order", frame([1, 2]), ("BadOption", "order", None, 1), order=["x"]),
    Case("order", frame([1, 2]), ("BadOption", "order"), order=["x", "y", "x"]),
    Case("order", frame([1, 2]), ("WrongType", "order"), order=3),
    Case("totals", frame([1, 2, 3]), ("FractionalCount", "n", 1, 1), totals=totals([1, 2.5, 3])),
    Case("totals", frame([1, 2, 3]), ("NegativeCount", "n", 1, 1), totals=totals([1, -2, 3])),
]  # fmt: skip


def read(made, **options):
    asked = {"unit": "site", "group": "group", "count": "n", **options}
    return sm.Roll(made, **{name: value for name, value in asked.items() if value is not None})


def whole_text(error):
    """Return everything that a user may see: the message, the repr and the traceback with its causes."""
    shown = traceback.format_exception(error)
    shown = [line for line in shown if not line.lstrip().startswith(("File ", "return ", "raise ", "~", "^"))]
    return "".join(shown) + repr(error) + str(error)


@pytest.mark.parametrize("case", [*AMOUNTS, *SHAPE, *TEXT, *OPTIONS], ids=repr)
def test_bad_input_is_an_error_that_says_what_where_and_how_to_mend_it(case):
    with pytest.raises(sm.SchoolmixError) as caught:
        read(case.made, **case.options)
    error = caught.value
    found = (error.kind, error.column, error.row, error.count)
    assert found == (case.kind, case.column, case.row, case.count if case.count is not None else error.count)
    assert type(error) is case.error
    assert len(error.remedy) > 10
    assert case.row is None or f"row {case.row}" in str(error) or "unit" in str(error) or "every" in str(error)


@pytest.mark.parametrize("case", [*AMOUNTS, *SHAPE, *TEXT, *OPTIONS], ids=repr)
def test_no_error_shows_an_id(case):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the test above
        read(case.made, **case.options)
    assert CANARY not in whole_text(caught.value)


@pytest.mark.parametrize(
    "column", [[CANARY, 2, 3], [1, CANARY, 3], pd.Series([1, CANARY], dtype=object), [CANARY, "\ud800x" + CANARY]]
)
@pytest.mark.parametrize("name", ["site", "n"])
def test_a_column_of_mixed_types_is_refused_without_its_values(name, column):
    made = frame([1] * len(column))
    made[name] = pd.Series(list(column), dtype=object)
    with pytest.raises(sm.InputError) as caught:
        read(made)
    assert caught.value.column == name
    assert CANARY not in whole_text(caught.value)


# What is no error


def test_minus_zero_is_zero():
    assert read(frame([1.0, -0.0, 2.0])).pupils == 3


def test_spaces_around_a_number_are_trimmed():
    assert read(frame([" 12", "12 ", "  3 "])).pupils == 27


def test_fractions_are_weights():
    assert read(frame([10.3, 0.2, 0.5]), **WEIGHT).pupils == pytest.approx(11)


def test_whole_floats_are_counts():
    roll = read(frame([10.0, 2.0, 5.0]))
    assert roll.pupils == 17
    assert isinstance(roll.pupils, int)


def test_the_largest_exact_sum_is_held():
    roll = read(frame([2**53 - 3, 1, 2]))
    assert roll.pupils == 2**53
    assert roll.to_frame()["n"].sum() == 2**53


def test_subnormal_weights_make_no_nan():
    answer = sm.measure(read(frame([5e-324, 1e-323, 5e-324]), **WEIGHT), ["D", "G", "H", "M", "P"])
    assert answer["estimate"].notna().all()


def test_names_that_look_like_nothing_are_names():
    roll = read(frame([1, 2, 3, 4], site=["NA", "None", "null", "nan"]))
    assert roll.units == ["NA", "None", "nan", "null"]


def test_strange_letters_in_names_are_kept():
    names = ["a\u200b", "b\u202e", "c\x00d", "e\nf"]
    assert read(frame([1, 2, 3, 4], site=names)).units == sorted(names)


def test_one_school_and_one_group_are_null_with_the_reason():
    one = sm.measure(read(frame([1, 2], site=["a", "a"])), "D")
    assert one["estimate"].isna().all()
    assert one["note"].tolist() == ["one unit"]
    one = sm.measure(read(frame([1, 2], group=["x", "x"])), "D")
    assert one["note"].tolist() == ["one group"]


def test_terminal_escapes_do_not_reach_the_terminal():
    roll = sm.Roll(
        frame([1, 2]).rename(columns={"site": "\x1b[31msite"}), unit="\x1b[31msite", group="group", count="n"
    )
    assert "\x1b" not in repr(roll)


MARKUP = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script>", "{{ 7*7 }}", "[x](javascript:0)"]


@pytest.mark.parametrize("payload", MARKUP)
@pytest.mark.parametrize("part", ["unit", "group", "within", "by"])
def test_markup_in_names_stays_inert(payload, part):
    made = frame([1, 2, 3], **{payload: ["a", "b", "c"]})
    roll = read(made, **{part: payload})
    shown = roll._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "</script" not in shown


# Wide frames, and names that meet


WIDE = pd.DataFrame({"site": [CANARY, "s1"], "x": [1, 2], "y": [3, 4]})


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([3.0, np.nan], ("MissingCount", "y", 1, 1)),
        ([3.5, 1.0], ("FractionalCount", "y", 0, 1)),
        ([3, -1], ("NegativeCount", "y", 1, 1)),
        (["3", "<5"], ("SuppressedMarker", "y", 1, 1)),
        (["1.234", "2"], ("AmbiguousNumber", "y", 0, 1)),
    ],
)
def test_a_bad_count_of_a_wide_frame_is_told_in_its_own_terms(column, expected):
    with pytest.raises(sm.InputError) as caught:
        sm.Roll.from_wide(WIDE.assign(y=column), unit="site", groups=["x", "y"])
    error = caught.value
    assert (error.kind, error.column, error.row, error.count) == expected
    assert f"row {error.row}" in str(error)


def test_a_wide_frame_may_hide_counts_in_some_columns_only():
    roll = sm.Roll.from_wide(WIDE.assign(y=["<5", "4"]), unit="site", groups=["x", "y"], **MASK)
    assert (roll.masked, roll.pupils) == (1, 7)


@pytest.mark.parametrize(
    ("name", "part"),
    [("pupils", "unit"), ("pupils", "within"), ("group", "unit"), ("group", "within"), ("group", "by")],
)
def test_columns_of_a_wide_frame_may_bear_any_name(name, part):
    made = WIDE.assign(**{name: WIDE["site"]})
    roll = sm.Roll.from_wide(made, **{"unit": "site", part: name}, groups=["x", "y"])
    assert roll.pupils == 10


@pytest.mark.parametrize("name", ["measure", "focal", "estimate", "pupils", "note", "weight", "part", "share"])
def test_no_answer_has_two_columns_of_one_name(name):
    """A column of the roll that bears the name of an answer's column is refused, or renamed."""
    made = pd.concat([frame([1, 2, 3, 4], **{name: year}) for year in (1, 2)])
    try:
        roll = read(made, by=name, within=name)
    except sm.ColumnError:
        return
    for answer in (sm.measure(roll), sm.local(roll), sm.expected(roll), sm.decompose(roll)):
        assert answer.columns.is_unique


@pytest.mark.parametrize(
    "parameters", [{"base": "2"}, {"base": 1}, {"base": float("nan")}, {"base": [2]}, {"base": True}]
)
def test_a_measure_with_an_odd_parameter_is_refused_and_can_be_shown(parameters):
    with pytest.raises(sm.InputError):
        sm.measure(read(frame([1, 2])), sm.Measure("M", **parameters))
    with pytest.raises(sm.InputError):
        sm.measure(read(frame([1, 2])), sm.Measure(3))


@pytest.mark.parametrize("base", [np.float64(2), np.float32(2), np.int64(2)])
def test_numbers_of_numpy_are_numbers(base):
    roll = read(frame([1, 2], site=["a", "b"]))
    assert sm.measure(roll, sm.Measure("M", base=base))["estimate"].item() == pytest.approx(0.9182958340544896)


# The verbs


MASKED = {"masks": {"<5": (1, 4)}}


@pytest.mark.parametrize(
    ("verb", "options", "kind", "column"),
    [
        (sm.local, {"measures": "G"}, "BadOption", "measures"),
        (sm.local, {"measures": "icc"}, "BadOption", "measures"),
        (sm.local, {"measures": "Q"}, "UnknownMeasure", "measures"),
        (sm.local, {"focal": "z"}, "UnknownGroup", "focal"),
        (sm.local, {"versus": "x"}, "BadOption", "versus"),
        (sm.expected, {"margins": "open"}, "BadOption", "margins"),
        (sm.expected, {"margins": "free", "clusters": {1: 1.0}}, "BadOption", "clusters"),
        (sm.expected, {"clusters": {1: 0.5}}, "BadOption", "clusters"),
        (sm.expected, {"clusters": {0: 1.0}}, "BadOption", "clusters"),
        (sm.expected, {"clusters": "families"}, "BadOption", "clusters"),
        (sm.expected, {"clusters": "units"}, "MissingWithin", "within"),
        (sm.expected, {"level": 1}, "BadOption", "level"),
        (sm.measure, {"correct": "allan"}, "BadOption", "correct"),
        (sm.measure, {"correct": 1}, "BadOption", "correct"),
        (sm.measure, {"interval": "pupils", "method": "normal"}, "BadOption", "method"),
        (sm.measure, {"measures": "LQ"}, "BadOption", "measures"),
        (sm.measure, {"measures": "rank_information"}, "NoOrder", "roll"),
        (sm.measure, {"measures": "explained_variance"}, "NoScores", "roll"),
        (sm.test, {"interval": "pupils"}, "BadOption", "interval"),
        (sm.test, {"exchange": 1}, "BadOption", "exchange"),
        (sm.profile, {"measures": "D"}, "BadOption", "measures"),
        (sm.profile, {"measures": "D", "at": [1]}, "BadOption", "at"),
        (sm.profile, {"measures": "atkinson"}, "BadOption", "at"),
        (sm.rank_order, {"measures": "D"}, "BadOption", "measures"),
        (sm.expected, {"measures": "Q"}, "UnknownMeasure", "measures"),
        (sm.expected, {"rng": -1}, "BadSeed", "rng"),
        (sm.decompose, {"measures": "D"}, "BadOption", "measures"),
        (sm.decompose, {}, "MissingWithin", "within"),
        (sm.measure, {"law": "normal"}, "BadOption", "law"),
        (sm.measure, {"rng": -1}, "BadSeed", "rng"),
        (sm.measure, {"rng": 2**64}, "BadSeed", "rng"),
        (sm.measure, {"rng": 1.5}, "BadSeed", "rng"),
        (sm.measure, {"rng": "seed"}, "BadSeed", "rng"),
        (sm.measure, {"rng": True}, "BadSeed", "rng"),
        (sm.measure, {"focal": 1.5}, "WrongType", "focal"),
    ],
)
def test_what_a_verb_cannot_do_is_an_error(verb, options, kind, column):
    with pytest.raises(sm.InputError) as caught:
        verb(read(frame([1, 2, 3])), **options)
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.remedy


@pytest.mark.parametrize("verb", [sm.measure, sm.local, sm.expected, sm.decompose])
@pytest.mark.parametrize("given", [None, 3, frame([1, 2])])
def test_a_verb_without_a_roll_says_so(verb, given):
    with pytest.raises(sm.InputTypeError) as caught:
        verb(given)
    assert caught.value.kind == "WrongType"
    assert "Roll" in caught.value.remedy


@pytest.mark.parametrize("verb", [sm.local, sm.expected, sm.decompose])
def test_hidden_counts_have_no_exact_answer(verb):
    roll = read(frame(["7", "<5", "<5"], town=["t", "t", "u"]), within="town", **MASKED)
    with pytest.raises(sm.InputError) as caught:
        verb(roll)
    assert (caught.value.kind, caught.value.count) == ("SuppressedMarker", 2)
    assert caught.value.remedy


def test_weights_have_no_chance_value():
    with pytest.raises(sm.InputError) as caught:
        sm.expected(read(frame([1.5, 2.0, 3.0]), **WEIGHT))
    assert caught.value.kind == "FractionalCount"


# Size


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_more_rows_than_fit_are_refused_before_any_work():
    code = f"""
import resource, sys
sys.path.insert(0, {str(Path(sm.__file__).parents[1])!r})
import pyarrow as pa, schoolmix as sm
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
chunk = pa.array([1] * 1_000_000, pa.int8())
column = pa.chunked_array([chunk] * 4_000)
try:
    sm.Roll(pa.table({{"site": column, "group": column}}), unit="site", group="group")
except sm.LimitError as error:
    print(error.kind)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "SizeLimit", done.stderr[-300:]


@pytest.mark.parametrize("case", AMOUNTS[:3], ids=repr)
def test_errors_cross_process_borders_whole(case):
    with pytest.raises(sm.InputError) as caught:
        read(case.made, **case.options)
    again = pickle.loads(pickle.dumps(caught.value))
    assert vars(again) == vars(caught.value)
    assert str(again) == str(caught.value)
