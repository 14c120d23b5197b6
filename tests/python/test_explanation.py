"""Explanations as a parent reads them: a golden sentence for every reason, in Dutch and English."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pandas as pd
import pytest

import schoolmix as sm

PUPILS = pd.DataFrame(
    {
        "pupil": ["ann", "bob", "cas"],
        "ses": ["low", "high", "high"],
        "turn": [2, 1, 2],
        "day": [3, 1, 2],
    }
)
ONE, TWO = {"oak": 1, "elm": 1}, {"oak": 2, "elm": 1}
PLACED = "Geplaatst op elm, keuze 2.", "Placed at elm, choice 2."
NOT = (
    "Niet geplaatst: de enige school op de lijst had geen plaats voor de leerling.",
    "Not placed: the only school on the list had no place for the pupil.",
)
HERE = "Keuze 2, elm: hier is de leerling geplaatst.", "Choice 2, elm: the pupil is placed here."
LISTS = {"ann": ["oak", "elm"], "bob": ["oak"]}
ALL = {"ann": ["oak"], "bob": ["oak"], "cas": ["oak"]}
LOSES = {"oak": ["bob", "ann"], "elm": ["ann"]}
CLOSED = pd.DataFrame({"school": ["oak", "oak"], "pupil": ["ann", "bob"], "priority": [None, 1]})
TIERS = pd.DataFrame({"school": ["oak"] * 3, "pupil": ["ann", "bob", "cas"], "priority": [2, 1, 2]})
RING = {"i1": ["s2", "s1"], "i2": ["s1", "s2"], "i3": ["s1", "s2"]}
RING_ORDERS = {"s1": ["i1", "i3", "i2"], "s2": ["i2", "i1", "i3"]}
RING_PLACES = {"s1": 1, "s2": 1}


def explained(pupil, wishes, places, **options):
    result = sm.admit(wishes, places, rng=options.pop("rng", 1), **options)
    return tuple(result.explain(pupil, language=language).splitlines() for language in ("nl", "en"))


def test_placed_on_the_first_choice():
    assert explained("bob", LISTS, ONE, priorities=LOSES) == (
        ["Geplaatst op oak, keuze 1.", "Keuze 1, oak: hier is de leerling geplaatst."],
        ["Placed at oak, choice 1.", "Choice 1, oak: the pupil is placed here."],
    )


def test_no_list():
    assert explained("cas", {"ann": ["oak"]}, ONE, pupils=PUPILS) == (
        ["Niet geplaatst: er is geen lijst met scholen ingeleverd."],
        ["Not placed: no list of schools was handed in."],
    )


@pytest.mark.parametrize(
    ("options", "dutch", "english"),
    [
        pytest.param(
            {"places": {"oak": 0, "elm": 1}},
            "deze school heeft geen plaatsen.",
            "this school has no places.",
            id="no_places",
        ),
        pytest.param(
            {"priorities": LOSES},
            "de enige plaats ging naar een leerling met meer voorrang. De leerling zit hier in voorrangsgroep 2, de "
            "laatst geplaatste in groep 1; een lager nummer gaat voor.",
            "the only place went to a pupil with a higher priority. The pupil is in priority class 2 here, the last "
            "one admitted in class 1; a lower number goes first.",
            id="priority",
        ),
        pytest.param(
            {},
            "de enige plaats ging naar een leerling met een lager lotnummer. De leerling trok 0,763766, de laatst "
            "geplaatste 0,467105.",
            "the only place went to a pupil with a lower lottery number. The pupil drew 0.763766, the last one "
            "admitted 0.467105.",
            id="lot",
        ),
        pytest.param(
            {"mechanism": "RSD"},
            "de enige plaats was al vergeven toen de leerling aan de beurt was.",
            "the only place had been given out when it was the pupil's turn.",
            id="taken",
        ),
        pytest.param(
            {"pupils": PUPILS, "rounds": "turn", "priorities": {"oak": ["ann", "bob"], "elm": ["ann"]}},
            "de enige plaats was al vergeven. Plaatsen uit een eerdere aanmeldronde zijn definitief, ook als de "
            "leerling hier voorrang heeft.",
            "the only place had been given out. Places of an earlier round of registration are final, even where the "
            "pupil has priority.",
            id="round",
        ),
        pytest.param(
            {"mechanism": "TTC", "priorities": LOSES},
            "de enige plaats was vergeven. In deze procedure ruilen leerlingen voorrang op de ene school voor een "
            "plaats op de andere; de leerling kwam hier niet aan de beurt.",
            "the only place had been given out. Under this procedure pupils exchange priority at one school for a "
            "place at another; the pupil's turn did not come here.",
            id="traded",
        ),
        pytest.param(
            {"mechanism": "rank_minimising"},
            "deze procedure brengt alle leerlingen samen zo dicht mogelijk bij hun eerste keuze. Een plaats hier had "
            "anderen samen minstens zoveel gekost als de leerling erbij won.",
            "this procedure brings all pupils together as close as possible to their first choice. A place here would "
            "have cost others together at least as much as the pupil would have gained.",
            id="minimised",
        ),
    ],
)
def test_why_not_the_first_choice(options, dutch, english):
    places = options.pop("places", ONE)
    assert explained("ann", LISTS, places, **options) == (
        [PLACED[0], f"Keuze 1, oak: {dutch}", HERE[0]],
        [PLACED[1], f"Choice 1, oak: {english}", HERE[1]],
    )


@pytest.mark.parametrize(
    ("pupil", "wishes", "options", "dutch", "english"),
    [
        pytest.param(
            "ann",
            {"ann": ["oak"], "bob": ["oak"]},
            {"priorities": CLOSED},
            "de leerling is op deze school niet toelaatbaar.",
            "this school cannot admit the pupil.",
            id="closed",
        ),
        pytest.param(
            "ann",
            ALL,
            {"priorities": TIERS},
            "alle 2 plaatsen gingen naar leerlingen met meer voorrang of, in dezelfde voorrangsgroep (2), een lager "
            "lotnummer. De leerling trok 0,763766, de laatst geplaatste 0,551492.",
            "all 2 places went to pupils with a higher priority or, in the same priority class (2), a lower lottery "
            "number. The pupil drew 0.763766, the last one admitted 0.551492.",
            id="lottery",
        ),
        pytest.param(
            "cas",
            ALL,
            {
                "priorities": {"oak": ["bob", "cas", "ann"]},
                "pupils": PUPILS,
                "reserves": [sm.Reserve(group={"ses": "low"}, seats=1)],
            },
            "de plaatsen waren bestemd voor een andere groep leerlingen, of gingen binnen de eigen groep naar wie "
            "voorging.",
            "the places were meant for another group of pupils, or went to those who go first within the pupil's own "
            "group.",
            id="reserved",
        ),
    ],
)
def test_why_not_the_only_choice(pupil, wishes, options, dutch, english):
    assert explained(pupil, wishes, TWO, **options) == (
        [NOT[0], f"Keuze 1, oak: {dutch}"],
        [NOT[1], f"Choice 1, oak: {english}"],
    )


def test_places_that_stay_empty_for_another_group_are_told():
    quota = [sm.Quota(group={"ses": "high"}, seats=1)]
    orders = {"oak": ["bob", "cas"]}
    dutch, _ = explained("cas", {"bob": ["oak"], "cas": ["oak"]}, TWO, pupils=PUPILS, reserves=quota, priorities=orders)
    assert "bestemd voor een andere groep" in dutch[1]


def test_who_asks_too_late():
    wishes = {"ann": ["elm", "oak"], "bob": ["elm"], "cas": ["oak"]}
    orders = {"oak": ["ann", "cas"], "elm": ["bob", "ann"]}
    dutch, english = explained("ann", wishes, ONE, priorities=orders, mechanism="IA")
    assert dutch[0] == "Niet geplaatst: geen van de 2 scholen op de lijst had een plaats voor de leerling."
    assert english[0] == "Not placed: none of the 2 schools on the list had a place for the pupil."
    assert dutch[2] == (
        "Keuze 2, oak: de enige plaats was al vergeven in een eerdere ronde van de plaatsing. Deze procedure kijkt "
        "niet terug: wie een school hoger op de lijst zet, is er eerder aan de beurt."
    )
    assert english[2] == (
        "Choice 2, oak: the only place had been given out in an earlier step. This procedure does not look back: who "
        "puts a school higher on the list has an earlier turn there."
    )


def test_others_who_exchange():
    dutch, english = explained("i3", RING, RING_PLACES, priorities=RING_ORDERS, mechanism="EADA")
    assert dutch[1] == (
        "Keuze 1, s1: de enige plaats was vergeven. In de eerste verdeling was hier geen plaats voor de leerling; "
        "daarna ruilden andere leerlingen onderling. Daar ging niemand op achteruit."
    )
    assert english[1] == (
        "Choice 1, s1: the only place had been given out. In the first distribution there was no place here for the "
        "pupil; then other pupils exchanged places among themselves. Nobody lost by that."
    )


def test_a_guarantee():
    wishes = {"ann": ["oak"], "bob": ["oak"]}
    dutch, english = explained("ann", wishes, {"oak": 1, "elm": 2}, lists=sm.Lists(least=1, guarantee=True))
    assert dutch[0] == (
        "Geplaatst op elm, een school die niet op de lijst staat: geen school op de lijst had een plaats, en de lijst "
        "was lang genoeg voor de plaatsingsgarantie."
    )
    assert english[0] == (
        "Placed at elm, a school that is not on the list: no school on the list had a place, and the list was long "
        "enough for the placement guarantee."
    )


@pytest.mark.parametrize(
    ("options", "pupils", "words"),
    [
        ({"mechanism": "lottery_then_central"}, "abcd", "first by a lottery of the school itself"),
        ({"rounds": "round"}, "cd", "Places of an earlier round"),
        ({}, "abcd", "lower lottery number"),
    ],
)
def test_only_numbers_that_decided_are_told(options, pupils, words):
    frame = pd.DataFrame({"pupil": list("abcd"), "round": [1, 1, 2, 2]})
    for seed in range(5):
        result = sm.admit({pupil: ["A"] for pupil in "abcd"}, {"A": 1}, pupils=frame, rng=seed, **options)
        said = [result.explain(pupil, language="en") for pupil in pupils]
        refused = [text for text in said if text.startswith("Not placed")]
        assert len(refused) >= len(pupils) - 1
        assert all(words in text for text in refused)


def test_both_languages_say_the_same_things():
    texts = tomllib.loads(files("schoolmix").joinpath("explanation.toml").read_text(encoding="utf-8"))
    assert texts["nl"].keys() == texts["en"].keys()


def test_every_pupil_can_ask_in_every_lottery():
    wishes = {f"p{n:02}": [f"s{(n * k + k) % 7}" for k in range(1, 4)] for n in range(14)}
    wishes = {pupil: list(dict.fromkeys(listed)) for pupil, listed in wishes.items()}
    for mechanism in ("DA", "IA", "TTC", "EADA", "SIC", "rank_minimising", "lottery_then_central", "adaptive_boston"):
        for ties in ("single", "multiple")[: 1 if mechanism == "rank_minimising" else 2]:
            result = sm.admit(
                wishes, {f"s{n}": n % 3 for n in range(7)}, mechanism=mechanism, ties=ties, lotteries=2, rng=1
            )
            placed = result.placements.set_index(["lottery", "pupil"])["school"]
            for lottery in (1, 2):
                for pupil in wishes:
                    first = result.explain(pupil, lottery).splitlines()[0]
                    at = placed[lottery, pupil]
                    assert first.startswith(f"Geplaatst op {at}," if isinstance(at, str) else "Niet geplaatst")


def test_places_of_earlier_rounds_are_told_whatever_the_pupil_drew():
    dutch = (
        "Keuze 1, oak: alle 2 plaatsen waren al vergeven. Plaatsen uit een eerdere aanmeldronde zijn definitief, ook "
        "als de leerling hier voorrang heeft."
    )
    wishes, late = {1: ["oak"], 2: ["oak"], 3: ["oak"]}, pd.DataFrame({"pupil": [1, 2, 3], "turn": [1, 1, 2]})
    for seed in range(12):
        assert explained(3, wishes, {"oak": 2}, pupils=late, rounds="turn", rng=seed)[0][1] == dutch
