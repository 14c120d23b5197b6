"""Who sits with whom in secondary education: first classes, transitions, and segregation between and within sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import _core, frames
from schoolmix.base_year import check_count
from schoolmix.counterfactual import checked, codes, year_of
from schoolmix.errors import InputError, InputTypeError
from schoolmix.first_classes import FirstClasses
from schoolmix.policy import HeterogeneousFirstClasses
from schoolmix.policy.positions import Positions
from schoolmix.progress import shown
from schoolmix.registered import LEVELS
from schoolmix.scenario import BASELINE, Scenario, check_names
from schoolmix.seeds import seed_of
from schoolmix.simulation import summarised
from schoolmix.track_simulation import TrackSimulation
from schoolmix.transitions import Transitions
from schoolmix.world import World

GROUP = "migration_background"
MOST_YEARS, MOST_REPLICATES, MOST_PUPILS = 6, 100_000, 1_000
MEASURES = ("D", "H", "M")
KEYS = ["study_year", "level", "outcome", "track", "group"]
BY = ["scenario", "replicate", "study_year"]
UNDEFINED = "all pupils are of one group"


def tracks(
    world: World,
    scenarios: Sequence[Scenario] = (),
    *,
    group: str | None = None,
    measures: str | Sequence[str] = ("D", "H"),
    classes: FirstClasses | None = None,
    transitions: Transitions | None = None,
    placement: Any = None,
    class_size: int = 25,
    study_years: int = 3,
    year: int | None = None,
    replicates: int = 20,
    rng: Any = None,
    progress: bool = True,
) -> TrackSimulation:
    """
    Follow those who enter secondary education through first classes and tracks, in a baseline and in scenarios.

    Pupils enter at the site that they chose, at the level of their advice (of a double advice either, as likely; where
    the site does not offer it the nearest to it that it offers). In first classes several levels may sit together;
    after them everyone sits with one level. At the end of a study year pupils repeat it, or go on a level higher, lower
    or the same; who goes on at a level that the site does not offer goes to the nearest site that does. Beside them
    sit the repeaters of the cohort before, which is taken to have been like this one.

    Mixed first classes do not change where a pupil ends: by default their effect is on who sits with whom while they
    last (the class effect). What they would change of the tracks thereafter (the track effect) is an assumption that
    ``placement`` makes explicit.

    Parameters
    ----------
    world : World
        Of secondary education (``sector="vo"``), with ``study_year`` and ``advice`` of pupils.
    scenarios : sequence of Scenario
        What is changed, by :class:`schoolmix.policy.HeterogeneousFirstClasses` alone; none is the baseline alone.
    group : str, optional
        A trait of pupils, as in :meth:`World.roll`; ``migration_background`` without it. Pupils without a value sit in
        classes, and are in no measure.
    measures : sequence of {"D", "H", "M"}
        Dissimilarity, Theil's H and mutual information, of all groups.
    classes : FirstClasses, optional
        First classes where no scenario changes them; without it :class:`FirstClasses` (as wide as in 2019).
    transitions : Transitions, optional
        Chances to repeat and to move; without it nobody does.
    placement : frame, optional
        Where first classes send pupils at their end: a row an ``advice``, ``width`` (levels of the class) and ``track``
        with ``share``, which add up to 1 over tracks; perhaps ``group`` (null: any). Without it, and for combinations
        that it leaves out, pupils are where they would be anyway.
    class_size : int
        Pupils in a class at most, 1 to 1,000; a programme of a site has as few classes as that allows, of sizes that
        differ by one at most.
    study_years : int
        Study years to follow, 1 to 6.
    year : int, optional
        School year in which they enter, by the year it starts in; the latest without it. Instruments that do not hold
        in it change nothing.
    replicates : int
        Draws, 1 to 100,000. Replicate ``k`` is the same whatever their number. The width of first classes where it is
        drawn, and which sites take part, are the same in all.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.
    progress : bool
        Whether to show how far it has come.

    Returns
    -------
    TrackSimulation
        ``.table`` and ``.effects`` by ``scenario`` and ``study_year``. Measures have as ``level``: ``"track"`` (between
        levels of the country together, also where several sit together), ``"site"``, ``"class"`` (between all classes),
        and of H and M the parts ``"within_site"`` (``class`` = ``site`` + ``within_site``), ``"programme_in_site"`` and
        ``"class_in_programme"`` (which add up to it). ``outcome="share"`` is the share of pupils of a ``group`` (null:
        of all) in a ``track``, ``outcome="mixed_share"`` that in classes of several levels.

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``BadSeed``, ``DuplicateKey`` (a name used twice), ``NoStudyYears``, ``NoAdvice``,
        ``UnknownCode`` (of an advice), ``UnmatchedKey`` (a group or municipality that the world lacks).
    InputTypeError
        Something else than a world, scenarios, first classes, transitions.
    KeyboardInterrupt
        On Ctrl-C, within a replicate of one scenario.

    References
    ----------
    Theil (1972), Statistical Decomposition Analysis: H between sites and within them. Subsidieregeling heterogene
    brugklassen, Staatscourant 2021, 42182.

    Examples
    --------
    >>> import schoolmix as sm
    >>> from schoolmix import policy
    >>> world = sm.World.synthetic("netherlands", sector="vo", scale=0.01, seed=1)
    >>> wide = sm.Scenario("wide", [policy.HeterogeneousFirstClasses(levels=5)])
    >>> run = sm.tracks(world, [wide], replicates=5, rng=1)
    >>> within = run.effects[(run.effects["level"] == "within_site") & (run.effects["outcome"] == "H")]
    >>> [bool(effect < 0) for effect in within["estimate"]]
    [True, False, False]
    """
    group = GROUP if group is None else group
    checked(world, group)
    named = _scenarios(scenarios)
    _check_kind("classes", classes, FirstClasses, "FirstClasses(2)")
    _check_kind("transitions", transitions, Transitions, 'Transitions({"havo": {"repeat": 0.08}})')
    asked = _measures(measures)
    counts = {
        "class_size": check_count("class_size", class_size, 1, MOST_PUPILS),
        "study_years": check_count("study_years", study_years, 1, MOST_YEARS),
    }
    replicates = check_count("replicates", replicates, 1, MOST_REPLICATES)
    seed = seed_of(rng)
    year = year_of(world, int(year) if isinstance(year, np.integer) else year)
    core = _core.Entrants(world._core, group=group, year=year)  # noqa: SLF001 - the verbs are friends of the noun
    labels = _labels(core)
    plain, notes = (classes or FirstClasses()).spelled(world.schools["site"].tolist())
    entering = world.years[-1] if year is None else year
    instruments, silent = _spelled(named, world, labels, entering)
    moves = (transitions or Transitions({})).spelled(labels)
    with shown("tracks", unit="replicate", wanted=progress) as report:
        values, pupils, taken = core.run(
            plain,
            [[], *instruments],
            moves | {"placement": _placement(placement, labels)},
            span={"measures": asked, "first": 0, "last": replicates, "seed": seed, **counts},
            report=report,
        )
    drawn = pd.concat([_values(values), _shares(pupils, core, labels)], ignore_index=True)
    names = [BASELINE, *(one.name for one in named)]
    table, effects = (_finished(summarised(drawn, names, beside=beside, about=KEYS), seed) for beside in (False, True))
    about = [*world.notes, *core.notes, *notes, *silent, *(transitions.notes if transitions else ())]
    if transitions is None:
        about.append("nobody repeats or moves: no transitions are given")
    if placement is None:
        about.append("first classes do not change where pupils end: no placement is given")
    return TrackSimulation(table, effects, _sites(taken, named, entering), tuple(named), about, replicates, seed)


def _scenarios(given: Any) -> list[Scenario]:
    if isinstance(given, Scenario | str) or not isinstance(given, Sequence):
        raise _no_kind("scenarios", given, "a sequence of Scenario", '[Scenario("nothing")]')
    for one in given:
        _check_kind("scenarios", one, Scenario, '[Scenario("nothing")]', optional=False)
        _check_instruments(one)
    check_names(given)
    return list(given)


def _check_instruments(scenario: Scenario) -> None:
    parts = scenario.parts()
    others = [type(part).__name__ for part in parts if not isinstance(part, HeterogeneousFirstClasses)]
    others += [name for name in ("choice", "admission") if getattr(scenario, name) is not None]
    if others:
        raise InputError(
            f"scenario '{scenario.name}' has {others[0]}, which is not about classes",
            kind="BadOption",
            column="scenarios",
            remedy="Give HeterogeneousFirstClasses only; simulate() is about choice, admission and the rest.",
        )


def _spelled(
    scenarios: Sequence[Scenario], world: World, labels: list[Any], year: int
) -> tuple[list[list[dict[str, Any]]], list[str]]:
    """Return the instruments of scenarios as the core takes them, those that do not hold without sites, and notes."""
    positions = _positions(world, labels)
    spelled, notes = [], []
    for scenario in scenarios:
        found = []
        for one in _parts(scenario):
            holds = (one.start or year) <= year <= (one.end or year)
            licences = one.licences(year, world.scale or 1.0) if holds else 0
            found.append(one.spelled(positions) | {"licences": licences})
            if not holds:
                notes.append(f"scenario '{scenario.name}': an instrument does not hold in {year} and changes nothing")
        spelled.append(found)
    return spelled, notes


def _parts(scenario: Scenario) -> list[HeterogeneousFirstClasses]:
    return [part for part in scenario.parts() if isinstance(part, HeterogeneousFirstClasses)]


def _positions(world: World, labels: list[Any]) -> Positions:
    known = codes(world)
    towns = {code: place for place, code in enumerate(known)}
    if known and "municipality" in world.schools:
        names = zip(world.schools["municipality"], world.schools["municipality_code"], strict=True)
        towns |= {name: towns[code] for name, code in names if isinstance(name, str) and code in towns}
    return Positions(labels, world.schools["site"].tolist(), world.homes["home_area"].tolist(), list(LEVELS), towns)


def _labels(core: _core.Entrants) -> list[Any]:
    """Return the groups that have pupils, in the order of the core."""
    labels = core.labels
    return [code if labels is None else labels[code] for code in core.groups]


def _measures(given: Any) -> list[str]:
    listed = [given] if isinstance(given, str) else list(given) if isinstance(given, Sequence) else []
    if not listed or any(one not in MEASURES for one in listed) or len(set(listed)) < len(listed):
        raise InputError(
            f"measures are {given!r}",
            kind="BadOption",
            column="measures",
            remedy=f"Allowed: {', '.join(map(repr, MEASURES))}, each once.",
        )
    return listed


def _placement(given: Any, labels: list[Any]) -> list[tuple[str, int | None, int, str, float]]:
    """Return rows of a placement as the core takes them."""
    if given is None:
        return []
    names = ["advice", "width", "track", "share"]
    table = frames.take(given, names)
    groups = frames.take(given, ["group"])["group"].to_pylist() if "group" in _columns(given) else [None] * len(table)
    rows: list[tuple[str, int | None, int, str, float]] = []
    for row, group in zip(table.to_pylist(), groups, strict=True):
        known = group is None or group in labels
        whole = row["width"] is not None and row["width"] in range(1, len(LEVELS))
        if not known or not whole or row["share"] is None or row["advice"] is None or row["track"] is None:
            raise InputError(
                "a row of placement has a group, width, share, advice or track without meaning",
                kind="BadOption",
                column="placement",
                row=len(rows),
                remedy="Give groups of this simulation, widths 1 to 5 and shares 0 to 1.",
            )
        place = None if group is None else labels.index(group)
        rows.append((row["advice"], place, int(row["width"]), row["track"], float(row["share"])))
    return rows


def _columns(given: Any) -> list[str]:
    frame = frames.collected(given)
    return list(frame.columns) if isinstance(frame, pd.DataFrame) else list(frame.column_names)


def _values(values: Any) -> pd.DataFrame:
    table = frames.to_pandas(values).assign(track=None, group=None)
    return table.assign(note=np.where(table["estimate"].isna(), UNDEFINED, ""))


def _shares(pupils: Any, core: _core.Entrants, labels: list[Any]) -> pd.DataFrame:
    """Return shares of tracks, and of pupils in classes of several levels: of all (null), and of every group."""
    table = frames.to_pandas(pupils)
    places = {code: place for place, code in enumerate(core.groups)}
    table["group"] = [places.get(code, len(labels)) for code in table["group"].astype(object)]
    whole = table.groupby(BY)["pupils"].sum()
    found = _parts_of(table, whole, None)
    for place, label in enumerate(labels):
        some = table[table["group"] == place]
        found += _parts_of(some, some.groupby(BY)["pupils"].sum().reindex(whole.index, fill_value=0), label)
    return pd.concat(found, ignore_index=True)


def _parts_of(table: pd.DataFrame, whole: pd.Series[int], group: Any) -> list[pd.DataFrame]:
    found = []
    for track in (*LEVELS, None):
        rows = table[table["width"] > 1] if track is None else table[table["track"] == track]
        share = rows.groupby(BY)["pupils"].sum().reindex(whole.index, fill_value=0) / whole
        outcome = "mixed_share" if track is None else "share"
        about = {"track": track, "group": group, "outcome": outcome, "level": "class" if track is None else "track"}
        found.append(share.rename("estimate").reset_index().assign(**about, note=""))
    return found


def _finished(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return rows with texts as texts, scenario by scenario."""
    table = rows.reset_index(drop=True).assign(seed=np.uint64(seed))
    for name in ("track", "group"):
        values = table[name].astype(object).where(table[name].notna(), None).tolist()
        is_text = all(value is None or isinstance(value, str) for value in values)
        table[name] = pa.array(values, pa.large_string()).to_pandas() if is_text else pd.array(values, dtype="Int64")
    return table[["scenario", *KEYS, "estimate", "low", "high", "note", "seed"]]


def _sites(taken: Any, scenarios: Sequence[Scenario], year: int) -> pd.DataFrame:
    """Return the sites that took part in every instrument, and what they got."""
    table = frames.to_pandas(taken)
    parts = [(one.name, part) for one in scenarios for part in _parts(one)]
    table["scenario"] = pa.array([name for name, _ in parts], pa.large_string()).to_pandas()
    paid = [
        sum(cost.euros for cost in part.costs(int(sites), year))
        for (_, part), sites in zip(parts, table["licensed"], strict=True)
    ]
    table["instrument"] = pa.array([type(part).__name__ for _, part in parts], pa.large_string()).to_pandas()
    return table.assign(euros=np.array(paid, dtype=np.float64))


def _check_kind(option: str, given: Any, kind: type, example: str, *, optional: bool = True) -> None:
    if not (isinstance(given, kind) or (optional and given is None)):
        raise _no_kind(option, given, f"{kind.__name__}{' or None' if optional else ''}", example)


def _no_kind(option: str, given: Any, wanted: str, example: str) -> InputTypeError:
    return InputTypeError(
        f"{option} takes {wanted}, not {type(given).__name__}",
        kind="WrongType",
        column=option,
        remedy=f"Give for example {example}.",
    )
