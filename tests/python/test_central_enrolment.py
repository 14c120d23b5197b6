"""The page on central enrolment: its examples come out as they stand, and its script draws our lots."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import schoolmix as sm
from schoolmix.admission import PROMISED

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "central-enrolment.md").read_text(encoding="utf-8")
SCRIPT = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL).group(1)
PUPILS = ["Ann", "Bob", "Cas"]
WISHES = {"Ann": ["Elm", "Oak", "Ash"], "Bob": ["Oak", "Elm", "Ash"], "Cas": ["Oak", "Elm", "Ash"]}
ORDERS = {"Oak": ["Ann", "Cas", "Bob"], "Elm": ["Bob", "Ann", "Cas"], "Ash": ["Bob", "Ann", "Cas"]}
PROCEDURES = {
    "deferred acceptance": "DA",
    "Chinese parallel, two choices a round": sm.Mechanism("chinese_parallel", band=2),
    "improvement cycles": "SIC",
    "immediate acceptance (Boston)": "boston",
    "top trading cycles": "TTC",
    "EADA, all consent": "EADA",
    "rank-minimising": "rank_minimising",
}
CHECKS = {
    "blocking pair": "blocking_pairs",
    "envy": "justified_envy",
    "waste": "waste",
    "improving cycle": "improving_cycles",
}
RULES = {
    "none": (),
    "**quota**": [sm.Quota(group={"group": "A"}, seats=1, schools=["Oak"])],
    "**reserve**": [sm.Reserve(group={"group": "B"}, seats=1, schools=["Oak"])],
}


@pytest.fixture
def lottery_number(capsys):
    """Give the function of the script, run by itself."""
    names = {}
    exec(SCRIPT, names)
    assert f"It prints {capsys.readouterr().out.strip()}, which" in PAGE
    return names["lottery_number"]


def rows(start):
    """Return the cells of the rows of the page that begin with a name."""
    found = [line for line in PAGE.split("\n") if line.startswith(f"| {start} ") and line.count("|") >= 5]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]


@pytest.mark.parametrize("name", PROCEDURES)
def test_the_page_says_where_each_procedure_places_three_pupils(name):
    ties = "single" if name == "rank-minimising" else None
    result = sm.admit(WISHES, dict.fromkeys(ORDERS, 1), mechanism=PROCEDURES[name], priorities=ORDERS, ties=ties, rng=1)
    placed = result.placements
    assert placed["pupil"].tolist() == PUPILS
    (row,) = [row for row in rows(name) if len(row) == 6]
    assert row[1:5] == [*placed["school"], ", ".join(str(rank) for rank in placed["rank"])]
    complaining = set(result.blocking_pairs()["pupil"])
    assert complaining == {pupil for pupil in PUPILS if row[5].startswith(pupil)}


@pytest.mark.parametrize("name", RULES)
def test_the_page_says_what_a_quota_and_a_reserve_do(name):
    wishes = {"Ann": ["Oak"], "Bob": ["Oak", "Elm"], "Cas": ["Elm", "Oak"]}
    orders = {"Oak": PUPILS, "Elm": ["Bob", "Cas", "Ann"]}
    pupils = pd.DataFrame({"pupil": PUPILS, "group": ["A", "A", "B"]})
    options = {"pupils": pupils, "priorities": orders, "ties": None, "reserves": RULES[name]}
    placed = sm.admit(wishes, {"Oak": 2, "Elm": 1}, **options).placements["school"].tolist()
    (row,) = [row for row in rows(name) if len(row) == 4]
    assert row[1:] == placed


@pytest.mark.parametrize("ties", ["single", "multiple"])
@pytest.mark.parametrize("names", [[7, 0, -3, 2**40 + 5, 2**62], ["ann", "Élodie", "", "b c", "李"]])
def test_the_script_of_the_page_draws_the_lots_of_admissions(lottery_number, ties, names):
    schools = {"b": 1, "Z": 0, "é": 1, "a": 1}
    place = {name: at for at, name in enumerate(sorted(schools))}
    result = sm.admit({name: ["é", "a", "b"] for name in names}, schools, ties=ties, lotteries=3, rng=2**63 + 9)
    for lottery in (1, 3):
        lots = result.lots(lottery)
        assert len(lots) == 3 * len(names)
        for row in lots.itertuples():
            school = place[row.school] if ties == "multiple" else None
            assert lottery_number(2**63 + 9, row.pupil, lottery, school=school) == row.number


def test_the_script_of_the_page_draws_anew_each_round(lottery_number):
    pupils = pd.DataFrame({"pupil": [1, 2, 3], "round": [1, 2, 4]})
    result = sm.admit({pupil: ["a"] for pupil in (1, 2, 3)}, {"a": 3}, pupils=pupils, rounds="round", rng=5)
    rounds = pupils.set_index("pupil")["round"]
    for row in result.lots().itertuples():
        assert lottery_number(5, row.pupil, round=int(rounds[row.pupil])) == row.number


def test_the_reference_has_every_mechanism_with_what_is_promised():
    reference = (DOCS / "admission.md").read_text(encoding="utf-8")
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in reference.split("\n")]
    written = {row[0].strip("`"): row[2] for row in table if len(row) == 4}
    for name in sm.Mechanism.KNOWN:
        assert {check for words, check in CHECKS.items() if words in written[name]} == PROMISED.get(name, set())
    for rule in ("Reserve", "Quota", "Bounds", "DoubleList", "Slots", "Share", "Target"):
        assert f"`{rule}" in reference
        assert f"sm.{rule}" in PAGE
