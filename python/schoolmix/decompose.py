"""Where segregation sits: between areas, between the units inside them, and along several attributes at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.verbs import answer, checked, checked_sampling, checked_words, group


def decompose(
    roll: Roll,
    measures: str | Measure | Sequence[str | Measure] = "M",
    *,
    focal: Any = None,
    versus: Any = None,
    order: str = "nested",
    interval: str | None = None,
    level: float = 0.95,
    replicates: int = 500,
    rng: Any = None,
) -> Any:
    """
    Split an index along the columns in which a roll is nested, of any depth.

    Parameters
    ----------
    roll : Roll
        Who sits where, with ``within``; no hidden counts. Columns that cross (sector and municipality) are nests too:
        the second one's nests are then its values inside each of the first. An attribute that varies within a school,
        such as the track, is made part of the unit: ``unit=["site", "track"], within=["track", ...]``.
    measures : str, Measure, or a sequence of them
        With ``order="nested"`` indices that are the index between areas plus the weighted mean of that within them:
        ``M`` (any base; weights are shares of pupils), ``H, R, V``, ordinal measures and ``explained_variance`` (shares
        of pupils times the relative variety of the area), ``O`` and ``A`` (``atkinson_symmetric``, products of group
        shares). With ``order="shapley"`` any measure of evenness that knows no places, such as ``D`` and ``G``.
    focal, versus : value of the group column, optional
        As in :func:`schoolmix.measure`.
    order : {"nested", "shapley"}
        From the outermost column to the innermost; or what each column adds on average over all orders (at most 10
        columns), which does not depend on the order in which they were given.
    interval : {"pupils", "units"}, optional
        Interval of every part by drawing pupils, or units, again.
    level : float
        Coverage of the interval.
    replicates : int
        Draws of the interval.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.

    Returns
    -------
    frame
        One row a part: the ``by`` columns, ``measure``, ``focal``, ``versus``, ``part`` (each nest's column from the
        outermost, then the unit's column, then ``"total"``), ``estimate``, ``share``, with an interval also ``low,
        high, se, bias, seed``, and ``note``. Parts add up to the total. Those of M and H are each a sum of their own;
        others are differences of the index between areas of consecutive levels, or Shapley values of those.

    Raises
    ------
    InputError
        Kinds ``MissingWithin``, ``BadOption``, ``SuppressedMarker``, ``FractionalCount`` (an interval of weights),
        ``NoOrder`` and ``NoScores`` as in :func:`schoolmix.measure`.

    References
    ----------
    Theil 1972; Mora & Ruiz-Castillo 2011, Sociological Methodology 41:159; Reardon & Firebaugh 2002, Sociological
    Methodology 32:33; Hutchens 2004, International Economic Review 45:555; Shorrocks 2013, Journal of Economic
    Inequality 11:99, for Shapley values.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> frame = pd.DataFrame({"town": ["t", "t", "u"], "site": ["a", "b", "c"], "x": [9, 7, 1], "y": [1, 3, 9]})
    >>> roll = sm.Roll.from_wide(frame, unit="site", groups=["x", "y"], within="town")
    >>> sm.decompose(roll)[["part", "estimate"]].round(6)
        part  estimate
    0   town  0.242269
    1   site  0.021619
    2  total  0.263888
    >>> crossed = pd.DataFrame({"sector": list("pprr"), "town": list("tutu"), "site": list("abcd")})
    >>> crossed = crossed.assign(x=[9, 7, 5, 1], y=[1, 3, 5, 9])
    >>> roll = sm.Roll.from_wide(crossed, unit="site", groups=["x", "y"], within=["sector", "town"])
    >>> sm.decompose(roll, "D", order="shapley")[["part", "estimate"]].round(4)
         part  estimate
    0  sector    0.3535
    1    town    0.1515
    2    site    0.0000
    3   total    0.5051
    """
    checked_words(order=order)
    checked_sampling(interval=interval, level=level, replicates=replicates)
    with shown("decompose") as report:
        table = _core.decompose(
            checked(roll)._core,  # noqa: SLF001 - the verbs are friends of the noun
            named(measures),
            focal=group(focal),
            versus=group(versus),
            order=order,
            interval=interval,
            level=level,
            replicates=replicates,
            seed=seed_of(rng),
            report=report,
        )
    return answer(roll, table)
