"""What a user gets wrong when asking for an admission: one typed error that says what, where, and how to mend it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm

# A name that no message may repeat.
WISHES = pd.DataFrame(
    {"pupil": ["Zed1", "Zed1", "Zed2", "Zed3"], "school": ["oak", "elm", "oak", "elm"], "rank": [1, 2, 1, 1]}
)
SCHOOLS = pd.DataFrame({"school": ["oak", "elm"], "places": [1, 1]})
PUPILS = pd.DataFrame({"pupil": ["Zed1", "Zed2", "Zed3", "Zed4"], "ses": ["low", "high"] * 2, "round": [1, 1, 2, 2]})
PRIORITIES = pd.DataFrame(
    {"school": ["oak", "elm", "oak", "elm"], "pupil": ["Zed1", "Zed1", "Zed2", "Zed3"], "priority": [1, 2, 1, 1]}
)
LOW = {"ses": "low"}


def wishes(**columns):
    return {"wishes": WISHES.assign(**columns)}


def places(values):
    return {"schools": SCHOOLS.assign(places=values)}


def more(frame, **row):
    return pd.concat([frame, pd.DataFrame([row])], ignore_index=True)


def error_of(**given):
    """Return the error of an admission, which names no pupil and says what to do."""
    with pytest.raises(sm.InputError) as caught:
        sm.admit(**{"wishes": WISHES, "schools": SCHOOLS, **given})
    error = caught.value
    assert error.remedy
    assert "Zed" not in str(error), "a pupil is named"
    return error


@pytest.mark.parametrize(
    ("given", "kind", "column", "row", "count"),
    [
        # Lists
        (wishes(school=["oak", "oak", "oak", "elm"]), "DuplicatePreference", "school", 1, 1),
        ({"wishes": pd.concat([WISHES, WISHES.iloc[2:]])}, "DuplicatePreference", "school", 4, 2),
        (wishes(rank=[1, 3, 1, 1]), "GapInRanks", "rank", 1, 1),
        (wishes(rank=[1, 2, 2, 2]), "GapInRanks", "rank", 2, 2),
        (wishes(rank=[1, 1, 1, 1]), "DuplicateRank", "rank", 1, 1),
        (wishes(rank=[0, 1, 0, 1]), "BadRank", "rank", 0, 2),
        (wishes(rank=pd.array([1, None, 1, 1], dtype="Int64")), "BadRank", "rank", 1, 1),
        (wishes(rank=[1, np.nan, 1, 1]), "BadRank", "rank", 1, 1),
        (wishes(rank=[1, 1.5, 1, 1]), "BadRank", "rank", 1, 1),
        (wishes(rank=[1, 2, 1, -1]), "BadRank", "rank", 3, 1),
        (wishes(rank=[1, 2**40, 1, 1]), "BadRank", "rank", 1, 1),
        (wishes(rank=["1", "2", "1", "1"]), "WrongType", "rank", 0, 4),
        (wishes(pupil=["Zed1", None, "Zed2", "Zed3"]), "MissingKey", "pupil", 1, 1),
        (wishes(school=["oak", "elm", None, None]), "MissingKey", "school", 2, 2),
        (wishes(pupil=[1.0, 1, 2, 3]), "WrongType", "pupil", None, None),
        ({"wishes": {"Zed1": ["oak", "oak"]}}, "DuplicatePreference", "school", 1, 1),
        ({"wishes": {"Zed1": ["oak"], "Zed2": "oak"}}, "WrongType", "wishes", 1, 1),
        ({"wishes": {"Zed1": {"oak", "elm"}}}, "WrongType", "wishes", 0, 1),
        ({"wishes": {"Zed1": ["oak", 1]}}, "WrongType", "school", 1, 1),
        ({"wishes": [["Zed1", "oak"]]}, "WrongType", None, None, None),
        ({"wishes": WISHES.iloc[:0]}, "EmptyInput", "wishes", None, 0),
        ({"wishes": {}}, "EmptyInput", "wishes", None, 0),
        ({"wishes": WISHES, "lists": sm.Lists(most=1)}, "ListTooLong", "pupil", 0, 1),
        ({"wishes": WISHES, "lists": sm.Lists(least=2)}, "ListTooShort", "pupil", 2, 2),
        ({"lists": 3}, "WrongType", "lists", None, None),
        # Places
        (places([1, None]), "BadCapacity", "places", 1, 1),
        (places([1, -1]), "BadCapacity", "places", 1, 1),
        (places([1.5, 2.5]), "BadCapacity", "places", 0, 2),
        (places([np.inf, 1]), "BadCapacity", "places", 0, 1),
        (places(["1", "1"]), "WrongType", "places", 0, 2),
        (places([True, True]), "WrongType", "places", 0, 2),
        ({"schools": {"oak": 1, "elm": -1}}, "BadCapacity", "places", 1, 1),
        ({"schools": SCHOOLS.iloc[:0]}, "EmptyInput", "school", None, None),
        ({"schools": pd.concat([SCHOOLS, SCHOOLS])}, "DuplicateKey", "school", 2, 2),
        ({"schools": SCHOOLS.assign(school=["oak", None])}, "MissingKey", "school", 1, 1),
        # Names
        (wishes(school=["oak", "ash", "fir", "elm"]), "UnmatchedKey", "school", 1, 2),
        ({"pupils": PUPILS.iloc[1:]}, "UnmatchedKey", "pupil", 0, 2),
        ({"pupils": pd.concat([PUPILS, PUPILS.iloc[:1]])}, "DuplicateKey", "pupil", 4, 1),
        # Priorities
        ({"priorities": more(PRIORITIES, school="oak", pupil="Zed9", priority=1)}, "UnmatchedKey", "pupil", 4, 1),
        ({"priorities": more(PRIORITIES, school="ash", pupil="Zed1", priority=1)}, "UnmatchedKey", "school", 4, 1),
        ({"priorities": more(PRIORITIES, school="oak", pupil="Zed1", priority=1)}, "DuplicateKey", "priority", 4, 1),
        ({"priorities": PRIORITIES.iloc[:2]}, "MissingPriority", "priority", 2, 2),
        ({"priorities": PRIORITIES.assign(priority=[0, 1, 1, 1])}, "BadPriority", "priority", 0, 1),
        ({"priorities": PRIORITIES.assign(priority=[1, 1.5, 1, 1])}, "BadPriority", "priority", 1, 1),
        ({"priorities": {"oak": ["Zed1", "Zed2"], "elm": ["Zed1"]}}, "MissingPriority", "priority", 3, 1),
        ({"priorities": {"oak": ["Zed1", "Zed2"], "elm": "Zed1"}}, "WrongType", "priorities", 1, 1),
        ({"priorities": ["sibling"]}, "MissingColumn", "sibling", None, None),
        ({"priorities": 3}, "WrongType", None, None, None),
        # Options
        ({"ties": None}, "UnresolvedTies", "ties", None, 2),
        ({"ties": "mixed"}, "MissingOption", "weight", None, None),
        ({"ties": sm.Ties("hybrid", popular=["oak", "ash"])}, "UnmatchedKey", "popular", None, 1),
        ({"mechanism": 3}, "WrongType", "mechanism", None, None),
        ({"mechanism": "RSD", "ties": "multiple"}, "BadOption", "ties", None, None),
        ({"mechanism": "rank_minimising", "ties": None}, "BadOption", "ties", None, None),
        ({"lotteries": 0}, "BadOption", "lotteries", None, None),
        ({"lotteries": 1.5}, "BadOption", "lotteries", None, None),
        ({"lotteries": True}, "BadOption", "lotteries", None, None),
        ({"lotteries": 10**7}, "BadOption", "lotteries", None, None),
        ({"rng": -1}, "BadSeed", "rng", None, None),
        ({"rng": 1.5}, "BadSeed", "rng", None, None),
        ({"rng": 2**64}, "BadSeed", "rng", None, None),
        ({"pupils": PUPILS, "reserves": "low"}, "WrongType", None, None, None),
        (
            {"pupils": PUPILS, "mechanism": "TTC", "reserves": [sm.Reserve(group=LOW, seats=1)]},
            "BadOption",
            "reserves",
            None,
            None,
        ),
        (
            {"pupils": PUPILS.assign(round=[1, None, 2, None]), "rounds": "round"},
            "MissingKey",
            "round",
            1,
            2,
        ),
        ({"pupils": PUPILS.assign(round=[1, 2, 1.5, 2]), "rounds": "round"}, "OutsideRange", "round", 2, 1),
        ({"rounds": "round"}, "MissingColumn", "round", None, None),
        (
            {"pupils": PUPILS.assign(day=[1, None, 2, 3]), "mechanism": sm.Mechanism("first_come", arrival="day")},
            "MissingKey",
            "day",
            1,
            1,
        ),
        ({"pupils": PUPILS, "mechanism": sm.Mechanism("EADA", consent="round")}, "WrongType", "round", 0, 4),
    ],
)
def test_bad_input_is_one_typed_error(given, kind, column, row, count):
    error = error_of(**given)
    found = (error.kind, error.column, error.row, error.count)
    assert found == (kind, column, row, count) or (column is None and found[0] == kind), str(error)
    if count:
        assert str(count) in error.message or count == 1
    if row is not None:
        assert f"row {row}" in error.message or f"entry {row}" in error.message


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mechanism": "defered_acceptance"}, "'deferred_acceptance'"),
        ({"mechanism": "TCC"}, "'TTC'"),
        ({"ties": "singel"}, "'single'"),
        ({"priorities": ["siblin"]}, "'sibling'"),
        ({"wishes": WISHES.rename(columns={"school": "shcool"})}, "'shcool'"),
        ({"schools": SCHOOLS.rename(columns={"places": "place"})}, "'place'"),
        ({"pupils": PUPILS.rename(columns={"pupil": "pupils"})}, "'pupils'"),
        ({"priorities": PRIORITIES.rename(columns={"priority": "priorty"})}, "'priorty'"),
        ({"pupils": PUPILS, "rounds": "rond"}, "'round'"),
        ({"pupils": PUPILS, "mechanism": sm.Mechanism("EADA", consent="rounds")}, "'round'"),
    ],
)
def test_what_is_misspelt_gets_the_closest_names(given, said):
    assert said in error_of(**given).remedy


def test_a_preset_that_is_misspelt_gets_the_closest_names():
    with pytest.raises(sm.InputError) as caught:
        sm.Preset("amsterdam_vo_2023")
    assert "'amsterdam_vo_2024'" in caught.value.remedy


@pytest.mark.parametrize(
    "given",
    [
        {**wishes(school=[1, 2, 1, 2]), "schools": SCHOOLS.assign(school=["1", "2"])},
        {**wishes(school=["1", "2", "1", "2"]), "schools": SCHOOLS.assign(school=[1, 2])},
        {**wishes(pupil=[1, 1, 2, 3]), "pupils": PUPILS},
        {"priorities": PRIORITIES.assign(pupil=[1, 1, 2, 3])},
    ],
)
def test_texts_against_numbers_are_told(given):
    error = error_of(**given)
    assert (error.kind, error.row, error.count) == ("UnmatchedKey", 0, 4)
    assert "texts" in error.remedy
    assert "numbers" in error.remedy


def test_other_keywords_are_errors():
    with pytest.raises(TypeError):
        sm.admit(WISHES, SCHOOLS, seed=1)
    with pytest.raises(TypeError):
        sm.admit(WISHES, SCHOOLS, PUPILS)


def test_what_looks_wrong_but_is_not():
    assert sm.admit(WISHES, SCHOOLS, reserves=None, priorities=None, pupils=None).lotteries == 1
    assert sm.admit(WISHES.iloc[:0], SCHOOLS, pupils=PUPILS).placements["school"].isna().all()
    assert sm.admit(WISHES, SCHOOLS.assign(places=0)).placements["school"].isna().all()
    extra = more(PRIORITIES, school="elm", pupil="Zed2", priority=1)
    assert len(sm.admit(WISHES, SCHOOLS, priorities=extra).placements) == 3
    large = sm.admit(WISHES, SCHOOLS.assign(places=2**31))
    assert large.placements["rank"].tolist() == [1, 1, 1]


def test_priorities_in_wishes_are_told_when_they_are_not_used():
    given = WISHES.assign(priority=[1, 1, 1, 2])
    assert any("priority" in note for note in sm.admit(given, SCHOOLS).notes)
    assert sm.admit(WISHES, SCHOOLS).notes == []


@pytest.mark.parametrize(
    ("call", "kind", "column"),
    [
        (lambda result: result.explain("Zed77"), "UnmatchedKey", "pupil"),
        (lambda result: result.explain("Zed1", language="de"), "BadOption", "language"),
        (lambda result: result.explain("Zed1", lottery=2), "BadOption", "lottery"),
        (lambda result: result.cutoffs(0), "BadOption", "lottery"),
        (lambda result: result.lots(True), "BadOption", "lottery"),
        (lambda result: result.ranks("sse"), "MissingColumn", "sse"),
        (lambda result: result.summary(["ses", "sse"]), "MissingColumn", "sse"),
        (lambda result: result.roll("sse"), "MissingColumn", "sse"),
        (lambda result: result.roll([]), "EmptyInput", "group"),
        (lambda result: result.justified_envy("clas"), "BadOption", "by"),
    ],
)
def test_bad_questions_are_typed_errors(call, kind, column):
    with pytest.raises(sm.InputError) as caught:
        call(sm.admit(WISHES, SCHOOLS, pupils=PUPILS, rng=1))
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.remedy
    assert "Zed" not in str(caught.value)
