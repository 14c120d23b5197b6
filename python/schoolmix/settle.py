"""Whether choices come to rest."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from schoolmix import frames
from schoolmix.base_year import BaseYear, Course, check_choice, check_count, check_share, check_word, enrolment_of
from schoolmix.choice import Choice
from schoolmix.counterfactual import checked, year_of
from schoolmix.enrolment import WAYS, Enrolment
from schoolmix.errors import ConvergenceError, InputError
from schoolmix.progress import shown
from schoolmix.seeds import seed_of
from schoolmix.world import World

MOST_TICKS, MOST_STARTS = 65_000, 10_000
UPDATES = ("synchronous", "fraction", "sequential")
STARTS = ("observed", "nearest", "random")


@dataclass(frozen=True, eq=False)
class Settled:
    """
    Whether choices came to rest, from some starts.

    Parameters
    ----------
    ticks, ends
        What the verb makes it of; not for callers.

    Attributes
    ----------
    ticks : pandas.DataFrame
        A row a ``start`` and ``tick`` (0: before anyone chose): ``movers`` (pupils), ``mean_utility`` and
        ``sd_utility`` of the own school (null where nobody considers it), ``H`` over schools; ``seed``.
    ends : pandas.DataFrame
        A row a ``start``: ``rest`` (``"no_movers"``, ``"window"``, ``"cycle"`` or ``"limit"``), ``ticks``,
        ``cycle`` (its length; null without one), ``nash`` (the share of pupils who could be better off elsewhere:
        0 in an equilibrium), ``H``; ``seed``.

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> nearest = sm.Choice(sm.Part("distance"), rule="best")
    >>> sm.settle(world, choice=nearest, starts=2, rng=1).spread
    0.0
    """

    ticks: pd.DataFrame
    ends: pd.DataFrame

    @property
    def spread(self) -> float:
        """The largest difference of H between two starts in the end."""
        return float(self.ends["H"].max() - self.ends["H"].min())

    def __repr__(self) -> str:
        ways = ", ".join(f"{count} {rest}" for rest, count in self.ends["rest"].value_counts().sort_index().items())
        return f"Settled: {len(self.ends)} starts ({ways}); H {self.ends['H'].mean():.3f}, spread {self.spread:.3f}"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>{self.ends.to_html(index=False, na_rep='')}"


def settle(
    world: World,
    *,
    group: str = "migration_background",
    choice: Choice | None = None,
    admission: Enrolment | str | None = "free",
    year: int | None = None,
    update: str = "fraction",
    share: float | None = None,
    start: str = "observed",
    starts: int = 1,
    ticks: int = 200,
    window: int = 30,
    tolerance: float = 0.01,
    unsettled: str = "error",
    rng: Any = None,
    progress: bool = True,
) -> Settled:
    """
    Let all pupils of a year choose again and again, until choices come to rest.

    Tastes are drawn once a pupil and start. In every tick everyone chooses once, seeing who is at school; who would not
    be better off stays.

    Parameters
    ----------
    world : World
    group, choice, year
        As in :func:`simulate`.
    admission : {"free", "queue"} or Enrolment
        Whether schools take all, or only whom they have places for.
    update : {"synchronous", "fraction", "sequential"}
        Everyone at once; a ``share`` (without it 1/8) at a time; one by one.
    share : float, optional
    start : {"observed", "nearest", "random"}
        Where pupils are at first: where they are, at the nearest school, at any that they consider.
    starts : int
        Starts, each with draws of its own; start ``k`` is the same whatever their number.
    ticks : int
        Ticks at most.
    window, tolerance
        At rest when for so many ticks neither the mean of utility, its standard deviation nor H was further from its
        mean than the tolerance.
    unsettled : {"error", "flag"}
        What to do when a start is not at rest after all ticks, or goes round in a circle.
    rng, progress
        As in :func:`simulate`.

    Returns
    -------
    Settled

    Raises
    ------
    ConvergenceError
        Kind ``NotConverged``, with the number of starts, unless ``unsettled="flag"``.
    InputError, InputTypeError
        As :func:`simulate`.

    References
    ----------
    Schelling (1971), Journal of Mathematical Sociology 1:143; Nash (1950).

    Examples
    --------
    >>> import schoolmix as sm
    >>> world = sm.World.synthetic("netherlands", sector="po", scale=0.002, seed=1)
    >>> nearest = sm.Choice(sm.Part("distance"), rule="best")
    >>> sm.settle(world, choice=nearest, starts=2, rng=1).ends[["rest", "ticks", "nash"]]
            rest  ticks  nash
    0  no_movers      2   0.0
    1  no_movers      2   0.0
    """
    checked(world, group)
    check_choice(choice)
    starts = check_count("starts", starts, 1, MOST_STARTS)
    ticks = check_count("ticks", ticks, 1, MOST_TICKS)
    window = check_count("window", window, 2, MOST_TICKS)
    check_share("tolerance", tolerance)
    check_word("update", update, UPDATES)
    check_word("start", start, STARTS)
    check_word("unsettled", unsettled, ("error", "flag"))
    enrolment = enrolment_of(admission)
    if enrolment.way not in WAYS or enrolment.intake is not None:
        raise InputError(
            "places are given out year by year by a mechanism or an intake, and not where all choose again and again",
            kind="BadOption",
            column="admission",
            remedy="Allowed: 'free' and 'queue'.",
        )
    seed = seed_of(rng)
    base = BaseYear.of(world, group, year_of(world, year), moving=0.0)
    part = 0.125 if update == "fraction" and share is None else share
    plan = base.plan(choice, enrolment, Course(update, part))
    with shown("settle", unit="tick", wanted=progress) as report:
        table, ends, _ = base.core.settle(
            plan,
            starts={
                "start": start,
                "first": 0,
                "last": starts,
                "ticks": ticks,
                "window": window,
                "tolerance": float(tolerance),
                "seed": seed,
            },
            report=report,
        )
    found = Settled(frames.to_pandas(table).assign(seed=np.uint64(seed)), _ends(ends, frames.to_pandas(table), seed))
    restless = int(found.ends["rest"].isin(["limit", "cycle"]).sum())
    if restless and unsettled == "error":
        raise ConvergenceError(
            f"{restless} of {starts} starts did not come to rest in {ticks} ticks",
            kind="NotConverged",
            column="ticks",
            count=restless,
            remedy="Give more ticks or a larger tolerance, or take it as it is: unsettled='flag'.",
        )
    return found


def _ends(ends: list[tuple[str, int, float]], ticks: pd.DataFrame, seed: int) -> pd.DataFrame:
    last = ticks.groupby("start").last()
    rests, cycles, nash = zip(*ends, strict=True)
    return pd.DataFrame(
        {
            "start": range(len(ends)),
            "rest": pa.array(rests, pa.large_string()).to_pandas(),
            "ticks": last["tick"].to_numpy(),
            "cycle": pd.array([one or None for one in cycles], dtype="Int64"),
            "nash": nash,
            "H": last["H"].to_numpy(),
            "seed": np.uint64(seed),
        }
    )
