"""What would become of schools: years of school choice, with and without what a scenario changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames, memory
from schoolmix.base_year import (
    BaseYear,
    Course,
    check_choice,
    check_count,
    check_share,
    check_truth,
    enrolment_of,
)
from schoolmix.choice import Choice
from schoolmix.counterfactual import Measures, Question, checked, codes, year_of
from schoolmix.enrolment import Enrolment
from schoolmix.errors import InputError, InputTypeError
from schoolmix.kept import Kept
from schoolmix.located import located
from schoolmix.luggage import known_by
from schoolmix.measures import listed
from schoolmix.mechanism import Mechanism
from schoolmix.progress import Told, shown
from schoolmix.scenario import BASELINE, Scenario, check_names
from schoolmix.seeds import seed_of
from schoolmix.simulation import (
    ALL,
    FIGURES,
    MET,
    SCHOOLS,
    Simulation,
    finished,
    local,
    national,
    silenced,
    summarised,
)
from schoolmix.terms import LARGEST
from schoolmix.withheld import withheld
from schoolmix.world import World

GROUP = "migration_background"
MOST_YEARS, MOST_REPLICATES = 100, 100_000
ROWS = 4_000_000
"""Rows of cells at most that are measured in one go."""
PAIRS = 60_000
"""Cells of municipality, school and group that a country has at most."""
KEPT_AT_ONCE = 2
"""Replicates of a batch that is kept."""
BYTES_A_PUPIL, BYTES_A_ROW, BYTES_A_SCHOOL_SEEN = 40, 120, 40
SEEN, TRACKS, OUTCOMES = 20, 8, 8
"""Schools seen from a home, kinds of track, and outcomes, as a rule."""
BY = ["scenario", "replicate", "year"]


def simulate(
    world: World,
    scenarios: Sequence[Scenario],
    *,
    group: str | None = None,
    measures: Measures = ("D", "H"),
    focal: Any = None,
    choice: Choice | None = None,
    admission: Enrolment | Mechanism | str | None = None,
    year: int | None = None,
    years: int = 1,
    replicates: int = 20,
    update: str = "cohort",
    share: float | None = None,
    moving: float = 0.0,
    feedback: bool = True,
    by_group: bool = False,
    closing_norm: int | None = None,
    backtest: Any = None,
    store: str | os.PathLike[str] | None = None,
    rng: Any = None,
    progress: bool = True,
) -> Simulation:
    """
    Simulate years of school choice, in a baseline and in scenarios.

    Every year pupils who have been at school long enough leave, a cohort comes, its families choose among the schools
    that they know, and places are given out. What the scenarios change is told beside a baseline in which nothing is
    changed, with the same draws.

    Parameters
    ----------
    world : World
        Pupils with homes and schools on the map, and study years. The cohorts of the world's years come again in turn,
        oldest first, at most eight of them: the same homes, traits and families. A brother or sister who came before
        them counts where he or she was seen.
    scenarios : sequence of Scenario
        What is changed; none is the baseline alone. A name is used once.
    group : str, optional
        A trait of pupils, as in :meth:`World.roll`; ``migration_background`` without it. Pupils without a value are
        counted among all, and choose by the plain mean of the numbers of all groups. A trait of the home area says how
        schools mix areas, not how parents choose; a note says so.
    measures, focal
        As in :func:`measure`; no measures of pairs of groups.
    choice : Choice, optional
        How families choose. Without it as fitted to where pupils go (a conditional logit of distance, denomination and
        a pull of every school, by group), in which the company at school plays no part.
    admission : Enrolment, Mechanism or str, optional
        How places are given out; without it :class:`Enrolment` (queues). Where places are not known, and none are
        given, schools take all.
    year : int, optional
        The school year to begin with, by the year it starts in; the latest without it.
    years : int
        School years after it, 1 to 100.
    replicates : int
        Draws, 1 to 100,000. Replicate ``k`` is the same whatever their number.
    update : {"cohort", "synchronous", "fraction", "sequential"}
        Who chooses beside the cohort: nobody; everyone at once; everyone in a random order, a ``share`` of all
        pupils at a time, each seeing what those before chose; everyone one by one (Schelling 1971). With
        ``"fraction"`` and ``"sequential"`` a school takes whom it has places for.
    share : float, optional
        Only for ``update="fraction"``: above 0, at most 1.
    moving : float
        Share of families that move within their municipality in a year, 0 to 1: they change homes with each other,
        and look for another school where theirs is none of those that they consider from there.
    feedback : bool
        Whether families see who was at school in the year before, or who was in the year that the simulation begins
        with: the equilibrium effect, or the partial effect with composition frozen.
    by_group : bool
        Whether to tell of every group (``focal``) what the year brought to it, whom it meets, and how many of it are
        among themselves.
    closing_norm : int, optional
        Pupils below which a school would be closed (*opheffingsnorm*; that of a municipality is not known here): with
        it ``schools`` tells how many have pupils, and ``schools_below_norm`` how many fewer than that, by the
        municipality of the school. None is closed by it.
    backtest : frame, optional
        What :func:`backtest` gives: effects for municipalities in which the model fails are withheld.
    store : str or path, optional
        A folder in which batches of replicates are kept: what was broken off goes on where it was when it is asked for
        again, with the same ``rng``. One that is empty, not there yet, or that of the same simulation.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.
    progress : bool
        Whether to show how far it has come.

    Returns
    -------
    Simulation
        ``.table`` and ``.effects``: outcomes are the measures, over the schools that pupils of a municipality (by
        their home) attend, and of those who chose in the year ``first_choice_share, top_three_share, nearest_share,
        unplaced_share`` (0 to 1) and ``mean_distance`` (kilometres); with ``by_group`` also of each group. By group
        alone ``encounter_hours``: the share of a pupil's time with schoolmates of other groups, and
        ``concentrated_share``: of pupils in schools of which their group makes up more than half.

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``BadSeed``, ``DuplicateKey`` (a name used twice), ``NoPlaces`` (nobody is on the map),
        ``NoStudyYears``; those of a choice or an admission for this world.
        With ``store``: ``OtherSimulation``, and ``MissingOption`` where there is no ``rng``.
    FileError
        As :class:`schoolmix.kept.Kept`.
    InputTypeError
        Something else than a world, scenarios, a choice.
    KeyboardInterrupt
        On Ctrl-C, within a year of one replicate.

    References
    ----------
    Choice by utility: McFadden (1974). Common random numbers: Philox (Salmon et al. 2011), by pupil, year and school.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> nearest = sm.Choice(sm.Part("distance"), rule="best")
    >>> run = sm.simulate(world, [sm.Scenario("nearest", choice=nearest)], years=2, replicates=2, rng=1)
    >>> national = run.effects[run.effects["municipality"].isna() & (run.effects["outcome"] == "mean_distance")]
    >>> bool((national["estimate"] < 0).all())
    True
    """
    group = GROUP if group is None else group
    checked(world, group)
    named = _scenarios(scenarios)
    check_choice(choice)
    moving = check_share("moving", moving)
    norm = None if closing_norm is None else check_count("closing_norm", closing_norm, 1, LARGEST)
    more = _More(check_truth("by_group", by_group), norm)
    years = check_count("years", years, 1, MOST_YEARS)
    replicates = check_count("replicates", replicates, 1, MOST_REPLICATES)
    seed = seed_of(rng)
    year = int(year) if isinstance(year, np.integer) else year
    parts = [part for one in named for part in one.parts()]
    base = BaseYear.of(world, group, year_of(world, year), moving=moving, instruments=parts)
    _check_memory(base, 1 + len(named), years, replicates)
    enrolment = enrolment_of(admission)
    course = Course(update, share, moving, check_truth("feedback", feedback), years, seed)
    plans = [base.plan(choice, enrolment, course)]
    for number, one in enumerate(named):
        with located(f"scenario '{one.name}'", "scenarios", number):
            plans.append(
                base.plan(one.choice or choice, enrolment_of(one.admission or enrolment), course, one.instruments)
            )
    if update == "cohort":
        _check_cohorts(base)
    question = Question(world, group, measures, focal)
    kept = None
    if store is not None:
        _check_seed(rng)
        asked = {
            "world": known_by(world),
            "scenarios": [one.to_dict() for one in named],
            "choice": None if choice is None else choice.to_dict(),
            "admission": enrolment.to_dict(),
            "question": [group, [str(one) for one in listed(measures)], focal],
            "course": asdict(course),
            "more": list(more),
            "year": year_of(world, year),
        }
        kept = Kept(store, asked)
    with shown("simulate", unit="year", wanted=progress) as report:
        drawn = _drawn(question, base, plans, (years, replicates, seed), report, more=more, kept=kept)
    names = [BASELINE, *(one.name for one in named)]
    table = finished(summarised(drawn, names, beside=False), base, seed)
    differences = summarised(drawn, names, beside=True)
    effects = finished(differences, base, seed)
    first = (world.years[-1] if year is None else year) + 1
    if backtest is not None:
        effects = withheld(effects, backtest)
    draws = silenced(national(drawn, names), effects[effects["municipality_code"].isna()])
    signs = differences["same_sign"].reset_index(drop=True).where(effects["estimate"].notna())
    return Simulation(
        table,
        effects,
        tuple(named),
        _notes(base, choice),
        replicates,
        seed,
        base,
        plans,
        range(first, first + years),
        signs,
        draws,
        local(drawn),
    )


def _check_seed(rng: Any) -> None:
    if rng is None:
        raise InputError(
            "a simulation that is kept needs a seed: without one it could not go on",
            kind="MissingOption",
            column="rng",
            remedy="Give rng=, such as rng=1.",
        )


def _scenarios(given: Any) -> list[Scenario]:
    if isinstance(given, (Scenario, str)) or not isinstance(given, Sequence):
        raise _no_scenarios(given)
    wrong = next((one for one in given if not isinstance(one, Scenario)), None)
    if wrong is not None:
        raise _no_scenarios(wrong)
    check_names(given)
    return list(given)


def _no_scenarios(given: Any) -> InputTypeError:
    return InputTypeError(
        f"scenarios are a sequence of Scenario, not {type(given).__name__}",
        kind="WrongType",
        column="scenarios",
        remedy='Give for example [Scenario("nothing")], or [] for the baseline alone.',
    )


def _check_cohorts(base: BaseYear) -> None:
    _, cohorts, _ = base.core.known
    if not cohorts or not all(cohorts):
        empty = f"in {cohorts.count(0)} of the {len(cohorts)} years whose cohorts would come again nobody came"
        raise InputError(
            empty if cohorts else "study years are not known, so that nobody can come or leave",
            kind="NoStudyYears",
            column="update",
            remedy="Give study_year in World.from_pupils(..., mapping=), or let everyone choose: update='synchronous'.",
        )


def _check_memory(base: BaseYear, plans: int, years: int, replicates: int) -> None:
    """Refuse more than there is room for: what each thread holds, and the outcomes that are measured in one go."""
    pupils, cohorts, _ = base.core.known
    towns, schools = max(1, len(codes(base.world))), len(base.world.schools)
    held = (os.cpu_count() or 1) * (BYTES_A_PUPIL * (pupils + sum(cohorts)) + 4 * towns * schools)
    told = BYTES_A_ROW * max(ROWS, 2 * years * plans * min(pupils, PAIRS))
    kinds = len(base.groups) * (1 if base.world.sector == "po" else TRACKS)
    told += plans * BYTES_A_SCHOOL_SEEN * SEEN * len(base.world.homes) * kinds
    told += BYTES_A_ROW * OUTCOMES * plans * years * replicates * (1 + towns)
    what = f"{plans} scenarios of {years} years, {replicates} times,"
    memory.check(held + told, what, "Simulate fewer years, scenarios or replicates in one go.")


class _More(NamedTuple):
    """What is told beside measures and what the year brought to all: of groups, and of schools below a norm."""

    by_group: bool
    norm: int | None


def _drawn(
    question: Question,
    base: BaseYear,
    plans: list[_core.Plan],
    how_many: tuple[int, int, int],
    report: Told,
    *,
    more: _More,
    kept: Kept | None,
) -> pd.DataFrame:
    """Return every outcome of every year, replicate and scenario; those that are kept are not drawn again."""
    years, replicates, seed = how_many
    pupils, _, _ = base.core.known
    rows = min(pupils, PAIRS) * years * len(plans)
    at_once = min(max(2, ROWS // rows), replicates)
    if kept is not None:
        at_once = min(KEPT_AT_ONCE, replicates)
    steps = years * len(plans)
    found = []
    for first in range(0, replicates, at_once):
        last = min(first + at_once, replicates)
        before = None if kept is None else kept.get(first, last)
        if before is not None:
            found.append(before)
            report(last * steps, replicates * steps)
            continue

        def told(done: int, _: int | None, so_far: int = first) -> None:
            report(so_far * steps + done, replicates * steps)

        cells, figures, met, schools, _ = base.core.run(
            plans,
            span={
                "years": years,
                "first": first,
                "last": last,
                "seed": seed,
                "log": False,
                "by_group": more.by_group,
                "norm": more.norm,
            },
            report=told,
        )
        tables = [_long(question, figures, FIGURES, by_group=more.by_group)]
        if more.by_group:
            tables.append(_long(question, met, MET, by_group=True))
        if more.norm is not None:
            tables.append(_long(question, schools, SCHOOLS, by_group=False))
        found.append(pd.concat([_measured(question, pa.table(cells)), *tables], ignore_index=True))
        if kept is not None:
            kept.put(first, last, found[-1])
    drawn = pd.concat(found, ignore_index=True).astype({"focal": object})
    return drawn.assign(focal=drawn["focal"].where(drawn["focal"].notna(), None))


def _measured(question: Question, cells: pa.Table) -> pd.DataFrame:
    """Return the measures of all pupils, and of those of every municipality where these are known."""
    tables = [question.values(cells, BY).assign(town=ALL)]
    if codes(question.world):
        tables.append(question.values(cells, [*BY, "town"]))
    return pd.concat(tables, ignore_index=True).rename(columns={"measure": "outcome"}).drop(columns="pupils")


def _long(question: Question, wide: Any, outcomes: list[str], *, by_group: bool) -> pd.DataFrame:
    """Return what the year brought, a row an outcome; of nobody nothing is known."""
    table = frames.to_pandas(wide)
    table = table if "group" in table else table.assign(group=None)
    if not codes(question.world):
        table = table[table["town"].isna()]
    if not by_group:
        table = table[table["group"].isna()]
    count = len(table)
    values = np.concatenate([table[outcome].to_numpy(float) for outcome in outcomes])
    keys = {name: np.tile(table[name].to_numpy(), len(outcomes)) for name in BY}
    town = np.tile(table["town"].fillna(ALL).to_numpy(np.int64), len(outcomes))
    focal = np.tile(table["group"].astype(object).where(table["group"].notna(), None).to_numpy(), len(outcomes))
    note = np.where(np.isnan(values), "nobody chose", "")
    outcome = np.repeat(np.array(outcomes, dtype=object), count)
    return pd.DataFrame({**keys, "town": town, "outcome": outcome, "focal": focal, "estimate": values, "note": note})


def _notes(base: BaseYear, choice: Choice | None) -> list[str]:
    _, cohorts, repeats = base.core.known
    has_places, has_towns = base.core.has
    without = f"without a value of {base.group} left out"
    notes = [*base.world.notes, *(note.replace(without, f"{without} of the measures") for note in base.core.notes)]
    if any(name == base.group and is_area for name, _, _, is_area in base.world._core.traits()):  # noqa: SLF001 - the verbs are friends of the noun
        notes.append(f"{base.group} is a trait of the home area: how schools mix areas, not how parents choose")
    if cohorts:
        notes.append(f"{len(cohorts)} cohorts come again in turn; {repeats:.1%} of pupils do a study year again")
    if choice is None:
        notes.append("choice as fitted to where pupils go: the company at school plays no part in it")
    if not has_places:
        notes.append("places are not known: schools take all, unless an intake is given")
    if not has_towns:
        notes.append("municipalities of homes are not known: all pupils together only")
    return notes
