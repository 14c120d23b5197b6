"""Mechanisms side by side: what each would do with the same wishes, places and lots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix import priority as tiers
from schoolmix.admission import Admission
from schoolmix.admit import admit
from schoolmix.applications import Applications, applications
from schoolmix.errors import InputError
from schoolmix.figures import averaged
from schoolmix.measure import measure
from schoolmix.measures import Measure
from schoolmix.mechanism import Mechanism
from schoolmix.seeds import seed_of

ALL = (
    "deferred_acceptance",
    "immediate_acceptance",
    Mechanism("chinese_parallel", band=2),
    "top_trading_cycles",
    "serial_dictatorship",
    "efficiency_adjusted",
    "stable_improvement_cycles",
    "rank_minimising",
)
# What would come out without places, or without choice, and the figures that then have no meaning.
FREE, NEAREST = "free_choice", "nearest_school"
OF_PLACES = ["empty_places", "blocking_pairs", "justified_envy", "waste", "improving_cycles"]
OF_LISTS = ["first_choice", "top_3", "top_5", "mean_rank", "unplaced", "no_list"]
MEANINGLESS = {FREE: OF_PLACES, NEAREST: OF_PLACES + OF_LISTS}


def mechanisms(
    wishes: Any,
    schools: Any,
    mechanisms: str | Mechanism | Sequence[str | Mechanism] | Mapping[str, Mapping[str, Any]] = ALL,
    *,
    pupils: Any = None,
    by: str | Sequence[str] = (),
    group: str | Sequence[str] = (),
    measures: str | Measure | Sequence[str | Measure] = ("D", "H"),
    focal: Any = None,
    lotteries: int = 20,
    rng: Any = None,
    **options: Any,
) -> Any:
    """
    Compare mechanisms on the same wishes, with the same lots.

    Parameters
    ----------
    wishes, schools, pupils
        As in :func:`schoolmix.admit`.
    mechanisms : sequence of str or Mechanism, or mapping
        Which; or a mapping of names to options of :func:`schoolmix.admit`, such as
        ``{"DA-MTB": {"mechanism": "DA", "ties": "multiple"}, "2024": sm.Preset("amsterdam_vo_2024")}``. The first is
        what the others are compared to.
    by : str or sequence of str
        Columns of pupils whose groups are told apart.
    group : str or sequence of str
        Columns of pupils whose segregation over schools is measured; none without it.
    measures, focal
        As in :func:`schoolmix.measure`.
    lotteries : int
        How often lots are drawn; the numbers are the same under every mechanism.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        As in :func:`schoolmix.admit`.
    **options
        Further options of :func:`schoolmix.admit` that hold for all, such as ``priorities``.

    Returns
    -------
    frame
        ``mechanism, <by...>, outcome, estimate, se, low, high, difference, difference_se, seed``: figures as in
        :meth:`Admission.summary`, and measures by their labels (for all pupils), as means over lotteries.
        ``difference`` is that to the first mechanism, with the standard error of its mean over common lotteries.
        Two mechanisms more stand at the end: ``"free_choice"``, all pupils at their first choice however full, and,
        where ``x, y`` of all pupils and schools are known, ``"nearest_school"``, all who have a list at the nearest
        school (of the frame of schools, whichever that is); without figures that then have no meaning.

    Raises
    ------
    InputError, ColumnError, InputTypeError, LimitError
        As :func:`schoolmix.admit` and :func:`schoolmix.measure`.

    Notes
    -----
    Without priorities, one lottery number a pupil orders all schools alike: deferred acceptance, top trading cycles,
    serial dictatorship, efficiency adjustment and improvement cycles then place everyone alike.

    References
    ----------
    de Haan, Gautier, Oosterbeek & van der Klaauw 2023, Journal of Political Economy 131(2), compare mechanisms on the
    wishes of Amsterdam; wishes handed in under one mechanism may be others than under another.

    Examples
    --------
    >>> import schoolmix as sm
    >>> wishes = {1: ["a", "b"], 2: ["a"], 3: ["b", "a"]}
    >>> table = sm.mechanisms(wishes, {"a": 1, "b": 1}, ["DA", "boston"], lotteries=50, rng=1)
    >>> firsts = table[table["outcome"] == "first_choice"].set_index("mechanism")["estimate"]
    >>> bool(firsts["immediate_acceptance"] >= firsts["deferred_acceptance"]), firsts["free_choice"].item()
    (True, 1.0)
    """
    seed = seed_of(rng)
    asked = _asked(mechanisms)
    columns, traits = frames.columns(by, "by"), frames.columns(group, "group")
    drawn = {"pupils": pupils, "lotteries": lotteries, "rng": seed}
    values = [
        _figures(admit(wishes, schools, **{**options, **drawn, **own}), columns, traits, measures, focal).assign(
            mechanism=name
        )
        for name, own in asked.items()
    ]
    given = applications(wishes, schools, pupils)
    for name, found in _without(given).items():
        one = admit(found.given[0], found.given[1], pupils=found.given[2], ties="single", rng=seed)
        figures = _figures(one, columns, traits, measures, focal).assign(mechanism=name)
        values.append(figures[~figures["outcome"].isin(MEANINGLESS[name])])
    table = _compared(pd.concat(values, ignore_index=True), columns, next(iter(asked)))
    return given.restore(pa.Table.from_pandas(table.assign(seed=np.uint64(seed)), preserve_index=False))


def _asked(mechanisms: Any) -> dict[str, dict[str, Any]]:
    """Return the options of every mechanism by its name."""
    if isinstance(mechanisms, Mapping):
        asked = {str(name): dict(options) for name, options in mechanisms.items()}
    else:
        listed = [mechanisms] if isinstance(mechanisms, str | Mechanism) else list(mechanisms)
        asked = {repr(Mechanism.of(one)): {"mechanism": one} for one in listed}
    taken = {FREE, NEAREST} & set(asked)
    if not asked or taken:
        raise InputError(
            f"a mechanism cannot be called {', '.join(taken)}" if taken else "no mechanism is asked for",
            kind="BadOption",
            column="mechanisms",
            remedy="Give names of mechanisms, or a mapping of names to options.",
        )
    return asked


def _figures(admission: Admission, by: list[str], group: list[str], measures: Any, focal: Any) -> pd.DataFrame:
    """Return the figures of an admission by lottery, with the segregation of its outcome."""
    table = admission._by_lottery(by)  # noqa: SLF001 - the verbs are friends of the noun
    if not group:
        return table
    measured = frames.to_pandas(frames.collected(measure(admission.roll(group), measures, focal=focal)))
    about = measured["measure"].where(measured["focal"].isna() | (focal is not None), _labels(measured))
    if "lottery" not in measured:
        measured["lottery"] = 1
    measured = measured.assign(outcome=about, estimate=measured["estimate"].astype(float))
    return pd.concat([table, measured[["lottery", "outcome", "estimate"]]], ignore_index=True)


def _labels(measured: pd.DataFrame) -> pd.Series[Any]:
    pair = measured["focal"].astype(str)
    other = measured["versus"].astype(str)
    return measured["measure"] + " " + pair.where(measured["versus"].isna(), pair + " " + other)


def _without(given: Applications) -> dict[str, Applications]:
    """Return the market in which all places are free, and that in which everyone wishes the nearest school."""
    pupils, schools, wishes = given.told(2), given.told(1), given.told(0)
    room = schools.assign(places=max(len(pupils), 1))
    free = {FREE: replace(given, given=(wishes, room, given.given[2]))}
    if not {"x", "y"} <= set(pupils.columns) & set(schools.columns):
        return free
    homes, sites = (frame[["x", "y"]].to_numpy(dtype=np.float64) for frame in (pupils, schools))
    listing = pupils["pupil"].isin(wishes["pupil"]).to_numpy()
    if not (np.isfinite(homes).all() and np.isfinite(sites).all()):
        return free
    sorted_schools = schools.sort_values("school")
    near = tiers.nearest(homes[listing], sorted_schools[["x", "y"]].to_numpy(dtype=np.float64), 1)[:, 0]
    nearest = pd.DataFrame(
        {
            "pupil": pupils.loc[listing, "pupil"].to_numpy(),
            "school": sorted_schools["school"].to_numpy()[near],
            "rank": 1,
        }
    )
    return free | {NEAREST: replace(given, given=(nearest, room, given.given[2]))}


def _compared(values: pd.DataFrame, by: list[str], first: str) -> pd.DataFrame:
    """Return means over lotteries, and the mean difference to the first mechanism in the same lotteries."""
    keys = ["mechanism", *by, "outcome"]
    table = averaged(values, keys)
    base = values[values["mechanism"] == first].drop(columns="mechanism").rename(columns={"estimate": "base"})
    # What needs no lots has one lottery, which stands for all.
    single = values.groupby("mechanism")["lottery"].transform("nunique") == 1
    paired = values[~single].merge(base, on=["lottery", *by, "outcome"], how="left")
    paired = pd.concat([paired, values[single].drop(columns="lottery").merge(base, on=[*by, "outcome"], how="left")])
    paired = paired.assign(estimate=paired["estimate"] - paired["base"])
    differences = averaged(paired, keys).rename(columns={"estimate": "difference", "se": "difference_se"})
    joined = table.merge(differences[[*keys, "difference", "difference_se"]], on=keys, how="left")
    return joined[[*keys, "estimate", "se", "low", "high", "difference", "difference_se"]]
