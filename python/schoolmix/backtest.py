"""What a model of school choice says of municipalities and years that it has not seen, beside what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from schoolmix import door, frames
from schoolmix.errors import ColumnError, InputError
from schoolmix.flow_tastes import Asked, of_flows
from schoolmix.flows import AREA, MEAN, UNIT, Flows, taken
from schoolmix.hindcast import BANDS, MODEL, OBSERVED, TARGETS, figures, indexed, scored
from schoolmix.past import Past, of_world
from schoolmix.progress import shown
from schoolmix.reach import TOWN, Ground, Reach, ground, within
from schoolmix.world import World

BASELINES = ("nearest", "gravity")
HELD = ("municipality", "year")
GRAVITY: Mapping[str, Any] = {"terms": ("distance",), "offset": "log_size"}
"""Size times an exponential of the distance: a logit with the logarithm of the size as it is."""


def backtest(
    world: Any,
    *,
    schools: Any = None,
    homes: Any = None,
    hold_out: str = "municipality",
    targets: str | Sequence[str] = TARGETS,
    folds: int = 5,
    band: Mapping[str, float] | None = None,
    baselines: str | Sequence[str] = BASELINES,
    terms: str | Sequence[str] | None = None,
    balance: bool = False,
    group: str | None = None,
    unit: str = "site",
    area: str = "home_pc4",
    count: str = "pupils",
    site_area: str = "site_pc4",
    totals: Any = None,
    law: str = "poisson",
    alternatives: int = 30,
) -> Any:
    """
    Return the scorecard of a model of school choice: what it says of flows that it has not seen, beside what is seen.

    Tastes are estimated without the municipalities (or the year) held out, and tell where the pupils who live there go
    to school. Nothing of the flows held out is used: only how many pupils live in each home area and go to a school in
    reach, and what ``schools`` tells, their ``size`` among it; the baselines use the same.

    Parameters
    ----------
    world : World or frame
        A world, or flows of pupils per site and home area, as in :func:`schoolmix.estimate`.
    schools, homes : frame
        Of flows: as in :func:`schoolmix.estimate`, both with ``municipality_code``, and schools with ``size``: for a
        fair test of sizes those of the year before. Homes may have ``year`` apart; of a world they are its own.
    hold_out : {"municipality", "year"}
        What is held out: every municipality of the home once, in ``folds`` parts; or the latest year, of which the
        year before tells. Flows have then a column ``year``; of a world the pupils are those in their first year of
        study, where that is known, and schools are as large as the year before.
    targets : str or sequence of str
        ``"flows"``: share of pupils at another school than predicted (half the sum of absolute differences over that
        of pupils; 0 is perfect). ``"sizes"``: mean error of school sizes, relative, weighted by size (by the
        municipality of the school). ``"distance"``: mean, kilometres. ``"nearest"``: share of pupils at the nearest
        school. ``"index"``: D of ``group`` over schools (by the municipality of the school).
    folds : int
        Parts in which municipalities are held out: in the order of their codes, in turn.
    band : mapping of str to float, optional
        How far off a target may be, at most: by default .25 of the pupils for flows, .25 for sizes, .25 km, .10 for
        nearest, .05 for the index; None for a target leaves it without a judgement.
    baselines : str or sequence of str
        ``"nearest"``: all attend the nearest school. ``"gravity"``: size times exp(-beta distance), beta estimated on
        the same parts.
    terms : str or sequence of str, optional
        As in :func:`schoolmix.estimate`.
    balance : bool
        Give every school, in the model and in gravity, the pull with which it has its ``size``. Sizes are then given,
        not predicted.
    group : str, optional
        Of a world: the trait of pupils for the index; not one of their home area.
    unit, area, count, site_area, totals, law, alternatives
        As in :func:`schoolmix.estimate`.

    Returns
    -------
    frame
        A row a target and municipality, first a null ``municipality_code`` for all: ``target, municipality_code,
        observed, predicted, baseline`` (that of the baseline that is least off), ``error`` (predicted less observed),
        ``off`` (its absolute value; of all municipalities the mean of theirs, weighted by pupils, so that errors do not
        make up for each other), ``band, passed`` (``off`` within the band; null where there is no figure or no band),
        a column and an ``_off`` for each baseline, ``pupils`` (in reach), ``sites``, ``note`` (why a band is not held,
        what was left out and assumed).

    Raises
    ------
    InputError
        Kinds ``BadOption``, ``MissingColumn`` (no ``municipality_code``), ``EmptyInput``, ``AreaTrait``, and those of
        :func:`schoolmix.estimate`.

    References
    ----------
    Wilson 1971, Environment and Planning 3:1 (gravity models and their balance).

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.02, seed=1)
    >>> table = sm.backtest(world, targets=["flows", "distance"], folds=2, terms=["distance", "log_size"])
    >>> table[table["municipality_code"].isna()]["target"].tolist()
    ['flows', 'distance']
    """
    plan = _Plan.read(hold_out, targets, folds, band, baselines, balance=balance, group=group)
    asked = Asked.read(terms, None, unit=unit, area=area, site_area=site_area, alternatives=alternatives, pulls=False)
    if isinstance(world, World):
        if schools is not None or homes is not None:
            raise _bad("schools", "a world has its own schools and homes", "Leave schools and homes out.")
        past, asked = of_world(world, hold_out, group), replace(asked, unit="site", area="home_area")
    else:
        _check_frames(schools, homes, plan)
        also = ["year"] if plan.hold_out == "year" else []
        found = taken(world, unit=asked.unit, area=asked.area, count=count, also=also, totals=totals, law=law)
        past = _dated(Past(found, None, schools, homes, None), plan)
    table = _table(past, asked, plan)
    return frames.restore(pd.DataFrame() if isinstance(world, World) else world)(
        pa.Table.from_pandas(table, preserve_index=False)
    )


@dataclass(frozen=True)
class _Plan:
    """What is held out, and what is compared."""

    hold_out: str
    targets: list[str]
    folds: int
    bands: dict[str, float]
    baselines: list[str]
    balance: bool
    group: str | None

    @classmethod
    def read(
        cls, hold_out: Any, targets: Any, folds: Any, band: Any, baselines: Any, *, balance: Any, group: Any
    ) -> _Plan:
        listed = door.some(targets, "targets")
        ways = frames.columns(baselines, "baselines")
        given = {} if band is None else dict(band) if isinstance(band, Mapping) else {"band": band}
        is_count = isinstance(folds, int | np.integer) and not isinstance(folds, bool) and folds > 1
        for is_wrong, option, allowed in (
            (hold_out not in HELD, "hold_out", ", ".join(map(repr, HELD))),
            (not set(listed) <= set(TARGETS), "targets", ", ".join(map(repr, TARGETS))),
            (not is_count, "folds", "a whole number of 2 or more"),
            (not set(ways) <= set(BASELINES), "baselines", ", ".join(map(repr, BASELINES))),
            (not isinstance(balance, bool), "balance", "True or False"),
            (not (group is None or isinstance(group, str)), "group", "the name of a trait"),
            (
                not all(key in TARGETS and (x is None or (door.finite(x) and x >= 0)) for key, x in given.items()),
                "band",
                "a mapping of targets to numbers of 0 or more",
            ),
        ):
            if is_wrong:
                raise _bad(option, f"{option} has a value without meaning", f"Allowed: {allowed}.")
        bands = {name: float(x) for name, x in {**BANDS, **given}.items() if x is not None}
        return cls(hold_out, list(dict.fromkeys(listed)), int(folds), bands, list(dict.fromkeys(ways)), balance, group)


def _check_frames(schools: Any, homes: Any, plan: _Plan) -> None:
    for name, frame in (("schools", schools), ("homes", homes)):
        if frame is None:
            remedy = "Give schools and homes beside flows."
            raise InputError(f"'{name}' is not given", kind="MissingOption", column=name, remedy=remedy)
    if plan.group is not None:
        raise _bad("group", "flows have no trait of pupils", "Give a World, or leave group out.")


def _dated(past: Past, plan: _Plan) -> Past:
    """Return flows of the latest year, and those of the year before, where a year is held out."""
    if plan.hold_out == "municipality":
        return past
    cells = past.flows.cells
    years = sorted(cells["year"].dropna().unique())
    if len(years) <= 1:
        raise InputError(
            "flows have no two years", kind="EmptyInput", column="year", remedy="Give flows of two years or more."
        )
    before, last = (replace(past.flows, cells=cells[cells["year"] == year]) for year in years[-2:])
    return replace(past, flows=last, before=before)


def _table(past: Past, asked: Asked, plan: _Plan) -> pd.DataFrame:
    named = [*asked.named(), TOWN, "size"]
    where = ground(past.homes, past.schools, area=asked.area, unit=asked.unit, site_area=asked.site_area, wanted=named)
    for frame, what in ((where.homes, "homes"), (where.sites, "schools")):
        _check_towns(frame, what)
    where, notes = _covered(where, past.flows)
    reach = within(where, asked.alternatives)
    flows, seen = _seen(past.flows, reach)
    lacking = asked.known(reach)[1]
    if lacking:
        notes.append(f"terms not known of these frames, and left out: {', '.join(lacking)}")
    notes += [*seen, *past.notes, *([past.flows.words] if past.flows.words else [])]
    towns = sorted({*where.homes[TOWN].dropna()})
    for way, told in _told(past, reach, flows, asked, plan):
        flows[way] = told
    ways = [OBSERVED, MODEL, *plan.baselines]
    town = pd.Index(towns)
    flows["home_group"] = town.get_indexer(where.homes[TOWN])[reach.home]
    flows["site_group"] = town.get_indexer(where.sites[TOWN])[reach.site]
    plain = [target for target in plan.targets if target != "index"]
    found = figures(flows, ways, plain, len(towns))
    if "index" in plan.targets:
        found = pd.concat([found, indexed(flows, ways, past.traits, reach, len(towns))], ignore_index=True)
    return _finished(scored(found, plan.baselines, plan.bands), flows, towns, plan, notes)


def _check_towns(frame: pd.DataFrame, what: str) -> None:
    if TOWN not in frame:
        raise ColumnError(
            f"{what} have no column '{TOWN}'",
            kind="MissingColumn",
            column=TOWN,
            remedy="Join the code of the municipality to homes and to schools.",
        )


def _covered(where: Ground, flows: Flows) -> tuple[Ground, list[str]]:
    """Return the homes in municipalities of which the flows have schools: of others pupils go elsewhere too."""
    attended = set(flows.cells.loc[flows.cells[MEAN] > 0, UNIT])
    sites = where.sites[where.sites.index.isin(attended)]
    homes = where.homes[where.homes[TOWN].isin(set(sites[TOWN].dropna())) & where.homes.index.isin(flows.cells[AREA])]
    notes = list(where.notes)
    if len(sites) < len(where.sites):
        notes.append(
            f"{len(where.sites) - len(sites)} of {len(where.sites)} schools without pupils in the flows left out"
        )
    lost = flows.cells.loc[flows.cells[AREA].isin(where.homes.index.difference(homes.index)), MEAN].sum()
    if lost:
        share = lost / flows.cells[MEAN].sum()
        notes.append(f"{share:.2%} of pupils live in municipalities without schools in the flows and are left out")
    if homes.empty:
        raise InputError(
            "no home area lies in a municipality with a school of the flows",
            kind="EmptyInput",
            column=TOWN,
            remedy="Write codes of municipalities in the same way in homes and schools.",
        )
    return Ground(homes, sites, where.site_area, where.notes), notes


def _seen(flows: Flows, reach: Reach) -> tuple[pd.DataFrame, list[str]]:
    """Return what is seen between homes and schools in reach."""
    cells = flows.cells
    home = reach.ground.homes.index.get_indexer(pd.Index(cells[AREA].to_numpy(object)))
    site = reach.ground.sites.index.get_indexer(pd.Index(cells[UNIT].to_numpy(object)))
    rows, pupils = reach.rows(home, site), cells[MEAN].to_numpy(float)
    seen = np.bincount(rows[rows >= 0], pupils[rows >= 0], len(reach.home))
    beyond = pupils[(home >= 0) & (rows < 0)].sum() / pupils[home >= 0].sum()
    notes = [f"{beyond:.2%} of pupils attend no school in reach and are left out"] if beyond else []
    about = {"home": reach.home, "site": reach.site, "distance": reach.distance, "rank": reach.rank}
    return pd.DataFrame({**about, OBSERVED: seen}), notes


def _told(
    past: Past, reach: Reach, flows: pd.DataFrame, asked: Asked, plan: _Plan
) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    """Tell pupils in reach by every baseline and by the model."""
    pupils = np.bincount(flows["home"], flows[OBSERVED], len(reach.ground.homes))
    if "nearest" in plan.baselines:
        yield "nearest", pupils[reach.home] * (reach.rank == 1)
    models = {MODEL: asked}
    if "gravity" in plan.baselines:
        models["gravity"] = replace(asked, **GRAVITY)
    homes = reach.ground.homes.assign(pupils=pupils).rename_axis(asked.area)
    sites = reach.ground.sites.rename_axis(asked.unit).reset_index()
    parts = list(_parts(past, reach, plan))
    with shown("backtest", unit="fit") as report:
        for number, (way, model) in enumerate(models.items()):
            told = np.zeros(len(flows))
            for place, (known, held) in enumerate(parts):
                found = of_flows(known, sites, homes.reset_index(), model)
                # Pulls answer to all homes together, of which those held out are then taken.
                asking = np.ones_like(held) if plan.balance else held
                expected = found.predict(sites, homes[asking].reset_index(), balance=plan.balance)["pupils"]
                told[held[reach.home]] = expected.to_numpy(float)[held[reach.home[asking[reach.home]]]]
                report(number * len(parts) + place + 1, len(models) * len(parts))
            yield way, told


def _parts(past: Past, reach: Reach, plan: _Plan) -> Iterator[tuple[Flows, npt.NDArray[np.bool_]]]:
    """Return flows to learn from, and the homes of which they tell nothing."""
    homes = reach.ground.homes
    if past.before is not None:
        yield past.before, np.ones(len(homes), dtype=bool)
        return
    towns = sorted(homes[TOWN].unique())
    folds = min(plan.folds, len(towns))
    if folds <= 1:
        raise InputError(
            "there is one municipality", kind="EmptyInput", column=TOWN, remedy="Give flows of two or more."
        )
    fold = homes[TOWN].map({town: place % folds for place, town in enumerate(towns)}).to_numpy()
    for number in range(folds):
        held = fold == number
        known = past.flows.cells[AREA].isin(homes.index[~held])
        yield replace(past.flows, cells=past.flows.cells[known]), held


def _finished(
    table: pd.DataFrame, flows: pd.DataFrame, towns: list[str], plan: _Plan, notes: list[str]
) -> pd.DataFrame:
    order = {target: place for place, target in enumerate(plan.targets)}
    table = table.assign(place=table["target"].map(order)).sort_values(["group", "place"], ignore_index=True)
    names = np.array([*towns, None], dtype=object)
    table["municipality_code"] = pd.Series(names[table["group"]], dtype=object)
    pupils, sites = (_counted(flows, key, len(towns)) for key in ("pupils", "sites"))
    table["pupils"], table["sites"] = pupils[table["group"]], sites[table["group"]].astype(np.int64)
    if plan.balance:
        table.loc[table["target"] == "sizes", "note"] += "; sizes are given, not predicted"
    if plan.group is None:
        table.loc[table["target"] == "index", "note"] = "no trait of pupils is given"
    whole = table["group"] < 0
    table.loc[whole, "note"] = ["; ".join(filter(None, [note, *notes])) for note in table.loc[whole, "note"]]
    table["note"] = table["note"].str.removeprefix("; ")
    columns = ["target", "municipality_code", OBSERVED, MODEL, "baseline", "error", "off", "band", "passed"]
    return table[[*columns, *plan.baselines, *(f"{way}_off" for way in plan.baselines), "pupils", "sites", "note"]]


def _counted(flows: pd.DataFrame, what: str, length: int) -> npt.NDArray[np.float64]:
    """Return pupils or sites by municipality, those of all last."""
    if what == "pupils":
        known = flows[flows["home_group"] >= 0]
        parts = np.bincount(known["home_group"], known[OBSERVED], length)
        return np.append(parts, flows[OBSERVED].sum())
    sites = flows.drop_duplicates("site")
    known = sites[sites["site_group"] >= 0]
    return np.append(np.bincount(known["site_group"], minlength=length), len(sites))


def _bad(column: str, message: str, remedy: str) -> InputError:
    return InputError(message, kind="BadOption", column=column, remedy=remedy)
