"""Why a measure changed: what came and went, margins that shifted, and the structure that is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from schoolmix import _core
from schoolmix.measures import Measure, named
from schoolmix.progress import shown
from schoolmix.roll import Roll
from schoolmix.seeds import seed_of
from schoolmix.series import comparable
from schoolmix.verbs import answer, checked, checked_sampling, checked_words, together


def compare(
    before: Roll,
    after: Roll,
    measures: str | Measure | Sequence[str | Measure] = "M",
    *,
    method: str = "shapley",
    detail: str | None = None,
    bridge: str | Sequence[str] | None = None,
    interval: str | None = None,
    level: float = 0.95,
    replicates: int = 500,
    rng: Any = None,
) -> Any:
    """
    Split the difference of M or H between two years into its parts.

    Units and groups with pupils in one year only are set apart first, as additions and removals. Of what both years
    share, the group margin (how large groups are) and the unit margin (how large schools are) are told apart from the
    structure: how groups are spread over schools whatever those sizes. Tables between the two years, with the odds
    ratios of one and margins of the other, come from iterative proportional fitting, every margin within 1e-12 of its
    target. A part is arithmetic, not a cause.

    Parameters
    ----------
    before, after : Roll
        Two years with the same ``unit``, ``group`` and ``by`` columns; no hidden counts.
    measures : str, Measure, or a sequence of them
        ``M`` (any base) or ``H``.
    method : {"shapley", "km", "mrc"}
        ``"shapley"``: averages over the order of changes (Elbers 2021); swapping the years turns every sign, swapping
        units and groups exchanges the two margins. ``"km"``: Karmel & Maclachlan, from the first year towards the
        second, with an ``interaction``. ``"mrc"``: Mora & Ruiz-Castillo, by entropies, without fitting; for H the
        change of 1/E belongs to the group margin.
    detail : {"units", "groups"}, optional
        What every unit, or every group, that both years share adds to the structural part, instead of the parts.
    bridge : str or sequence of str, optional
        Methods that bridge the known breaks in the series between the years, by the names of
        :func:`schoolmix.read.breaks`; without them a break is refused.
    interval : {"pupils", "units"}, optional
        Interval of every part by drawing pupils of both years again, or schools, a school once for both years.
    level : float
        Coverage of the interval.
    replicates : int
        Draws of the interval.
    rng : int, numpy.random.Generator, numpy.random.SeedSequence or None
        Seed of what is drawn; None draws one.

    Returns
    -------
    frame
        One row a part: the ``by`` columns, ``measure``, ``part`` (``before, after, difference, additions, removals,
        group_marginal, unit_marginal, structural``, and ``interaction`` for ``"km"``), ``estimate``, with an interval
        also ``low, high, se, bias, seed``; ``bridge`` (what bridged a break; null where there is none), ``iterations``
        and ``residual`` of the fit (most, and largest relative distance of a margin; null where nothing was fitted) and
        ``note`` (what came and went; whether zeros of one year left no room for the margins of the other and were
        filled with 1e-10 pupils; why there is no value). Parts from
        ``additions`` on add up to ``difference``. With ``detail`` one row a unit (or group): its columns, its shares of
        the shared pupils ``share_before`` and ``share_after``, and ``estimate``; they add up to ``structural``.

    Raises
    ------
    InputError
        Kinds ``BreakInSeries``, ``NothingShared`` (no unit or no group is in both), ``UnmatchedKey``, ``BadOption``,
        ``SuppressedMarker``, ``FractionalCount`` (an interval of weights).
    ConvergenceError
        Kind ``NotConverged``.

    References
    ----------
    Elbers 2021, Sociological Methods & Research, doi 10.1177/0049124121986204; Karmel & Maclachlan 1988, Economic
    Record 64:187; Mora & Ruiz-Castillo 2009, working paper; Deming & Stephan 1940 for the fitting.

    Examples
    --------
    >>> import pandas as pd
    >>> import schoolmix as sm
    >>> sites = pd.DataFrame({"site": ["a", "b", "c"], "low": [80, 15, 5], "high": [20, 85, 95]})
    >>> later = pd.DataFrame({"site": ["a", "b", "d"], "low": [70, 20, 10], "high": [40, 80, 30]})
    >>> before, after = (sm.Roll.from_wide(frame, unit="site", groups=["low", "high"]) for frame in (sites, later))
    >>> sm.compare(before, after)[["part", "estimate", "note"]].round(4)
                 part  estimate                                               note
    0          before    0.2626
    1           after    0.1220
    2      difference   -0.1407
    3       additions   -0.0093  1 units and 0 groups only after, 16.0% of its ...
    4        removals   -0.0467  1 units and 0 groups only before, 33.3% of its...
    5  group_marginal    0.0003
    6   unit_marginal    0.0013
    7      structural   -0.0863
    """
    checked_words(method=method)
    if detail is not None:
        checked_words(detail=detail)
    checked_sampling(interval=interval, level=level, replicates=replicates)
    crossed = comparable(checked(before), checked(after), bridge)
    both = together(before, after, whole=interval is not None)
    with shown("compare") as report:
        answered = _core.compare(
            both._core,  # noqa: SLF001 - the verbs are friends of the noun
            named(measures),
            method=method,
            detail=detail,
            interval=interval,
            level=level,
            replicates=replicates,
            seed=seed_of(rng),
            report=report,
        )
    table = pa.table(answered)
    over = ", ".join(sorted(set(crossed["bridge"].dropna()))) or None
    place = table.column_names.index("iterations")
    return answer(after, table.add_column(place, "bridge", pa.array([over] * len(table), pa.large_string())))
