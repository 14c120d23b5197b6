"""Schelling's model of homes on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from schoolmix import _core, frames
from schoolmix.lattice import grid_of, number, per_group, refused, shares_of, wanted_of, whole
from schoolmix.progress import shown
from schoolmix.seeds import seed_of


def schelling(
    *,
    grid: int | tuple[int, int] = 50,
    density: float = 0.9,
    shares: Sequence[float] = (0.5, 0.5),
    radius: int = 1,
    wanted: float | Sequence[float] = 0.4,
    update: str = "sequential",
    fraction: float | None = None,
    neighbourhoods: int = 25,
    steps: int = 100,
    window: int | None = None,
    eps: float = 0.01,
    replicates: int | Sequence[int] = 1,
    rows: str = "steps",
    rng: Any = None,
    progress: bool = True,
) -> pd.DataFrame:
    """
    Return runs of Schelling's model: who has too few neighbours alike moves to a random empty cell.

    Agents of two or more groups stand on a grid without borders (a torus), one a cell, at random at the start. Who
    has a smaller share of neighbours alike than wanted moves to any empty cell, without looking at it first.

    Parameters
    ----------
    grid : int or (int, int)
        Cells in a row and in a column.
    density : float
        Share of cells with an agent, above 0 and at most 1; ``floor(density * cells)`` agents.
    shares : sequence of float
        Share of agents that are of each group, which add up to 1; whole agents by largest remainder.
    radius : int
        How far a neighbour may be, by row and by column (Moore): 1 for 8 neighbouring cells, 2 for 24.
    wanted : float or sequence of float
        Share of neighbours alike, 0 to 1, with which an agent is content; one for all or one a group. Who has no
        neighbours has none alike, and is content only where none are wanted.
    update : {"sequential", "synchronous", "random_fraction"}
        ``"sequential"``: one after another in random order, each seeing where all stand by then (Schelling).
        ``"synchronous"``: all judge the grid as it was at the start of the step; then those who are not content move,
        in random order (as in the example of the library Mesa). ``"random_fraction"``: so too, but only a share of
        agents has a turn in a step, everyone once before anyone again.
    fraction : float, optional
        That share, above 0 and at most 1: ``1 + floor(agents / ceil(1 / fraction))`` agents a step. Only with
        ``update="random_fraction"``.
    neighbourhoods : int
        Bounded neighbourhoods over which H is taken: a square number of equal blocks (those of a grid that cannot be
        cut evenly differ by a row or column).
    steps : int
        Most steps.
    window, eps : int and float, optional
        A run ends where in the last ``window`` rows ``content``, ``alike`` and ``H`` are each less than ``eps`` from
        their mean there; without ``window`` it ends at ``steps``. It always ends when nobody wants or is able to move.
    replicates : int or sequence of int
        How many runs, or the numbers of those wanted, from 1. A replicate is the same whichever others are asked for.
    rows : {"steps", "agents"}
        What is returned: a row a step, or a row an agent at the end.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.
    progress : bool
        Whether long work shows a bar.

    Returns
    -------
    pandas.DataFrame
        With ``rows="steps"``: ``replicate``, ``step`` (0 is the start), ``movers``, ``content`` (share of agents that
        are, 0 to 1), ``alike`` (mean share of neighbours alike of agents with neighbours; null without any), ``H``
        (Theil's, over the bounded neighbourhoods), ``seed``, and ``note``, which says at the last row why the run
        ended. With ``rows="agents"``: ``replicate``, ``agent``, ``x`` and ``y`` (1 is left, and top), ``group`` (from
        1, in the order of ``shares``), ``neighbourhood`` and ``seed``; cells without a row are empty.

    Raises
    ------
    InputError
        Kind ``BadOption``, naming the field; ``BadSeed``.
    LimitError
        Kind ``SizeLimit``, for a grid or an answer that is too large.

    References
    ----------
    Schelling 1971, Dynamic models of segregation, Journal of Mathematical Sociology 1:143.

    Examples
    --------
    >>> import schoolmix as sm
    >>> run = sm.schelling(grid=30, wanted=0.5, rng=1)
    >>> bool(run["alike"].iloc[0] < 0.55 < 0.8 < run["alike"].iloc[-1])
    True
    >>> run["note"].iloc[-1]
    'nobody wants to move'
    """
    listed = shares_of(shares)
    town = grid_of(grid, density=density, shares=listed, radius=radius, neighbourhoods=neighbourhoods)
    asked = wanted_of(rows=rows, replicates=replicates, seed=seed_of(rng), window=window, eps=eps)
    if not isinstance(update, str):
        raise refused("update", "a text")
    with shown("schelling", unit="step", wanted=progress) as report:
        table = _core.schelling(
            town,
            asked,
            share=per_group(wanted, "wanted", len(listed)),
            update=update,
            fraction=None if fraction is None else number(fraction, "fraction"),
            steps=whole(steps, "steps"),
            report=report,
        )
    return frames.to_pandas(table)
