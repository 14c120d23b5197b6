"""Simulated years: nothing changed changes nothing, and worlds with a known answer give it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import worlds

import schoolmix as sm
from schoolmix import errors, progress

GROUP = "migration_background"
ABOUT = ["year", "municipality_code", "outcome", "focal"]
COLUMNS = [
    "scenario",
    "year",
    "municipality",
    "municipality_code",
    "outcome",
    "focal",
    "estimate",
    "low",
    "high",
    "note",
]
NEAREST = sm.Choice(sm.Part("distance"), rule="best")
# Families who would rather be among their own, and near.
ALIKE = sm.Choice(
    sm.Part("composition", optimum=0.8, at_one=0.9, empty="average"),
    sm.Part("distance", form="min_max", weight=0.5),
    rule=sm.Rule("logit", scale=8),
)


@pytest.fixture(scope="module", params=["po", "vo"])
def country(request):
    return sm.World.synthetic("netherlands", sector=request.param, scale=0.005, seed=4)


@pytest.fixture(scope="module")
def po():
    return sm.World.synthetic("netherlands", sector="po", scale=0.005, seed=4)


def simulate(world, scenarios=(), **options):
    options = {"measures": ["D", "H"], "rng": 1, "replicates": 2, "progress": False} | options
    return sm.simulate(world, list(scenarios), **options)


def national(table, outcome, scenario=None):
    rows = table[table["municipality"].isna() & (table["outcome"] == outcome)]
    return rows if scenario is None else rows[rows["scenario"] == scenario]


def test_nothing_changed_changes_nothing(country):
    run = simulate(country, [sm.Scenario("nothing")], years=2, measures=["D", "H"])
    assert list(run.table)[: len(COLUMNS)] == COLUMNS
    assert (run.effects["estimate"].dropna() == 0).all()
    assert run.effects["estimate"].notna().any()
    for column in ("estimate", "low", "high"):
        one, other = (run.table.loc[run.table["scenario"] == name, column] for name in ("baseline", "nothing"))
        np.testing.assert_array_equal(one.to_numpy(), other.to_numpy())
    assert set(run.table["year"]) == {2025, 2026}
    outcomes = {"D", "H", "first_choice_share", "mean_distance", "nearest_share", "top_three_share", "unplaced_share"}
    assert set(run.table["outcome"]) == outcomes
    assert run.table["municipality_code"].nunique() == country.homes["municipality_code"].nunique()
    unknown = run.table["estimate"].isna()
    assert (run.table.loc[unknown, "note"] != "").all()
    assert (run.table.loc[~unknown, "note"] == "").all()


def test_a_simulated_roll_is_a_roll_and_the_table_is_measured_on_it(country):
    run = simulate(country, [sm.Scenario("nearest", choice=NEAREST)], years=2)
    for scenario in ("baseline", "nearest"):
        values = []
        for replicate in range(2):
            roll = run.roll(scenario, 2026, replicate)
            values.append(sm.measure(roll, "D").loc[0, "estimate"])
            assert f"replicate {replicate}" in " ".join(roll.notes)
        rows = national(run.table, "D", scenario)
        row = rows[rows["year"] == 2026].iloc[0]
        assert row["estimate"] == pytest.approx(np.mean(values), abs=1e-12)
        assert row["low"] == pytest.approx(np.quantile(values, 0.05), abs=1e-12)
    parts = sm.decompose(run.roll("nearest", 2025), "H")
    assert parts["estimate"].notna().all()


def test_the_same_draws_whatever_else_is_drawn(po):
    scenarios = [sm.Scenario("nearest", choice=NEAREST), sm.Scenario("lists", admission="deferred_acceptance")]
    three, one = simulate(po, scenarios, replicates=3), simulate(po, scenarios[1:], replicates=1)
    for scenario in ("baseline", "lists"):
        a, b = (run.roll(scenario, 2025, 0).to_frame() for run in (three, one))
        pd.testing.assert_frame_equal(a, b)
    different = {three.roll("baseline", 2025, k).to_frame()["pupils"].to_numpy().tobytes() for k in range(3)}
    assert len(different) == 3
    other = simulate(po, scenarios, rng=2)
    assert not other.roll("baseline", 2025).to_frame().equals(three.roll("baseline", 2025).to_frame())
    again = simulate(po, scenarios, replicates=3)
    pd.testing.assert_frame_equal(again.table, three.table)
    assert (three.table["seed"] == 1).all()


def test_threads_do_not_matter():
    code = (
        "import schoolmix as sm, hashlib\n"
        "world = sm.World.synthetic('netherlands', sector='po', scale=0.003, seed=4)\n"
        "alike = sm.Choice(sm.Part('composition', optimum=.8), sm.Part('distance'), draws='inverse')\n"
        "run = sm.simulate(world, [sm.Scenario('alike', choice=alike, admission='DA')], years=2, replicates=3, rng=1,\n"
        "                  moving=.05, progress=False)\n"
        "print(hashlib.sha256(run.table.to_csv().encode() + run.effects.to_csv().encode()).hexdigest())\n"
    )
    package = str(Path(sm.__file__).parents[1])
    found = set()
    for threads in ("1", "2", "8"):
        environment = os.environ | {"RAYON_NUM_THREADS": threads, "PYTHONPATH": package}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout.strip())
    assert len(found) == 1


def test_who_goes_by_distance_alone_lives_in_a_world_without_choice(country):
    run = simulate(country, [sm.Scenario("nearest", choice=NEAREST, admission="free")], years=8, replicates=1)
    share = national(run.table, "nearest_share", "nearest")["estimate"]
    assert (share == 1).all()
    # After as many years as there are study years everyone has come under the rule.
    reassigned = sm.measure(sm.reassign(country, "nearest", group=GROUP), "D").loc[0, "estimate"]
    found = national(run.table, "D", "nearest").set_index("year")["estimate"]
    # Other cohorts than those at school now; few pupils a track in vo.
    assert found[2032] == pytest.approx(reassigned, abs=0.05 if country.sector == "po" else 0.08)
    first = national(run.effects, "mean_distance")["estimate"]
    assert (first < 0).all()


def test_company_that_counts_drives_schools_apart_and_mixing_does_not(po):
    alike = sm.Scenario("alike", choice=ALIKE, admission="free")
    frozen = simulate(po, [alike], years=8, feedback=False)
    open_ = simulate(po, [alike], years=8)
    last = {}
    for name, run in (("frozen", frozen), ("open", open_)):
        rows = national(run.effects, "H")
        last[name] = rows.loc[rows["year"] == 2032, "estimate"].item()
    assert last["open"] > last["frozen"] > 0


def test_a_list_that_is_short_leaves_pupils_unplaced(po):
    few = dict.fromkeys(po.schools["site"], 28)
    scenarios = [
        sm.Scenario(f"{length}", admission=sm.Enrolment("deferred_acceptance", list_length=length, intake=few))
        for length in (1, 3, 10)
    ]
    run = simulate(po, scenarios, admission=sm.Enrolment(intake=few))
    unplaced = [national(run.table, "unplaced_share", name)["estimate"].item() for name in ("1", "3", "10")]
    assert 1 > unplaced[0] > unplaced[1] > unplaced[2] > 0
    entered = run.events("1").query("event == 'entered'")
    assert entered.groupby("new_site").size().max() <= 28


def test_what_happened_adds_up(country):
    run = simulate(country, [], years=2, moving=0.1, replicates=1)
    log = run.events("baseline")
    assert list(log) == ["scenario", "replicate", "year", "event", "pupil", "old_site", "new_site"]
    assert set(log["event"]) >= {"entered", "left", "moved"}
    now = country.roll(GROUP).pupils
    for year in (2025, 2026):
        count = log[log["year"] == year]["event"].value_counts()
        now += count["entered"] + count.get("unplaced", 0) - count["left"]
        assert run.roll("baseline", year).pupils == now
    assert log.loc[log["event"] == "left", "new_site"].isna().all()
    assert log.loc[log["event"] == "entered", "new_site"].notna().all()


@pytest.mark.parametrize("update", ["synchronous", "fraction", "sequential"])
def test_everyone_may_choose_again(po, update):
    share = 0.25 if update == "fraction" else None
    run = simulate(po, [], choice=NEAREST, admission="free", update=update, share=share, replicates=1)
    assert (national(run.table, "nearest_share")["estimate"] == 1).all()
    limited = simulate(po, [], choice=ALIKE, update=update, share=share, replicates=1)
    sizes = limited.roll("baseline", 2025).to_frame().groupby("site")["pupils"].sum()
    places = po.schools.set_index("site")["places"]
    assert (sizes <= np.maximum(places[sizes.index], po.pupils["site"].value_counts().reindex(sizes.index))).all()


def test_utilities_may_be_enormous(po):
    far = sm.Choice(sm.Part("distance", weight=1e6), sm.Part("composition", optimum=0.5, weight=1e6))
    for draws in ("gumbel", "inverse"):
        run = simulate(po, [], choice=sm.Choice(*far.parts, draws=draws), replicates=1)
        assert national(run.table, "mean_distance")["estimate"].notna().all()


def test_effects_are_withheld_where_the_model_fails(po):
    codes = sorted(po.homes["municipality_code"].unique())
    score = pd.DataFrame({"municipality_code": [None, *codes[1:]], "target": "distance"})
    score["passed"] = [True, False] + [True] * (len(codes) - 2)
    run = simulate(po, [sm.Scenario("nearest", choice=NEAREST)], backtest=score)
    gone = run.effects[run.effects["municipality_code"].isin(codes[:2])]
    assert gone["estimate"].isna().all()
    assert gone["low"].isna().all()
    notes = gone.groupby("municipality_code")["note"].unique()
    assert notes[codes[0]] == ["withheld: the model was not tested there"]
    assert notes[codes[1]] == ["withheld: the model misses distance there"]
    assert national(run.effects, "mean_distance")["estimate"].notna().all()
    assert run.table.loc[run.table["municipality_code"] == codes[1], "estimate"].notna().any()


def test_uncertainty_of_each_kind_stands_apart(po):
    weights = [sm.Choice(sm.Part("distance", weight=weight)) for weight in (0.5, 1, 2)]
    rules = [
        sm.Choice(sm.Part("distance"), rule=sm.Rule("threshold", share=0.3)),
        sm.Choice(sm.Part("distance"), rule=sm.Rule("lexicographic", criteria=["distance"])),
    ]
    scenario = sm.Scenario("nearest", choice=None, admission=sm.Enrolment(list_length=1))
    found = sm.robustness(
        po, [scenario], choice=weights[1], parameters=weights, structures=rules, replicates=3, replicates_each=2,
        measures="D", rng=1, progress=False,
    )  # fmt: skip
    assert set(found["source"]) == {"monte_carlo", "parameters", "structure"}
    assert found.groupby("source")["draws"].unique().map(list).to_dict() == {
        "monte_carlo": [3],
        "parameters": [3],
        "structure": [3],
    }
    known = found.dropna(subset=["estimate"])
    assert (known["low"] <= known["high"]).all()
    assert known["same_sign"].dropna().between(0, 1).all()
    with pytest.raises(errors.InputError, match="no spread"):
        sm.robustness(po, [scenario], parameters=weights[:1])


WRONG = {
    "world": (lambda _: sm.simulate(None, []), "WrongType", "world"),
    "scenarios": (lambda world: sm.simulate(world, sm.Scenario("a")), "WrongType", "scenarios"),
    "a text": (lambda world: sm.simulate(world, ["a"]), "WrongType", "scenarios"),
    "twice": (lambda world: sm.simulate(world, [sm.Scenario("a"), sm.Scenario("a")]), "DuplicateKey", "scenarios"),
    "group": (lambda world: sm.simulate(world, [], group="origin"), "BadOption", "group"),
    "study year": (lambda world: sm.simulate(world, [], group="study_year"), "BadOption", "group"),
    "choice": (lambda world: sm.simulate(world, [], choice="logit"), "WrongType", "choice"),
    "admission": (lambda world: sm.simulate(world, [], admission="lottery"), "BadOption", "mechanism"),
    "year": (lambda world: sm.simulate(world, [], year=2030), "BadOption", "year"),
    "years": (lambda world: sm.simulate(world, [], years=0), "BadOption", "years"),
    "replicates": (lambda world: sm.simulate(world, [], replicates=0), "BadOption", "replicates"),
    "update": (lambda world: sm.simulate(world, [], update="daily"), "BadOption", "update"),
    "share": (lambda world: sm.simulate(world, [], update="fraction", share=1.5), "BadOption", "share"),
    "no share": (lambda world: sm.simulate(world, [], update="cohort", share=0.5), "BadOption", "share"),
    "moving": (lambda world: sm.simulate(world, [], moving=1.2), "BadOption", "moving"),
    "seed": (lambda world: sm.simulate(world, [], rng=-1), "BadSeed", "rng"),
    "half a seed": (lambda world: sm.simulate(world, [], rng=0.5), "BadSeed", "rng"),
    "in turns": (
        lambda world: sm.simulate(world, [], update="sequential", admission="DA"), "BadOption", "update",
    ),
    "group without a number": (
        lambda world: sm.simulate(world, [], choice=sm.Choice(sm.Part("composition", optimum={"europe": 0.5}))),
        "MissingKey", "composition.optimum",
    ),
    "measure of pairs": (lambda world: sm.simulate(world, [], measures="exposure"), "BadOption", "measures"),
    "negative distance": (lambda _: sm.Scenario("a", choice=sm.Choice(sm.Part("distance", weight=-1))),
                          "BadOption", "distance.weight"),
    "no word": (lambda world: sm.simulate(world, [], update=5), "BadOption", "update"),
    "no number": (lambda world: sm.simulate(world, [], update="fraction", share="half"), "BadOption", "share"),
    "not a share": (lambda world: sm.simulate(world, [], moving=float("nan")), "BadOption", "moving"),
    "no truth": (lambda world: sm.simulate(world, [], feedback="no"), "BadOption", "feedback"),
    "too many": (lambda world: sm.simulate(world, [], replicates=10**30), "BadOption", "replicates"),
    "large seed": (lambda world: sm.simulate(world, [], rng=2**64), "BadSeed", "rng"),
    "backtest": (lambda world: sm.simulate(world, [], replicates=1, backtest=3), "WrongType", "backtest"),
    "unknown home": (
        lambda world: sm.simulate(world, [], choice=sm.Choice(sm.Part("given", values=pd.DataFrame(
            {"home_area": ["nowhere"], "site": world.schools["site"].iloc[:1], "value": [1]})))),
        "UnmatchedKey", "given.values",
    ),
    "unknown site": (
        lambda world: sm.simulate(world, [], admission=sm.Enrolment(intake={"nowhere": 1})), "UnmatchedKey", "intake",
    ),
    "half a character": (lambda _: sm.Scenario("a\ud800"), "WrongEncoding", "name"),
    "endless name": (lambda _: sm.Scenario("a" * 10_000_000), "SizeLimit", "name"),
    "each": (lambda world: sm.robustness(world, [], replicates_each=0), "BadOption", "replicates_each"),
    "starts": (lambda world: sm.settle(world, starts=10**12), "BadOption", "starts"),
    "settle start": (lambda world: sm.settle(world, start=3), "BadOption", "start"),
    "tolerance": (lambda world: sm.settle(world, tolerance=float("nan")), "BadOption", "tolerance"),
    "settle": (lambda world: sm.settle(world, start="home"), "BadOption", "start"),
    "settle update": (lambda world: sm.settle(world, update="cohort"), "BadOption", "update"),
    "window": (lambda world: sm.settle(world, window=1), "BadOption", "window"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_an_error_that_names_the_field(po, case):
    call, kind, column = WRONG[case]
    with pytest.raises(errors.SchoolmixError) as caught:
        call(po)
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.remedy


def test_without_study_years_nobody_comes_or_leaves(po):
    pupils = po.pupils
    still = worlds.remade(po, pupils)
    with pytest.raises(errors.InputError) as caught:
        simulate(still)
    assert caught.value.kind == "NoStudyYears"
    run = simulate(still, update="synchronous", choice=NEAREST, admission="free", replicates=1)
    assert run.roll("baseline", 2025).pupils == len(pupils)


def test_choices_come_to_rest(po):
    found = sm.settle(po, choice=ALIKE, start="random", starts=3, ticks=60, rng=1, progress=False, unsettled="flag")
    assert list(found.ticks) == ["start", "tick", "movers", "mean_utility", "sd_utility", "H", "seed"]
    assert (found.ends["nash"] < 0.1).all()
    assert found.spread > 0
    assert found.ends["H"].min() > found.ticks.query("tick == 0")["H"].max()
    alone = sm.settle(po, choice=ALIKE, start="random", starts=1, ticks=60, rng=1, progress=False, unsettled="flag")
    pd.testing.assert_frame_equal(alone.ticks, found.ticks[found.ticks["start"] == 0])
    with pytest.raises(errors.ConvergenceError) as caught:
        sm.settle(po, choice=ALIKE, start="random", ticks=1, rng=1)
    assert caught.value.kind == "NotConverged"
    assert caught.value.count == 1


# Small and odd worlds


def few(groups="abab", sites=2, homes=2):
    """Return a few pupils, homes and schools a kilometre apart."""
    count = len(groups)
    pupils = pd.DataFrame({"pupil": range(count), "year": 2024, "home_area": [f"h{k % homes}" for k in range(count)]})
    pupils = pupils.assign(site=[f"s{k % sites}" for k in range(count)], kind=list(groups))
    where = pd.DataFrame({"home_area": [f"h{k}" for k in range(homes)], "x_km": np.arange(homes) * 1.0, "y_km": 0.0})
    places = pd.DataFrame({"site": [f"s{k}" for k in range(sites)], "x_km": np.arange(sites) * 1.0, "y_km": 0.0})
    return pupils, where.assign(municipality_code="0001"), places


def small(*given, **options):
    pupils, homes, schools = few(*given, **options)
    return worlds.made(pupils, homes=homes, schools=schools)


def everyone(world, choice=NEAREST, **options):
    return simulate(world, group="kind", choice=choice, update="synchronous", admission="free", **options)


@pytest.mark.parametrize(
    ("world", "reason"),
    [(small("abab", sites=1), "one unit"), (small("aaaa"), "one group"), (small("a"), "one")],
    ids=["one school", "one group", "one pupil"],
)
def test_what_is_not_defined_is_null_with_the_reason(world, reason):
    for choice in (NEAREST, None, sm.Choice(sm.Part("composition", optimum=0.5))):
        run = everyone(world, choice)
        rows = run.table[run.table["outcome"].isin(["D", "H"])]
        undefined = rows[rows["estimate"].isna()]
        assert len(undefined)
        assert undefined["note"].str.startswith(reason).all()
        assert national(run.table, "mean_distance")["estimate"].notna().all()
    settled = sm.settle(world, group="kind", choice=NEAREST, rng=1, progress=False)
    assert settled.ends["rest"].tolist() == ["no_movers"]


def test_a_group_of_one_pupil_chooses_as_any_other():
    lonely = sm.Choice(sm.Part("composition", optimum={"a": 0.5, "b": 1}, include_self=True), "distance")
    run = everyone(small("aaaaaaab"), lonely)
    assert national(run.table, "D")["estimate"].between(0, 1).all()
    assert run.roll("baseline", 2025).to_frame().query("kind == 'b'")["pupils"].sum() == 1


def test_without_municipalities_there_is_the_whole_and_a_note_says_so():
    pupils, homes, schools = few()
    world = worlds.made(pupils, homes=homes.drop(columns="municipality_code"), schools=schools)
    run = everyone(world)
    assert run.table["municipality_code"].isna().all()
    assert "municipalities of homes are not known: all pupils together only" in run.notes
    assert "places are not known: schools take all, unless an intake is given" in run.notes


def test_where_nobody_is_on_the_map_nothing_is_simulated():
    pupils, _, _ = few()
    for call in (everyone, lambda world: sm.settle(world, group="kind", choice=NEAREST)):
        with pytest.raises(errors.InputError) as caught:
            call(worlds.made(pupils))
        assert caught.value.kind == "NoPlaces"


def test_names_with_control_characters_are_kept_and_shown_escaped(po):
    name = "a\nb\x1b[31m"
    run = simulate(po, [sm.Scenario(name)], replicates=1)
    assert set(run.effects["scenario"]) == {name}
    assert "a\\nb\\x1b[31m" in repr(run)
    assert "\n" not in repr(run)
    assert "\x1b" not in run._repr_html_()


def test_numbers_of_numpy_are_numbers(po):
    run = simulate(po, years=np.int64(1), replicates=np.int32(1), moving=np.float64(0.1), feedback=np.bool_(True))
    assert run.replicates == 1


LONG_RUN = """
import signal, threading, time
import schoolmix as sm

world = sm.World.synthetic("netherlands", sector="po", scale=0.05, seed=4)
alike = sm.Choice(sm.Part("composition", optimum=.5), sm.Part("distance"), rule=sm.Rule("logit", scale=5))
threads = threading.active_count()
main = threading.get_ident()
sent = []

def interrupt():
    time.sleep(1)
    sent.append(time.monotonic())
    signal.pthread_kill(main, signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
try:
    CALL
except KeyboardInterrupt:
    print("stopped", round(time.monotonic() - sent[0], 3), threading.active_count() - threads)
run = sm.simulate(world, [], choice=alike, replicates=1, rng=1, progress=False)
print(len(run.table) > 0)
"""
SIMULATED = (
    'sm.simulate(world, [], choice=alike, years=100, replicates=1000, rng=1, update="synchronous", progress=False)'
)
SETTLED = (
    'sm.settle(world, choice=alike, starts=10000, ticks=1000, window=1000, unsettled="flag", rng=1, progress=False)'
)


@pytest.mark.serial
@pytest.mark.parametrize("call", [SIMULATED, SETTLED], ids=["simulate", "settle"])
def test_ctrl_c_stops_soon_leaves_no_thread_and_all_works_after(call):
    package = str(Path(sm.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", LONG_RUN.replace("CALL", call)],
        env=os.environ | {"PYTHONPATH": package}, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    first, last = done.stdout.splitlines()
    word, _, threads = first.split()
    assert (word, threads, last) == ("stopped", "0", "True")


def test_an_error_in_what_is_told_of_progress_comes_through(po):
    class BrokenError(RuntimeError):
        pass

    def stopped():
        raise BrokenError

    with progress.quiet(stopped), pytest.raises(BrokenError):
        simulate(po, years=20, replicates=20)
    assert simulate(po, replicates=1).replicates == 1


def test_a_forked_process_is_told_so_and_does_not_hang():
    code = (
        "import os, schoolmix as sm\n"
        "world = sm.World.synthetic('netherlands', sector='po', scale=0.002, seed=4)\n"
        "child = os.fork()\n"
        "if child:\n"
        "    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "try:\n"
        "    sm.simulate(world, [], progress=False)\n"
        "except sm.SchoolmixError as error:\n"
        "    os._exit(7 if error.kind == 'ForkedPool' and 'spawn' in error.remedy else 1)\n"
        "os._exit(2)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(sm.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=environment, timeout=120, check=False)
    assert done.returncode == 7
