"""Homes, then schools, on a grid: the model COMPASS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from schoolmix import _core, frames
from schoolmix.lattice import grid_of, number, per_group, shares_of, wanted_of, whole
from schoolmix.progress import shown
from schoolmix.seeds import seed_of


def compass(
    *,
    grid: int | tuple[int, int] = 50,
    density: float = 0.9,
    shares: Sequence[float] = (0.5, 0.5),
    neighbourhoods: int = 25,
    schools: int = 25,
    optimum: float | Sequence[float] = 0.5,
    at_one: float | Sequence[float] = 0.6,
    weight: float | Sequence[float] = 0.5,
    half: float | Sequence[float] = 10.0,
    slope: float | Sequence[float] = 2.0,
    considered: int = 2,
    radius: int = 3,
    mixing: float = 0.0,
    b: float = 50.0,
    capacity: float = 2.0,
    min_capacity: int = 0,
    fraction: float = 0.125,
    residential_ticks: int = 100,
    school_ticks: int = 200,
    window: int | None = 30,
    eps: float = 0.01,
    replicates: int | Sequence[int] = 1,
    rows: str = "ticks",
    rng: Any = None,
    progress: bool = True,
) -> pd.DataFrame:
    """
    Return runs of a model in which households choose homes by composition, then schools by composition and distance.

    After COMPASS, the model of Dignum et al. (2022): is segregation of schools more than that of homes, where all want
    the same of both? ``docs/lattice.md`` has the rules in full, and where they differ from COMPASS.

    Parameters
    ----------
    grid : int or (int, int)
        Cells in a row and in a column of a grid without borders (a torus).
    density : float
        Households are ``floor(density * (cells - schools - neighbourhoods))``; above 0 and at most 1.
    shares : sequence of float
        Share of households that are of each group, which add up to 1; whole households by largest remainder.
    neighbourhoods : int
        Bounded neighbourhoods: a square number of blocks of the grid.
    schools : int
        Schools: a square number, each in the middle of its block of the grid.
    optimum : float or sequence of float
        The best share of the own group (f), 0 to 1. Composition is worth ``C = x / f`` up to it, then falls in a line.
    at_one : float or sequence of float
        What a share of 1 is worth (M), 0 to 1. As all lists here: one for all groups, or one a group.
    weight : float or sequence of float
        The weight of composition against distance (a) in the choice of schools, ``U = a C + (1 - a) D``, 0 to 1.
    half : float or sequence of float
        The distance that is worth one half (p), in cells, above 0: ``D = 1 / (1 + (d / p)^q)``.
    slope : float or sequence of float
        How steeply distance counts there (q), above 0.
    considered : int
        Random empty cells that a household looks at beside its own home, with replacement.
    radius : int
        How far a near neighbour may be, by row and by column (Moore).
    mixing : float
        How much the share in the bounded neighbourhood counts against that among near neighbours (m), 0 to 1.
    b : float
        How much utility decides: a home or school is taken with a chance in proportion to ``exp(b U)``. 0 is at random,
        ``float("inf")`` the best (ties at random).
    capacity : float
        Places of a school: ``1 + floor(capacity * pupils / schools)``, 1 or more.
    min_capacity : int
        A school with no more pupils than this is left by none.
    fraction : float
        Share of households that may move in a tick (phi), everyone once before anyone again: ``1 + floor(households /
        ceil(1 / fraction))`` of them.
    residential_ticks, school_ticks : int
        Most ticks of each stage; 0 leaves homes, or schools, as they are dealt out at random.
    window, eps : int and float, optional
        A stage ends where in its last ``window`` rows mean and standard deviation of utility and its H are each less
        than ``eps`` from their mean there; without ``window`` only at its limit.
    replicates : int or sequence of int
        How many runs, or the numbers of those wanted, from 1. A replicate is the same whichever others are asked for.
    rows : {"ticks", "agents"}
        What is returned: a row a tick, or a row a household at the end.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.
    progress : bool
        Whether long work shows a bar.

    Returns
    -------
    pandas.DataFrame
        With ``rows="ticks"``: ``replicate``, ``stage`` ("residential" or "school"), ``tick`` (0 is the start of the
        stage), ``movers``, ``mean_utility``, ``sd_utility``, ``H_res`` (Theil's, over neighbourhoods), ``H_school``
        (over schools), ``excess`` (``H_school - H_res``), ``nearest`` (share of pupils at a school nearest to home),
        ``distance`` (mean, from home to school, in cells; these four null in the first stage), ``seed``, and ``note``,
        which says at the last row of a stage why it ended. With ``rows="agents"``: ``replicate``, ``agent``, ``x`` and
        ``y`` (1 is left, and top), ``group`` (from 1), ``neighbourhood``, ``school``, ``distance`` and ``seed``: a roll
        for ``Roll(..., unit="school", group="group")``.

    Raises
    ------
    InputError
        Kind ``BadOption``, naming the field; ``BadSeed``.
    LimitError
        Kind ``SizeLimit``, for a grid or an answer that is too large.

    References
    ----------
    Dignum, Athieniti, Boterman, Flache & Lees 2022, Mechanisms for increased school segregation relative to residential
    segregation, Computers, Environment and Urban Systems 93:101772; Stoica & Flache 2014, JASSS 17(1)5.

    Examples
    --------
    >>> import schoolmix as sm
    >>> run = sm.compass(rng=1)
    >>> bool(run["excess"].iloc[-1] > 0)
    True
    >>> homes = sm.compass(rows="agents", rng=1)
    >>> roll = sm.Roll(homes, unit="school", group="group")
    >>> bool(abs(sm.measure(roll, "H")["estimate"].item() - run["H_school"].iloc[-1]) < 1e-12)
    True
    """
    listed = shares_of(shares)
    town = grid_of(grid, density=density, shares=listed, radius=radius, neighbourhoods=neighbourhoods)
    asked = wanted_of(rows=rows, replicates=replicates, seed=seed_of(rng), window=window, eps=eps)
    each = {"optimum": optimum, "at_one": at_one, "weight": weight, "half": half, "slope": slope}
    counts = {"schools": schools, "considered": considered, "min_capacity": min_capacity}
    counts |= {"residential_ticks": residential_ticks, "school_ticks": school_ticks}
    numbers = {"mixing": mixing, "capacity": capacity, "fraction": fraction}
    given: dict[str, Any] = {option: per_group(value, option, len(listed)) for option, value in each.items()}
    given |= {option: whole(value, option) for option, value in counts.items()}
    given |= {option: number(value, option) for option, value in numbers.items()}
    given["b"] = number(b, "b", infinite=True)
    with shown("compass", unit="tick", wanted=progress) as report:
        table = _core.compass(town, asked, given, compat=False, report=report)
    return frames.to_pandas(table)
