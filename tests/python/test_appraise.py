"""Appraisals: effects beside each other, uncertainties apart, costs, the frontier, and what is not shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import schoolmix as sm
from schoolmix import policy
from schoolmix.appraisal import _dominated

GROUP = "outside_europe"
KNOWN = sm.Choice(sm.Part("fitted"), known=sm.Known("chance", share=0.5))
COMPANY = sm.Choice(
    sm.Part("composition", optimum=0.8), sm.Part("distance", form="min_max"), rule=sm.Rule("logit", scale=6)
)
NEAR = sm.Choice(sm.Part("distance"), rule="best")
MIX = sm.Scenario("mix", [policy.HousingMix(share=0.2, euros_per_unit=100)])
INFORMED = sm.Scenario("informed", [policy.Information(groups=[GROUP], points=0.3)])
STACKED = sm.Scenario("stacked", [policy.NearestSchool(uptake=0.5), policy.HousingMix(share=0.4, euros_per_unit=100)])
CENTRAL = sm.Scenario("central", [policy.CentralEnrolment()])


@pytest.fixture(scope="module")
def world():
    return sm.World.synthetic("netherlands", sector="po", scale=0.008, seed=3)


def appraise(world, scenarios, **options):
    return sm.appraise(world, scenarios, **{"years": 2, "replicates": 4, "rng": 5, "progress": False, **options})


@pytest.fixture(scope="module")
def whole(world):
    return appraise(
        world,
        [MIX, INFORMED, STACKED, CENTRAL],
        choice=KNOWN,
        ranges={"HousingMix.share": (0.1, 0.9)},
        structures={"nearest": NEAR, "company": COMPANY},
        draws=4,
        replicates_each=2,
    )


def test_three_uncertainties_stand_apart(whole):
    table = whole.table
    keys = ["scenario", "municipality_code", "outcome", "focal", "effect"]
    assert not table.duplicated(keys).any()
    full = table[table["effect"] == "equilibrium"].dropna(subset="estimate")
    assert (full["low"] <= full["high"]).all()
    touched = full["scenario"].isin(["mix", "stacked"])
    assert full.loc[touched, "parameter_low"].notna().all()
    assert full.loc[~touched, "parameter_low"].isna().all()
    bound = full.dropna(subset="structure_low")
    assert (bound["structure_low"] <= bound["estimate"] + 1e-12).all()
    assert (bound["structure_high"] >= bound["estimate"] - 1e-12).all()
    known = full["sign_stability"].dropna()
    assert known.between(0, 1).all()
    assert (full.loc[full["sign_stability"].isna(), "estimate"].abs() < 1e-12).all()
    one = full[(full["scenario"] == "mix") & (full["outcome"] == "D") & full["municipality_code"].isna()].iloc[0]
    draws = whole.draws[(whole.draws["scenario"] == "mix") & (whole.draws["outcome"] == "D")]
    last = draws.loc[draws["year"] == draws["year"].max(), "effect"].to_numpy()
    assert one["estimate"] == pytest.approx(last.mean(), abs=1e-15)
    assert (one["low"], one["high"]) == pytest.approx(tuple(np.quantile(last, (0.05, 0.95))), abs=1e-15)
    # The least of the shares of replicates, draws and models: a quarter or a third of them.
    share = (np.sign(last) == np.sign(last.mean())).mean()
    assert one["sign_stability"] <= share
    assert any(abs(one["sign_stability"] * count - round(one["sign_stability"] * count)) < 1e-9 for count in (3, 4))


def test_partial_and_equilibrium_differ_where_the_company_counts(world):
    alike = appraise(world, [MIX], choice=COMPANY, interactions=False, years=4)
    plain = appraise(world, [MIX], choice=NEAR, interactions=False)
    for found, is_same in ((alike, False), (plain, True)):
        sides = found.table.pivot_table(
            index=["municipality_code", "outcome", "focal"], columns="effect", values="estimate", dropna=False
        ).dropna()
        assert sides["partial"].equals(sides["equilibrium"]) == is_same
    assert plain.table.loc[plain.table["effect"] == "partial", "note"].str.contains("same").all()
    frozen = sm.simulate(
        world, [MIX], choice=COMPANY, years=4, replicates=4, rng=5, feedback=False, by_group=True, progress=False
    )
    last = frozen.effects[frozen.effects["year"] == frozen.effects["year"].max()]
    partial = alike.table[alike.table["effect"] == "partial"]
    assert np.array_equal(last["estimate"], partial["estimate"], equal_nan=True)


def test_instruments_that_stack_are_told_beside_what_each_does(whole, world):
    found = whole.interactions
    assert set(found["scenario"]) == {"stacked"}
    assert set(whole.table["scenario"]) == {"mix", "informed", "stacked", "central"}
    known = found.dropna(subset="interaction")
    assert (known["interaction"] - (known["together"] - known["alone"])).abs().max() < 1e-15
    alone = [sm.Scenario(str(number), [one]) for number, one in enumerate(STACKED.instruments)]
    both = sm.simulate(world, alone, choice=KNOWN, years=2, replicates=4, rng=5, progress=False).draws
    d = both[(both["outcome"] == "D") & (both["year"] == both["year"].max())].groupby("scenario")["effect"].mean()
    assert known.loc[known["outcome"] == "D", "alone"].iloc[0] == pytest.approx(d.sum(), abs=1e-15)
    reserve = sm.Scenario("reserve", [policy.CentralEnrolment(), policy.Reserve(groups=[GROUP], share=0.3)])
    beside = appraise(world, [reserve], replicates=2, years=1).interactions
    assert beside["interaction"].isna().all()
    assert beside["note"].str.contains("only beside").all()


def test_costs_are_those_of_who_takes_part(whole, world):
    costs = whole.costs.set_index(["scenario", "instrument", "year"])
    mix = costs.loc[("mix", "HousingMix", 2026)]
    assert (mix["euros"], mix["payer"]) == (100 * mix["units"], "municipality")
    assert mix["units"] > 0
    informed = costs.loc[("informed", "Information", 2026)]
    assert np.isnan(informed["euros"])
    assert "no cost is known" in informed["note"]
    homes = whole.side_by_side("D", tier_c=True, homes=True).set_index("scenario")
    years = whole.costs.loc[whole.costs["scenario"] == "mix", "euros"]
    assert homes.loc["mix", "euros"] == years.sum() > years.max()
    assert homes["euros"].isna().to_dict() == {"mix": False, "stacked": True}
    schools = whole.side_by_side("D", tier_c=True).set_index("scenario")
    assert schools["euros"].isna().to_dict() == {"informed": True, "central": True}
    more = appraise(world, [MIX, again(MIX, share=0.4)], interactions=False).costs
    units = more[more["year"] == 2026].set_index("scenario")["units"]
    assert units["mix 0.4"] == pytest.approx(2 * units["mix"], abs=1)


def again(scenario, **settings):
    """Return a scenario of one instrument with other settings."""
    part = scenario.instruments[0]
    return sm.Scenario(f"{scenario.name} {next(iter(settings.values()))}", [replace(part, **settings)])


def test_what_has_no_mechanism_or_no_response_has_no_effect_to_be_told(world):
    site = world.schools["site"][0]
    scenarios = {
        "listed": [policy.Networks(), policy.Supervision()],
        "classes": [policy.HeterogeneousFirstClasses()],
        "known": [policy.Information(groups=[GROUP], points=0.1)],
        "late": [policy.FixedRegistrationMoment()],
        "aversion": [policy.VoluntaryContribution(euros=50)],
        "later": [policy.NearestSchool(start=2060)],
        "told": [policy.CloseSchool(sites=[site])],
        "nothing": [],
    }
    found = appraise(world, [sm.Scenario(name, parts) for name, parts in scenarios.items()], interactions=False)
    table = found.table[found.table["effect"] == "equilibrium"].groupby("scenario")
    told = table["estimate"].agg(lambda values: values.notna().any())
    assert told.to_dict() == {name: name in ("told", "nothing") for name in scenarios}
    notes = table["note"].agg(lambda notes: notes.iloc[0])
    assert "sm.tracks" in notes["classes"]
    assert "known already" in notes["known"]
    assert "late" in notes["late"]
    costs = found.costs.groupby("scenario")["euros"].agg(lambda euros: euros.isna().all())
    assert costs["listed"]
    assert costs["classes"]


def test_what_is_not_on_one_scale_does_not_stand_beside(world):
    friends = sm.Scenario("friends", [policy.FriendshipSchools(hours=0.2, groups=[GROUP])])
    found = appraise(world, [friends, MIX, CENTRAL], interactions=False)
    assert found.side_by_side("D")["scenario"].tolist() == ["central"]
    assert found.side_by_side("D", homes=True)["scenario"].tolist() == ["mix"]
    assert found.side_by_side("encounter_hours", focal=GROUP)["scenario"].tolist() == ["friends", "central"]
    assert set(found.sources()["scenario"]) == {"friends", "central"}
    assert set(found.sources().loc[found.sources()["outcome"] == "D", "scenario"]) == {"central"}


def test_what_is_illustrative_is_named_only_when_asked_for(whole):
    tiers = whole.table.drop_duplicates("scenario").set_index("scenario")["tier"]
    assert tiers["informed"] == "C"
    assert "informed" not in set(whole.side_by_side("D")["scenario"])
    assert "informed" in set(whole.side_by_side("D", tier_c=True)["scenario"])


def test_the_frontier_is_a_band_with_the_chance_to_be_dominated(world):
    mixes = [sm.Scenario(f"{x}", [policy.HousingMix(share=x / 10, euros_per_unit=10 * x)]) for x in (1, 5, 9)]
    found = appraise(world, mixes, replicates=6)
    front = found.frontier("D", tier_c=True)
    assert front["euros"].is_monotonic_increasing
    assert (front["best_low"] <= front["best_high"]).all()
    assert front["best_high"].is_monotonic_decreasing
    assert front["dominated"].between(0, 1).all()
    cheap = found.frontier("D", tier_c=True, budget=front["euros"].iloc[0])
    assert cheap["scenario"].tolist() == front["scenario"].iloc[:1].tolist()
    # Effects of three scenarios in two draws, by hand: the second costs as the first and lowers less in one draw.
    values = np.array([[-0.02, -0.01, -0.03], [-0.01, -0.02, 0.01]])
    prices = np.array([10.0, 10.0, 20.0])
    assert [_dominated(values, prices, at) for at in range(3)] == [0.5, 0.5, 0.5]


def test_who_gains_and_who_loses(world):
    near = sm.Scenario("near", [policy.NearestSchool()])
    few = appraise(world, [near], interactions=False).winners("near")
    assert not set(few["answer"]) & {"gains", "loses"}
    found = appraise(world, [near], interactions=False, replicates=20).winners("near")
    # Who gets a school is not counted as having chosen it.
    assert set(found.loc[found["outcome"] == "first_choice_share", "answer"]) == {"loses"}
    assert set(found.loc[found["outcome"] == "mean_distance", "answer"]) == {"gains"}
    assert set(found["focal"]) == {"europe", "netherlands", "outside_europe"}
    unknown = appraise(world, [CENTRAL], admission=sm.Enrolment(intake=10_000), replicates=20).winners("central")
    assert set(unknown["answer"]) == {"unknown"}


def test_central_enrolment_has_no_effect_where_no_school_is_full(world):
    room = sm.Enrolment("queue", intake=10_000)
    found = appraise(world, [CENTRAL, MIX], admission=room, interactions=False)
    central = found.table[(found.table["scenario"] == "central") & (found.table["effect"] == "equilibrium")]
    assert central["estimate"].isna().all()
    assert central["note"].str.contains("no school is full").all()
    assert found.table.loc[found.table["scenario"] == "mix", "estimate"].notna().any()


def test_no_real_municipality_is_named_on_invented_homes(whole, data):
    real = {
        path.stem.removeprefix("leerlingen-po-").casefold() for path in (data / "nl" / "duo" / "po-2024").glob("*.csv")
    } | set(
        pd.read_csv(data / "nl" / "duo" / "alle-vestigingen-bo.csv", sep=";", encoding="cp1252")[
            "GEMEENTENAAM"
        ].str.casefold()
    )
    named = {name.casefold() for name in whole.table["municipality"].dropna()}
    assert named
    assert not named & real


def test_how_much_it_takes_for_a_point(world):
    near = sm.Scenario("near", [policy.NearestSchool()])
    mix = sm.Scenario("mix", [policy.HousingMix(share=0.2)])
    asked = {"outcome": "nearest_share", "change": 0.1, "replicates": 3, "years": 1, "rng": 5, "progress": False}
    found = sm.break_even(world, [near], steps=5, **asked).iloc[0]
    assert 0 < found["low"] <= found["value"] <= found["high"] <= 1
    assert (found["parameter"], found["note"], found["most"]) == ("NearestSchool.uptake", "", 1.0)
    levels = [sm.Scenario(f"{x}", [policy.NearestSchool(uptake=x)]) for x in (0.2, 0.4, 0.6, 0.8, 1.0)]
    run = sm.simulate(world, levels, measures=["D"], years=1, replicates=3, rng=5, progress=False).draws
    rows = run[run["outcome"] == "nearest_share"].pivot_table(index="replicate", columns="scenario", values="effect")
    by_hand = [np.interp(0.1, [0, *effects], [0, 0.2, 0.4, 0.6, 0.8, 1.0]) for effects in rows.to_numpy()]
    assert found["value"] == pytest.approx(np.median(by_hand), abs=1e-9)
    focal = {"focal": GROUP, "steps": 1, "replicates": 2, "years": 1, "rng": 5, "progress": False}
    assert not np.isnan(sm.break_even(world, [mix], **focal)["effect_at_most"].iloc[0])
    never = sm.break_even(world, [mix], steps=1, outcome="D", change=-0.9, replicates=2, years=1, rng=5, progress=False)
    assert np.isnan(never["value"].iloc[0])
    assert never["note"].iloc[0] == "not reached in 2 of 2 replicates"


def test_a_municipality_is_told_of_by_itself(world):
    home = world.homes["municipality"].iloc[0]
    code = world.homes["municipality_code"].iloc[0]
    near = sm.Scenario("near", [policy.NearestSchool(places=[home], euros_per_unit=500)])
    found = appraise(world, [near], interactions=False)
    draws = found.simulation.draws_in(code)
    rows = draws[(draws["outcome"] == "nearest_share") & draws["focal"].isna()]
    told = found.side_by_side("nearest_share", municipality=home).iloc[0]
    assert rows["effect"].mean() == pytest.approx(told["estimate"], abs=1e-15)
    assert np.quantile(rows["effect"], 0.95) == pytest.approx(told["high"], abs=1e-15)
    assert draws["year"].unique().tolist() == [found.table["year"].max()]
    inside, everywhere = found.frontier("D", municipality=home), found.frontier("D")
    assert inside["estimate"].iloc[0] == found.side_by_side("D", municipality=home)["estimate"].iloc[0]
    assert inside["estimate"].iloc[0] != everywhere["estimate"].iloc[0]
    assert inside["euros"].tolist() == everywhere["euros"].tolist()
    asked = {"outcome": "nearest_share", "change": 0.1, "steps": 2, "replicates": 3, "years": 2, "rng": 5}
    it = sm.break_even(world, [near], municipality=home, progress=False, **asked).iloc[0]
    assert it["effect_at_most"] == pytest.approx(rows.loc[rows["replicate"] < 3, "effect"].mean(), abs=1e-15)
    assert 0 < it["value"] <= 1
    # What the model misses is not told by a side door either.
    failed = pd.DataFrame({"target": "distance", "municipality_code": [code, None], "passed": False})
    varied = {"ranges": {"NearestSchool.uptake": (0.1, 0.9)}, "structures": {"nearest": NEAR}, "draws": 2}
    withheld = appraise(world, [near], interactions=False, backtest=failed, replicates_each=1, **varied)
    numbers = withheld.table.loc[:, "estimate":"sign_stability"]
    assert numbers.isna().all(axis=None)
    assert withheld.draws["effect"].isna().all()
    assert withheld.simulation.draws_in(home)["effect"].isna().all()
    for place in (None, home):
        assert withheld.frontier("D", municipality=place).drop(columns=["scenario", "euros"]).isna().all(axis=None)
    silent = sm.break_even(world, [near], municipality=home, backtest=failed, progress=False, **asked).iloc[0]
    assert silent[["value", "low", "high", "effect_at_most"]].isna().all()
    assert silent["note"] == "not known in 3 of 3 replicates"


@pytest.mark.parametrize(
    ("options", "column"),
    [
        ({"scenarios": []}, "scenarios"),
        ({"scenarios": MIX}, "scenarios"),
        ({"ranges": {"Reserve.share": (0, 1)}}, "ranges"),
        ({"ranges": {"HousingMix.shares": (0, 1)}}, "ranges"),
        ({"ranges": [1]}, "ranges"),
        ({"ranges": {"HousingMix.share": (0.4, 0.2)}}, "ranges"),
        ({"ranges": {"HousingMix.share": 0.4}}, "ranges"),
        ({"structures": {"near": "nearest"}}, "structures"),
        ({"draws": 1}, "draws"),
        ({"replicates": 1}, "replicates"),
        ({"scenarios": ["s"]}, "scenarios"),
        ({"structures": [NEAR]}, "structures"),
        ({"replicates_each": 0}, "replicates_each"),
    ],
)
def test_what_has_no_meaning_is_refused(world, options, column):
    with pytest.raises(sm.InputError) as caught:
        sm.appraise(world, options.pop("scenarios", [MIX]), rng=1, progress=False, **options)
    assert caught.value.column == column


def test_what_was_not_appraised_is_refused(whole, world):
    for ask, column in (
        (lambda: whole.side_by_side("E"), "outcome"),
        (lambda: whole.side_by_side("D", focal="low"), "focal"),
        (lambda: whole.side_by_side("D", municipality="Nergens"), "municipality"),
        (lambda: whole.frontier("D", municipality="Nergens"), "municipality"),
        (lambda: whole.simulation.draws_in("Nergens"), "municipality"),
        (lambda: whole.winners("nothing"), "scenario"),
        (lambda: sm.break_even(world, [MIX], change=0), "change"),
        (lambda: sm.break_even(world, [MIX], most={"x": 1}), "most"),
        (lambda: sm.break_even(world, [sm.Scenario("nothing")]), "scenarios"),
    ):
        with pytest.raises(sm.InputError) as caught:
            ask()
        assert caught.value.column == column
