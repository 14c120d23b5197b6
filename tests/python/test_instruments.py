"""Instruments of policy: each moves its own handle, nothing of it changes nothing, and what theory says comes out."""

from __future__ import annotations

from dataclasses import fields

import pytest

import schoolmix as sm
from schoolmix import policy
from schoolmix.study import Study

GROUP = "outside_europe"
OTHERS = ["netherlands", "europe"]
KNOWN = sm.Choice(sm.Part("fitted"), known=sm.Known("chance", share=0.5))
LATE = sm.Enrolment("deferred_acceptance", late={GROUP: 0.4, "netherlands": 0.1, "europe": 0.1})


@pytest.fixture(scope="module")
def world():
    return sm.World.synthetic("netherlands", sector="po", scale=0.008, seed=3)


@pytest.fixture(scope="module")
def secondary():
    return sm.World.synthetic("netherlands", sector="vo", scale=0.02, seed=3)


def settings(world):
    """Return every instrument of primary education with settings that change something."""
    sites, homes = world.schools["site"], world.homes
    by_group = {"groups": [GROUP]}
    return [
        policy.CentralEnrolment(admission=sm.Enrolment("immediate_acceptance", list_length=2)),
        policy.Information(**by_group, points=0.4),
        policy.ParentInitiative(site=sites[0], group=GROUP, families=10, retention=0.5),
        policy.FriendshipSchools(hours=0.3, **by_group),
        policy.Quota(groups=OTHERS, share=0.5),
        policy.Reserve(**by_group, share=0.4, missed=0.2, mistaken=0.1),
        policy.SoftQuota(**by_group, share=0.4),
        policy.DoubleList(**by_group, share=0.4, spill_over=False),
        policy.SesTier(**by_group, share=0.3),
        policy.NearPriority(nearest=1),
        policy.NearestSchool(),
        policy.Catchments(areas=dict.fromkeys(homes["home_area"][:40], sites[1])),
        policy.FixedRegistrationMoment(),
        policy.VoluntaryContribution(euros={sites[0]: 200, sites[3]: 200}, aversion={GROUP: 1.0}),
        policy.Transport(factor=0.3),
        policy.Capacity(factor=0.9),
        policy.HousingMix(share=0.5),
        policy.Preschool(attending={GROUP: 0.9}),
        policy.NewSchool(site="new", at=tuple(homes[["x_km", "y_km"]].iloc[0]), capacity=100, growth=[1.0], pull=3.0),
        policy.CloseSchool(sites=[sites[0]]),
        policy.MergeSchools(sites=[sites[0]], into=sites[1]),
        policy.MoveSchool(site=sites[0], at=tuple(homes[["x_km", "y_km"]].iloc[-1])),
    ]


def zero(one):
    """Return an instrument with nothing of what makes it one; without taking part where that is its intensity."""
    name = one.INTENSITY
    if name == "uptake":
        return {"uptake": 0.0}
    return {name: 0 if isinstance(getattr(one, name), int) else 0.0}


def again(one, **changed):
    return type(one)(**{field.name: getattr(one, field.name) for field in fields(one)} | changed)


def run(world, scenarios, **options):
    asked = {
        "choice": KNOWN,
        "admission": LATE,
        "years": 2,
        "replicates": 2,
        "rng": 5,
        "progress": False,
        "by_group": True,
        **options,
    }
    return sm.simulate(world, scenarios, **asked)


def test_nothing_of_an_instrument_changes_nothing_bit_for_bit_and_all_of_it_something(world):
    every = settings(world)
    named = {type(one).__name__: one for one in every}
    none = [sm.Scenario(f"{name} none", [again(one, **zero(one))]) for name, one in named.items()]
    none += [sm.Scenario(f"{name} nobody", [again(one, uptake=0.0)]) for name, one in named.items()]
    none.append(sm.Scenario("later", [again(one, start=2099) for one in every[1:3]]))
    some = [sm.Scenario(name, [one]) for name, one in named.items()]
    found = run(world, [*none, *some])
    moved = found.effects.groupby("scenario")["estimate"].agg(lambda values: (values.fillna(0) != 0).any())
    assert not moved[[one.name for one in none]].any(), moved[moved].index.tolist()
    assert moved[[one.name for one in some]].all(), moved[~moved].index.tolist()
    assert (found.table.loc[found.table["scenario"].str.endswith(("none", "nobody")), "note"] == "").any()


def test_friendship_changes_hours_and_nothing_else(world):
    friends = sm.Scenario("friends", [policy.FriendshipSchools(hours=0.3, groups=[GROUP])])
    effects = run(world, [friends]).effects
    changed = effects[effects["estimate"].fillna(0) != 0]
    assert set(changed["outcome"]) == {"encounter_hours"}
    assert (changed["municipality_code"].isna() & (changed["focal"] == GROUP) & (changed["estimate"] > 0)).any()


def test_a_scenario_holds_where_and_when_it_says(world):
    town = world.schools["municipality"].mode()[0]
    code = world.schools.loc[world.schools["municipality"] == town, "municipality_code"].iloc[0]
    named = sm.Scenario("named", [policy.NearestSchool(places=[town], start=2026)])
    coded = sm.Scenario("coded", [policy.NearestSchool(places=[code], start=2026, end=2026)])
    found = run(world, [named, coded], years=3)
    nearest = found.effects[(found.effects["outcome"] == "nearest_share") & found.effects["focal"].isna()]
    moved = nearest[nearest["estimate"].fillna(0) != 0].dropna(subset="municipality_code")
    assert set(moved.loc[moved["scenario"] == "named", "year"]) == {2026, 2027}
    assert moved.loc[moved["scenario"] == "coded", "year"].min() == 2026
    assert (moved.loc[moved["estimate"].abs().idxmax(), "municipality_code"]) == code
    same = nearest[nearest["year"] == 2026].pivot_table(
        index="municipality_code", columns="scenario", values="estimate"
    )
    assert (same["named"] == same["coded"]).all()
    assert found.units("named") == [{2025: 0, 2026: 1, 2027: 1}]
    assert found.units("coded") == [{2025: 0, 2026: 1, 2027: 0}]


def test_schools_open_close_merge_and_keep_their_pupils(world):
    sites = world.schools["site"]
    at = tuple(world.homes[["x_km", "y_km"]].iloc[0])
    new = policy.NewSchool(site="new", at=at, capacity=60, growth=[0.5, 1.0], pull=9.0)
    few = policy.NewSchool(site="few", at=at, capacity=60, interest=150)
    scenarios = [
        sm.Scenario("new", [new, few]),
        sm.Scenario("close", [policy.CloseSchool(sites=[sites[0]], start=2026)]),
        sm.Scenario("merge", [policy.MergeSchools(sites=[sites[0]], into=sites[1])]),
    ]
    found = run(world, scenarios, replicates=1)

    def size(scenario, site, year=2026):
        counts = found.roll(scenario, year).to_frame()
        return int(counts.loc[counts["site"] == site, "pupils"].sum())

    assert (size("new", "new", 2025), size("new", "new"), size("new", "few")) == (30, 60, 0)
    assert (size("close", sites[0], 2025) > 0, size("close", sites[0])) == (True, 0)
    assert size("merge", sites[0], 2025) == 0
    assert size("merge", sites[1], 2025) > size("baseline", sites[1], 2025)
    everyone = {one: found.roll(one, 2026).pupils for one in ("baseline", "new", "close", "merge")}
    assert len(set(everyone.values())) == 1
    counted = run(world, scenarios[1:], replicates=1, closing_norm=100, by_group=False).table
    counted = counted[counted["municipality_code"].isna() & (counted["year"] == 2026)]
    schools = counted[counted["outcome"] == "schools"].set_index("scenario")["estimate"]
    assert (schools["baseline"] - schools).to_dict() == {"baseline": 0, "close": 1, "merge": 1}
    rolled = found.roll("close", 2026).to_frame().groupby("site")["pupils"].sum()
    below = counted[counted["outcome"] == "schools_below_norm"].set_index("scenario")["estimate"]
    assert below["close"] == (rolled < 100).sum()
    assert counted["outcome"].value_counts()["schools"] == 3
    left = found.events("close")
    assert (left.loc[left["event"] == "changed", "old_site"] == sites[0]).all()


def test_who_lives_elsewhere_mixes_in_proportion(world):
    share = 1.0
    mixed = sm.Scenario("mixed", [policy.HousingMix(share=share)])
    nearest = sm.Choice(sm.Part("distance"), rule="best")
    found = run(world, [mixed], choice=nearest, admission="free", years=8, replicates=4, measures=["D"])
    table = found.table[(found.table["outcome"] == "D") & found.table["municipality_code"].isna()]
    last = table[table["year"] == table["year"].max()].set_index("scenario")["estimate"]
    assert last["mixed"] < last["baseline"]
    # All who came since live at random within their municipality: little more than chance is left inside it.
    inside = found.table[(found.table["outcome"] == "D") & found.table["municipality_code"].notna()]
    inside = inside[inside["year"] == inside["year"].max()].pivot_table(
        index="municipality_code", columns="scenario", values="estimate"
    )
    assert (inside["mixed"] < inside["baseline"]).mean() > 0.6


def test_tiers_reserves_and_quotas_do_what_is_known_of_them(secondary):
    scarce = sm.Enrolment("deferred_acceptance", list_length=8)
    by_group = {"groups": [GROUP]}
    scenarios = [
        sm.Scenario("near", [policy.Capacity(factor=0.85), policy.NearPriority(nearest=2, before_siblings=True)]),
        sm.Scenario("less", [policy.Capacity(factor=0.85)]),
        sm.Scenario("soft", [policy.Capacity(factor=0.85), policy.SoftQuota(**by_group, share=0.2)]),
        sm.Scenario("reserve", [policy.Capacity(factor=0.85), policy.Reserve(**by_group, share=0.3)]),
        sm.Scenario("quota", [policy.Capacity(factor=0.85), policy.Quota(groups=[*OTHERS], share=0.6)]),
    ]
    found = run(secondary, scenarios, choice=None, admission=scarce, replicates=3, years=2, measures=["D"])
    table = found.table[found.table["municipality_code"].isna() & (found.table["year"] == 2026)]

    def value(scenario, outcome, focal=None):
        rows = table[(table["scenario"] == scenario) & (table["outcome"] == outcome)]
        rows = rows[rows["focal"].isna() if focal is None else rows["focal"] == focal]
        return float(rows["estimate"].iloc[0])

    # Priority for near homes shortens ways.
    assert value("near", "mean_distance") < value("less", "mean_distance")
    # A reserve does not hurt those whom it is for; a quota for all others leaves places empty, and more unplaced.
    assert value("reserve", "first_choice_share", GROUP) > value("less", "first_choice_share", GROUP)
    assert value("quota", "unplaced_share") > value("reserve", "unplaced_share")
    # A soft quota changes little.
    assert abs(value("soft", "D") - value("less", "D")) < 0.01


def test_broad_schools_and_the_double_foot(secondary):
    cheap, dear = (0.0, 100_000.0), (300_000.0, 400_000.0)
    scenarios = [
        sm.Scenario("broad", [policy.BroadSchools(uptake=0.5)]),
        sm.Scenario("windfall", [policy.DoubleFixedFoot()]),
        sm.Scenario("response", [policy.DoubleFixedFoot(cost=cheap)]),
        sm.Scenario("none respond", [policy.DoubleFixedFoot(cost=dear)]),
        sm.Scenario("branch", [policy.DoubleFixedFoot(cost=cheap, foot="branch")]),
    ]
    found = run(secondary, scenarios, choice=None, admission=None)
    moved = found.effects.groupby("scenario")["estimate"].agg(lambda values: (values.fillna(0) != 0).any())
    assert moved.to_dict() == {
        "broad": True, "windfall": False, "response": True, "none respond": False, "branch": True,
    }  # fmt: skip
    windfall, response = found.units("windfall")[0][2025], found.units("response")[0][2025]
    assert 0 < windfall < response
    assert found.units("none respond")[0][2025] == windfall
    assert policy.DoubleFixedFoot().costs(3, 2025)[0].cents == 3 * 22_716_097


def test_instruments_of_a_list_have_no_effect_and_an_agenda_bundles(world):
    listed = [policy.Networks(), policy.Websites(start=2022), policy.Supervision(start=2023)]
    agreed = policy.LocalEducationAgenda(instruments=[policy.NearestSchool()], start=2026, uptake=0.6)
    found = run(world, [sm.Scenario("listed", listed), sm.Scenario("agreed", [agreed])])
    assert (found.effects.loc[found.effects["scenario"] == "listed", "estimate"].fillna(0) == 0).all()
    part = agreed.parts().__next__()
    assert (part.start, part.uptake, found.units("agreed")[0][2025]) == (2026, 0.6, 0)
    assert found.units("listed") == [{2025: 0, 2026: 0}] * 3


# Written down, and wrong


def toml(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


HEAD = """world = { synthetic = "netherlands", scale = 0.002 }
years = 1
replicates = 1

[[scenarios]]
name = "central"
instruments = [{ name = "CentralEnrolment" }]

[[scenarios]]
name = "wrong"

"""


@pytest.mark.parametrize(
    ("lines", "kind", "column", "line"),
    [
        (['name = "NearestSchool"', 'places = ["Nergenshuizen"]'], "UnmatchedKey", "places", 14),
        (['name = "NearestSchool"', "start = 2030", "end = 2026"], "BadOption", "end", 15),
        (['name = "Reserve"', 'groups = ["outside_europe"]', "share = 0.3", "uptake = 1.5"], "BadOption", "uptake", 16),
        (['name = "Reserve"', 'groups = ["low"]', "share = 0.3"], "UnmatchedKey", "groups", 14),
        (['name = "Reserve"', 'group = ["outside_europe"]'], "BadOption", "group", 14),
        (['name = "Reserves"'], "BadOption", "instruments.name", 13),
        (['name = "Reserve"', 'groups = ["outside_europe"]', "share = 0.3"], "BadOption", "admission", 9),
        (['name = "CloseSchool"', 'sites = ["nowhere"]'], "UnmatchedKey", "sites", 14),
        (['name = "ParentInitiative"', 'site = "90AA00"', "families = 3"], "MissingOption", "group", 12),
    ],
)
def test_a_wrong_scenario_is_an_error_that_names_field_and_line(tmp_path, lines, kind, column, line):
    path = toml(tmp_path, HEAD + "\n".join(["[[scenarios.instruments]]", *lines]) + "\n")
    with pytest.raises(sm.SchoolmixError) as caught:
        Study.read(path).run(progress=False)
    assert (caught.value.kind, caught.value.column) == (kind, column)
    assert caught.value.message.startswith(f"study.toml, line {line}: "), caught.value.message


@pytest.mark.parametrize(
    ("instruments", "which"),
    [
        ([policy.CentralEnrolment(), policy.CentralEnrolment(admission="boston")], 1),
        ([policy.NearestSchool(), policy.NearestSchool(among=3)], 1),
        ([policy.Transport(factor=0.5), policy.CloseSchool(sites=["90AA00"]), policy.CloseSchool(sites=["90AA00"])], 2),
        ([policy.CloseSchool(sites=["90AA00"]), policy.MoveSchool(site="90AA00", at=(1, 1))], 1),
    ],
)
def test_instruments_that_contradict_each_other_are_refused(world, instruments, which):
    home = tuple(world.homes[["x_km", "y_km"]].iloc[0])
    instruments = [again(one, at=home) if isinstance(one, policy.MoveSchool) else one for one in instruments]
    with pytest.raises(sm.InputError, match=type(instruments[which]).__name__) as caught:
        run(world, [sm.Scenario("both", instruments)])
    assert (caught.value.kind, caught.value.where) == ("Contradiction", ("scenarios", 0, "instruments", which))
    if which == 1 and not isinstance(instruments[0], policy.CloseSchool):
        apart = [again(one, start=2025 + number, end=2025 + number) for number, one in enumerate(instruments)]
        run(world, [sm.Scenario("apart", apart)])


@pytest.mark.parametrize(
    ("instrument", "column"),
    [
        (policy.NewSchool(site="new", at=(52.1, 5005.1), capacity=60), "at"),
        (policy.MoveSchool(site="90AA00", at=(5000.0, 0.0)), "at"),
        (policy.NewSchool(site="new", at=(0.0, 0.0), capacity=60, denomination="xyz"), "denomination"),
        (policy.NewSchool(site="90AA00", at=(0.0, 0.0), capacity=60), "site"),
    ],
)
def test_a_school_that_cannot_be_there_is_refused(world, instrument, column):
    x, y = world.homes[["x_km", "y_km"]].iloc[0]
    near = again(instrument, at=(float(x), float(y))) if column != "at" else instrument
    with pytest.raises(sm.InputError) as caught:
        run(world, [sm.Scenario("new", [near])])
    assert caught.value.column == column


def test_a_new_secondary_school_says_what_it_offers(secondary):
    at = tuple(secondary.homes[["x_km", "y_km"]].iloc[0])
    with pytest.raises(sm.InputError) as caught:
        run(secondary, [sm.Scenario("new", [policy.NewSchool(site="new", at=at, capacity=60)])], choice=None)
    assert caught.value.column == "tracks"


def test_central_enrolment_on_one_side_of_a_border_changes_nothing_where_there_is_room(world):
    towns = list(dict.fromkeys(world.schools["municipality"]))
    scenarios = [
        sm.Scenario("one", [policy.CentralEnrolment(places=towns[:1])]),
        sm.Scenario("two", [policy.CentralEnrolment(places=towns[:1]), policy.CentralEnrolment(places=towns[1:2])]),
        sm.Scenario("turned", [policy.CentralEnrolment(places=towns[1:2]), policy.CentralEnrolment(places=towns[:1])]),
    ]
    room = run(world, scenarios, admission=sm.Enrolment("queue", intake=10_000), choice=None, replicates=1).effects
    assert (room["estimate"].fillna(0) == 0).all()
    scarce = run(world, scenarios, admission=sm.Enrolment("queue"), choice=None, replicates=1).table
    places = scarce[
        (scarce["outcome"] == "unplaced_share") & scarce["municipality_code"].isna() & scarce["focal"].isna()
    ]
    values = places[places["year"] == 2025].set_index("scenario")["estimate"]
    assert values["two"] == values["turned"]
    assert (values - values["baseline"]).abs().max() < 0.02


def test_schools_are_opened_and_closed_before_all_else_whatever_the_order(world):
    sites = world.schools["site"]
    areas = dict.fromkeys(world.homes["home_area"][:10], sites[0])
    close = policy.CloseSchool(sites=[sites[0]])
    catchments = policy.Catchments(areas=areas)
    together = policy.ParentInitiative(site=sites[0], group=GROUP, families=3)
    merge = policy.MergeSchools(sites=[sites[1]], into=sites[0])
    refused = [[close, catchments], [catchments, close], [close, together], [together, close], [close, merge]]
    for parts in refused:
        with pytest.raises(sm.InputError) as caught:
            run(world, [sm.Scenario("both", parts)])
        assert caught.value.kind == "Contradiction"
    chain = [
        policy.MergeSchools(sites=[sites[1]], into=sites[2], start=2026),
        policy.MergeSchools(sites=[sites[0]], into=sites[1], start=2025),
    ]
    found = run(world, [sm.Scenario("chain", chain)], replicates=1)
    sizes = found.roll("chain", 2026).to_frame().groupby("site")["pupils"].sum()
    assert not {sites[0], sites[1]} & set(sizes.index)
    before = found.roll("baseline", 2026).to_frame().groupby("site")["pupils"].sum()
    assert sizes[sites[2]] > before[sites[2]] + 50
    everywhere = policy.CloseSchool(sites=list(sites))
    with pytest.raises(sm.InputError) as caught:
        run(world, [sm.Scenario("none left", [everywhere])])
    assert caught.value.kind == "Contradiction"


def test_a_soft_quota_needs_no_brothers_and_sisters(world):
    site = world.schools["site"][0]
    pull = sm.Choice(sm.Part("school", values={one: float(one == site) for one in world.schools["site"]}), rule="best")
    way = sm.Enrolment("deferred_acceptance", intake=30, list_length=2, sibling_first=False)
    soft = policy.SoftQuota(groups=[GROUP], share=1.0, sites=[site])
    found = run(world, [sm.Scenario("soft", [soft])], choice=pull, admission=way, replicates=1, years=1)
    shares = []
    for name in ("baseline", "soft"):
        came = found.events(name)
        came = came[(came["event"] == "entered") & (came["new_site"] == site)]
        traits = world.pupils.set_index("pupil")["migration_background"]
        shares.append((came["pupil"].mod(2**56).map(traits[~traits.index.duplicated()]) == GROUP).mean())
    assert shares[1] > shares[0] + 0.2


def test_a_hard_quota_holds_and_leaves_places_empty(world):
    site = world.schools["site"][0]
    pull = sm.Choice(sm.Part("school", values={one: float(one == site) for one in world.schools["site"]}), rule="best")
    few = sm.Enrolment("deferred_acceptance", intake=40, list_length=3, sibling_first=False)
    quota = policy.Quota(groups=OTHERS, share=0.25, sites=[site])
    asked = [sm.Scenario("quota", [quota]), sm.Scenario("late", [quota], admission=again_late(few))]
    found = run(world, asked, choice=pull, admission=few, replicates=1, years=1)
    for name in ("quota", "late"):
        came = found.events(name)
        came = came[(came["event"].isin(["entered", "unplaced"])) & (came["new_site"] == site)]
        traits = world.pupils.set_index("pupil")["migration_background"]
        group = came["pupil"].mod(2**56).map(traits[~traits.index.duplicated()])
        assert group.isin(OTHERS).sum() <= 10, name
    free = found.events("baseline")
    assert (free["new_site"] == site).sum() == 40


def again_late(enrolment):
    """Return a way in which half of all register late."""
    return sm.Enrolment(enrolment.mechanism, intake=40, list_length=3, sibling_first=False, late=0.5)


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (lambda: policy.Quota(groups=[GROUP], share=1.2), "share"),
        (lambda: policy.Reserve(groups=GROUP, share=0.2), "groups"),
        (lambda: policy.NearPriority(nearest=0), "nearest"),
        (lambda: policy.Transport(factor=float("nan")), "factor"),
        (lambda: policy.Capacity(extra=0.5), "extra"),
        (lambda: policy.DoubleFixedFoot(cost=(5, 1)), "cost"),
        (lambda: policy.DoubleFixedFoot(year=2023), "year"),
        (lambda: policy.DoubleFixedFoot(foot="both"), "foot"),
        (lambda: policy.NewSchool(site="x", at=(1, float("inf")), capacity=3), "at"),
        (lambda: policy.FriendshipSchools(hours=0.1, pairs=[("a", "b", "c")]), "pairs"),
        (lambda: policy.Catchments(areas={}), "areas"),
        (lambda: policy.HousingMix(share=True), "share"),
        (lambda: policy.Networks(start="2026"), "start"),
        (lambda: policy.Networks(places="Utrecht"), "places"),
        (lambda: policy.Networks(euros_per_unit=-1), "euros_per_unit"),
        (lambda: policy.CloseSchool(sites=["a"], end=2030), "end"),
        (lambda: policy.FriendshipSchools(hours=0.1), "groups"),
        (lambda: policy.FriendshipSchools(hours=0.1, pairs=[("a", "a")]), "pairs"),
        (lambda: policy.Capacity(factor=110), "factor"),
        (lambda: policy.LocalEducationAgenda(instruments=[policy.LocalEducationAgenda()]), "instruments"),
    ],
)
def test_a_setting_without_meaning_is_refused(make, column):
    with pytest.raises(sm.InputError) as caught:
        make()
    assert caught.value.column == column
    assert caught.value.remedy


def test_every_instrument_is_written_and_read_again(world):
    every = [
        *settings(world),
        policy.BroadSchools(tracks=["havo", "vwo"]),
        policy.DoubleFixedFoot(cost=(1, 2)),
        policy.LocalEducationAgenda(instruments=[policy.Transport(factor=0.5), policy.NearestSchool()], start=2026),
        policy.Networks(places=["A"], euros_per_unit=3),
        policy.FriendshipSchools(hours=0.1, pairs=[("a", "b"), ("c", "d")], start=2030),
        policy.CentralEnrolment(admission=sm.Enrolment("DA", late={1: 0.2, 2: 0.1}), end=2030),
    ]
    for one in every:
        scenario = sm.Scenario("it", [one])
        assert sm.Scenario.from_dict(scenario.to_dict()) == scenario, one
        assert hash(one) == hash(again(one))
