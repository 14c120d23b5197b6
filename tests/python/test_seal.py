"""A lottery under seal: a commitment that fits one seed, and a draw that a third party repeats."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import schoolmix as sm

SALT = "0123456789abcdef" * 4
WISHES = pd.DataFrame(
    {"pupil": ["ann", "ann", "bob", "cas"], "school": ["oak", "elm", "oak", "elm"], "rank": [1, 2, 1, 1]}
)
SCHOOLS = pd.DataFrame({"school": ["oak", "elm"], "places": [1, 1], "popular": [True, False]})
PUPILS = pd.DataFrame({"pupil": ["ann", "bob", "cas"], "ses": ["low", "high", "low"], "turn": [1, 2, 1]})
PUPILS = PUPILS.assign(agrees=[True, False, True], weight=[1, 2, 3], day=[3, 1, 2])
ALL = {"pupils": PUPILS}


def test_a_commitment_is_the_hash_of_a_documented_line():
    seal = sm.Seal(7, SALT)
    text = f"schoolmix seal 1 seed=7 salt={SALT} input=-"
    assert (seal.text, seal.commitment) == (text, hashlib.sha256(text.encode()).hexdigest())
    assert (seal.seed, seal.salt, seal.input) == (7, SALT, None)
    held = sm.Seal(7, SALT, SALT)
    assert held.text.endswith(f" input={SALT}")
    assert held.commitment != seal.commitment


@pytest.mark.skipif(not (shutil.which("sh") and shutil.which("sha256sum")), reason="no shell with sha256sum")
def test_anyone_checks_it_in_a_shell():
    seal = sm.Seal.drawn()
    done = subprocess.run(["sh", "-c", seal.command], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == seal.commitment


def test_every_seal_is_another():
    seals = [sm.Seal.drawn() for _ in range(20)]
    assert len({seal.seed for seal in seals}) == len({seal.salt for seal in seals}) == len(set(seals)) == 20
    assert max(seal.seed for seal in seals) > 2**60
    assert all(len(seal.salt) == 64 for seal in seals)


def test_nothing_shown_tells_the_seed():
    seal = sm.Seal(1234567890123456789, SALT)
    shown = f"{seal!r} {seal} {seal:}"
    assert str(seal.seed) not in shown
    assert seal.salt not in shown
    assert seal.commitment in shown
    with pytest.raises(sm.InputError) as caught:
        sm.Seal.opened("0" * 64, seed=seal.seed, salt=seal.salt)
    assert str(seal.seed) not in str(caught.value)
    assert seal.salt not in str(caught.value)
    with pytest.raises(AttributeError, match="does not change"):
        seal.seed = 3


def test_what_was_committed_to_is_opened_and_nothing_else():
    seal = sm.Seal(7, SALT, SALT)
    assert sm.Seal.opened(seal.commitment, seed=7, salt=SALT, input=SALT) == seal
    other = SALT.replace("0", "1", 1)
    for change in ({"seed": 8}, {"salt": other}, {"input": other}, {"input": None}):
        with pytest.raises(sm.InputError) as caught:
            sm.Seal.opened(seal.commitment, **{"seed": 7, "salt": SALT, "input": SALT, **change})
        assert (caught.value.kind, caught.value.column) == ("BrokenSeal", "commitment")
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("made", "kind", "column"),
    [
        (lambda: sm.Seal(-1, SALT), "BadSeed", "rng"),
        (lambda: sm.Seal(2**64, SALT), "BadSeed", "rng"),
        (lambda: sm.Seal(None, SALT), "BadOption", "seed"),
        (lambda: sm.Seal(1, "abc"), "BadOption", "salt"),
        (lambda: sm.Seal(1, SALT.upper()), "BadOption", "salt"),
        (lambda: sm.Seal(1, SALT + "\n"), "BadOption", "salt"),
        (lambda: sm.Seal(1, SALT, "x"), "BadOption", "input"),
        (lambda: sm.Seal.opened("x", seed=1, salt=SALT), "BadOption", "commitment"),
        (lambda: sm.Seal.from_json("{"), "MalformedJson", "text"),
        (lambda: sm.Seal.from_json("[1]"), "MalformedJson", "text"),
        (lambda: sm.Seal.from_json('{"version": 1}'), "MalformedJson", "text"),
    ],
)
def test_what_is_no_seal_is_refused(made, kind, column):
    with pytest.raises(sm.InputError) as caught:
        made()
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.remedy


def test_a_seal_is_kept_and_read_again():
    seal = sm.Seal(2**64 - 1, SALT, SALT)
    for again in (pickle.loads(pickle.dumps(seal)), sm.Seal.from_json(seal.to_json())):
        assert (again, again.commitment, again.seed) == (seal, seal.commitment, 2**64 - 1)
    held = json.loads(seal.to_json())
    assert held == {
        "version": 1,
        "seed": str(2**64 - 1),
        "salt": SALT,
        "input": SALT,
        "commitment": seal.commitment,
    }
    for change, kind in (
        ({"seed": "5"}, "BrokenSeal"),
        ({"version": 2}, "BadOption"),
        ({"seed": "x"}, "MalformedJson"),
    ):
        with pytest.raises(sm.InputError) as caught:
            sm.Seal.from_json(json.dumps(held | change))
        assert caught.value.kind == kind


def test_a_sealed_admission_is_that_of_its_seed():
    seal = sm.Seal.drawn(sm.digest(WISHES, SCHOOLS, pupils=PUPILS, lotteries=3))
    sealed = sm.admit(WISHES, SCHOOLS, pupils=PUPILS, lotteries=3, rng=seal)
    plain = sm.admit(WISHES, SCHOOLS, pupils=PUPILS, lotteries=3, rng=seal.seed)
    assert sealed.placements.equals(plain.placements)
    assert sealed.record() == {**plain.record(), "commitment": seal.commitment}
    assert "commitment" not in plain.record()
    assert sealed.record()["input"] == seal.input
    free = sm.Seal.drawn()
    assert sm.admit(WISHES, SCHOOLS, rng=free).record()["commitment"] == free.commitment


def test_other_lists_break_the_seal():
    seal = sm.Seal.drawn(sm.digest(WISHES, SCHOOLS))
    for given in (
        (WISHES.iloc[:3], SCHOOLS),
        (WISHES, SCHOOLS.assign(places=[1, 2])),
    ):
        with pytest.raises(sm.InputError) as caught:
            sm.admit(*given, rng=seal)
        assert (caught.value.kind, caught.value.column) == ("BrokenSeal", "rng")
    with pytest.raises(sm.InputError) as caught:
        sm.admit(WISHES, SCHOOLS, mechanism="IA", rng=seal)
    assert caught.value.kind == "BrokenSeal"


@pytest.mark.parametrize("verb", [sm.expected, sm.measure])
def test_other_verbs_draw_under_no_seal(verb):
    roll = sm.Roll(pd.DataFrame({"site": ["a", "b"], "group": ["x", "y"]}), unit="site", group="group")
    with pytest.raises(sm.InputError) as caught:
        verb(roll, rng=sm.Seal.drawn())
    assert caught.value.kind == "BadSeed"


# The digest


OTHERS = [
    {"wishes": WISHES.iloc[:3]},
    {"wishes": WISHES.assign(rank=[2, 1, 1, 1])},
    {"wishes": WISHES.assign(pupil=["ann", "ann", "bob", "ann2"]), "pupils": None},
    {"schools": SCHOOLS.assign(places=[2, 1])},
    {"schools": pd.concat([SCHOOLS, pd.DataFrame({"school": ["ash"], "places": [1]})])},
    {"pupils": pd.concat([PUPILS, PUPILS.iloc[:1].assign(pupil="dee")])},
    {"mechanism": "immediate_acceptance"},
    {"mechanism": sm.Mechanism("chinese_parallel", band=2)},
    {"mechanism": sm.Mechanism("chinese_parallel", bands=[2, 3])},
    {"mechanism": "efficiency_adjusted"},
    {"mechanism": sm.Mechanism("efficiency_adjusted", consent="agrees")},
    {"mechanism": "rank_minimising"},
    {"mechanism": sm.Mechanism("rank_minimising", unplaced=9)},
    {"mechanism": sm.Mechanism("rank_minimising", weight="weight")},
    {"mechanism": sm.Mechanism("first_come", arrival="day")},
    {"mechanism": sm.Mechanism("first_come", arrival="turn")},
    {"mechanism": sm.Mechanism("first_come", arrival="day", delay=2)},
    {"ties": "multiple"},
    {"ties": sm.Ties("hybrid", popular="popular")},
    {"ties": sm.Ties("hybrid", popular=["elm"])},
    {"ties": sm.Ties("mixed", weight=0.5)},
    {"ties": sm.Ties("mixed", weight=0.25)},
    {"priorities": {"oak": ["ann", "bob"], "elm": ["ann", "cas"]}},
    {"priorities": {"oak": ["bob", "ann"], "elm": ["ann", "cas"]}},
    {"priorities": [sm.Priority("trait", column="ses", value="low")]},
    {"reserves": [sm.Reserve(group={"ses": "low"}, seats=1)]},
    {"reserves": [sm.Reserve(group={"ses": "high"}, seats=1)]},
    {"reserves": [sm.Quota(group={"ses": "low"}, seats=1)]},
    {"reserves": [sm.Share(group={"ses": "low"}, share=0.5)]},
    {"reserves": [sm.Share(group={"ses": "low"}, share=0.4)]},
    {"lists": sm.Lists(least=2, guarantee=True)},
    {"lists": sm.Lists(least=1, guarantee=True)},
    {"rounds": "turn"},
    {"rounds": "day"},
    {"lotteries": 2},
]


def test_whatever_decides_is_in_the_digest():
    same = {"wishes": WISHES, "schools": SCHOOLS, "pupils": PUPILS}
    digests = [sm.digest(**same), *(sm.digest(**{**same, **other}) for other in OTHERS)]
    twice = [OTHERS[place - 1] for place, digest in enumerate(digests) if digest in digests[:place]]
    assert twice == []
    assert all(len(digest) == 64 for digest in digests)


def test_how_it_is_given_is_not_in_the_digest():
    orders = {"oak": ["ann", "bob"], "elm": ["ann", "cas"]}
    frame = pd.DataFrame({"school": ["elm", "oak", "elm", "oak"], "pupil": ["cas", "bob", "ann", "ann"]})
    frame = frame.assign(priority=[2, 2, 1, 1], why="x")
    turned = (WISHES[::-1], SCHOOLS[::-1])
    digests = {
        sm.digest(WISHES, SCHOOLS, pupils=PUPILS, priorities=orders),
        sm.digest(*turned, pupils=PUPILS[::-1], priorities=frame, mechanism="DA"),
        sm.digest({"ann": ["oak", "elm"], "bob": ["oak"], "cas": ["elm"]}, {"elm": 1, "oak": 1}, priorities=orders),
        sm.admit(*turned, pupils=PUPILS, priorities=frame).record()["input"],
    }
    assert len(digests) == 1


def test_a_guarantee_is_not_taken_for_a_longer_list():
    short, long = {"ann": ["oak"]}, {"ann": ["oak", "elm"]}
    places, tiers = {"oak": 0, "elm": 1}, ["sibling"]
    pupils = pd.DataFrame({"pupil": ["ann"], "sibling": ["oak"]})
    guarantee = sm.Lists(least=1, guarantee=True)
    ordinary = sm.admit(long, places, pupils=pupils, priorities=tiers, rng=1)
    earned = sm.admit(short, places, pupils=pupils, priorities=tiers, lists=guarantee, rng=1)
    assert ordinary.record()["placements"] != earned.record()["placements"]
    assert ordinary.record()["input"] != earned.record()["input"]


def test_what_admit_refuses_has_no_digest():
    with pytest.raises(sm.InputError) as caught:
        sm.digest(WISHES.assign(rank=[1, 3, 1, 1]), SCHOOLS)
    assert caught.value.kind == "GapInRanks"
    with pytest.raises(TypeError):
        sm.digest(WISHES, SCHOOLS, rng=1)


# A third party


CHECK = """
import json, sys
import pandas as pd, schoolmix as sm
wishes, schools, told = (sys.argv[1:])
told = json.loads(open(told).read())
wishes, schools = (pd.read_csv(path).sample(frac=1, random_state=1) for path in (wishes, schools))
seal = sm.Seal.opened(told["commitment"], seed=int(told["seed"]), salt=told["salt"], input=told["input"])
assert sm.digest(wishes, schools, mechanism="IA", ties="multiple", lotteries=5) == told["input"]
result = sm.admit(wishes, schools, mechanism="IA", ties="multiple", lotteries=5, rng=seal)
print(json.dumps(result.record()))
"""


def test_a_third_party_draws_the_same(tmp_path):
    seal = sm.Seal.drawn(sm.digest(WISHES, SCHOOLS, mechanism="IA", ties="multiple", lotteries=5))
    published = seal.commitment
    first = sm.admit(WISHES, SCHOOLS, mechanism="IA", ties="multiple", lotteries=5, rng=seal)
    WISHES.to_csv(tmp_path / "wishes.csv", index=False)
    SCHOOLS.to_csv(tmp_path / "schools.csv", index=False)
    (tmp_path / "told.json").write_text(seal.to_json())
    files = [str(tmp_path / name) for name in ("wishes.csv", "schools.csv", "told.json")]
    code = f"import sys; sys.path.insert(0, {str(Path(sm.__file__).parents[1])!r})\n{CHECK}"
    done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == first.record()
    assert first.record()["commitment"] == published
